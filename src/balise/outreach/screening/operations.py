"""What a screening leaves behind: recipients with their answers, counts, and what to do for those who are not
reached.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

import rfc8785

from balise.journal.pieces import pieces
from balise.outreach import entries
from balise.outreach.campaigns.fingerprints import asked_of
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read, hold_to_change, recipients_to_read
from balise.outreach.errors import OutreachError
from balise.outreach.models import Message, Recipient, Screening, Task
from balise.outreach.words import Audience, CampaignState, TaskState
from balise.people.doors import operation
from balise.people.operations.common import held
from balise.people.wording import optional
from balise.policy.screening.result import REACHED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from balise.outreach.models import Campaign
    from balise.people.models import Staff

AT_ONCE = 1_000
NOTE = 500

ANSWERS = "answers"
"""What the journal calls a table of answers, among the forms in which a campaign is taken out."""

NOT_CANCELLED = frozenset(CampaignState) - {CampaignState.CANCELLED}


@operation
def demand_screening(*, by: Staff, campaign: Campaign, now: datetime) -> Campaign:
    """The campaign, if this person may have it screened now. Raise `OutreachError`, or a refusal."""
    return _to_screen(by, campaign, now)


@operation
def keep(
    *,
    by: Staff,
    campaign: Campaign,
    asked: str,
    policy: str,
    recipients: Iterable[Recipient],
    joined: int,
    faulty: int,
    now: datetime,
) -> Screening:
    """Keep what was found about the campaign as `asked`, in place of what was found before."""
    current = _to_screen(by, campaign, now)
    if asked_of(current) != asked:
        raise OutreachError("changed_meanwhile")
    Recipient.objects.filter(campaign=current).delete()
    counts = _Counts()
    for some in pieces(recipients, AT_ONCE):
        Recipient.objects.bulk_create(some)
        for each in some:
            counts.count(each)
    screening, _ = Screening.objects.update_or_create(
        campaign=current,
        defaults={
            "at": now,
            "by": by,
            "policy": policy,
            "asked": asked,
            "outcome": counts.outcome.hexdigest(),
            "recipients": counts.recipients,
            "verdicts": dict(counts.verdicts),
            "reasons": dict(counts.reasons),
            "alternatives": dict(counts.alternatives),
            "missing": dict(counts.missing),
            "problems": dict(counts.problems),
            "joined": joined,
            "faulty": faulty,
        },
    )
    _set_tasks(current, counts.alternatives)
    reached = sum(counts.verdicts[verdict.value] for verdict in REACHED)
    entries.note(
        "screened", at=now, by=by, about=current, recipients=counts.recipients, reached=reached, policy=policy
    )
    return screening


@operation
def settle_task(*, by: Staff, task: Task, state: TaskState, note: str, now: datetime) -> Task:
    """Say what became of something to do: done, left aside, or open again."""
    campaign = hold_to_change(by=by, campaign=task.campaign, at=now, states=NOT_CANCELLED)
    current = held(task)
    words = optional(note, at_most=NOTE)
    if (current.state, current.note) == (state, words):
        return current
    current.state, current.note = state, words
    current.settled_by, current.settled_at = (None, None) if state is TaskState.OPEN else (by, now)
    current.save()
    entries.note(
        "task_settled", at=now, by=by, about=campaign, alternative=current.alternative, state=state.value
    )
    return current


@operation
def take_answers(*, by: Staff, uuid: UUID, now: datetime) -> Campaign:
    """Let someone who reads this campaign take its answers out, as a table. Raise `NotFoundError`."""
    campaign = campaign_to_read(viewer=by, uuid=uuid, at=now)
    verdicts = recipients_to_read(viewer=by, campaign=campaign, at=now)
    count, reached = verdicts.count(), verdicts.filter(verdict__in=REACHED).count()
    entries.note(
        "exported", at=now, by=by, about=campaign, form=ANSWERS, recipients=count, withheld=count - reached
    )
    return campaign


class _Counts:
    """Recipients by what was answered; alternatives are counted for those who are not reached."""

    def __init__(self) -> None:
        self.recipients = 0
        self.outcome = sha256()
        """Who was answered what, in the order of the list: what is approved is approved for them."""
        self.verdicts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.alternatives: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.problems: Counter[str] = Counter()

    def count(self, recipient: Recipient) -> None:
        self.recipients += 1
        who = recipient.keys or [recipient.name, recipient.organisation]
        self.outcome.update(rfc8785.dumps([*who, recipient.verdict]) + b"\n")
        self.verdicts[recipient.verdict] += 1
        self.missing.update(recipient.missing.split())
        if recipient.reason:
            self.reasons[recipient.reason] += 1
        if recipient.problem:
            self.problems[recipient.problem] += 1
        if recipient.verdict not in REACHED:
            self.alternatives.update(recipient.instead.split())


def _to_screen(by: Staff, campaign: Campaign, now: datetime) -> Campaign:
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if current.audience == Audience.PUBLIC:
        raise OutreachError("nobody_in_particular")
    if current.audience == Audience.OUTSIDE_LIST and current.purpose.health:
        # Whoever writes an address on a list would read in its answer that this person has a health problem.
        raise OutreachError("health_of_a_list")
    if Message.objects.filter(campaign=current).exists():
        raise OutreachError("already_leaving")
    return current


def _set_tasks(campaign: Campaign, alternatives: Iterable[str]) -> None:
    """What is proposed now; what was settled stays."""
    proposed = set(alternatives)
    tasks = Task.objects.filter(campaign=campaign)
    tasks.filter(state=TaskState.OPEN).exclude(alternative__in=proposed).delete()
    known = set(tasks.values_list("alternative", flat=True))
    Task.objects.bulk_create(Task(campaign=campaign, alternative=each) for each in sorted(proposed - known))
