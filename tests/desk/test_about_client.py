"""Asking about a known client: what the house knows is shown as known, and not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.consent.words import Basis, Event
from balise.journal.models import Entry
from tests.consent.conftest import Asked, news
from tests.consent.saying import says
from tests.people.conftest import founded, world
from tests.people.pages.conftest import At, at_desk
from tests.people.world import TODAY

if TYPE_CHECKING:
    from tests.people.pages.someone import Someone
    from tests.people.world import World

__all__ = ["at_desk", "founded", "news", "world"]

pytestmark = pytest.mark.postgres

ABOUT = "/clients/00000000-0000-0000-0000-000000000001/ask/"
"""Rose's page."""

REACH = {"act": "promote_service", "purpose": "workshops", "channel": "email"}


def noted(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def known_after(someone: Someone, **sent: str) -> dict[str, object]:
    """What the interview that began knows."""
    begun = someone.send(ABOUT, {**REACH, **sent})
    assert begun.status_code == 302
    (interview,) = someone.client.session["interviews"].values()
    found: dict[str, object] = interview["known"]
    return found


@pytest.mark.provision("S1-32", "S1-33")
def test_a_refusal_in_the_ledger_is_known_and_never_asked(world: World, news: Asked, at_desk: At) -> None:
    says(world.marie, world.rose, news, Event.REFUSED)
    known = known_after(at_desk(world.marie))
    assert (known["consent"], known["channel"], known["client_is_minor"]) == ("refused", "email", False)
    assert (noted("people.file_read"), noted("consent.consents_read")) == (1, 1)


@pytest.mark.provision("S1-20", "S1-30", "S1-42")
def test_a_yes_counts_for_its_purpose_and_its_channel(world: World, news: Asked, at_desk: At) -> None:
    says(world.marie, world.rose, news)
    assert known_after(at_desk(world.marie))["consent"] == "given"
    assert known_after(at_desk(world.marie), channel="phone")["consent"] == "never_asked"


def test_an_implied_consent_is_known_by_what_it_rests_on(world: World, news: Asked, at_desk: At) -> None:
    says(world.marie, world.rose, news, basis=Basis.PURCHASE, basis_day=TODAY)
    known = known_after(at_desk(world.marie))
    told = (known["consent"], known["consent_basis"], known["since_basis"])
    assert told == ("never_asked", "purchase", TODAY.isoformat())


def test_when_nobody_is_to_be_reached_the_ledger_is_not_read(world: World, news: Asked, at_desk: At) -> None:
    del news  # only so that there is a purpose
    assert "consent" not in known_after(at_desk(world.marie), purpose="none")
    assert noted("consent.consents_read") == 0


def test_the_answer_shows_what_was_known_and_not_of_whom(world: World, news: Asked, at_desk: At) -> None:
    says(world.marie, world.rose, news, Event.REFUSED)
    marie = at_desk(world.marie)
    begun = marie.send(ABOUT, REACH)
    page = marie.client.get(begun["Location"], follow=True).content.decode()
    assert "Rose" not in page
    assert str(world.rose.uuid) not in begun["Location"]


def test_without_an_act_the_page_says_what_to_do(world: World, news: Asked, at_desk: At) -> None:
    del news  # only so that there is a purpose
    page = at_desk(world.marie).send(ABOUT, {"purpose": "workshops"})
    assert page.status_code == 422
    assert "Choisissez ce que vous voulez faire" in page.content.decode()


def test_it_stands_on_the_client_s_page_for_who_reads_the_file(world: World, at_desk: At) -> None:
    assert ABOUT in at_desk(world.marie).open(ABOUT.removesuffix("ask/")).content.decode()
    assert at_desk(world.paul).open(ABOUT).status_code == 403
    assert at_desk(world.aline).open(ABOUT).status_code == 404


def test_a_purpose_without_a_channel_is_said_and_not_overlooked(
    world: World, news: Asked, at_desk: At
) -> None:
    says(world.marie, world.rose, news, Event.REFUSED)
    someone = at_desk(world.marie)
    answer = someone.send(ABOUT, {"act": "promote_service", "purpose": "workshops"})
    assert answer.status_code == 422
    assert "Choisissez aussi par quel moyen" in answer.content.decode()
    assert "interviews" not in someone.client.session
