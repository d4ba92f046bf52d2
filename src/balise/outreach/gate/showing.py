"""An account of the gate as its page shows it: what is still asked of everyone it writes to, what it would
answer to someone who agreed, and what it answered these last days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.facts import CHANNEL, RECIPIENT
from balise.outreach.gate.asking import facts_of
from balise.outreach.gate.operations import can_be_said
from balise.outreach.gate.replies import reason_of
from balise.outreach.models import GateDecision
from balise.outreach.small import shown
from balise.outreach.words import Audience
from balise.people.periods import day_of
from balise.policy import SituationError, decide
from balise.policy.situation import check_facts
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import GateAccount
    from balise.policy import Decision

DAYS = timedelta(days=14)

AGREED = {"consent": "given", "consent_basis": "express", "consent_giver": "person"}


def would_answer(account: GateAccount, now: datetime) -> Decision | None:
    """What the policy says of someone who agreed, or of an organisation that was never asked; None where the
    account's own facts contradict one another.
    """
    to_organisations = account.facts.get(RECIPIENT) == Audience.ORGANISATIONS.recipient
    consent = {"consent": "never_asked"} if to_organisations else AGREED
    facts = {**facts_of(account), CHANNEL: "email", **consent}
    try:
        return decide(policy_in_force(), facts, day_of(now))
    except SituationError:
        return None


def still_asked(account: GateAccount, now: datetime) -> tuple[str, ...]:
    """The facts that this answer waits for, and that can be the same for everyone."""
    decision = would_answer(account, now)
    missing = decision.missing if decision else ()
    return tuple(fact.id for fact in missing if can_be_said(account, fact.id))


def said_for_all(account: GateAccount, now: datetime) -> list[dict[str, str]]:
    """What was answered for everyone; each with the way to change it."""
    lang, known = current_language(), policy_in_force().facts
    kept = {name: value for name, value in account.facts.items() if can_be_said(account, name)}
    return [
        {
            "key": known[name].label[lang],
            "value": known[name].shown(value, lang),
            "href": reverse("gate:fact", args=[account.uuid, name]),
        }
        for name, value in check_facts(known, kept, day_of(now)).items()
    ]


def lately(account: GateAccount, now: datetime) -> list[dict[str, object]]:
    """The recipients that the gate let through and refused, by reason, most first; small numbers hidden."""
    lang = current_language()
    found = GateDecision.objects.filter(account=account, at__gt=now - DAYS).values_list("passed", "reason")
    rows = found.order_by().annotate(count=Count("pk"))
    passed = sum(count for let, _, count in rows if let)
    refused = sorted(((count, reason) for let, reason, count in rows if not let), reverse=True)
    return [
        {"what": t("gate.account.passed", lang), "count": shown(passed)},
        *({"what": reason_of(reason)[lang], "count": shown(count)} for count, reason in refused),
    ]
