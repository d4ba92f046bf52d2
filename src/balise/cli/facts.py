"""`balise facts`: acts, questions and answers, so that a person or a program can fill a situation."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from rich.text import Text as Styled

from balise.cli import texts
from balise.cli.day import day_of
from balise.cli.errors import CommandError
from balise.cli.output import say_json
from balise.cli.packs import policy_of
from balise.cli.show import QUIET, section, terminal
from balise.policy import Lang, Policy
from balise.policy.evaluator import evaluator
from balise.policy.explanation import plain
from balise.policy.facts import NO, YES, Fact, FactType
from balise.policy.pack import ACT, Act
from balise.policy.problems import suggestion
from balise.policy.situation import check_facts


def facts(packs: Sequence[str], act: str | None, as_of: str | None, lang: Lang, *, as_json: bool) -> int:
    """The exit status, 0."""
    day = day_of(as_of, lang)
    policy = policy_of(packs, lang)
    if act is not None and act not in policy.acts:
        raise CommandError(
            [texts.ACT_UNKNOWN.format(act=act[:80], suggestion=suggestion(act[:80], policy.acts))[lang]]
        )
    acts = [policy.acts[act]] if act is not None else list(policy.acts.values())
    asked = _mattering(policy, policy.acts[act], day) if act is not None else list(policy.facts.values())
    if as_json:
        say_json(
            {
                "acts": [_act(each, policy, lang) for each in acts],
                "facts": [_fact(each, lang) for each in asked],
                "policies": [
                    {
                        "pack": pack.id,
                        "version": pack.version,
                        "layer": pack.layer.value,
                        "title": pack.title[lang],
                    }
                    for pack in policy.packs.values()
                ],
            }
        )
    else:
        _tell(policy, acts, [fact for fact in asked if fact.id != ACT], lang)
    return 0


def _mattering(policy: Policy, act: Act, day: date) -> list[Fact]:
    """The facts that rules mention for this act, those that it takes for granted among them."""
    compiled = evaluator(policy, day).compiled
    known = check_facts(policy.facts, {ACT: act.id}, day)
    alive = compiled.alive(compiled.regions(known, day)) & ~compiled.impossible_rows
    return [
        fact for name, fact in policy.facts.items() if compiled.mentions[name] & alive and name not in known
    ]


def _act(act: Act, policy: Policy, lang: Lang) -> dict[str, Any]:
    return {
        "id": act.id,
        "label": act.label[lang],
        "hint": act.hint[lang] if act.hint else None,
        "group": {"id": act.group, "label": policy.groups[act.group].label[lang]},
        "synonyms": list(act.synonyms.get(lang, ())),
        "assumes": {name: plain(value, policy.facts[name]) for name, value in act.sets.items()},
        "pack": act.pack,
    }


def _fact(fact: Fact, lang: Lang) -> dict[str, Any]:
    return {
        "id": fact.id,
        "type": fact.type.value,
        "label": fact.label[lang],
        "question": fact.question[lang],
        "why": fact.why[lang] if fact.why else None,
        "unit": fact.unit or None,
        "min": plain(fact.minimum, fact),
        "max": plain(fact.maximum, fact),
        "values": _values(fact, lang),
        "pack": fact.pack,
    }


def _values(fact: Fact, lang: Lang) -> list[dict[str, Any]]:
    if fact.type is FactType.BOOLEAN:
        return [
            {"id": True, "label": YES[lang], "hint": None},
            {"id": False, "label": NO[lang], "hint": None},
        ]
    return [
        {"id": answer.id, "label": answer.label[lang], "hint": answer.hint[lang] if answer.hint else None}
        for answer in fact.answers
    ]


def _tell(policy: Policy, acts: Sequence[Act], asked: Sequence[Fact], lang: Lang) -> None:
    console = terminal()
    if policy.acts:
        console.print(Styled(texts.ACTS[lang], style="bold"))
    for group, members in groupby(acts, key=lambda act: act.group):
        listed = [
            Styled(act.id, style="bold").append(f"  {act.label[lang]}", style="not bold") for act in members
        ]
        section(console, policy.groups[group].label[lang], listed)
    console.print()
    console.print(Styled(texts.QUESTIONS[lang] if asked else texts.NO_QUESTION[lang], style="bold"))
    assumed = acts[0].sets if len(acts) == 1 else {}
    for fact in asked:
        entry = _described(fact, lang)
        if fact.id in assumed:
            value = fact.shown(assumed[fact.id], lang)
            entry.append(f"\n{texts.ASSUMED.format(value=value)[lang]}", style=QUIET)
        section(console, fact.id, [entry])


def _described(fact: Fact, lang: Lang) -> Styled:
    kind = texts.TYPES[fact.type][lang]
    if fact.minimum is not None and fact.maximum is not None:
        kind += (
            " "
            + texts.BOUNDS.format(minimum=plain(fact.minimum, fact), maximum=plain(fact.maximum, fact))[lang]
        )
    unit = f", {fact.unit}" if fact.unit else ""
    entry = Styled(fact.question[lang]).append(f"  ({kind}{unit})", style=QUIET)
    for answer in fact.answers:
        entry.append(f"\n{answer.id}", style="bold").append(f"  {answer.label[lang]}")
    return entry
