"""The facts of a campaign that are the same for everyone on its list, and what the policy still asks of it.

What one person agreed to is never answered for everyone: it is read, person by person, in the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.acts.known import organisation_facts
from balise.acts.policy import policy_in_force
from balise.outreach.models import Screening
from balise.outreach.one_person import of_each
from balise.outreach.words import Audience
from balise.people.periods import day_of
from balise.policy import Decision, Policy, decide
from balise.policy.pack import ACT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.policy.facts import Fact
    from balise.policy.pack import Act

RECIPIENT, CHANNEL, CONSENT = "recipient", "channel", "consent"


def acts_that_reach(policy: Policy) -> tuple[Act, ...]:
    """The acts by which someone is reached: those of which a rule asks by what means, and after consent."""
    mentioned: dict[str, set[str]] = {act: set() for act in policy.acts}
    rows = [row for rule in policy.rules.values() for row in rule.rows]
    for row in rows:
        for test in row:
            if test.fact == ACT:
                for act in policy.acts:
                    if (act in test.values) is not test.negated:
                        mentioned[act].update(each.fact for each in row)
    return tuple(act for act in policy.acts.values() if {CHANNEL, CONSENT} <= mentioned[act.id])


def constants(campaign: Campaign) -> dict[str, object]:
    """The facts that are the same for everyone whom this campaign addresses."""
    return {
        ACT: campaign.act,
        RECIPIENT: Audience(campaign.audience).recipient,
        CHANNEL: campaign.means,
        **organisation_facts(),
        **campaign.facts,
    }


def decision(campaign: Campaign, now: datetime) -> Decision:
    """What the policy says of the campaign as a whole: the answer, when nobody in particular is addressed.

    Raise `SituationError` when the facts contradict one another, or the policy no longer asks one of them.
    """
    return decide(policy_in_force(), constants(campaign), day_of(now))


def can_be_asked(campaign: Campaign, fact: str) -> bool:
    """Whether one answer can stand for everyone addressed."""
    if fact in {ACT, RECIPIENT, CHANNEL, *organisation_facts()} or fact not in policy_in_force().facts:
        return False
    return fact not in of_each(Audience(campaign.audience))


def asked_now(campaign: Campaign, now: datetime) -> list[tuple[Fact, int]]:
    """The facts that an answer waits for and that can be asked of the author, each with the recipients who
    wait for it, most first; of the public, the next question alone, for nobody in particular (0).
    """
    return list(_asked_now(campaign, now))


def _asked_now(campaign: Campaign, now: datetime) -> Iterator[tuple[Fact, int]]:
    known = policy_in_force().facts
    if campaign.audience == Audience.PUBLIC:
        following = decision(campaign, now).next_question
        if following is not None:
            yield following, 0
        return
    screening = Screening.objects.filter(campaign=campaign).first()
    waiting = screening.missing if screening is not None else {}
    for fact, count in sorted(waiting.items(), key=lambda each: (-each[1], each[0])):
        if fact not in campaign.facts and can_be_asked(campaign, fact):
            yield known[fact], count
