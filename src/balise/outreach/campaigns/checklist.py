"""The checklist: what is looked at before anyone is addressed, worked out where it can be, else confirmed.

What is worked out cannot be ticked. What was confirmed holds for the campaign as it was then: when what it
looked at has changed, it is to be confirmed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.acts.policy import policy_in_force
from balise.consent.queries import notice_in_force
from balise.outreach.campaigns.facts import decision
from balise.outreach.campaigns.fingerprints import CONFIRMED, abouts, is_stale
from balise.outreach.models import Check, Claim, Content, Screening
from balise.outreach.words import Audience, CheckItem
from balise.people.periods import day_of
from balise.people.words import Language
from balise.policy import Decision, SituationError, Verdict, decide
from balise.policy.pack import ACT
from balise.policy.screening.result import REACHED
from balise.theme.texts import both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.policy.text import Text

FOR_A_PERSON = frozenset({Verdict.NEEDS_APPROVAL, Verdict.ASK_A_HUMAN})
"""The verdicts that leave it to someone with the authority (S1-53)."""

NO_TESTIMONIAL = "none"
NO_CONFLICT = "none"

ANSWERS: Mapping[CheckItem, tuple[str, ...]] = {
    CheckItem.HEALTH: ("no", "yes"),
    CheckItem.NO_PRESSURE: ("yes",),
    CheckItem.NO_CONFLICT: (NO_CONFLICT, "real", "potential", "perceived"),
    CheckItem.CONDUCT: ("yes",),
    CheckItem.SPHERES: ("yes",),
}
"""What can be said of each item that someone answers for: a box to tick where there is one answer only."""

_CLAIM = {ACT: "publish_claim"}
_TESTIMONIAL = {ACT: "use_testimonial"}
_HEALTH: Mapping[str, object] = {ACT: "use_health_information"}

EXPLAINED_BY: Mapping[CheckItem, Mapping[str, object]] = {
    CheckItem.CONSENT: {ACT: "reuse_details", "consent": "never_asked"},
    CheckItem.NOTICE: {ACT: "collect_details", "purpose_told": False},
    CheckItem.HEALTH: _HEALTH,
    CheckItem.CLAIMS: _CLAIM | {"claim_support": "unproven"},
    CheckItem.TESTIMONIALS: _TESTIMONIAL | {"testimonial_by": "individual"},
    CheckItem.NO_PRESSURE: {ACT: "press_person"},
    CheckItem.NO_CONFLICT: {ACT: "act_with_conflict"},
    CheckItem.CONDUCT: {ACT: "other_promotion"},
    CheckItem.SPHERES: {ACT: "enter_private_sphere"},
}
"""The question to the policy whose answer tells why an item is looked at."""


@dataclass(frozen=True, slots=True)
class Item:
    """Where one item stands. `said` is what was found, or what is to be done."""

    item: CheckItem
    done: bool
    said: Text
    check: Check | None = None
    asks_someone: bool = False
    """Whether it needs the approval of someone with the authority."""

    @property
    def confirmed(self) -> bool:
        """Whether a person answers for it."""
        return self.item in CONFIRMED


def checklist(campaign: Campaign, now: datetime) -> tuple[Item, ...]:
    """All items, in their order."""
    known = Check.objects.filter(campaign=campaign).select_related("confirmed_by")
    looked_at = abouts(campaign)
    # A confirmation of the campaign as it was before is none.
    checks = {CheckItem(each.item): each for each in known if each.about == looked_at[CheckItem(each.item)]}
    return tuple(
        _WORKED_OUT[item](campaign, now) if item in _WORKED_OUT else _confirmed(item, checks.get(item), now)
        for item in CheckItem
    )


def why(item: CheckItem, now: datetime) -> Decision | None:
    """The answer of the policy that tells why this is looked at; None where it does not speak of it."""
    return _policy_says(EXPLAINED_BY[item], now)


def _policy_says(facts: Mapping[str, object], now: datetime) -> Decision | None:
    try:
        return decide(policy_in_force(), facts, day_of(now))
    except SituationError:  # another policy, which has no such act
        return None


def _found(item: CheckItem, code: str, *, done: bool = False, asks: bool = False, **values: object) -> Item:
    said = both(f"campaigns.checklist.{item.value}.{code}", **values)
    return Item(item, done, said, asks_someone=asks)


def _judged(item: CheckItem, found: Decision | None, code: str) -> Item:
    """An item that stands as the policy answers; what it does not speak of is left to a person."""
    verdict = Verdict.ASK_A_HUMAN if found is None else found.verdict
    asks = verdict in FOR_A_PERSON
    done = asks or verdict in REACHED
    return _found(item, code if done else f"{code}_refused", done=done, asks=asks)


def _consent(campaign: Campaign, now: datetime) -> Item:
    item = CheckItem.CONSENT
    if campaign.audience == Audience.PUBLIC:
        return _public(campaign, now)
    screening = Screening.objects.filter(campaign=campaign).first()
    if screening is None:
        return _found(item, "not_screened")
    if is_stale(campaign, screening):
        return _found(item, "screened_before")
    waiting = screening.verdicts.get(Verdict.NEEDS_APPROVAL.value, 0)
    reached = sum(screening.verdicts.get(verdict.value, 0) for verdict in REACHED)
    if not reached + waiting:
        return _found(item, "nobody")
    return _found(
        item,
        "screened",
        done=True,
        asks=waiting > 0,
        reached=reached + waiting,
        recipients=screening.recipients,
    )


def _public(campaign: Campaign, now: datetime) -> Item:
    """Nobody in particular is addressed: the answer is the policy's, to the campaign as a whole."""
    item = CheckItem.CONSENT
    try:
        found = decision(campaign, now)
    except SituationError:
        return _found(item, "contradicts")
    if found.verdict is Verdict.UNDETERMINED:
        return _found(item, "to_answer")
    return _judged(item, found, "public")


