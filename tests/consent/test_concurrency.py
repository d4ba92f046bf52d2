"""Two at once: a no wins over the yes before it, nothing is written twice, and what is kept was said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from balise.consent import operations, standings
from balise.consent.models import ConsentEvent, Merge
from balise.consent.preferences import operations as page
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Event, Method, State
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for
from tests.consent.saying import says, withdraws
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(shared: World) -> Asked:
    return ask_for(shared, "workshops", Text("Nouvelles", "News"))


def _kept_is_what_was_said(world: World, asked: Asked) -> None:
    events = ConsentEvent.objects.filter(client=world.rose, channel=Channel.EMAIL)
    assert standings.folded(events) == standings.position_now(world.rose, asked.purpose, Channel.EMAIL)


def test_one_form_sent_eight_times_at_once_is_written_once(shared: World, asked: Asked) -> None:
    number = uuid4()
    results = at_once(*[lambda: says(shared.marie, shared.rose, asked, uuid=number).pk] * 8)
    assert len(set(results)) == 1
    assert ConsentEvent.objects.count() == 1
    _kept_is_what_was_said(shared, asked)


def test_a_withdrawal_clicked_eight_times_at_once_is_written_once(shared: World, asked: Asked) -> None:
    says(shared.marie, shared.rose, asked)
    at_once(*[lambda: withdraws(shared.rose, asked, channel=Channel.EMAIL)] * 8)
    assert ConsentEvent.objects.filter(event=Event.WITHDRAWN).count() == 1
    assert may_reach(shared.rose, asked.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


@pytest.mark.provision("S1-34")
def test_a_withdrawal_and_an_import_at_once_end_in_a_no(shared: World, asked: Asked) -> None:
    says(shared.marie, shared.rose, asked)

    def imported() -> object:
        return says(shared.pia, shared.rose, asked, method=Method.IMPORT, effective_at=later(days=-3)).pk

    at_once(*[imported] * 3, lambda: withdraws(shared.rose, now=later(hours=-1)), *[imported] * 3)
    assert may_reach(shared.rose, asked.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
    _kept_is_what_was_said(shared, asked)


def test_a_merge_and_a_withdrawal_at_once_end_in_a_no_of_the_record_that_is_kept(
    shared: World, asked: Asked
) -> None:
    says(shared.marie, shared.rose, asked)
    at_once(
        lambda: operations.merge_clients(
            by=shared.pia, kept=shared.rose, merged=shared.ulla, reason="one person", now=NOW
        ),
        lambda: withdraws(shared.ulla),
    )
    assert Merge.objects.count() == 1
    for record in (shared.rose, shared.ulla):
        assert not may_reach(record, asked.purpose, Channel.EMAIL, NOW).allows


def test_two_merges_that_would_close_a_ring_never_both_happen(shared: World, asked: Asked) -> None:
    del asked  # only so that the ledger is there

    def merge(kept: str, merged: str) -> object:
        return operations.merge_clients(
            by=shared.pia,
            kept=getattr(shared, kept),
            merged=getattr(shared, merged),
            reason="one person",
            now=NOW,
        )

    results = at_once(lambda: merge("rose", "ulla"), lambda: merge("ulla", "rose"))
    assert results.count("already_merged") == 1
    assert Merge.objects.count() == 1


@pytest.mark.provision("S1-34")
def test_two_of_one_household_who_click_at_once_both_stop_it(shared: World, asked: Asked) -> None:
    """Each has the other's mailbox, too: whoever holds one of them waits for nobody who holds the other."""
    household = (shared.rose, shared.ulla)
    keys = [address_key(ContactKind.EMAIL, f"{name}@example.org") for name in ("rose", "ulla", "both")]
    ContactPoint.objects.filter(client__in=household, kind=ContactKind.EMAIL).delete()
    for one in household:
        for key in keys:
            ContactPoint.objects.create(client=one, kind=ContactKind.EMAIL, value=f"{key[:9]}@ca", key=key)
        says(shared.pia, one, asked)
    links = [
        operations.make_link(by=None, client=one, channel=Channel.EMAIL, now=NOW)[0] for one in household
    ]
    done = at_once(
        *[lambda link=link: page.unsubscribe(link=link, now=NOW) for link in [*links, *reversed(links)]] * 2
    )
    assert done == [None] * 8
    for one in household:
        assert may_reach(one, asked.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


def test_an_address_unsubscribed_eight_times_at_once_says_no_once(shared: World, asked: Asked) -> None:
    says(shared.marie, shared.rose, asked)
    number = uuid4()

    def unsubscribe() -> object:
        return operations.unsubscribe_address(
            address_key=address_key(ContactKind.EMAIL, "rose@example.org"),
            channel=Channel.EMAIL,
            purpose=asked.purpose,
            method=Method.ONE_CLICK,
            now=NOW,
            uuid=number,
        ).pk

    assert len(set(at_once(*[unsubscribe] * 8))) == 1
    assert ConsentEvent.objects.filter(event=Event.WITHDRAWN).count() == 1
    assert may_reach(shared.rose, asked.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
