"""The journal's page: only for who audits, in words, and nothing more than their audience may see."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from balise.people import operations
from balise.people.queries import read_client
from balise.people.words import Language, Role
from tests.desk.visitor import said_by
from tests.people.conftest import founded, world
from tests.people.notes import noted
from tests.people.pages.someone import Someone
from tests.people.world import NOW, appoint

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["founded", "world"]  # the people everyone knows

JOURNAL = "/journal/"
NORA = UUID(int=9)


@pytest.fixture
def axel(world: World) -> Someone:
    """The auditor, after a role was granted, a file opened, and a file read."""
    appoint(world, world.marie, Role.SUPERVISOR, world.clinic)
    operations.add_client(
        by=world.david, unit=world.home, uuid=NORA, full_name="Nora Doucet", language=Language.FR, now=NOW
    )
    read_client(viewer=world.marie, uuid=world.rose.uuid, at=NOW)
    return Someone(world.axel)


def entries(text: str) -> str:
    """The part of the page that tells entries: above it, kinds are offered by their sentences."""
    return text.rpartition("Inscriptions")[0].partition("Inscriptions")[2]


def test_only_an_auditor_opens_the_journal_and_is_shown_the_way(world: World) -> None:
    for name in ("axel", "marie", "david", "louise", "omar", "pia", "ines"):
        someone, audits = Someone(getattr(world, name)), name == "axel"
        assert someone.open(JOURNAL).status_code == (200 if audits else 403), name
        for download in ("csv/", "bundle/", "verify/"):
            if not audits:
                assert someone.send(f"{JOURNAL}{download}").status_code == 403
        assert ('href="/journal/"' in someone.open("/").content.decode()) is audits


def test_entries_are_sentences_in_the_language_of_their_reader(axel: Someone) -> None:
    assert "Louise Bergeron a accordé" in axel.read(JOURNAL)
    axel.speak("en")
    assert "Louise Bergeron granted" in axel.read(JOURNAL)


def test_clients_are_numbers_to_an_auditor(axel: Someone) -> None:
    text = axel.read(JOURNAL)
    assert "a lu le dossier de Client 00000000" in text
    for name in ("Rose Landry", "Theo Boudreau", "Ulla Meyer", "Marie Tremblay"):
        assert name not in text


def test_a_search_by_person_object_kind_and_period(world: World, axel: Someone) -> None:
    rose = {"look": "yes", "object": str(world.rose.uuid)}
    found = entries(axel.do(JOURNAL, rose))
    assert "a lu le dossier" in found
    assert "a accordé" not in found
    kind = {"look": "yes", "kind": "people.role_granted"}
    found = entries(axel.do(JOURNAL, kind))
    assert "a accordé" in found
    assert "a lu le dossier" not in found
    past = {"until-year": "2020", "until-month": "1", "until-day": "1"}
    assert "Rien ne correspond" in axel.do(JOURNAL, {"look": "yes", **past})
    assert "Louise Bergeron" in axel.do(JOURNAL, {"person": f"staff:{world.louise.uuid}"})
    axel.do(JOURNAL, {})
    assert "?" not in "".join(axel.visited)


def test_a_name_out_of_reach_and_one_that_is_nobodys_answer_alike(axel: Someone) -> None:
    pages = [axel.send(JOURNAL, {"look": "yes", "person": name}) for name in ("Rose Landry", "Rose Nobody")]
    assert [page.status_code for page in pages] == [422, 422]
    first, second = (said_by(page) for page in pages)
    assert first.replace("Rose Landry", "") == second.replace("Rose Nobody", "")
    assert "Rose Landry" in pages[0].content.decode()


def test_pages_go_on_from_a_place_in_time_and_miss_nothing(world: World, axel: Someone) -> None:
    for _ in range(110):
        read_client(viewer=world.marie, uuid=world.rose.uuid, at=NOW)
    total, address, seen = len(noted()), JOURNAL, 0
    while address:
        html = axel.open(address).content.decode()
        seen += html.count("people-entries__said")
        _, _, rest = html.partition('rel="next" href="')
        address = JOURNAL + rest.partition('"')[0] if rest else ""
    assert seen == total


def test_an_address_that_is_no_place_in_time_begins_at_the_latest(axel: Someone) -> None:
    for after in ("x", "2025-01-01~1", "2025-01-01T00:00:00Z~99999999999999999999", "~"):
        assert axel.open(f"{JOURNAL}?after={after}").status_code == 200


@pytest.mark.parametrize(
    "words", ["staff:x", "unit:" + "7" * 200, "\0", "x" * 5000, "a:b:c", "é:1", "client:\u202e"]
)
def test_odd_references_find_nothing_and_break_nothing(axel: Someone, words: str) -> None:
    for data in ({"person": words}, {"look": "yes", "person": words}, {"look": "yes", "object": words}):
        assert axel.send(JOURNAL, data).status_code in (302, 422)
        axel.read(JOURNAL)


def test_downloads_hold_what_the_search_finds_and_are_noted(axel: Someone) -> None:
    axel.do(JOURNAL, {"look": "yes", "kind": "people.client_added"})
    response = axel.send(f"{JOURNAL}csv/")
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))
    assert {row[2] for row in rows[1:]} == {"people.client_added"}
    axel.do(JOURNAL, {})
    assert "a téléchargé une partie du journal" in axel.read(JOURNAL)


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_verified_from_the_page_and_it_says_when(world: World, axel: Someone) -> None:  # noqa: ARG001  people have to be there
    assert "Jamais à partir de cette page" in axel.read(JOURNAL)
    response = axel.send(f"{JOURNAL}bundle/")
    assert b'"checkpoint"' in response.getvalue().splitlines()[0]
    text = axel.do(f"{JOURNAL}verify/", {})
    assert "Le journal est intact." in text
    assert "intact" in text.partition("Dernière vérification")[2]
