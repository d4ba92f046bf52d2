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
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from balise.consent import operations, standings
from balise.consent.campaigns import campaign, facts_for
from balise.consent.errors import ConsentError
from balise.consent.facts import facts_of
from balise.consent.models import ConsentEvent, Merge, PreferenceLink
from balise.consent.preferences import operations as page
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
ACTS += ["repeat", "page", "click", "keyed late", "gets address", "stop this"]

NOES = frozenset({"no", "stop this", "withdraw", "page", "click"})
"""What the person says of their own record; from a page or a message, their mailbox says it too."""

CHANCE = random.Random(0)  # noqa: S311  only an order to try

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
    latest: datetime = NOW
    said_no: dict[int, datetime] = field(default_factory=dict)
    """Whose last word on the news is a no, and when it was said."""
    stopped: set[int] = field(default_factory=set)
    """Who refused everything, also what nobody has asked them about yet."""
    mailboxes: dict[int, set[str]] = field(
        default_factory=lambda: {who: {_mailbox(who)} for who in range(len(ADDRESSES))}
    )
    silent: set[str] = field(default_factory=set)
    """Mailboxes that refused."""
    again: list[tuple[str, int, Callable[[], object]]] = field(default_factory=list)

    def alive(self, who: int) -> int:
        """The place of the record that this one lives on as."""
        return self.people.index(standings.living(self.people[who]))

    def step(self, what: str, who: int, other: int, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.latest = max(self.latest, self.now)
        number, now = uuid4(), self.now
        act = self.act(what, who, other, number, now)
        if what == "repeat":
            if not self.again:
                return
            what, who, act = self.again[other % len(self.again)]
            if what not in NOES:
                what = "repeat"
        before = self.alive(who)
        try:
            act()
        except ConsentError:
            return
        self.again.append((what, who, act))
        self.remember(what, who, other, before, since=_a_while(now, other) if what == "keyed late" else now)

    def act(self, what: str, who: int, other: int, number: UUID, now: datetime) -> Callable[[], object]:
        client, pia = self.people[who], self.world.pia
        acts: dict[str, Callable[[], object]] = {
            "yes": lambda: self.says(client, now=now, uuid=number),
            "no": lambda: self.says(client, Event.REFUSED, now=now, uuid=number),
            "ask": lambda: self.says(client, Event.ASKED, now=now, uuid=number),
            "stop this": lambda: withdraws(client, self.news, channel=Channel.EMAIL, now=now, uuid=number),
            "withdraw": lambda: withdraws(client, now=now, uuid=number),
            "unsubscribe": lambda: self.unsubscribe(who, number, now),
            "page": lambda: page.say_no(
                client=client, purpose=None, channel=None, uuid=number, now=now, address=_key(who)
            ),
            "click": lambda: page.unsubscribe(link=self.link(who), now=now),
            "implied": lambda: self.says(
                client, now=now, uuid=number, basis=Basis.PURCHASE, basis_day=day_of(now)
            ),
            "import": lambda: self.says(client, now=now, uuid=number, method=Method.IMPORT),
            "late yes": lambda: self.says(client, now=now, uuid=number, effective_at=_before(number)),
            "late no": lambda: self.says(
                client, Event.WITHDRAWN, now=now, uuid=number, effective_at=_before(number)
            ),
            "keyed late": lambda: self.says(client, now=now, uuid=number, effective_at=_a_while(now, other)),
            "gets address": lambda: people.change_client(
                by=pia,
                client=client,
                contacts=[(ContactKind.EMAIL, ADDRESSES[one]) for one in {who, other}],
                now=now,
            ),
            "merge": lambda: operations.merge_clients(
                by=pia, kept=self.people[other], merged=client, reason="one person", now=now
            ),
            "repeat": lambda: None,
        }
        return acts[what]

    def says(self, client: Client, event: Event = Event.GIVEN, **more: Any) -> ConsentEvent:  # noqa: ANN401  as `saying.says`
        return says(self.world.pia, client, self.news, event, **more)

    def link(self, who: int) -> PreferenceLink:
        """The link of a message to this person's first mailbox; the same in each message."""
        for link in PreferenceLink.objects.filter(client=self.people[who]):
            return link
        made, _ = operations.make_link(
            by=None, client=self.people[who], channel=Channel.EMAIL, address=_key(who), now=NOW
        )
        return made

    def unsubscribe(self, who: int, number: UUID, now: datetime) -> object:
        return operations.unsubscribe_address(
            address_key=_key(who),
            channel=Channel.EMAIL,
            purpose=None,
            method=Method.ONE_CLICK,
            now=now,
            uuid=number,
        )

    def remember(self, what: str, who: int, other: int, before: int, *, since: datetime) -> None:
        """What a person would say of it: my last word was no, until I say yes myself, later."""
        if what in NOES:
            self.refuses(before, since)
        if what in NOES - {"no", "stop this"}:
            self.stopped.add(before)
        if what in {"unsubscribe", "page", "click"}:
            self.silent.add(_mailbox(who))
            for one in range(len(ADDRESSES)):
                if _mailbox(who) in self.mailboxes[self.alive(one)]:
                    self.refuses(self.alive(one), since)
        elif what in {"yes", "keyed late"} and since > self.said_no.get(before, since - timedelta(1)):
            self.said_no.pop(before, None)
        elif what == "gets address":
            self.gets(who, other, since)
        elif what == "merge":
            self.merges(who, self.alive(other), since)

    def refuses(self, who: int, since: datetime) -> None:
        self.said_no[who] = max(since, self.said_no.get(who, since))

    def gets(self, who: int, other: int, since: datetime) -> None:
        """A mailbox that refused refuses for whoever has it from now on."""
        new = {_mailbox(who), _mailbox(other)} - self.mailboxes[who]
        self.mailboxes[who] = {_mailbox(who), _mailbox(other)}
        if new & self.silent:
            self.refuses(self.alive(who), since)

    def merges(self, merged: int, kept: int, since: datetime) -> None:
        self.mailboxes[kept] |= self.mailboxes[merged]
        if merged in self.said_no:
            self.refuses(kept, since)
        if merged in self.stopped:
            self.stopped.add(kept)


def _mailbox(who: int) -> str:
    return "ann" if who in {0, 1} else "bea"


def _key(who: int) -> str:
    return address_key(ContactKind.EMAIL, ADDRESSES[who])


def _before(number: UUID) -> datetime:
    """Some time before anything else was said: it can only be history."""
    return NOW - timedelta(days=2 + number.int % 20, minutes=number.int % 1000)


def _a_while(before: datetime, other: int) -> datetime:
    """Some hours before it was typed in: much may have been said since."""
    return before - timedelta(hours=5 * (other + 1))


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
    @example([("no", 0, 0, 0), ("stop this", 0, 0, 600), ("keyed late", 0, 0, 1)], CHANCE)
    @example([("withdraw", 0, 0, 0), ("yes", 0, 0, 10), ("repeat", 0, 0, 10)], CHANCE)
    @example([("no", 0, 0, 0), ("yes", 0, 0, 10), ("repeat", 0, 0, 10)], CHANCE)
    @example([("click", 0, 0, 0), ("yes", 1, 0, 10), ("click", 0, 0, 10)], CHANCE)
    @example([("unsubscribe", 2, 0, 0), ("yes", 0, 0, 10), ("gets address", 0, 2, 10)], CHANCE)
    @example([("page", 0, 0, 0), ("yes", 2, 0, 10), ("merge", 1, 2, 10)], CHANCE)
    @SOME
    def check(story: list[tuple[str, int, int, int]], chance: random.Random) -> None:
        with transaction.atomic():
            life = live(world, news, story)
            at = life.latest + timedelta(hours=1)
            everyone = campaign(news.purpose, Channel.EMAIL, day_of(at))
            _same_facts_for_many_as_for_one(life, at)
            merged = set(Merge.objects.values_list("merged", flat=True))
            for who, client in enumerate(life.people):
                reached = may_reach(client, news.purpose, Channel.EMAIL, at)
                if life.alive(who) in life.said_no:
                    assert not reached.allows, story
                _same_for_all_readers(client, news, reached, at)
                if client.pk not in merged:
                    assert everyone.get(client.pk, State.UNKNOWN) is reached
                else:
                    assert client.pk not in everyone
                _same_when_folded_again(client, news, chance)
            _nothing_rests_on_a_purchase(life, at)
            transaction.set_rollback(True)

    check()


def _same_for_all_readers(client: Client, news: Asked, reached: State, at: datetime) -> None:
    for read in (consents_of(client, day_of(at)), consents_on(client, day_of(at))):
        found = [one.state for one in read if (one.purpose, one.channel) == (news.purpose, Channel.EMAIL)]
        assert found == ([reached] if found else [])
        assert found or reached is State.UNKNOWN


def _same_facts_for_many_as_for_one(life: Life, at: datetime) -> None:
    """A decision is told the same of someone alone as among many; a merged record answers as the other."""
    purpose, day = life.news.purpose, day_of(at)
    many = facts_for(purpose, Channel.EMAIL, day, [client.pk for client in life.people])
    everyone = facts_for(purpose, Channel.EMAIL, day)
    for who, client in enumerate(life.people):
        alive = life.people[life.alive(who)]
        one = facts_of(alive, consents_of(client, day), purpose=purpose, channel=Channel.EMAIL, day=day)
        assert many[client.pk] == everyone[alive.pk] == one
        assert alive == client or client.pk not in everyone


def _nothing_rests_on_a_purchase(life: Life, at: datetime) -> None:
    """Who refused everything, or has a mailbox that did, also refuses what is asked from next month on."""
    visits = ask_for(life.world, "visits", Text("Visites", "Visits"))
    alive = {life.alive(who) for who in range(len(ADDRESSES))}
    for who in alive:
        says(life.world.pia, life.people[who], visits, basis=Basis.PURCHASE, basis_day=day_of(at), now=at)
    everyone = campaign(visits.purpose, Channel.EMAIL, day_of(at))
    for who in alive:
        refuses = who in life.stopped or life.mailboxes[who] & life.silent
        expected = State.WITHDRAWN if refuses else State.IMPLIED
        client = life.people[who]
        assert may_reach(client, visits.purpose, Channel.EMAIL, at) is expected
        assert everyone[client.pk] is expected


def _same_when_folded_again(client: Client, news: Asked, chance: random.Random) -> None:
    """The standing that is kept is what the events amount to, in any order and with repeats."""
    events = list(ConsentEvent.objects.filter(client=client, purpose=news.purpose, channel=Channel.EMAIL))
    mixed = [*events, *events[:2]]
    chance.shuffle(mixed)
    kept = standings.position_now(client, news.purpose, Channel.EMAIL)
    assert standings.folded(mixed) == kept
