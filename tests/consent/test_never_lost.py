"""Whatever happens in whatever order (forms, withdrawals, imports, merges, late letters, repeats, clocks set
back), a no is never lost, and all readers of the ledger agree.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from balise.consent import operations, standings
from balise.consent.campaigns import campaign
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Merge
from balise.consent.queries import consents_of, consents_on, may_reach
from balise.consent.words import Basis, Channel, Event, Method, State
from balise.people import operations as people
from balise.people.addresses import address_key
from balise.people.models import Client
from balise.people.periods import day_of
from balise.people.words import ContactKind, Language
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for
from tests.consent.saying import says, withdraws
from tests.people.world import NOW, World

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

ADDRESSES = ("ann@example.org", "Ann+news@Example.org", "bea@example.org")
"""The first two are one mailbox."""

# A story is some fifty statements: fewer of them, and a failing one is told as it is rather than shortened.
SOME = settings(max_examples=settings().max_examples // 3, phases=[Phase.explicit, Phase.generate])

ACTS = ["yes", "no", "ask", "withdraw", "unsubscribe", "implied", "late yes", "late no", "import", "merge"]
ACTS += ["repeat"]

steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2), st.integers(-120, 600)),
    max_size=14,
)


@dataclass
class Life:
    """Three records, two of which share an address, and what their people last said, told apart by hand."""

    world: World
    news: Asked
    people: list[Client]
    now: datetime = NOW
    said_no: set[int] = field(default_factory=set)
    again: list[Callable[[], object]] = field(default_factory=list)

    def alive(self, who: int) -> int:
        """The place of the record that this one lives on as."""
        return self.people.index(standings.living(self.people[who]))

    def step(self, what: str, who: int, other: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        number, now, pia = uuid4(), self.now, self.world.pia
        client = self.people[who]
        acts: dict[str, Callable[[], object]] = {
            "yes": lambda: self.says(client, now=now, uuid=number),
            "no": lambda: self.says(client, Event.REFUSED, now=now, uuid=number),
            "ask": lambda: self.says(client, Event.ASKED, now=now, uuid=number),
            "withdraw": lambda: withdraws(client, now=now, uuid=number),
            "unsubscribe": lambda: self.unsubscribe(who, number, now),
            "implied": lambda: self.says(
                client, now=now, uuid=number, basis=Basis.PURCHASE, basis_day=day_of(now)
            ),
            "import": lambda: self.says(client, now=now, uuid=number, method=Method.IMPORT),
            "late yes": lambda: self.says(client, now=now, uuid=number, effective_at=_before(number)),
            "late no": lambda: self.says(
                client, Event.WITHDRAWN, now=now, uuid=number, effective_at=_before(number)
            ),
            "merge": lambda: operations.merge_clients(
                by=pia, kept=self.people[other], merged=client, reason="one person", now=now
            ),
            "repeat": lambda: self.again[other % len(self.again)]() if self.again else None,
        }
        before = self.alive(who)
        try:
            acts[what]()
        except ConsentError:
            return
        if what != "repeat":
            self.again.append(acts[what])
        self.remember(what, who, other, before)

    def says(self, client: Client, event: Event = Event.GIVEN, **more: Any) -> ConsentEvent:  # noqa: ANN401  as `saying.says`
        return says(self.world.pia, client, self.news, event, **more)

    def unsubscribe(self, who: int, number: UUID, now: datetime) -> object:
        return operations.unsubscribe_address(
            address_key=address_key(ContactKind.EMAIL, ADDRESSES[who]),
            channel=Channel.EMAIL,
            purpose=None,
            method=Method.ONE_CLICK,
            now=now,
            uuid=number,
        )

    def remember(self, what: str, who: int, other: int, before: int) -> None:
        """What a person would say of it: my last word was no, until I say yes myself."""
        if what in {"no", "withdraw"}:
            self.said_no.add(before)
        elif what == "unsubscribe":
            sharing = (0, 1) if who in {0, 1} else (2,)
            self.said_no |= {self.alive(one) for one in sharing}
        elif what == "yes":
            self.said_no.discard(before)
        elif what == "merge" and who in self.said_no:
            self.said_no.add(self.alive(other))


def _before(number: UUID) -> datetime:
    """Some time before anything else was said: it can only be history."""
    return NOW - timedelta(days=2 + number.int % 20, minutes=number.int % 1000)


def live(world: World, news: Asked, story: list[tuple[str, int, int, int]]) -> Life:
    life = Life(world, news, [_client(world, address) for address in ADDRESSES])
    for what, who, other, minutes in story:
        life.step(what, who, other, minutes)
    return life


def _client(world: World, address: str) -> Client:
    return people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Ann Roy",
        language=Language.FR,
        contacts=[(ContactKind.EMAIL, address)],
        now=NOW,
    )


@pytest.fixture
def told(world: World) -> tuple[World, Asked]:
    return world, ask_for(world, "workshops", Text("Nouvelles", "News"))


@pytest.mark.provision("S1-33", "S1-34", "S1-47")
def test_no_story_loses_a_no_and_all_readers_agree(told: tuple[World, Asked]) -> None:
    world, news = told

    @given(steps, st.randoms(use_true_random=False))
    @SOME
    def check(story: list[tuple[str, int, int, int]], chance: random.Random) -> None:
        with transaction.atomic():
            life = live(world, news, story)
            at = life.now + timedelta(hours=1)
            everyone = campaign(news.purpose, Channel.EMAIL, day_of(at))
            merged = set(Merge.objects.values_list("merged", flat=True))
            for who, client in enumerate(life.people):
                reached = may_reach(client, news.purpose, Channel.EMAIL, at)
                if life.alive(who) in life.said_no:
                    assert not reached.allows, story
                _same_for_all_readers(client, reached, at)
                if client.pk not in merged:
                    assert everyone.get(client.pk, State.UNKNOWN) is reached
                else:
                    assert client.pk not in everyone
                _same_when_folded_again(client, news, chance)
            transaction.set_rollback(True)

    check()


def _same_for_all_readers(client: Client, reached: State, at: datetime) -> None:
    for read in (consents_of(client, day_of(at)), consents_on(client, day_of(at))):
        found = [one.state for one in read if one.channel is Channel.EMAIL]
        assert found == ([reached] if found else [])
        assert found or reached is State.UNKNOWN


def _same_when_folded_again(client: Client, news: Asked, chance: random.Random) -> None:
    """The standing that is kept is what the events amount to, in any order and with repeats."""
    events = list(ConsentEvent.objects.filter(client=client, channel=Channel.EMAIL))
    mixed = [*events, *events[:2]]
    chance.shuffle(mixed)
    kept = standings.position_now(client, news.purpose, Channel.EMAIL)
    assert standings.folded(mixed) == kept
