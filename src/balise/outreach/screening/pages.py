"""What the pages of a screening show, as plain values for their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from balise.outreach.campaigns.facts import can_be_asked
from balise.outreach.campaigns.fingerprints import is_stale
from balise.outreach.models import Screening, Task
from balise.outreach.screening import wording
from balise.outreach.small import Shown, shown, total
from balise.outreach.words import Audience, Means, TaskState
from balise.people.forms import capitalised
from balise.policy import explain
from balise.policy.screening.result import REACHED
from balise.policy.verdict import Verdict
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balise.outreach.models import Campaign, Recipient
    from balise.outreach.screening.comparing import Compared
    from balise.policy import Decision

COLOURS = {TaskState.OPEN: "blue", TaskState.DONE: "green", TaskState.LEFT: "grey"}

FILTERS = ("verdict", "reason", "problem", "missing")
"""By what those found can be told apart; each stands in the address, and none says who someone is."""

UNDECIDED = "none"
"""The verdict, in an address, of those of whom nothing could be decided."""


def result(campaign: Campaign, *, mine: bool) -> dict[str, Any]:
    """Counts and reasons of the last screening, and tasks; small numbers are for the author alone."""
    found = Screening.objects.filter(campaign=campaign).select_related("by").first()
    if found is None:
        return {"screening": None}
    lang = current_language()
    tell = _exactly if mine else shown
    answered = {verdict: tell(count) for verdict, count in found.verdicts.items()}
    return {
        "screening": found,
        # Made of what is shown, so that nothing is found by subtracting.
        "count": total(answered.values()),
        "when": t("screening.page.when", lang, moment=moment(found.at), name=found.by.full_name),
        "stale": is_stale(campaign, found),
        "reached": total(answered[verdict.value] for verdict in REACHED if verdict.value in answered),
        "verdicts": _bars(campaign, answered),
        "reasons": [
            {
                "text": text,
                "source": source,
                "count": tell(count),
                "href": people_address(campaign, reason=key),
            }
            for key, count in _most_first(found.reasons)
            for text, source in [wording.rule_words(key)]
        ],
        "problems": [
            {
                "text": wording.problem_words(code),
                "count": tell(count),
                "href": people_address(campaign, problem=code),
            }
            for code, count in _most_first(found.problems)
        ],
        "missing": [
            {
                "text": wording.question(fact),
                "count": tell(count),
                "href": people_address(campaign, missing=fact),
                "ask": reverse("campaigns:fact", args=[campaign.uuid, fact])
                if can_be_asked(campaign, fact)
                else "",
            }
            for fact, count in _most_first(found.missing)
        ],
        "tasks": tasks(campaign),
        "others": [
            {"text": capitalised(each.label[lang]), "href": _compare_address(campaign, each)}
            for each in Means
            if each.personal and each != campaign.means
        ],
        "lists": campaign.audience != Audience.CLIENTS,
    }


def _bars(campaign: Campaign, verdicts: Mapping[str, Shown]) -> list[dict[str, Any]]:
    """The verdicts that were given, mild to strict, each with its share of all."""
    order = [*(verdict.value for verdict in Verdict), ""]
    everyone = sum(each.least for each in verdicts.values())
    return [
        {
            "verdict": verdict,
            "label": wording.verdict_words(verdict),
            "count": verdicts[verdict],
            # As text: the width of a drawing has no decimal comma.
            "width": str(max(1, round(100 * verdicts[verdict].least / everyone))),
            "href": people_address(campaign, verdict=verdict or UNDECIDED),
        }
        for verdict in sorted(verdicts, key=order.index)
        if verdicts[verdict].least
    ]


def tasks(campaign: Campaign) -> list[dict[str, Any]]:
    """What to do for those who are not reached, in the order of the policy."""
    lang = current_language()
    found = sorted(
        Task.objects.filter(campaign=campaign), key=lambda each: wording.order_of(each.alternative)
    )
    return [
        {
            "text": wording.alternative_words(each.alternative),
            "note": each.note,
            # In one piece: the place for it is narrow.
            "state": capitalised(TaskState(each.state).label[lang]).replace(" ", "\u00a0"),
            "colour": COLOURS[TaskState(each.state)],
            "href": reverse("screening:task", args=[campaign.uuid, each.uuid]),
        }
        for each in found
    ]


def row(recipient: Recipient) -> dict[str, Any]:
    """A recipient in a list."""
    reason, _ = wording.rule_words(recipient.reason) if recipient.reason else ("", "")
    return {
        "title": title(recipient),
        "href": reverse("screening:person", args=[recipient.campaign.uuid, recipient.uuid]),
        "notes": [
            recipient.organisation if recipient.name else "",
            recipient.email or wording.phone(recipient),
        ],
        "verdict": recipient.verdict,
        "words": wording.verdict_words(recipient.verdict),
        "reason": wording.problem_words(recipient.problem) if recipient.problem else reason,
    }


def title(recipient: Recipient) -> str:
    """What a recipient is called: the number is always there."""
    return (
        recipient.name
        or recipient.organisation
        or recipient.email
        or t("screening.people.number", current_language(), number=recipient.number)
    )


def person(recipient: Recipient, decision: Decision | None) -> dict[str, Any]:
    """Everything that was answered about one recipient: nothing of anyone's file is told."""
    lang = current_language()
    place = ", ".join(
        filter(None, (recipient.street, recipient.city, recipient.province, recipient.postal_code))
    )
    told = {
        "name": recipient.name,
        "organisation": recipient.organisation,
        "email": recipient.email,
        "phone": wording.phone(recipient),
        "address": place,
    }
    context: dict[str, Any] = {
        "title": title(recipient),
        "about": [
            {"key": t(f"screening.column.{name}", lang), "value": value}
            for name, value in told.items()
            if value
        ],
        "bar": "",
        "refuses": recipient.refuses,
    }
    if recipient.problem:
        return context | {
            "bar": wording.problem_words(recipient.problem),
        }
    if recipient.reason in wording.BARS:
        return context | {"bar": wording.rule_words(recipient.reason)[0], "verdict": recipient.verdict}
    if decision is None:
        return context | {"verdict": recipient.verdict}
    said = explain(decision, lang)
    return context | {
        "said": said,
        "reasons": [
            {
                "text": each["text"],
                "verdict": "" if each["decides"] else each["verdict"],
                "source": each["citation"],
                "why": [principle["text"] for principle in each["principles"]],
            }
            for each in said["reasons"]
        ],
        "missing": [fact.question[lang] for fact in decision.missing],
        "say": [line["text"] for line in said["say"]],
        "changed": said["verdict"] != recipient.verdict,
    }


def compared(campaign: Campaign, means: Means, found: Compared, *, mine: bool) -> list[dict[str, Any]]:
    """Whom another means would reach, in numbers; small ones for the author alone."""
    lang, tell = current_language(), _exactly if mine else shown
    both, gained, lost = tell(found.both), tell(found.gained), tell(found.lost)
    before, after = Means(campaign.means).label[lang], means.label[lang]
    rows = (
        (t("screening.compare.now", lang, means=before), total([both, lost])),
        (t("screening.compare.then", lang, means=after), total([both, gained])),
        (t("screening.compare.gained", lang, means=after), gained),
        (t("screening.compare.lost", lang, means=after), lost),
    )
    return [{"key": key, "value": value} for key, value in rows]


def _exactly(number: int) -> Shown:
    return Shown(number)


def people_address(campaign: Campaign, **wanted: str) -> str:
    return f"{reverse('screening:people', args=[campaign.uuid])}?{urlencode(wanted)}"


def _compare_address(campaign: Campaign, means: Means) -> str:
    return f"{reverse('screening:compare', args=[campaign.uuid])}?{urlencode({'means': means.value})}"


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
