"""A no is told as done only when nothing is being handed over to the person any more; whoever announced after
it finds it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from balise.consent import handovers, operations
from balise.consent.handovers import Whom, handing_over
from balise.consent.models import HandOver
from balise.consent.operations.restoring import refuse_again
from balise.consent.preferences import operations as page
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Event, Method, State
from balise.people.addresses import address_key
from balise.people.words import ContactKind
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for
from tests.consent.saying import says, withdraws
from tests.people.test_concurrency import shared, template
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people.world import World

__all__ = ["shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROSES = "rose@example.org"


@pytest.fixture
def asked(shared: World) -> Asked:
    made = ask_for(shared, "workshops", Text("Nouvelles", "News"))
    says(shared.marie, shared.rose, made)
    return made


def roses_key() -> str:
    return address_key(ContactKind.EMAIL, ROSES)


def waits(act: Callable[[], object], whom: Whom) -> bool:
    """Whether this comes back only after a hand-over to them that began before has ended."""
    begun, over = Signal(), monotonic()

    def no() -> float:
        try:
            begun.wait(5)
            act()
            return monotonic()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(no)
        with handing_over([whom]):
            begun.set()
            # Long enough for anyone who does not wait to be back.
            with pytest.raises(TimeoutError):
                told.result(timeout=0.6)
            over = monotonic()
        return told.result(timeout=10) >= over


def _one_click(world: World, asked: Asked) -> None:
    link, _ = operations.make_link(
        by=None, client=world.rose, purpose=asked.purpose, channel=Channel.EMAIL, now=NOW
    )
    page.unsubscribe(link=link, now=later(hours=1))


WAYS: dict[str, Callable[[World, Asked], object]] = {
    "withdraws": lambda world, asked: withdraws(world.rose, asked),
    "withdraws everything": lambda world, _: withdraws(world.rose),
    "refuses on paper": lambda world, asked: says(world.marie, world.rose, asked, Event.REFUSED),
    "one click": _one_click,
    "preference page": lambda world, asked: page.say_no(
        client=world.rose, purpose=asked.purpose, channel=Channel.EMAIL, uuid=uuid4(), now=NOW
    ),
    "from the address": lambda _, asked: operations.unsubscribe_address(
        address_key=roses_key(),
        channel=Channel.EMAIL,
        purpose=asked.purpose,
        method=Method.ONE_CLICK,
        now=NOW,
        uuid=uuid4(),
    ),
    "merged into who refused": lambda world, _: operations.merge_clients(
        by=world.pia, kept=world.ulla, merged=world.rose, reason="one person", now=NOW
    ),
    "after a restore": lambda _world, _asked: refuse_again(now=NOW),
}


@pytest.mark.provision("S1-34")
@pytest.mark.parametrize("way", WAYS)
def test_every_no_waits_for_what_is_being_handed_over(way: str, shared: World, asked: Asked) -> None:
    assert waits(lambda: WAYS[way](shared, asked), Whom(shared.rose.pk, [roses_key()]))


def test_a_no_of_someone_waits_where_only_their_address_is_known(shared: World, asked: Asked) -> None:
    assert waits(lambda: withdraws(shared.rose, asked), Whom(None, [roses_key()]))


def test_a_no_said_again_waits_like_the_first(shared: World, asked: Asked) -> None:
    number = uuid4()
    withdraws(shared.rose, asked, uuid=number)
    assert waits(lambda: withdraws(shared.rose, asked, uuid=number), Whom(shared.rose.pk, []))


def test_a_no_waits_for_nobody_else(shared: World, asked: Asked) -> None:
    with handing_over([Whom(shared.ulla.pk, ["0" * 64])]):
        began = monotonic()
        withdraws(shared.rose, asked)
        assert monotonic() - began < handovers.LIMIT / 10
    assert not may_reach(shared.rose, asked.purpose, Channel.EMAIL, NOW).allows


def test_who_died_while_handing_over_is_not_waited_for_once_their_time_is_over(
    shared: World, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handovers, "HOLDS", 0.5)
    with transaction.atomic():
        handovers.announce([Whom(shared.rose.pk, [roses_key()])])
    began = monotonic()
    withdraws(shared.rose, asked)
    assert monotonic() - began < 5
    handovers.sweep()
    assert not HandOver.objects.exists()


def test_a_no_that_cannot_look_waits_until_it_can(
    shared: World, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away right after the no was written: nobody can tell whether something leaves."""
    looks, look = [], handovers._under_way

    def away_at_first() -> list[tuple[int, int | None, str]]:
        looks.append(1)
        if len(looks) < 3:
            raise OperationalError
        return look()

    monkeypatch.setattr(handovers, "_under_way", away_at_first)
    withdraws(shared.rose, asked)
    assert len(looks) == 3


def test_a_hand_over_that_is_refused_leaves_nothing_behind(shared: World) -> None:
    with pytest.raises(ZeroDivisionError), handing_over([Whom(shared.rose.pk, [])]):
        raise ZeroDivisionError
    assert not HandOver.objects.exists()


def test_when_nothing_is_sent_a_no_asks_one_question_more(shared: World, asked: Asked) -> None:
    with CaptureQueriesContext(connection) as asked_of_it:
        withdraws(shared.rose, asked)
    assert sum("consent_handover" in each["sql"] for each in asked_of_it.captured_queries) == 1


@pytest.mark.provision("S1-34")
@pytest.mark.parametrize("late", [0.0, 0.02, 0.1])
def test_however_they_meet_nothing_leaves_after_a_no_that_was_told_as_done(
    late: float, shared: World, asked: Asked
) -> None:
    """Four senders hand over to Rose again and again while she says no, once."""
    left: list[float] = []
    told = Signal()
    start = Signal()

    def sends() -> None:
        try:
            start.wait(5)
            while not told.is_set():
                with handing_over([Whom(shared.rose.pk, [roses_key()])]):
                    if may_reach(shared.rose, asked.purpose, Channel.EMAIL, NOW) is State.GIVEN:
                        told.wait(0.05)  # the mail server takes its time
                        left.append(monotonic())
        finally:
            connection.close()

    def says_no() -> float:
        try:
            start.wait(5)
            told.wait(late)
            withdraws(shared.rose, asked)
            return monotonic()
        finally:
            told.wait(0.1)  # and the senders go on
            told.set()
            connection.close()

    with ThreadPoolExecutor(5) as threads:
        senders = [threads.submit(sends) for _ in range(4)]
        no = threads.submit(says_no)
        start.set()
        done = no.result(timeout=60)
        for each in senders:
            each.result(timeout=60)
    assert all(at <= done for at in left)
    assert not HandOver.objects.exists()


def test_the_time_that_a_machine_sleeps_counts_against_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock that stands still meanwhile would let it send after a no that did not wait any longer."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("Linux alone has a clock that stands still")
    announced = handovers.HandingOver(())
    awake = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert announced.left > 0
    monkeypatch.setattr("time.clock_gettime", lambda _clock: awake + 3600)
    assert announced.left == 0
