"""No row, and no mapping, turns a refusal into a consent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from balise.consent.imports import mapping as mappings
from balise.consent.imports.answers import Meaning, refuses
from balise.consent.imports.faults import ConsentFileError
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.operations import unsubscribe_address
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Event, Method
from balise.people.addresses import address_key
from balise.people.imports.faults import FileRefusedError
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.imports.files import faults, file, imported, mapped
from tests.consent.saying import says
from tests.people.notes import noted
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.consent.intake.asking import Asked
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

SAID_NO = "This person said no"


def no_of(world: World, asked: Asked, at: datetime) -> None:
    says(world.marie, world.rose, asked.news, Event.REFUSED, effective_at=at)


def test_a_yes_after_a_recorded_no_is_an_error(world: World, asked: Asked) -> None:
    no_of(world, asked, datetime(2024, 5, 1, 12, tzinfo=UTC))
    result = imported(world.pia, file("1,news,courriel,oui,2024-06-01"))
    assert not result.written
    assert SAID_NO in faults(result.checked)[0][1]
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


def test_a_yes_from_before_the_no_is_history_and_changes_nothing(world: World, asked: Asked) -> None:
    no_of(world, asked, datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert imported(world.pia, file("1,news,courriel,oui,2024-04-01")).counts.given == 1
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


@pytest.mark.parametrize("turned", [False, True])
def test_a_yes_after_a_no_of_the_same_file_is_an_error_in_any_order(
    world: World, asked: Asked, *, turned: bool
) -> None:
    rows = ["1,news,courriel,non,2024-05-01", "1,news,courriel,oui,2024-06-01"]
    result = imported(world.pia, file(*(reversed(rows) if turned else rows)), good_rows=True)
    assert [said for _, said in faults(result.checked) if SAID_NO in said]
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


def test_a_no_that_has_to_be_corrected_holds_back_every_yes_of_that_person(
    world: World, asked: Asked
) -> None:
    result = imported(
        world.pia,
        file("1,nouvelles,courriel,non,", "1,news,courriel,oui,2024-06-01"),
        good_rows=True,
    )
    assert [number for number, _ in faults(result.checked)] == [2, 3]
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


def test_an_address_that_unsubscribed_is_not_subscribed_by_a_file(world: World) -> None:
    ContactPoint.objects.update(added_at=None)  # Rose always had it
    unsubscribe_address(
        address_key=address_key(ContactKind.EMAIL, "rose@example.org"),
        channel=Channel.EMAIL,
        purpose=None,
        method=Method.ONE_CLICK,
        now=NOW - timedelta(days=300),
        uuid=uuid4(),
    )
    assert Refusal.objects.exists()
    result = imported(world.pia, file("1,news,courriel,oui,2025-01-01"))
    assert SAID_NO in faults(result.checked)[0][1]


def test_of_one_day_the_no_wins(world: World, asked: Asked) -> None:
    imported(world.pia, file("1,news,courriel,oui,2024-05-01", "1,news,courriel,non,2024-05-01"))
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


def test_an_implied_consent_never_outweighs_a_no(world: World, asked: Asked) -> None:
    no_of(world, asked, datetime(2024, 5, 1, 12, tzinfo=UTC))
    imported(world.pia, file("1,news,courriel,,2025-01-01,,un achat,2025-01-01"))
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


@pytest.mark.parametrize(
    "header",
    ["Opt-out", "Désabonné", "Ne pas contacter", "Do not call", "Refus de consentement", "Unsubscribed"],
)
def test_an_opt_out_column_cannot_be_read_as_opt_in(header: str) -> None:
    for held, said in (("answer", "a yes in it means no"), (None, "cannot be left out")):
        columns = {"Numéro": "external_id", header: held, "Date": "date"}
        mapping = mappings.ConsentMapping(columns=columns, defaults={"purpose": "x", "channel": "y"})
        assert said in " ".join(each.en for each in mappings.problems(mapping, list(columns)))


@pytest.mark.parametrize("header", ["Consentement", "Opt-in", "Abonné", "Accepts news"])
def test_an_opt_in_column_cannot_be_read_as_opt_out(header: str) -> None:
    columns = {"Numéro": "external_id", header: "refusal"}
    mapping = mappings.ConsentMapping(columns=columns, defaults={"purpose": "x", "channel": "y"})
    assert "a no in it means no" in mappings.problems(mapping, list(columns))[0].en


@pytest.mark.parametrize(
    "words", ["non", "No", "refusé", "not interested", "pas maintenant", "Stop!", "désabonnée"]
)
def test_a_word_that_refuses_can_be_given_no_other_meaning(world: World, words: str) -> None:
    assert refuses(words)
    source = file(f"1,news,courriel,{words},2024-05-01")
    mapping = mapped(source, words={mappings.as_key(words): Meaning.YES})
    with pytest.raises(FileRefusedError) as refused:
        imported(world.pia, source, mapping)
    assert "It cannot mean: a consent" in refused.value.message.en
    assert not ConsentEvent.objects.exists()


def test_a_kept_mapping_is_no_way_around(world: World) -> None:
    source = file("1,news,courriel,non,2024-05-01")
    forged = mapped(source).to_json().replace('"words": {}', '"words": {"non": "yes"}')
    with pytest.raises(FileRefusedError):
        imported(world.pia, source, mappings.from_json(forged))
    with pytest.raises(ConsentFileError):
        mappings.from_json('{"kind": "clients", "columns": {}}')


def test_one_entry_tells_the_import_with_its_counts_and_hash(world: World) -> None:
    source = file("1,news,courriel,oui,2024-05-01", "1,news,téléphone,non,2024-05-01")
    imported(world.pia, source)
    (entry,) = (each for each in noted() if each["kind"] == "consent_imports.imported")
    assert entry["fields"]["sha256"] == source.sha256
    assert (entry["fields"]["given"], entry["fields"]["refused"]) == (1, 1)
