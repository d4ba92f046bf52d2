"""A campaign: begun, changed, cancelled; and the answers that are the same for everyone it addresses."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, TypedDict, Unpack

from balise.acts.policy import policy_in_force
from balise.outreach import entries
from balise.outreach.campaigns.checklist import NO_TESTIMONIAL
from balise.outreach.campaigns.facts import acts_that_reach, can_be_asked, decision
from balise.outreach.campaigns.operations.checks import changed
from balise.outreach.doors import BEFORE_SENDING, hold_to_change
from balise.outreach.errors import OutreachError
from balise.outreach.models import Campaign, Sender
from balise.outreach.words import Audience, CampaignState, Means
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.entries import reference
from balise.people.errors import NotFoundError
from balise.people.operations.common import held
from balise.people.periods import day_of
from balise.people.wording import needed
from balise.policy import SituationError, Text
from balise.policy.explanation import plain
from balise.policy.situation import check_facts

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.consent.models import Purpose
    from balise.people.models import Staff, Unit

PER_MINUTE = 300
MOST_PER_MINUTE = 6_000
QUIET_FROM, QUIET_UNTIL = time(20), time(8)
"""A setting of the organisation: nothing leaves at night, unless a campaign says otherwise."""

TESTIMONIAL_BY = "testimonial_by"


class Fields(TypedDict):
    """What a campaign is about."""

    title: str
    act: str
    purpose: Purpose
    audience: Audience
    means: Means
    sender: Sender


@operation
def begin_campaign(*, by: Staff, uuid: UUID, unit: Unit, now: datetime, **fields: Unpack[Fields]) -> Campaign:
    """Begin a campaign. `uuid` is made by the caller, once a form, so that a repeat is known."""
    held(unit)
    demand(viewer=by, act=Act.PREPARE_OUTREACH, thing=unit, at=now)
    if known := Campaign.objects.filter(uuid=uuid).first():
        if known.author_id != by.pk:
            raise NotFoundError
        return known
    campaign = Campaign(
        uuid=uuid,
        unit=unit,
        author=by,
        created_at=now,
        per_minute=PER_MINUTE,
        quiet_from=QUIET_FROM,
        quiet_until=QUIET_UNTIL,
    )
    _write(campaign, fields, now)
    campaign.save()
    entries.note("campaign_begun", at=now, by=by, about=campaign, unit=reference(unit))
    return campaign


@operation
def change_campaign(
    *, by: Staff, campaign: Campaign, seen: int, now: datetime, **fields: Unpack[Fields]
) -> Campaign:
    """Change what a campaign is about. `seen` is how often it had been changed when the form was opened: who
    edits what is not there any more is told.
    """
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    before = {name: getattr(current, name) for name in Fields.__annotations__}
    _write(current, fields, now)
    what = [name for name, value in before.items() if getattr(current, name) != value]
    if not what:
        return current
    require_seen(current, seen)
    if "audience" in what:
        # The list was of others. What was answered for everyone may not be askable of these.
        current.list_file, current.mapping = None, {}
    current.facts = {name: value for name, value in current.facts.items() if can_be_asked(current, name)}
    current.save()
    changed(current, *what, by=by, now=now)
    return current


@operation
def set_limits(
    *, by: Staff, campaign: Campaign, per_minute: int, quiet_from: time, quiet_until: time, now: datetime
) -> None:
    """How fast messages leave, and the hours in which none does. Nothing that was approved changes."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING | {CampaignState.PAUSED})
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise OutreachError("per_minute", most=MOST_PER_MINUTE)
    limits = {"per_minute": per_minute, "quiet_from": quiet_from, "quiet_until": quiet_until}
    what = [name for name, value in limits.items() if getattr(current, name) != value]
    if what:
        for name, value in limits.items():
            setattr(current, name, value)
        current.save(update_fields=[*limits])
        entries.note("campaign_changed", at=now, by=by, about=current, changed=sorted(what))


@operation
def answer_for_everyone(*, by: Staff, campaign: Campaign, fact: str, words: str, now: datetime) -> None:
    """Keep an answer that is the same for everyone addressed. Raise `OutreachError` for what is known of one
    person only, `SituationError` for what is no answer to the question or contradicts others.
    """
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if not can_be_asked(current, fact):
        raise OutreachError("not_for_everyone")
    facts = policy_in_force().facts
    value = check_facts(facts, {fact: words}, day_of(now))[fact]
    if value is None:
        raise OutreachError("answer_unknown")
    answer = plain(value, facts[fact])
    if current.facts.get(fact) == answer:
        return
    current.facts = {**current.facts, fact: answer}
    decision(current, now)  # refuses what contradicts the rest
    current.save(update_fields=["facts"])
    changed(current, fact, by=by, now=now)


@operation
def take_answer_back(*, by: Staff, campaign: Campaign, fact: str, now: datetime) -> None:
    """Forget an answer for everyone."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if fact in current.facts:
        current.facts = {name: value for name, value in current.facts.items() if name != fact}
        current.save(update_fields=["facts"])
        changed(current, fact, by=by, now=now)


@operation
def say_testimonials(*, by: Staff, campaign: Campaign, whose: str, now: datetime) -> None:
    """Say whether the text holds a testimonial, and whose."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if whose != NO_TESTIMONIAL and whose not in testimonials_by():
        raise OutreachError("no_such_testimonial")
    if current.testimonials != whose:
        current.testimonials = whose
        current.save(update_fields=["testimonials"])
        changed(current, "testimonials", by=by, now=now)


@operation
def cancel_campaign(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """End a campaign before anything of it left. What is being sent is stopped where it is sent from."""
    ended = frozenset({CampaignState.CANCELLED})
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING | ended)
    if current.state != CampaignState.CANCELLED:
        current.state, current.finished_at = CampaignState.CANCELLED, now
        current.save(update_fields=["state", "finished_at"])
        entries.note("campaign_cancelled", at=now, by=by, about=current)


def testimonials_by() -> dict[str, Text]:
    """Whose a testimonial can be, as the policy asks it."""
    fact = policy_in_force().facts.get(TESTIMONIAL_BY)
    return {each.id: each.label for each in fact.answers} if fact is not None else {}


def require_seen(campaign: Campaign, seen: int) -> None:
    """Refuse to write over what someone else, or another window, wrote meanwhile."""
    if seen != campaign.changed:
        raise OutreachError("changed_meanwhile")


def _write(campaign: Campaign, fields: Fields, now: datetime) -> None:
    """Set what it is about, once it makes sense. Raise `OutreachError`."""
    if fields["act"] not in {act.id for act in acts_that_reach(policy_in_force())}:
        raise OutreachError("no_such_act")
    if fields["means"].personal is (fields["audience"] is Audience.PUBLIC):
        raise OutreachError(
            "means_and_audience", means=fields["means"].label, audience=fields["audience"].label
        )
    if fields["purpose"].closed_at is not None:
        raise OutreachError("purpose_closed")
    # Held, so that nobody closes it meanwhile.
    if held(fields["sender"]).closed_at is not None:
        raise OutreachError("sender_closed")
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.title = needed(fields["title"])
    try:
        decision(campaign, now)
    except SituationError as error:
        raise OutreachError("contradiction", because=because(error)) from None


def because(error: SituationError) -> Text:
    """Why these answers cannot go together, or what is wrong with one, as the policy says it."""
    problem = error.problems[0]
    told = problem.values.get("because")
    return told if isinstance(told, Text) else problem.message
