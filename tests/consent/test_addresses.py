"""A no said from an address holds for every record that has it, however it is spelled, also for one made
later.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from balise.consent import operations
from balise.consent.campaigns import campaign
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.queries import consents_of, consents_on, may_reach
from balise.consent.words import Channel, Method, State
from balise.people import operations as people
from balise.people.addresses import FaultySecretError, address_key
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind, Language
from tests.consent.conftest import Asked
from tests.consent.saying import says
from tests.people.world import NOW, TODAY, World, day, later

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.postgres

SAME = [
    (ContactKind.EMAIL, "rose@example.org", "Rose+Ateliers@EXAMPLE.org"),
    (ContactKind.EMAIL, "ro.se@gmail.com", "ROSE@googlemail.com"),
    (ContactKind.EMAIL, "rose@forêt.ca", "rose@xn--fort-ipa.ca"),
    (ContactKind.PHONE, "506 555-0101", "+1 (506) 555.0101"),
    (ContactKind.PHONE, "1-506-555-0101", "5065550101"),
    (ContactKind.ADDRESS, "12, rue de l’Église\nMoncton  E1C 1A1", "12 Rue de l'Eglise, moncton e1c1a1"),
]
DIFFERENT = [
    (ContactKind.EMAIL, "ro.se@example.org", "rose@example.org"),
    (ContactKind.PHONE, "506 555-0101", "506 555-0102"),
    (ContactKind.PHONE, "506 555-0101 ext. 4", "506 555-0101"),
    (ContactKind.ADDRESS, "12 rue de l’Église", "21 rue de l’Église"),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_all_spellings_of_an_address_have_one_key(kind: ContactKind, one: str, other: str) -> None:
    assert address_key(kind, one) == address_key(kind, other)


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT)
def test_two_addresses_have_two_keys(kind: ContactKind, one: str, other: str) -> None:
    assert address_key(kind, one) != address_key(kind, other)


def test_a_key_tells_nothing_without_the_secret_of_this_installation(
    settings: Settings, tmp_path: Path
) -> None:
    ours = address_key(ContactKind.EMAIL, "rose@example.org")
    settings.BALISE_ADDRESS_KEY_FILE = tmp_path / "addresses" / "key"
    theirs = address_key(ContactKind.EMAIL, "rose@example.org")
    assert ours != theirs
    assert len(theirs) == 64
    assert (tmp_path / "addresses" / "key").stat().st_mode & 0o777 == 0o600
    assert theirs == address_key(ContactKind.EMAIL, "rose@example.org")


def test_a_damaged_secret_is_told_and_never_replaced(settings: Settings, tmp_path: Path) -> None:
    settings.BALISE_ADDRESS_KEY_FILE = tmp_path / "key"
    (tmp_path / "key").write_text("not a secret")
    with pytest.raises(FaultySecretError, match="32 bytes"):
        address_key(ContactKind.EMAIL, "rose@example.org")
    assert (tmp_path / "key").read_text() == "not a secret"


def unsubscribe(email: str, asked: Asked | None = None, number: UUID | None = None) -> Refusal:
    return operations.unsubscribe_address(
        address_key=address_key(ContactKind.EMAIL, email),
        channel=Channel.EMAIL,
        purpose=asked.purpose if asked else None,
        method=Method.ONE_CLICK,
        now=NOW,
        uuid=number or uuid4(),
    )


def made(world: World, email: str) -> Client:
    return people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="R. Landry",
        language=Language.FR,
        birth_date=date(1941, 5, 2),
        contacts=[(ContactKind.EMAIL, email)],
        now=NOW,
    )


def state(client: Client, asked: Asked) -> State:
    """As all readers tell it."""
    found = may_reach(client, asked.purpose, Channel.EMAIL, later(hours=1))
    assert campaign(asked.purpose, Channel.EMAIL, TODAY).get(client.pk, State.UNKNOWN) is found
    listed = [
        one.state
        for one in consents_of(client, TODAY)
        if (one.purpose, one.channel) == (asked.purpose, Channel.EMAIL)
    ]
    assert listed == ([] if found is State.UNKNOWN else [found])
    return found


@pytest.mark.provision("S1-33", "S1-47")
def test_an_unsubscribe_stops_every_record_that_shares_the_address(
    world: World, news: Asked, visits: Asked
) -> None:
    twin = made(world, "ROSE+old@example.org")
    for client in (world.rose, twin):
        says(world.pia, client, news)
        says(world.pia, client, visits)
    unsubscribe("rose@example.org", news)
    assert [state(client, news) for client in (world.rose, twin)] == [State.WITHDRAWN] * 2
    assert [state(client, visits) for client in (world.rose, twin)] == [State.GIVEN] * 2
    unsubscribe("rose@example.org")
    assert [state(client, visits) for client in (world.rose, twin)] == [State.WITHDRAWN] * 2


@pytest.mark.provision("S1-33", "S1-47")
def test_it_holds_for_a_record_made_next_year(world: World, news: Asked) -> None:
    unsubscribe("rose@example.org")
    late = made(world, "rose+again@example.org")
    assert state(late, news) is State.WITHDRAWN
    says(world.pia, late, news, method=Method.IMPORT, effective_at=later(days=-400))
    assert state(late, news) is State.WITHDRAWN
    with pytest.raises(ConsentError, match="A file cannot make it a yes"):
        says(world.pia, late, news, method=Method.IMPORT, now=later(minutes=5))


def test_only_a_yes_said_later_by_the_person_outweighs_it_and_only_for_their_record(
    world: World, news: Asked
) -> None:
    unsubscribe("rose@example.org")
    late = made(world, "rose@example.org")
    says(world.pia, late, news, now=later(minutes=5))
    assert state(late, news) is State.GIVEN
    assert not state(world.rose, news).allows


def test_it_holds_when_the_address_is_written_into_a_file_later(world: World, news: Asked) -> None:
    unsubscribe("theo@example.org")
    assert state(world.theo, news) is State.UNKNOWN
    people.change_client(
        by=world.pia, client=world.theo, contacts=[(ContactKind.EMAIL, "Theo@example.org")], now=NOW
    )
    assert state(world.theo, news) is State.WITHDRAWN


def test_a_yes_from_before_someone_had_the_address_does_not_outweigh_it(world: World, news: Asked) -> None:
    """The family's mailbox refuses; Ulla agrees, at her own; then she gets the family's."""
    unsubscribe("family@example.org")
    ulla = made(world, "ulla@example.org")
    says(world.pia, ulla, news, now=later(days=40))
    both = [(ContactKind.EMAIL, "ulla@example.org"), (ContactKind.EMAIL, "family@example.org")]
    people.change_client(by=world.pia, client=ulla, contacts=both, now=later(days=41))
    at = later(days=42)
    assert may_reach(ulla, news.purpose, Channel.EMAIL, at) is State.WITHDRAWN
    assert campaign(news.purpose, Channel.EMAIL, day(42))[ulla.pk] is State.WITHDRAWN
    assert [one.state for one in consents_on(ulla, day(40))] == [State.GIVEN]
    says(world.pia, ulla, news, now=at)
    assert may_reach(ulla, news.purpose, Channel.EMAIL, at) is State.GIVEN


def test_another_spelling_of_an_address_is_not_a_new_address(world: World, news: Asked) -> None:
    unsubscribe("rose@example.org")
    says(world.pia, world.rose, news, now=later(days=1))
    spelled = [(ContactKind.EMAIL, "Rose@Example.org")]
    people.change_client(by=world.pia, client=world.rose, contacts=spelled, now=later(days=2))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=3)) is State.GIVEN


def test_what_a_shared_address_refused_is_written_as_that(world: World, news: Asked) -> None:
    made(world, "rose@example.org")
    unsubscribe("rose@example.org", news)
    assert {event.method for event in ConsentEvent.objects.all()} == {Method.SHARED_ADDRESS}


def test_clicked_twice_it_is_kept_once(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    number = uuid4()
    assert unsubscribe("rose@example.org", news, number) == unsubscribe("rose@example.org", news, number)
    assert Refusal.objects.count() == 1
    with pytest.raises(ConsentError, match="already used"):
        unsubscribe("rose@example.org", None, number)


def test_staff_do_not_unsubscribe_addresses(world: World) -> None:
    with pytest.raises(ConsentError):
        operations.unsubscribe_address(
            address_key=ContactPoint.objects.filter(client=world.rose)[0].key,
            channel=Channel.EMAIL,
            purpose=None,
            method=Method.PHONE,
            now=NOW,
            uuid=uuid4(),
        )
    assert not Refusal.objects.exists()
