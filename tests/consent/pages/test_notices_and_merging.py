"""Purposes and wordings in both languages; pairs of records, decided by someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from balise.consent.models import Distinct, Merge, Notice, Purpose
from balise.people.operations import change_client
from balise.people.words import ContactKind
from tests.consent.intake.asking import WORDS
from tests.people.notes import noted
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

pytestmark = pytest.mark.usefixtures("asked")

PARTS = ("purpose_said", "use_said", "kept_said", "shared_said", "withdrawal_said")
WORDING = {
    **{f"{part}_{lang}": getattr(words, part) for lang, words in WORDS.items() for part in PARTS},
    **{f"asker_name_{lang}": words.asked_by.name for lang, words in WORDS.items()},
    **{f"asker_address_{lang}": words.asked_by.address for lang, words in WORDS.items()},
    "asker_phone": "506 555-0000",
}
PURPOSE = {
    "name_fr": "Sondages",
    "name_en": "Surveys",
    "explained_fr": "Un par an.",
    "explained_en": "One a year.",
    "code": "surveys",
    "dpv": "ResearchAndDevelopment",
}


def test_a_purpose_is_added_then_its_wording_written(world: World, at_desk: At, lang: Lang) -> None:
    pia = at_desk(world.pia)
    pia.speak(lang)
    pia.do(reverse("notices:add"), PURPOSE)
    page = pia.do(reverse("notices:write", args=["surveys"]), WORDING)
    assert WORDS["fr"].purpose_said in page
    assert WORDS["en"].purpose_said in page
    assert {each.language for each in Notice.objects.filter(purpose__code="surveys", version=1)} == {
        "fr",
        "en",
    }


def test_a_new_version_starts_from_the_last_and_leaves_it_as_it_was(
    world: World, asked: Asked, at_desk: At
) -> None:
    pia, address = at_desk(world.pia), reverse("notices:write", args=["news"])
    assert WORDS["en"].use_said in pia.open(address).content.decode()
    pia.do(address, {**WORDING, "use_said_fr": "Autrement."})
    assert Notice.objects.get(purpose=asked.news, version=1, language="fr").use_said == WORDS["fr"].use_said
    assert Notice.objects.get(purpose=asked.news, version=2, language="fr").use_said == "Autrement."


@pytest.mark.parametrize("missing", ["name_en", "explained_fr", "code", "dpv"])
def test_nothing_is_added_with_something_missing(world: World, at_desk: At, missing: str) -> None:
    sent = at_desk(world.pia).send(reverse("notices:add"), {**PURPOSE, missing: ""})
    assert sent.status_code == 422
    assert Purpose.objects.count() == 2


def test_a_code_that_is_taken_or_malformed_is_told(world: World, at_desk: At) -> None:
    for code in ("news", "À éviter"):
        assert at_desk(world.pia).send(reverse("notices:add"), {**PURPOSE, "code": code}).status_code == 422
    assert Purpose.objects.count() == 2


def test_a_wording_in_one_language_is_refused(world: World, asked: Asked, at_desk: At) -> None:
    sent = at_desk(world.pia).send(
        reverse("notices:write", args=["workshops"]), {**WORDING, "asker_name_en": ""}
    )
    assert sent.status_code == 422
    assert not Notice.objects.filter(purpose=asked.workshops).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"asker_phone": ""},
        {"asker_phone": "12"},
        {"asker_email": "nobody"},
        {"asker_web": "example.ca"},
        {"asker_web": "javascript:alert(1)"},
        {"asker_address_fr": ""},
        {"kept_said_fr": ""},
    ],
)
def test_a_wording_says_who_asks_where_they_are_and_how_they_are_reached(
    world: World, asked: Asked, at_desk: At, wrong: dict[str, str]
) -> None:
    sent = at_desk(world.pia).send(reverse("notices:write", args=["workshops"]), {**WORDING, **wrong})
    assert sent.status_code == 422
    assert not Notice.objects.filter(purpose=asked.workshops).exists()


def test_a_purpose_is_closed_once_it_is_confirmed(world: World, at_desk: At) -> None:
    pia, address = at_desk(world.pia), reverse("notices:close", args=["news"])
    pia.read(address)
    assert Purpose.objects.get(code="news").closed_at is None
    assert "Fermée" in pia.do(address, {})
    assert pia.open(address).status_code == 404


def test_nobody_else_keeps_purposes(world: World, at_desk: At) -> None:
    for person in (world.marie, world.louise, world.omar, world.paul):
        someone = at_desk(person)
        for page, of in (
            ("purposes", []),
            ("add", []),
            ("purpose", ["news"]),
            ("write", ["news"]),
            ("close", ["news"]),
        ):
            assert someone.open(reverse(f"notices:{page}", args=of)).status_code == 403


@pytest.fixture
def twins(world: World) -> str:
    """Ulla shares the address of Rose."""
    change_client(
        by=world.pia, client=world.ulla, contacts=[(ContactKind.EMAIL, "Rose@example.org")], now=NOW
    )
    return reverse("merging:pair", args=[world.rose.uuid, world.ulla.uuid])


def test_a_pair_is_proposed_with_its_reasons_and_merged(
    world: World, twins: str, at_desk: At, lang: Lang
) -> None:
    pia = at_desk(world.pia)
    pia.speak(lang)
    page = pia.read(reverse("merging:proposals"))
    assert {"fr": "même courriel ou même téléphone", "en": "same e-mail or phone"}[lang] in page
    assert "checked" not in pia.open(twins).content.decode()
    assert pia.send(twins, {"reason": "x"}).status_code == 422
    pia.do(twins, {"decision": "first", "reason": "Même personne"})
    merge = Merge.objects.get()
    assert (merge.kept, merge.merged) == (world.rose, world.ulla)


def test_to_compare_two_records_is_noted_as_reading_both(world: World, twins: str, at_desk: At) -> None:
    read = at_desk(world.pia).read(twins)
    assert read.lower().count("rose@example.org") == 2
    assert len([each for each in noted() if each["kind"] == "people.file_read"]) == 2


def test_two_people_are_not_proposed_again(world: World, twins: str, at_desk: At) -> None:
    pia = at_desk(world.pia)
    after = pia.do(twins, {"decision": "distinct", "reason": "Un couple"})
    assert "Ulla" not in after
    assert Distinct.objects.count() == 1
    assert not Merge.objects.exists()


def test_nobody_else_merges(world: World, twins: str, at_desk: At) -> None:
    for person in (world.marie, world.louise, world.omar):
        someone = at_desk(person)
        assert someone.open(reverse("merging:proposals")).status_code == 403
        assert someone.open(twins).status_code in {403, 404}
        assert someone.send(twins, {"decision": "first", "reason": "x"}).status_code in {403, 404}
    assert not Merge.objects.exists()
