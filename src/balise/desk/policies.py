"""The policies themselves, as people read them: purpose, rules with their sources, definitions, attached
documents.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balise.acts.policy import policy_in_force
from balise.policy.evaluator import evaluator
from balise.policy.pack import Pack, Policy
from balise.policy.rules import GuidanceKind, Rule, Source
from balise.policy.text import Lang
from balise.theme.language import current_language


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All policies in force."""
    lang = current_language()
    cards = [
        {
            "title": pack.title[lang],
            "hint": pack.summary[lang],
            "icon": "book",
            "href": reverse("desk:policy", args=[pack.id]),
        }
        for pack in _spoken(policy_in_force())
    ]
    return render(request, "desk/policies.html", {"cards": cards})


@require_safe
def policy(request: HttpRequest, pack: str) -> HttpResponse:
    """One policy."""
    lang, everything = current_language(), policy_in_force()
    found = next((each for each in _spoken(everything) if each.id == pack), None)
    if found is None:
        raise Http404
    in_force = evaluator(everything, timezone.localdate()).compiled.rules
    rules = sorted(
        (rule for rule in in_force if rule.pack == pack), key=lambda rule: (rule.place.file, rule.place.line)
    )
    texts = {
        kind.value: [
            {
                "text": each.text[lang],
                "term": each.term[lang] if each.term else "",
                "source": _cited(found, each.source, lang),
            }
            for each in everything.guidance[kind].values()
            if each.pack == pack
        ]
        for kind in (GuidanceKind.PRINCIPLE, GuidanceKind.DEFINITION)
    }
    context = {
        "pack": found,
        "title": found.title[lang],
        "mission": found.mission[lang] if found.mission else "",
        "summary": found.summary[lang],
        "audience": found.audience[lang],
        "documents": [
            {"title": each.title[lang], "publisher": each.publisher[lang], "date": each.date}
            for each in found.documents.values()
        ],
        "rules": [_rule(rule, found, everything, lang) for rule in rules],
        "parameters": [
            {"key": each.label[lang], "value": _value(everything, each.id, lang)}
            for each in everything.parameters.values()
            if each.pack == pack
        ],
        "annexes": [
            {
                "title": each.title[lang],
                "href": reverse("desk:annex", args=[pack, each.id]),
                "version": each.version,
            }
            for each in found.annexes
        ],
        **texts,
    }
    return render(request, "desk/policy.html", context)


@require_safe
def annex(request: HttpRequest, pack: str, annex: str) -> HttpResponse:
    """A document attached to a policy."""
    lang = current_language()
    owner = policy_in_force().packs.get(pack)
    found = next((each for each in owner.annexes if each.id == annex), None) if owner else None
    if owner is None or found is None:
        raise Http404
    labels = {group.id: group.label[lang] for group in found.groups}
    groups = [
        {
            "title": labels[group],
            "items": [{"text": item.text[lang], "sources": ", ".join(item.sources)} for item in items],
        }
        for group, items in groupby(found.items, key=lambda item: item.group)
    ]
    context = {
        "title": found.title[lang],
        "introduction": found.introduction[lang].split("\n"),
        "groups": groups,
        "version": found.version,
        "back": reverse("desk:policy", args=[pack]),
    }
    return render(request, "desk/annex.html", context)


def _spoken(policy: Policy) -> list[Pack]:
    """The packs that say something, shared words left out."""
    speaking = {rule.pack for rule in policy.rules.values()}
    return [pack for pack in policy.packs.values() if pack.id in speaking]


def _rule(rule: Rule, pack: Pack, policy: Policy, lang: Lang) -> dict[str, Any]:
    conditions = policy.guidance[GuidanceKind.CONDITION]
    duties = policy.guidance[GuidanceKind.DUTY]
    return {
        "id": rule.id,
        "text": rule.because[lang],
        "verdict": rule.verdict.value,
        "source": _cited(pack, rule.source, lang),
        "conditions": [conditions[key].text[lang] for key in rule.conditions]
        + [duties[key].text[lang] for key in rule.duties],
    }


def _cited(pack: Pack, source: Source | None, lang: Lang) -> str:
    if source is None:
        return ""
    return f"{pack.documents[source.document].title[lang]}, {source.section}"


def _value(policy: Policy, name: str, lang: Lang) -> str:
    """The value of a parameter today, in words."""
    return policy.parameters[name].shown_on(timezone.localdate(), lang)
