"""The same question asked again, of a few recipients, at the instant something leaves for them.

Consent is read fresh from the ledger: refusals from any of their addresses and of merged records included.
What was found when the list was screened counts for nothing here but the facts that only the list tells.
Whoever was taken from a client's file is asked about in that file as it is now: whether the address is still
theirs, and whether the author may still write to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balise.acts.policy import policy_in_force
from balise.consent.queries import is_open
from balise.consent.words import Channel
from balise.outreach.audience.whom import Whom, of_recipient
from balise.outreach.campaigns.facts import CHANNEL, constants
from balise.outreach.campaigns.going import approval_in_force
from balise.outreach.screening.judging import (
    NO_ADDRESS,
    OF_THE_LEDGER,
    PURPOSE_CLOSED,
    REFUSED,
    Judge,
    with_bars,
)
from balise.outreach.screening.known import known_of, statuses
from balise.outreach.words import Audience
from balise.people.periods import day_of
from balise.policy.screening.result import REACHED
from balise.policy.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from balise.consent.facts import Facts
    from balise.consent.models import Purpose
    from balise.outreach.models import Campaign, Recipient
    from balise.outreach.screening.known import Known
    from balise.people.models import Staff

__all__ = [
    "ADDRESS_GONE", "NOT_ENTRUSTED", "NO_ADDRESS", "PURPOSE_CLOSED", "REFUSED", "Answer",
    "answer_for", "answers",
]  # fmt: skip

ADDRESS_GONE = "address_gone"
"""The address that would be used is not on the client's file any more: someone else may live there."""

NOT_ENTRUSTED = "not_entrusted"
"""The author may not write to this client any more."""

_READ_ANEW = frozenset({*OF_THE_LEDGER, "client_status"})
"""What the ledger and the file tell of someone: what they told at the screening counts for nothing."""


class Answer(NamedTuple):
    """Whether it may leave for them now. `reason` is the rule that decides, a bar of ours (`REFUSED`,
    `PURPOSE_CLOSED`), or a problem (`NO_ADDRESS`); `verdict` is empty when nothing could be decided.
    """

    allowed: bool
    verdict: str
    reason: str


def answers(campaign: Campaign, recipients: Collection[Recipient], now: datetime) -> dict[int, Answer]:
    """The answer for each recipient of the campaign, by key, in a constant number of queries."""
    channel = Channel(campaign.means)
    own_file = campaign.audience == Audience.CLIENTS
    told = _answers(
        constants(campaign),
        [of_recipient(each, channel, own_file=own_file) for each in recipients],
        [
            {name: value for name, value in each.facts.items() if name not in _READ_ANEW}
            for each in recipients
        ],
        purpose=campaign.purpose,
        channel=channel,
        now=now,
        author=campaign.author,
        own_file=own_file,
    )
    found = dict(zip((each.pk for each in recipients), told, strict=True))
    # Asked only where it matters: most campaigns need no approval.
    if any(each.verdict == Verdict.NEEDS_APPROVAL for each in told) and approval_in_force(campaign, now):
        for pk, each in found.items():
            if each.verdict == Verdict.NEEDS_APPROVAL:
                found[pk] = each._replace(allowed=True)
    return found


def answer_for(
    *, constants: Mapping[str, object], purpose: Purpose, channel: Channel, keys: Sequence[str], now: datetime
) -> Answer:
    """The same without a campaign, for whoever has the address of these keys (`people.addresses`)."""
    whom = Whom(tuple(keys), tuple(keys))
    here = {**constants, CHANNEL: channel.value}
    [found] = _answers(here, [whom], [{}], purpose=purpose, channel=channel, now=now)
    return found


def _answers(
    constants: Mapping[str, object],
    whom: Sequence[Whom],
    others: Iterable[Facts],
    *,
    purpose: Purpose,
    channel: Channel,
    now: datetime,
    author: Staff | None = None,
    own_file: bool = False,
) -> list[Answer]:
    day = day_of(now)
    judge = Judge(policy_in_force(), constants, day)
    closed = not is_open(purpose.pk)
    known = known_of(whom, purpose=purpose, channel=channel, day=day)
    files = {each.client for each in known if each.client is not None}
    status = statuses(author, files, now) if author is not None else {}
    found = []
    for each, told, facts in zip(whom, known, others, strict=True):
        if not each.used:
            found.append(Answer(allowed=False, verdict="", reason=NO_ADDRESS))
            continue
        own: Facts = {**facts, **status.get(told.client or 0, {})}
        strictest = judge.strictest(judge.facts({**own, **one}) for one in told.situations)
        ruling = with_bars(judge.ruling(strictest), refused=told.refused, closed=closed)
        # A no of theirs is the better reason.
        if own_file and not told.refused and (bar := _bar(each, told, status)):
            found.append(Answer(allowed=False, verdict=Verdict.PROHIBITED.value, reason=bar))
            continue
        found.append(
            Answer(
                ruling.verdict in REACHED, ruling.verdict, ruling.reason or ruling.problem or ruling.verdict
            )
        )
    return found


def _bar(whom: Whom, told: Known, status: Mapping[int, Facts]) -> str:
    """Why someone who was taken from a file is not reached, whatever the policy says; empty: no reason."""
    if whom.client is None or not told.at_home:
        return ADDRESS_GONE
    return "" if told.client in status else NOT_ENTRUSTED
