"""Asked again as each message leaves: the slow way and the quick one agree, and any no is obeyed at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balise.acts.policy import policy_in_force
from balise.consent import standings
from balise.consent.errors import ConsentError
from balise.consent.facts import facts_of
from balise.consent.models import Refusal
from balise.consent.operations import close_purpose, merge_clients, unsubscribe_address
from balise.consent.queries import consents_of, may_reach
from balise.consent.words import Basis, Channel, Event, Method, State
from balise.outreach.campaigns.facts import constants
from balise.outreach.campaigns.fingerprints import fingerprint
from balise.outreach.campaigns.going import may_go
from balise.outreach.campaigns.operations.approvals import decide_campaign
from balise.outreach.models import Recipient
from balise.outreach.screening.asking_again import (
    ADDRESS_GONE,
    NO_ADDRESS,
    NOT_ENTRUSTED,
    PURPOSE_CLOSED,
    Answer,
    answer_for,
    answers,
)
from balise.outreach.screening.judging import Judge, Ruling
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import ApprovalDecision, Audience, Means
from balise.people import operations as people
from balise.people.access import Act, visible_clients
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of
from balise.people.words import ContactKind
from balise.policy import SituationError, decide
from balise.policy.verdict import Verdict
from tests.consent.saying import says, withdraws
from tests.outreach.leaving import lives_at, ready
from tests.outreach.preparing import begun, rows, with_list
from tests.people.world import NOW, day, later

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

AT = later(hours=2)
EMAILS = ANN, BEA, CY = ("ann@example.org", "bea@example.org", "cy@example.org")
ALLOWED = {Verdict.PERMITTED, Verdict.CONDITIONAL}
STRICT_LAST = [
    "permitted", "conditional", "discouraged", "strongly_discouraged", "needs_approval", "ask_a_human",
    "undetermined", "", "prohibited",
]  # fmt: skip


def key(email: str) -> str:
    return address_key(ContactKind.EMAIL, email)


def screened(campaign: Campaign) -> list[Recipient]:
    screen_campaign(by=campaign.author, campaign=campaign, now=NOW)
    return list(Recipient.objects.filter(campaign=campaign).order_by("number"))


def slowly(campaign: Campaign, recipient: Recipient) -> Answer:
    """The same answer, worked out one person at a time by the functions that answer for one."""
    purpose, today = campaign.purpose, day_of(AT)

    def owners(of: str) -> set[Client]:
        points = ContactPoint.objects.filter(key=of).select_related("client")
        return {standings.living(point.client) for point in points}

    def told(client: Client) -> dict[str, Any]:
        found = consents_of(client, today)
        return dict(facts_of(client, found, purpose=purpose, channel=Channel.EMAIL, day=today))

    using = [told(client) for client in owners(key(recipient.email))]
    around = {client for each in recipient.keys for client in owners(each)}
    noes = Refusal.objects.filter(channel=Channel.EMAIL, purpose__in=[purpose]) | Refusal.objects.filter(
        channel=Channel.EMAIL, purpose=None
    )
    refused = (
        recipient.refuses
        or any(told(client)["consent"] == "refused" for client in around)
        or any(noes.filter(address=each).exists() and not owners(each) for each in recipient.keys)
    )
    if refused:
        using.append({"consent": "refused"})
    others = {name: value for name, value in recipient.facts.items() if name == "province"}
    if len(at_home := owners(key(recipient.email))) == 1:
        [one] = at_home
        if visible_clients(campaign.author, AT, Act.REACH_OUT).filter(pk=one.pk).exists():
            others["client_status"] = "current" if one.closed_date is None else "former"
    verdicts = []
    for facts in using or [{"consent": "never_asked"}]:
        try:
            decision = decide(policy_in_force(), {**constants(campaign), **others, **facts}, today)
            verdicts.append(decision.verdict.value)
        except SituationError:
            verdicts.append("")
    strictest = max(verdicts, key=STRICT_LAST.index)
    if refused:
        strictest = "prohibited"
    return Answer(strictest in ALLOWED, strictest, "")


@dataclass(frozen=True)
class Row:
    """A row of the list: the address to be used, one more, and what the list says."""

    email: str
    other: str
    refuses: bool


LIFE = st.lists(
    st.tuples(
        st.sampled_from(["yes", "no", "implied", "elsewhere", "withdraw", "address", "merge", "gets"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=6,
)
ROWS = st.lists(
    st.builds(Row, st.sampled_from(EMAILS), st.sampled_from(EMAILS), st.booleans()), min_size=1, max_size=4
)


@pytest.mark.provision("S1-33", "S1-47")
def test_the_quick_way_is_the_slow_way_and_any_no_is_obeyed(world: World, news: Asked, visits: Asked) -> None:
    campaign = begun(world, news.purpose, commercial="true", province="ontario")
    clients = [world.rose, world.theo, world.ulla]

    def acts(who: int, other: int) -> dict[str, Callable[[], object]]:
        client, pia = clients[who], world.pia
        return {
            "yes": lambda: says(pia, client, news),
            "no": lambda: says(pia, client, news, Event.REFUSED, now=later(hours=1)),
            "implied": lambda: says(pia, client, news, basis=Basis.PURCHASE, basis_day=day(-30 * other)),
            "elsewhere": lambda: says(pia, client, visits),
            "withdraw": lambda: withdraws(client, now=later(hours=1)),
            "address": lambda: unsubscribe_address(
                address_key=key(EMAILS[who]),
                channel=Channel.EMAIL,
                purpose=news.purpose if other else None,
                method=Method.ONE_CLICK,
                now=later(hours=1),
                uuid=uuid4(),
            ),
            "merge": lambda: merge_clients(
                by=pia, kept=clients[other], merged=client, reason="one person", now=NOW
            ),
            "gets": lambda: people.change_client(
                by=pia,
                client=client,
                contacts=[(ContactKind.EMAIL, EMAILS[one]) for one in {who, other}],
                now=NOW,
            ),
        }

    @given(st.sets(st.integers(0, 2)), LIFE, ROWS)
    @example({0}, [], [Row(ANN, ANN, refuses=False)])
    @example({0}, [], [Row(ANN, ANN, refuses=True)])
    @example({0}, [("no", 2, 0)], [Row(ANN, CY, refuses=False)])
    @example({0}, [("address", 1, 0)], [Row(ANN, BEA, refuses=False)])
    @example({0}, [("gets", 1, 1), ("gets", 2, 0)], [Row(ANN, BEA, refuses=False)])
    @example({0, 2}, [("no", 1, 0), ("merge", 1, 0)], [Row(ANN, ANN, refuses=False)])
    @example({0, 2}, [("gets", 2, 0), ("no", 2, 0)], [Row(ANN, ANN, refuses=False)])
    @settings(max_examples=settings().max_examples // 2)
    def check(agreed: set[int], life: list[tuple[str, int, int]], listed: list[Row]) -> None:
        with transaction.atomic():
            for client, email in zip(clients, EMAILS, strict=True):
                people.change_client(
                    by=world.pia, client=client, contacts=[(ContactKind.EMAIL, email)], now=NOW
                )
            for what, who, other in [*(("yes", who, who) for who in agreed), *life]:
                try:
                    acts(who, other)[what]()
                except ConsentError:
                    continue
            recipients = Recipient.objects.bulk_create(
                Recipient(
                    campaign=campaign,
                    number=number,
                    email=row.email,
                    keys=[key(row.email), key(row.other)],
                    refuses=row.refuses,
                    facts={"province": "ontario"},
                )
                for number, row in enumerate(listed)
            )
            quick = answers(campaign, recipients, AT)
            for recipient in recipients:
                assert quick[recipient.pk][:2] == slowly(campaign, recipient)[:2], (life, recipient.email)
                if recipient.refuses:
                    assert not quick[recipient.pk].allowed
                for point in ContactPoint.objects.filter(key__in=recipient.keys).select_related("client"):
                    state = may_reach(point.client, news.purpose, Channel.EMAIL, AT)
                    if state in {State.REFUSED, State.WITHDRAWN, State.REVOKED}:
                        assert not quick[recipient.pk].allowed
            transaction.set_rollback(True)

    check()


def test_a_withdrawal_is_obeyed_by_the_next_answer(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    [rose] = screened(campaign)
    assert answers(campaign, [rose], NOW)[rose.pk].allowed
    withdraws(world.rose, now=later(hours=1))
    assert answers(campaign, [rose], AT)[rose.pk] == Answer(
        allowed=False, verdict="prohibited", reason="droit-canada/refused-in-writing"
    )


def test_a_client_who_left_the_address_is_not_written_to_there(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = begun(world, news.purpose, Audience.CLIENTS)
    [rose] = screened(campaign)
    assert answers(campaign, [rose], NOW)[rose.pk].allowed
    people.change_client(
        by=world.marie, client=world.rose, contacts=[(ContactKind.EMAIL, "new@example.org")], now=NOW
    )
    assert not answers(campaign, [rose], NOW)[rose.pk].allowed


def test_nothing_goes_to_a_former_address_also_where_the_policy_would_let_it(
    world: World, news: Asked
) -> None:
    lives_at(world.rose, "12, rue du Port, Moncton NB E1C 4Z6")
    says(world.marie, world.rose, news, channel=Channel.MAIL)
    campaign = begun(world, news.purpose, Audience.CLIENTS, Means.MAIL)
    [rose] = screened(campaign)
    assert answers(campaign, [rose], NOW)[rose.pk].allowed
    ContactPoint.objects.filter(client=world.rose, kind=ContactKind.ADDRESS).delete()
    lives_at(world.rose, "1, rue Neuve, Moncton NB E1C 4Z6")
    assert answers(campaign, [rose], NOW)[rose.pk] == Answer(
        allowed=False, verdict="prohibited", reason=ADDRESS_GONE
    )


def test_a_client_whom_the_author_may_not_reach_any_more_is_not_written_to(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = begun(world, news.purpose, Audience.CLIENTS)
    [rose] = screened(campaign)
    campaign.author = world.rita
    assert answers(campaign, [rose], NOW)[rose.pk] == Answer(
        allowed=False, verdict="prohibited", reason=NOT_ENTRUSTED
    )


def test_a_file_that_was_closed_since_is_that_of_a_former_client(
    world: World, news: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    [rose] = screened(campaign)
    asked: list[object] = []

    def ruling(_: Judge, facts: dict[str, object]) -> Ruling:
        asked.append(facts.get("client_status"))
        return Ruling("", "", "", "", "", "")

    monkeypatch.setattr(Judge, "ruling", ruling)
    Client.objects.filter(pk=world.rose.pk).update(closed_date=day(0))
    answers(campaign, [rose], AT)
    assert set(asked) == {"former"}


def test_a_purpose_that_was_closed_lets_nothing_out(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    [rose] = screened(campaign)
    close_purpose(by=world.pia, purpose=news.purpose, now=NOW)
    assert answers(campaign, [rose], AT)[rose.pk] == Answer(
        allowed=False, verdict="prohibited", reason=PURPOSE_CLOSED
    )


def test_a_recipient_whose_row_was_emptied_is_not_reached(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    [rose] = screened(campaign)
    rose.email, rose.keys = "", []
    assert answers(campaign, [rose], NOW)[rose.pk] == Answer(allowed=False, verdict="", reason=NO_ADDRESS)


def test_what_needs_an_approval_leaves_only_while_one_is_in_force(world: World, news: Asked) -> None:
    campaign = begun(
        world,
        news.purpose,
        act="send_message",
        message_kind="fundraising",
        health_information="true",
        province="elsewhere_in_canada",
    )
    campaign = ready(with_list(campaign, rows("lou@example.org")))
    [lou] = Recipient.objects.filter(campaign=campaign)

    def answer(at: datetime) -> tuple[bool, str]:
        return answers(campaign, [lou], at)[lou.pk][:2]

    assert answer(NOW) == (False, "needs_approval")
    decide_campaign(
        by=world.grace,
        campaign=campaign,
        decision=ApprovalDecision.APPROVED,
        words="",
        fingerprint=fingerprint(campaign),
        now=NOW,
    )
    assert answer(AT) == (True, "needs_approval")
    assert answer(later(days=31)) == (False, "needs_approval")
    # An approval is of what the policy leaves to a person: it opens no door that someone closed.
    withdrawn = address_key(ContactKind.EMAIL, "lou@example.org")
    unsubscribe_address(
        address_key=withdrawn,
        channel=Channel.EMAIL,
        purpose=news.purpose,
        method=Method.ONE_CLICK,
        now=AT,
        uuid=uuid4(),
    )
    assert answer(AT)[0] is False


def test_what_was_submitted_holds_for_those_who_were_on_the_list_and_for_nobody_else(
    world: World, news: Asked
) -> None:
    says(world.marie, world.rose, news)
    campaign = ready(begun(world, news.purpose, Audience.CLIENTS))
    screen_campaign(by=world.marie, campaign=campaign, now=AT)
    assert may_go(campaign, AT) == ()
    people.change_client(
        by=world.marie, client=world.rose, contacts=[(ContactKind.EMAIL, "new@example.org")], now=AT
    )
    screen_campaign(by=world.marie, campaign=campaign, now=AT)
    assert len(may_go(campaign, AT)) == 1


def test_the_gate_gets_the_same_answer_for_an_address(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = begun(world, news.purpose)
    facts = {"act": "promote_service", "recipient": "individual", "sender": "charity"}

    def gate(email: str) -> Answer:
        return answer_for(
            constants=facts, purpose=news.purpose, channel=Channel.EMAIL, keys=[key(email)], now=AT
        )

    for email in ("Rose+news@example.org", "nobody@example.org"):
        [recipient] = screened(with_list(campaign, rows(email)))
        assert gate(email) == answers(campaign, [recipient], AT)[recipient.pk]
    assert gate("rose@example.org").allowed
    assert not gate("nobody@example.org").allowed
    withdraws(world.rose, now=later(hours=1))
    assert not gate("rose@example.org").allowed


def test_fifty_are_asked_about_in_as_many_queries_as_one(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    emails = ["rose@example.org", *(f"m{number}@example.org" for number in range(49))]
    campaign = with_list(begun(world, news.purpose), rows(*emails))
    recipients = screened(campaign)
    assert campaign.purpose == news.purpose  # read before anything is counted
    counted = []
    for some in (recipients[:1], recipients):
        with CaptureQueriesContext(connection) as queries:
            answers(campaign, some, AT)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[1] < 20
