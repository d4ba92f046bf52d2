"""A decision in words, French or English, as plain values that programs read and pages show. The shape is
stable JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from balise.policy.changes import Change
from balise.policy.decision import Decision
from balise.policy.domain import Domain
from balise.policy.facts import NO, YES, Fact, FactType, Value
from balise.policy.measures import Period
from balise.policy.pack import Pack, Policy
from balise.policy.rules import Guidance, Rule, Source
from balise.policy.text import Lang, Text
from balise.policy.verdict import Verdict


def explain(decision: Decision, lang: Lang = "en") -> dict[str, Any]:
    """The decision in one language. All keys are always present; `next_question` may be None."""
    asked = decision.next_question
    return {
        "verdict": decision.verdict.value,
        "label": decision.verdict.label[lang],
        "summary": _summary(decision.verdict, asked, lang),
        "reasons": _reasons(decision, lang),
        "set_aside": [
            _rule(decision, each.rule, lang)
            | {"exception": each.exception.key, "exception_text": each.exception.because[lang]}
            for each in decision.set_aside
        ],
        "definitions": [_text(text, lang) for text in decision.definitions],
        "principles": [_text(text, lang) for text in decision.principles],
        "conditions": [_text(text, lang) for text in decision.conditions],
        "duties": [_text(text, lang) for text in decision.duties],
        "approval": [_text(role, lang) for role in decision.approval],
        "instead": [_text(text, lang) for text in decision.instead],
        "say": [_text(text, lang) for text in decision.scripts],
        "missing": [fact.id for fact in decision.missing],
        "next_question": question(decision, asked, lang) if asked else None,
        "outlook": [verdict.value for verdict in decision.outlook],
        "may_also_apply": [_rule(decision, rule, lang) for rule in decision.may_also_apply],
        "would_change": [_change(decision, change, lang) for change in decision.would_change],
        "facts": {
            name: plain(value, decision.compiled.policy.facts[name]) for name, value in decision.facts.items()
        },
        "as_of": decision.as_of.isoformat(),
        "policies": [_policy(pack, lang) for pack in decision.policies],
    }


def _summary(verdict: Verdict, asked: Fact | None, lang: Lang) -> str:
    """One sentence that says what to do now; `asked` is the next question, if there is one."""
    if verdict is Verdict.UNDETERMINED and asked is None:
        return _FIND_OUT[lang]
    return _SUMMARIES[verdict][lang]


def question(decision: Decision, fact: Fact, lang: Lang) -> dict[str, Any]:
    """A question as asked: its words, why it is asked, and the answers that matter."""
    return {
        "fact": fact.id,
        "type": fact.type.value,
        "label": fact.label[lang],
        "question": fact.question[lang],
        "why": fact.why[lang] if fact.why else None,
        "unit": fact.unit,
        "answers": answers(decision.compiled.domains[fact.id], lang),
    }


def answers(domain: Domain, lang: Lang) -> list[dict[str, Any]]:
    """The answers to choose from: all of a choice, yes and no, the spans of a date difference; none for a
    free number.
    """
    fact = domain.fact
    if fact.type is FactType.CHOICE:
        return [
            {"value": each.id, "label": each.label[lang], "hint": each.hint[lang] if each.hint else None}
            for each in fact.answers
        ]
    if fact.type is FactType.BOOLEAN:
        return [
            {"value": True, "label": YES[lang], "hint": None},
            {"value": False, "label": NO[lang], "hint": None},
        ]
    if fact.type is FactType.DATE_DIFFERENCE:
        return [
            {
                "value": plain(domain.example(region), fact),
                "label": domain.described([region], lang),
                "hint": None,
            }
            for region in domain.regions
        ]
    return []


def citation(policy: Policy, pack: str, source: Source, lang: Lang) -> str:
    """Publisher, title (year), section: what a reader looks up."""
    document = policy.packs[pack].documents[source.document]
    year = f" ({document.date.year})" if document.date else ""
    return f"{document.publisher[lang]}, {document.title[lang]}{year}, {source.section}"


def plain(value: Value | None, fact: Fact) -> str | bool | int | float | None:
    """An answer as JSON takes it, and as `decide` takes it back."""
    match value:
        case Decimal() if fact.type is FactType.DURATION:
            return f"{value.normalize():f} min"
        case Decimal():
            number = int(value) if value == value.to_integral_value() else float(value)
            # What a float cannot hold is told in digits, which `decide` reads as well.
            return number if Decimal(repr(number)) == value else f"{value:f}"
        case Period():
            return value.words("en").replace("\u00a0", " ")
        case date():
            return value.isoformat()
        case _:
            return value


def _reasons(decision: Decision, lang: Lang) -> list[dict[str, Any]]:
    if decision.otherwise:
        return [
            {
                "rule": f"{pack.id}/otherwise",
                "verdict": Verdict.ASK_A_HUMAN.value,
                "text": otherwise.because[lang],
                **_source(decision, pack.id, otherwise.source, lang),
                "decides": True,
                "principles": _principles(decision, otherwise.principles, lang),
            }
            for pack, otherwise in decision.otherwise
        ]
    return [
        _rule(decision, reason.rule, lang)
        | {
            "decides": reason.rule.verdict is decision.verdict,
            "principles": [_text(each, lang) for each in reason.principles],
        }
        for reason in decision.reasons
    ]


def _principles(decision: Decision, keys: Iterable[str], lang: Lang) -> list[dict[str, Any]]:
    known = {text.key: text for text in decision.principles}
    return [_text(known[key], lang) for key in keys]


def _rule(decision: Decision, rule: Rule, lang: Lang) -> dict[str, Any]:
    return {
        "rule": rule.key,
        "verdict": rule.verdict.value,
        "text": rule.because[lang],
        **_source(decision, rule.pack, rule.source, lang),
    }


def _source(decision: Decision, pack: str, source: Source, lang: Lang) -> dict[str, Any]:
    return {
        "source": {"document": source.document, "section": source.section},
        "citation": citation(decision.compiled.policy, pack, source, lang),
        "provision": list(source.provisions),
        "layer": decision.compiled.policy.packs[pack].layer.value,
    }


def _text(text: Guidance, lang: Lang) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": text.key, "text": text.text[lang]}
    return shown | {"term": text.term[lang]} if text.term else shown


def _policy(pack: Pack, lang: Lang) -> dict[str, Any]:
    return {"pack": pack.id, "version": pack.version, "layer": pack.layer.value, "title": pack.title[lang]}


def _change(decision: Decision, change: Change, lang: Lang) -> dict[str, Any]:
    def part(fact: str, regions: tuple[int, ...]) -> dict[str, Any]:
        domain = decision.compiled.domains[fact]
        now = decision.facts.get(fact)
        return {
            "fact": fact,
            "label": domain.fact.label[lang],
            "values": [plain(domain.example(region), domain.fact) for region in regions],
            "text": domain.described(regions, lang),
            "instead_of": domain.fact.shown(now, lang) if now is not None else None,
        }

    facts = [part(fact, regions) for fact, regions in change.facts]
    assuming = [part(fact, regions) for fact, regions in change.assuming]
    return {
        "text": _change_in_words(facts, assuming, lang),
        "facts": facts,
        "assuming": assuming,
        "verdict": change.verdict.value,
        "label": change.verdict.label[lang],
    }


def _change_in_words(facts: list[dict[str, Any]], assuming: list[dict[str, Any]], lang: Lang) -> str:
    """`Means of communication: by post (and not: by phone); assuming: Consent: yes`."""
    colon = Text("\u00a0: ", ": ")[lang]
    but_not = Text("et non", "and not")[lang]
    changes = [
        f"{each['label']}{colon}{each['text']} ({but_not}{colon}{each['instead_of']})" for each in facts
    ]
    shown = Text(" et ", " and ")[lang].join(changes)
    if not assuming:
        return shown
    assumed = "; ".join(f"{each['label']}{colon}{each['text']}" for each in assuming)
    return f"{shown}; {Text('en supposant', 'assuming')[lang]}{colon}{assumed}"


_FIND_OUT = Text(
    "La réponse dépend de ce que vous ne savez pas encore. Renseignez-vous avant d’agir.",
    "The answer depends on what you do not know yet. Find out before you act.",
)

_SUMMARIES = {
    Verdict.PERMITTED: Text("Vous pouvez le faire.", "You may do this."),
    Verdict.CONDITIONAL: Text(
        "Vous pouvez le faire si vous respectez les conditions ci-dessous.",
        "You may do this if you meet the conditions below.",
    ),
    Verdict.DISCOURAGED: Text(
        "Mieux vaut ne pas le faire. Voyez ce que vous pouvez faire à la place.",
        "Better not. See what you can do instead.",
    ),
    Verdict.STRONGLY_DISCOURAGED: Text(
        "Ne le faites pas, même si ce n’est pas formellement défendu.",
        "Do not do this, even if no rule forbids it outright.",
    ),
    Verdict.NEEDS_APPROVAL: Text(
        "Ne le faites pas avant d’avoir obtenu l’approbation nécessaire.",
        "Do not do this before you have the approval it needs.",
    ),
    Verdict.PROHIBITED: Text("Ne le faites pas.", "Do not do this."),
    Verdict.UNDETERMINED: Text(
        "Une question de plus avant de pouvoir vous répondre.", "One more question before there is an answer."
    ),
    Verdict.ASK_A_HUMAN: Text(
        "Aucune règle ne traite de cette situation. Parlez-en avant d’agir.",
        "No rule speaks of this situation. Talk to someone before you act.",
    ),
}