def _notice(campaign: Campaign, now: datetime) -> Item:
    del now  # a notice is in force until the next one
    item = CheckItem.NOTICE
    if campaign.audience == Audience.PUBLIC:
        return _found(item, "public", done=True)
    if campaign.purpose.closed_at is not None:
        return _found(item, "closed")
    languages = Content.objects.filter(campaign=campaign).values_list("language", flat=True)
    if not languages:
        return _found(item, "no_content")
    lacking = [language for language in languages if notice_in_force(campaign.purpose, language) is None]
    if lacking:
        return _found(item, "unwritten", language=Language(lacking[0]).label)
    return _found(item, "told", done=True)


def _claims(campaign: Campaign, now: datetime) -> Item:
    item = CheckItem.CLAIMS
    claims = Claim.objects.filter(campaign=campaign)
    if not claims.exists():
        return _found(item, "none", done=True)
    unproven = claims.filter(source="").count()
    if unproven:
        return _found(item, "unproven", count=unproven)
    return _judged(item, _policy_says(_CLAIM | {"claim_support": "verifiable"}, now), "verifiable")


def _testimonials(campaign: Campaign, now: datetime) -> Item:
    item = CheckItem.TESTIMONIALS
    if not campaign.testimonials:
        return _found(item, "not_said")
    if campaign.testimonials == NO_TESTIMONIAL:
        return _found(item, "none", done=True)
    found = _policy_says(_TESTIMONIAL | {"testimonial_by": campaign.testimonials}, now)
    return _judged(item, found, "some")


def _confirmed(item: CheckItem, check: Check | None, now: datetime) -> Item:
    if check is None:
        return _found(item, "to_confirm")
    found = _found(item, check.answer, done=True)
    if item is CheckItem.HEALTH and check.answer == "yes":
        found = _judged(item, _policy_says(_HEALTH, now), "yes")
    declared = item is CheckItem.NO_CONFLICT and check.answer != NO_CONFLICT
    return Item(item, found.done, found.said, check, asks_someone=found.asks_someone or declared)


_WORKED_OUT: Mapping[CheckItem, Callable[[Campaign, datetime], Item]] = {
    CheckItem.CONSENT: _consent,
    CheckItem.NOTICE: _notice,
    CheckItem.CLAIMS: _claims,
    CheckItem.TESTIMONIALS: _testimonials,
}
