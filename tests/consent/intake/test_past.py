"""The consents of a past day on the pages of staff: what held then, and what we knew of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from balise.consent.models import Notice
from balise.consent.operations import record_consent, withdraw_consent
from balise.consent.queries import read_consents_on
from balise.consent.words import Channel, Event, Method, State
from balise.people.errors import NotAllowedError, NotFoundError
from balise.theme.texts import t
from tests.people.notes import noted
from tests.people.world import NOW, day, later

if TYPE_CHECKING:
    from datetime import date

    from balise.policy.text import Lang
    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

TYPED_IN, WITHDRAWN = later(days=5), later(days=9)


@pytest.fixture(autouse=True)
def told_late(world: World, asked: Asked) -> None:
    """A form that came in five days after it was signed; four days later, Rose changes her mind."""
    record_consent(
        by=world.marie,
        client=world.rose,
        purpose=asked.news,
        channel=Channel.EMAIL,
        event=Event.GIVEN,
        method=Method.PAPER_FORM,
        notice=Notice.objects.get(purpose=asked.news, language="fr"),
        effective_at=NOW,
        now=TYPED_IN,
        uuid=world.rose.uuid,
    )
    withdraw_consent(
        by=None,
        client=world.rose,
        purpose=asked.news,
        channel=Channel.EMAIL,
        method=Method.PREFERENCE_PAGE,
        now=WITHDRAWN,
        uuid=world.theo.uuid,
    )


def address(world: World, day: date) -> str:
    page = reverse("intake:on_day", args=[world.rose.uuid])
    return f"{page}?day-year={day.year}&day-month={day.month}&day-day={day.day}"


@pytest.mark.parametrize(
    ("after", "states"),
    [
        (-1, ([], [])),
        (2, ([State.GIVEN], [])),  # signed, and still in a drawer
        (5, ([State.GIVEN], [State.GIVEN])),
        (9, ([State.WITHDRAWN], [State.WITHDRAWN])),
    ],
)
def test_what_held_and_what_was_known_are_told_apart(
    world: World, at_desk: At, lang: Lang, after: int, states: tuple[list[State], list[State]]
) -> None:
    held, known = states
    found = read_consents_on(viewer=world.marie, uuid=world.rose.uuid, day=day(after), at=WITHDRAWN)
    assert [each.state for each in found.held] == held
    assert [each.state for each in found.known] == known
    marie = at_desk(world.marie)
    marie.speak(lang)
    page = marie.read(address(world, day(after)))
    for title, read in (("held", held), ("known", known)):
        for state in read or ([State.UNKNOWN] if held else []):
            assert f"{t(f'intake.on_day.{title}', lang)} {state.label[lang]}" in page
    assert (t("intake.on_day.nothing", lang) in page) == (not held)


def test_a_day_to_come_and_no_day_are_refused_in_words(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for wanted, said in (
        ("2999-1-1", "Ce jour est à venir"),
        ("2025-2-30", "n’existe pas"),
        ("--", "Indiquez"),
    ):
        year, month, number = wanted.split("-")
        page = reverse("intake:on_day", args=[world.rose.uuid])
        answer = marie.open(f"{page}?day-year={year}&day-month={month}&day-day={number}")
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_each_look_at_a_past_day_is_noted_and_the_empty_form_is_none(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    before = _read()
    marie.read(reverse("intake:on_day", args=[world.rose.uuid]))
    assert _read() == before
    marie.read(address(world, day(2)))
    assert _read() == before + 1


def test_who_may_not_read_consents_learns_nothing_of_the_past_either(world: World, at_desk: At) -> None:
    for person, status in ((world.sam, 404), (world.louise, 404), (world.axel, 404), (world.paul, 403)):
        assert at_desk(person).open(address(world, day(2))).status_code == status
    for person, error in ((world.sam, NotFoundError), (world.paul, NotAllowedError)):
        with pytest.raises(error):
            read_consents_on(viewer=person, uuid=world.rose.uuid, day=day(2), at=WITHDRAWN)


def _read() -> int:
    return sum(entry["kind"] == "consent.consents_read" for entry in noted())
