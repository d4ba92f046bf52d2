"""Erasure: no trace of the person is left, what they refused still holds, and rules of law come first."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from balise.consent.campaigns import campaign
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.operations import keep_evidence, merge_clients
from balise.consent.queries import may_reach
from balise.consent.rights import operations
from balise.consent.rights.erasing import NOBODY, erase_client
from balise.consent.rights.errors import RightsError
from balise.consent.rights.models import Erasure, Hold
from balise.consent.words import Channel, Event, Method, State
from balise.people.addresses import address_key
from balise.people.errors import RefusedError
from balise.people.models import Client, ClientHealth, ContactPoint, LinkedParty
from balise.people.operations import add_client, change_client
from balise.people.words import ContactKind, Language
from tests.consent.saying import says, withdraws
from tests.journal.worlds import World as Installation
from tests.people.notes import noted
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from tests.consent.intake.asking import Asked
    from tests.people.world import World

pytestmark = pytest.mark.postgres

LONG_AFTER = later(days=365 * 12)


def closed(world: World) -> Client:
    return change_client(by=world.pia, client=world.rose, closed_date=date(2025, 3, 3), now=NOW)


def test_all_that_tells_who_it_was_is_gone_and_the_events_stay(world: World, asked: Asked) -> None:
    says(world.marie, world.rose, asked.news, Event.REFUSED)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    gone = Client.objects.get(pk=world.rose.pk)
    assert (gone.full_name, gone.preferred_name, gone.birth_date) == (NOBODY, "", None)
    for model in (ContactPoint, ClientHealth, LinkedParty):
        assert not model._default_manager.filter(client=gone).exists()
    assert ConsentEvent.objects.filter(client=gone).count() == 1
    assert Erasure.objects.get().by == world.pia
    assert [each["kind"] for each in noted()[-2:]] == ["consent_rights.erased", "journal.person_erased"]


def test_what_was_refused_is_obeyed_by_a_record_made_later(world: World, asked: Asked) -> None:
    says(world.marie, world.rose, asked.news, Event.REFUSED)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    again = add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Rose L.",
        language=Language.FR,
        contacts=[(ContactKind.EMAIL, "Rose@example.org")],
        now=LONG_AFTER,
    )
    assert Refusal.objects.count() == 1
    assert not may_reach(again, asked.news, Channel.EMAIL, LONG_AFTER).allows
    assert may_reach(again, asked.news, Channel.EMAIL, LONG_AFTER).value == "withdrawn"


def test_what_was_refused_holds_for_the_addresses_of_every_record_of_the_person(
    world: World, asked: Asked
) -> None:
    twin = add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="R. Landry",
        language=Language.FR,
        contacts=[(ContactKind.EMAIL, "twin@example.org")],
        now=NOW,
    )
    change_client(by=world.pia, client=twin, closed_date=date(2025, 3, 3), now=NOW)
    merge_clients(by=world.pia, kept=world.rose, merged=twin, reason="one person", now=NOW)
    says(world.marie, world.rose, asked.news, Event.REFUSED)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    kept = set(Refusal.objects.values_list("address", flat=True))
    assert kept == {address_key(ContactKind.EMAIL, f"{name}@example.org") for name in ("rose", "twin")}


def test_who_refused_everything_is_not_asked_anything_under_another_name_either(world: World) -> None:
    withdraws(world.rose, channel=Channel.EMAIL)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    again = Refusal.objects.exclude(address="")
    assert [(each.address, each.channel, each.purpose) for each in again] == [
        (address_key(ContactKind.EMAIL, "rose@example.org"), Channel.EMAIL, None)
    ]


def test_a_no_of_someone_else_who_had_the_address_later_is_kept_as_well(world: World, asked: Asked) -> None:
    """The same address, erased twice: the second no is another one, and later."""
    says(world.marie, world.rose, asked.news, Event.REFUSED)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    later_one = add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Ida Roy",
        language=Language.FR,
        contacts=[(ContactKind.EMAIL, "rose@example.org")],
        now=LONG_AFTER,
    )
    said_again = LONG_AFTER + timedelta(days=1)
    says(world.pia, later_one, asked.news, Event.REFUSED, now=said_again)
    change_client(by=world.pia, client=later_one, closed_date=said_again.date(), now=said_again)
    erase_client(by=world.pia, client=later_one, now=said_again + timedelta(days=365 * 12))
    assert [each.at for each in Refusal.objects.order_by("at")] == [NOW, said_again]


def test_an_address_that_someone_else_has_does_not_refuse_for_them(world: World, asked: Asked) -> None:
    change_client(
        by=world.pia, client=world.ulla, contacts=[(ContactKind.EMAIL, "rose@example.org")], now=NOW
    )
    says(world.marie, world.rose, asked.news, Event.REFUSED)
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    assert not Refusal.objects.exists()


def test_a_hold_refuses_until_it_ends(world: World) -> None:
    client = closed(world)
    held = operations.hold(by=world.pia, client=client, reason="a case before a court", now=NOW)
    assert operations.hold(by=world.pia, client=client, reason="again", now=NOW) == held
    with pytest.raises(RightsError, match="reason of law"):
        erase_client(by=world.pia, client=client, now=LONG_AFTER)
    operations.end_hold(by=world.pia, hold=held, reason="it is over", now=NOW)
    erase_client(by=world.pia, client=client, now=LONG_AFTER)
    assert [each["kind"] for each in noted() if each["kind"].startswith("consent_rights.h")] == [
        "consent_rights.held",
        "consent_rights.hold_ended",
    ]


def test_an_open_file_is_not_erased(world: World) -> None:
    with pytest.raises(RightsError, match="is open"):
        erase_client(by=world.pia, client=world.rose, now=LONG_AFTER)


def test_a_file_is_kept_until_the_last_day_of_its_rule(world: World) -> None:
    client = closed(world)  # on 3 March 2025; five years
    with pytest.raises(RightsError, match="2030-03-03"):
        erase_client(by=world.pia, client=client, now=NOW.replace(year=2030))
    erase_client(by=world.pia, client=client, now=NOW.replace(year=2030, day=4))


def test_erasing_twice_does_it_once(world: World) -> None:
    client = closed(world)
    first = erase_client(by=world.pia, client=client, now=LONG_AFTER)
    assert erase_client(by=world.pia, client=client, now=LONG_AFTER) == first
    assert Erasure.objects.count() == 1
    with pytest.raises(RightsError):
        operations.hold(by=world.pia, client=client, reason="too late", now=LONG_AFTER)
    with pytest.raises(RightsError):
        operations.complain(by=None, client=client, words="too late", now=LONG_AFTER, uuid=uuid4())


def test_only_who_answers_for_privacy_erases_or_holds(world: World) -> None:
    client = closed(world)
    for person in (world.marie, world.david, world.grace, world.paul, world.louise, world.omar, world.axel):
        with pytest.raises(RefusedError):
            erase_client(by=person, client=client, now=LONG_AFTER)
        with pytest.raises(RefusedError):
            operations.hold(by=person, client=client, reason="no", now=NOW)
    assert Client.objects.get(pk=client.pk).full_name == "Rose Landry"
    assert not Hold.objects.exists()


def test_the_tables_that_only_grow_let_nothing_else_through(world: World) -> None:
    kept = keep_evidence(
        by=world.marie, name="form.pdf", media_type="application/pdf", content=b"%PDF-", now=NOW
    )
    for change in ("content = 'x'", "name = 'x'", "content = '', name = 'x'"):
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:  # noqa: PT012  one statement
            cursor.execute("SAVEPOINT before")
            try:
                cursor.execute(f"UPDATE consent_evidence SET {change} WHERE id = %s", [kept.pk])  # noqa: S608  words of this test
            finally:
                cursor.execute("ROLLBACK TO SAVEPOINT before")


@pytest.mark.parametrize(("what", "found"), [("keep", True), ("erase", False)])
def test_no_file_of_an_installation_holds_a_trace_after_erasure(what: str, *, found: bool) -> None:
    with TemporaryDirectory() as folder:
        Installation(Path(folder)).run("tests.consent.rights.canary", what)
        files = [each for each in Path(folder).rglob("*") if each.is_file()]
        traces = [each.name for each in files if b"zibeline" in each.read_bytes().lower()]
    assert bool(traces) is found, traces


def test_nothing_goes_out_any_more_to_who_was_erased(world: World, asked: Asked) -> None:
    """Whatever a campaign was prepared from: the last look, at hand-over, says no."""
    says(world.marie, world.rose, asked.news, method=Method.IMPORT)
    assert may_reach(world.rose, asked.news, Channel.EMAIL, NOW) is State.GIVEN
    erase_client(by=world.pia, client=closed(world), now=LONG_AFTER)
    assert may_reach(world.rose, asked.news, Channel.EMAIL, LONG_AFTER) is State.REVOKED
    assert campaign(asked.news, Channel.EMAIL, LONG_AFTER.date()) == {world.rose.pk: State.REVOKED}
