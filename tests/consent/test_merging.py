"""One person with two records: found, proposed with reasons, merged with the strictest of both."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from balise.consent import operations
from balise.consent.campaigns import campaign
from balise.consent.errors import ConsentError
from balise.consent.matching import CROWD, pairs
from balise.consent.models import Merge
from balise.consent.queries import consents_on, history_of, may_reach, read_consents, read_consents_on
from balise.consent.rights.erasing import erase_client
from balise.consent.words import Channel, Event, Likeness, State
from balise.journal.models import Entry
from balise.people import operations as people
from balise.people.entries import reference
from balise.people.errors import NotAllowedError, NotFoundError, RefusedError
from balise.people.models import Client
from balise.people.words import ContactKind, Language
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for
from tests.consent.saying import says, withdraws
from tests.people.world import NOW, TODAY, World, day, later

pytestmark = pytest.mark.postgres


def made(world: World, name: str, **more: Any) -> Client:  # noqa: ANN401  whatever `add_client` takes
    return people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name=name,
        language=Language.FR,
        now=NOW,
        **more,
    )


def proposed(world: World) -> dict[frozenset[int], tuple[Likeness, ...]]:
    return {
        frozenset({pair.first.pk, pair.second.pk}): pair.reasons for pair in pairs(viewer=world.pia, at=NOW)
    }


def test_one_person_with_two_records_is_found_with_the_reasons(world: World) -> None:
    by_mail = made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "Rose+news@example.org")])
    by_phone = made(world, "Rosa", contacts=[(ContactKind.PHONE, "+1 506 555 0101")])
    by_name = made(world, "LANDRY, Rosé", birth_date=date(1941, 5, 2))
    found = proposed(world)
    assert found[frozenset({world.rose.pk, by_mail.pk})] == (Likeness.ADDRESS,)
    assert found[frozenset({world.rose.pk, by_phone.pk})] == (Likeness.ADDRESS,)
    assert found[frozenset({world.rose.pk, by_name.pk})] == (Likeness.NAME_AND_BIRTH,)


def test_a_name_alone_or_two_birth_dates_are_no_reason(world: World) -> None:
    made(world, "Rose Landry")
    made(
        world,
        "Rose Landry",
        birth_date=date(1990, 1, 1),
        contacts=[(ContactKind.EMAIL, "rose@example.org")],
    )
    assert proposed(world) == {}


def test_a_shelter_s_phone_or_street_is_no_reason_but_with_the_name(world: World) -> None:
    street = [(ContactKind.PHONE, "506 555-0199"), (ContactKind.ADDRESS, "1 Quay St")]
    for number in range(CROWD):
        made(world, f"Person {number}", contacts=street)
    one, other = (made(world, name, contacts=street) for name in ("Zoé Roy", "Roy Zoe"))
    assert proposed(world) == {frozenset({one.pk, other.pk}): (Likeness.NAME_AND_ADDRESS,)}


def test_what_someone_found_distinct_is_not_proposed_again(world: World) -> None:
    twin = made(world, "Jean Landry", contacts=[(ContactKind.EMAIL, "rose@example.org")])
    assert len(proposed(world)) == 1
    for _ in range(2):
        operations.found_distinct(
            by=world.pia, one=twin, other=world.rose, reason="a couple with one mailbox", now=NOW
        )
    assert proposed(world) == {}
    assert Entry.objects.filter(kind="consent.found_distinct").count() == 1


def test_who_may_not_merge_is_proposed_nothing(world: World) -> None:
    made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "rose@example.org")])
    for person in (world.marie, world.paul, world.louise, world.omar):
        assert pairs(viewer=person, at=NOW) == ()


def merge(world: World, kept: Client, merged: Client, by: str = "pia") -> Merge:
    return operations.merge_clients(
        by=getattr(world, by), kept=kept, merged=merged, reason="one person", now=NOW
    )


NOES = [(Event.REFUSED, State.REFUSED), (Event.WITHDRAWN, State.WITHDRAWN), (Event.REVOKED, State.REVOKED)]


@pytest.mark.provision("S1-33", "S1-47")
@pytest.mark.parametrize(("event", "after"), NOES)
@pytest.mark.parametrize("kept_said_no", [True, False])
def test_the_no_of_either_record_holds(
    world: World, news: Asked, event: Event, after: State, *, kept_said_no: bool
) -> None:
    twin = made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "r@example.org")])
    no, yes = (world.rose, twin) if kept_said_no else (twin, world.rose)
    says(world.pia, yes, news)
    says(world.pia, no, news, event)
    merge(world, world.rose, twin)
    for record in (world.rose, twin):
        assert may_reach(record, news.purpose, Channel.EMAIL, NOW) is after
    assert campaign(news.purpose, Channel.EMAIL, TODAY) == {world.rose.pk: after}


@pytest.mark.provision("S1-33")
def test_on_a_day_before_the_merge_the_strictest_of_both_held(world: World, news: Asked) -> None:
    """One agreed on day 5 and the other refused on day 3; on day 10 they turn out to be one person."""
    twin = made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "r@example.org")])
    says(world.pia, twin, news, Event.REFUSED, now=later(days=3))
    says(world.pia, world.rose, news, now=later(days=5))
    operations.merge_clients(
        by=world.pia, kept=world.rose, merged=twin, reason="one person", now=later(days=10)
    )
    says(world.pia, world.rose, news, now=later(days=20))

    def states(on: int, known: int | None = None) -> list[list[State]]:
        known_by = None if known is None else later(days=known)
        return [
            [one.state for one in consents_on(record, day(on), known_by)] for record in (world.rose, twin)
        ]

    assert states(4) == states(6) == states(12) == [[State.REFUSED]] * 2
    assert states(21) == [[State.GIVEN]] * 2
    assert states(6, known=6) == [[State.GIVEN], [State.REFUSED]]  # then they were two people


def test_what_one_record_refused_for_good_holds_for_the_other(world: World) -> None:
    twin = made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "r@example.org")])
    withdraws(twin)
    visits = ask_for(world, "visits", Text("Rappels", "Reminders"))
    says(world.pia, world.rose, visits, now=later(days=1))
    operations.merge_clients(
        by=world.pia, kept=world.rose, merged=twin, reason="one person", now=later(days=2)
    )
    assert not may_reach(world.rose, visits.purpose, Channel.EMAIL, later(days=2)).allows


def test_who_was_erased_is_merged_with_nobody(world: World) -> None:
    closed = people.change_client(by=world.pia, client=world.rose, closed_date=TODAY, now=NOW)
    erase_client(by=world.pia, client=closed, now=later(days=365 * 12))
    twin = made(world, "R. Landry")
    for kept, merged in ((closed, twin), (twin, closed)):
        with pytest.raises(ConsentError) as refused:
            merge(world, kept, merged)
        assert refused.value.code == "erased"
    with pytest.raises(ConsentError, match="erased"):
        operations.found_distinct(by=world.pia, one=twin, other=closed, reason="two people", now=NOW)
    assert not Merge.objects.exists()


@pytest.fixture
def joined(world: World, news: Asked) -> Client:
    """Ulla, whom Aline serves, turns out to be Rose, whom Marie serves."""
    says(world.marie, world.rose, news)
    merge(world, world.rose, world.ulla)
    return world.ulla


def test_who_serves_a_merged_record_does_not_read_the_file_it_lives_on_as(
    world: World, joined: Client
) -> None:
    with pytest.raises(NotFoundError):
        read_consents(viewer=world.aline, uuid=joined.uuid, at=NOW)
    with pytest.raises(NotFoundError):
        read_consents_on(viewer=world.aline, uuid=joined.uuid, day=TODAY, at=NOW)
    assert read_consents(viewer=world.marie, uuid=joined.uuid, at=NOW).client == world.rose
    last = Entry.objects.filter(kind="consent.consents_read").order_by("pk").last()
    assert last is not None
    assert reference(world.rose) in last.content


def test_a_no_told_to_who_serves_a_merged_record_is_taken_and_a_yes_is_not(
    world: World, news: Asked, joined: Client
) -> None:
    with pytest.raises(NotFoundError):
        says(world.aline, joined, news)
    says(world.aline, joined, news, Event.REFUSED)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.REFUSED
    with pytest.raises(NotFoundError):
        says(world.aline, world.rose, news, Event.REFUSED)


def test_a_yes_of_the_other_record_is_not_carried_over(world: World, news: Asked) -> None:
    twin = made(world, "R. Landry", contacts=[(ContactKind.EMAIL, "r@example.org")])
    says(world.pia, twin, news)
    merge(world, world.rose, twin)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.UNKNOWN
    assert [event.client for event in history_of(world.rose)] == [twin]


def test_what_is_said_of_the_merged_record_afterwards_counts_for_the_kept_one(
    world: World, news: Asked
) -> None:
    twin = made(world, "R. Landry")
    merge(world, world.rose, twin)
    says(world.pia, twin, news)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN
    withdraws(twin)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


def test_merged_twice_it_is_noted_once_and_never_in_a_ring(world: World) -> None:
    twin, third = made(world, "R. Landry"), made(world, "Rosa")
    assert merge(world, world.rose, twin) == merge(world, world.rose, twin)
    assert Entry.objects.filter(kind="consent.merged").count() == 1
    for kept, merged in ((twin, world.rose), (twin, third), (third, twin)):
        with pytest.raises(ConsentError, match="already merged"):
            merge(world, kept, merged)
    with pytest.raises(ConsentError, match="same file"):
        merge(world, third, third)


def test_only_the_privacy_officer_merges(world: World) -> None:
    twin = made(world, "R. Landry")
    for person in ("marie", "david", "grace", "paul", "louise", "ines", "omar"):
        with pytest.raises(RefusedError):
            merge(world, world.rose, twin, by=person)
    with pytest.raises(NotAllowedError):
        merge(world, world.rose, twin, by="david")
    assert not Merge.objects.exists()
