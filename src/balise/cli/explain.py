"""`balise explain`: one rule in words: when it applies, what it says and why, and what it yields to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.text import Text as Styled

from balise.cli import texts
from balise.cli.day import day_of
from balise.cli.errors import CommandError
from balise.cli.output import say_json
from balise.cli.packs import policy_of
from balise.cli.show import QUIET, section, terminal
from balise.policy import Lang, Policy
from balise.policy.explanation import citation, plain
from balise.policy.facts import Cut, Fact
from balise.policy.problems import suggestion
from balise.policy.rules import Bound, Guidance, GuidanceKind, Parameter, Row, Rule, Test, Validity
from balise.policy.text import Text, listed


def explain(named: str, packs: Sequence[str], as_of: str | None, lang: Lang, *, as_json: bool) -> int:
    """The exit status, 0."""
    day = day_of(as_of, lang)
    policy = policy_of(packs, lang)
    told = _Told(policy, _rule(policy, named, lang), day, lang)
    if as_json:
        say_json(told.as_json())
    else:
        _tell(told)
    return 0


def _rule(policy: Policy, named: str, lang: Lang) -> Rule:
    """The rule with this full id, or the only one with this short id."""
    found = [rule for rule in policy.rules.values() if named in (rule.key, rule.id)]
    if len(found) == 1:
        return found[0]
    shown = named[:80]
    if found:
        choices = ", ".join(f"`{rule.key}`" for rule in found)
        raise CommandError([texts.RULE_AMBIGUOUS.format(rule=shown, choices=choices)[lang]])
    known = policy.rules if "/" in named else {rule.id for rule in policy.rules.values()}
    raise CommandError([texts.RULE_UNKNOWN.format(rule=shown, suggestion=suggestion(shown, known))[lang]])


@dataclass(frozen=True)
class _Told:
    """A rule with everything that words about it need."""

    policy: Policy
    rule: Rule
    day: date
    lang: Lang

    def as_json(self) -> dict[str, Any]:
        """The rule as plain values. Keys are always present."""
        rule, lang = self.rule, self.lang
        return {
            "rule": rule.key,
            "pack": rule.pack,
            "layer": self.policy.packs[rule.pack].layer.value,
            "verdict": rule.verdict.value,
            "label": rule.verdict.label[lang],
            "text": rule.because[lang],
            "when": [[{"fact": test.fact, "text": self.test(test)} for test in row] for row in rule.rows],
            "source": {"document": rule.source.document, "section": rule.source.section},
            "citation": self.citation(),
            "provision": list(rule.source.provisions),
            **{
                key: [_guidance(each, lang) for each in self.texts(kind, keys)]
                for key, _, kind, keys in self.guidance()
            },
            "yields_to": [{"rule": each.key, "text": each.because[lang]} for each in self.yields_to()],
            "exception_to": [{"rule": each.key, "text": each.because[lang]} for each in self.exception_to()],
            "floor": rule.floor,
            "valid": {"from": _iso(rule.valid.start), "to": _iso(rule.valid.end)},
            "in_force": rule.valid.holds(self.day),
            "parameters": [
                {
                    "id": each.id,
                    "label": each.label[lang],
                    "value": plain(each.on(self.day), fact),
                    "unit": each.unit or None,
                }
                for each, fact in self.parameters()
            ],
            "as_of": self.day.isoformat(),
        }

    def guidance(self) -> list[tuple[str, Text, GuidanceKind, tuple[str, ...]]]:
        """The texts that the rule points to: key in JSON, heading, kind, ids."""
        rule = self.rule
        return [
            ("principles", texts.PRINCIPLES, GuidanceKind.PRINCIPLE, rule.principles),
            ("conditions", texts.CONDITIONS, GuidanceKind.CONDITION, rule.conditions),
            ("duties", texts.DUTIES, GuidanceKind.DUTY, rule.duties),
            ("approval", texts.WHO_APPROVES, GuidanceKind.ROLE, rule.approval),
            ("instead", texts.INSTEAD, GuidanceKind.ALTERNATIVE, rule.instead),
            ("say", texts.WORDS_TO_SAY, GuidanceKind.SCRIPT, (rule.script,) if rule.script else ()),
        ]

    def texts(self, kind: GuidanceKind, keys: Iterable[str]) -> list[Guidance]:
        """The texts with these full ids."""
        return [self.policy.guidance[kind][key] for key in keys]

    def citation(self) -> str:
        """Where the rule comes from."""
        return citation(self.policy, self.rule.pack, self.rule.source, self.lang)

    def yields_to(self) -> list[Rule]:
        """The exceptions that set this rule aside."""
        return [self.policy.rules[key] for key in self.rule.exceptions]

    def exception_to(self) -> list[Rule]:
        """The rules that this one sets aside."""
        return [rule for rule in self.policy.rules.values() if self.rule.key in rule.exceptions]

    def parameters(self) -> list[tuple[Parameter, Fact]]:
        """The dated parameters that the rule compares with, each with the fact that it limits."""
        tests = [test for row in self.rule.rows for test in row]
        found = {
            bound.limit: test.fact for test in tests for bound in test.bounds if isinstance(bound.limit, str)
        }
        return [(self.policy.parameters[name], self.policy.facts[fact]) for name, fact in found.items()]

    # Conditions in words

    def test(self, test: Test) -> str:
        """`Channel: By phone or in person`, `Value of the gift: more than $30`."""
        fact = self.policy.facts[test.fact]
        if test.bounds:
            said = texts.AND[self.lang].join(self._bound(bound, fact) for bound in test.bounds)
        else:
            said = listed([fact.shown(value, self.lang) for value in test.values], self.lang)
        if test.negated:
            said = texts.NONE_OF.format(text=said)[self.lang]
        return texts.FACT_IS.format(label=fact.label, text=said)[self.lang]

    def _bound(self, bound: Bound, fact: Fact) -> str:
        limit: Cut | None
        if isinstance(bound.limit, str):
            parameter = self.policy.parameters[bound.limit]
            limit = parameter.on(self.day)
            value = fact.shown(limit, self.lang) if limit is not None else texts.NO_VALUE[self.lang]
            said = f"{value} (`{parameter.id}`)"
        else:
            said = fact.shown(bound.limit, self.lang)
        return texts.COMPARISONS[bound.comparison].format(limit=said)[self.lang]


def _tell(told: _Told) -> None:
    rule, lang = told.rule, told.lang
    console = terminal()
    symbol, style = texts.SYMBOLS[rule.verdict]
    console.print(Styled(rule.key, style="bold"))
    console.print(Styled(f"{symbol} {rule.verdict.label[lang]}", style=style))
    console.print()
    console.print(rule.because[lang])
    console.print(Styled(told.citation(), style=QUIET))
    if rule.source.provisions:
        console.print(
            Styled(texts.PROVISIONS.format(list=", ".join(rule.source.provisions))[lang], style=QUIET)
        )
    if validity := _validity(rule.valid, told.day, lang):
        console.print(Styled(validity, style=QUIET))
    common, alternatives = _split(rule.rows)
    section(
        console,
        texts.APPLIES_WHEN[lang],
        [told.test(test) for test in common] or [texts.ALWAYS[lang]] * (not alternatives),
    )
    section(
        console, texts.AND_ONE_OF[lang], [texts.AND[lang].join(map(told.test, row)) for row in alternatives]
    )
    for _, heading, kind, keys in told.guidance():
        section(console, heading[lang], [each.text[lang] for each in told.texts(kind, keys)])
    values = [_parameter(each, fact, told) for each, fact in told.parameters()]
    section(console, texts.PARAMETERS.format(day=told.day.isoformat())[lang], values)
    section(console, texts.YIELDS_TO[lang], (_related(each, lang) for each in told.yields_to()))
    section(console, texts.EXCEPTION_TO[lang], (_related(each, lang) for each in told.exception_to()))
    if rule.floor:
        console.print()
        console.print(texts.FLOOR[lang])


def _split(rows: Sequence[Row]) -> tuple[list[Test], list[list[Test]]]:
    """The tests that all rows share, and what is left of each row."""
    common = [test for test in rows[0] if all(test in row for row in rows)] if rows else []
    rest = [[test for test in row if test not in common] for row in rows]
    return common, rest if all(rest) else []


def _parameter(parameter: Parameter, fact: Fact, told: _Told) -> str:
    value = parameter.on(told.day)
    shown = texts.NO_VALUE[told.lang] if value is None else fact.shown(value, told.lang)
    return f"{texts.FACT_IS.format(label=parameter.label, text=shown)[told.lang]} (`{parameter.id}`)"


def _related(rule: Rule, lang: Lang) -> Styled:
    return Styled(rule.key, style="bold").append(f"\n{rule.because[lang]}", style="not bold")


def _guidance(text: Guidance, lang: Lang) -> dict[str, str]:
    return {"id": text.key, "text": text.text[lang]}


def _validity(valid: Validity, day: date, lang: Lang) -> str:
    spans = [
        words.format(day=end.isoformat())[lang]
        for words, end in ((texts.FROM_DAY, valid.start), (texts.UNTIL_DAY, valid.end))
        if end
    ]
    span = " ".join(spans)
    if not valid.holds(day):
        return texts.NOT_IN_FORCE.format(day=day.isoformat(), span=span)[lang]
    return texts.IN_FORCE.format(span=span)[lang] if span else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
