"""Worked examples beside the rules: read, and run against the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from balise.policy.decision import Decision
from balise.policy.evaluator import decide
from balise.policy.pack import Case, Expectation, Policy
from balise.policy.problems import Problem, SituationError, suggestion
from balise.policy.reading import Form
from balise.policy.references import References
from balise.policy.rules import GuidanceKind
from balise.policy.situation import read_answers
from balise.policy.text import Text
from balise.policy.verdict import Verdict

_SHOWN = {
    "principles": GuidanceKind.PRINCIPLE,
    "definitions": GuidanceKind.DEFINITION,
    "conditions": GuidanceKind.CONDITION,
    "duties": GuidanceKind.DUTY,
    "instead": GuidanceKind.ALTERNATIVE,
    "script": GuidanceKind.SCRIPT,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose answer is not the one written: which part, what was expected and what was found."""

    case: Case
    part: str
    expected: str
    found: str


def read_cases(policy: Policy, forms: Mapping[str, list[Form]], problems: list[Problem]) -> list[Case]:
    """The cases of each pack. Twins are read after their models."""
    references = References(policy.packs, policy.guidance, problems)
    cases: dict[tuple[str, str], Case] = {}
    for pack, entries in forms.items():
        for form in entries:
            case = _case(form, pack, policy, references, cases)
            form.close()
            if (pack, case.id) in cases:
                form.problem("id-twice", id=case.id, first=cases[pack, case.id].place.line)
            else:
                cases[pack, case.id] = case
    return list(cases.values())


def _case(
    form: Form, pack: str, policy: Policy, references: References, cases: Mapping[tuple[str, str], Case]
) -> Case:
    twin_of = form.reference("twin_of")
    model = cases.get((pack, twin_of)) if twin_of else None
    as_of = form.day("as_of", required=model is None and twin_of is None) or (
        model.as_of if model else date.max
    )
    facts: dict[str, object] = dict(model.facts) if model else {}
    if written := form.form("facts", Text("`facts`", "`facts`"), required=twin_of is None):
        facts |= read_answers(written.node, policy.facts, as_of, form.problems)
    if changes := form.form("changes", Text("`changes`", "`changes`")):
        changed = read_answers(changes.node, policy.facts, as_of, form.problems)
        facts = {name: value for name, value in {**facts, **changed}.items() if value is not None}
    if twin_of and model is None:
        names = [name for owner, name in cases if owner == pack]
        form.problem("case-unknown", value=twin_of, suggestion=suggestion(twin_of, names))
    expectation, same = _expectation(form, pack, policy, references)
    return Case(
        id=form.id(),
        pack=pack,
        title=form.said("title"),
        facts=facts,
        as_of=as_of,
        expect=expectation,
        place=form.place,
        provisions=tuple(form.strings("provision")),
        twin_of=twin_of,
        same=same,
    )


def _expectation(form: Form, pack: str, policy: Policy, references: References) -> tuple[Expectation, bool]:
    """What is expected, and whether a twin must have its model's answer."""
    expect = form.form("expect", Text("`expect`", "`expect`"), required=True)
    if expect is None:
        return Expectation(Verdict.UNDETERMINED), False
    verdict = Verdict(expect.choice("verdict", [str(each) for each in Verdict], Verdict.UNDETERMINED))

    def rules(key: str) -> tuple[str, ...]:
        found = (references.rule(word, pack, policy.rules, place) for word, place in expect.references(key))
        return tuple(rule for rule in found if rule)

    def facts(key: str) -> list[str]:
        names = []
        for word, place in expect.references(key):
            names.append(word)
            if word not in policy.facts:
                values = {"fact": word, "suggestion": suggestion(word, policy.facts)}
                expect.problem("fact-unknown", place, **values)
        return names

    asks = facts("asks")
    found = Expectation(
        verdict=verdict,
        rules=rules("rules"),
        set_aside=rules("set_aside"),
        guidance={
            kind: references.texts(kind, expect.references(key), policy.packs[pack])
            for key, kind in _SHOWN.items()
        },
        approval=references.texts(GuidanceKind.ROLE, expect.references("approval"), policy.packs[pack]),
        asks=asks[0] if asks else None,
        missing=tuple(facts("missing")),
    )
    same = expect.flag("same", default=False)
    expect.close()
    return found, same


def run_cases(policy: Policy) -> list[Problem]:
    """A problem for each case whose answer differs from what is written."""
    models = {(case.pack, case.id): case for case in policy.cases}
    problems = []
    for case in policy.cases:
        for difference in differences(policy, case, models):
            values = {
                "case": case.id,
                "part": difference.part,
                "expected": difference.expected,
                "found": difference.found,
            }
            problems.append(Problem("case-differs", case.place, values))
    return problems


def differences(policy: Policy, case: Case, models: Mapping[tuple[str, str], Case]) -> Iterator[Difference]:
    """How the answer to a case differs from what is written, part by part."""
    try:
        decision = decide(policy, case.facts, case.as_of)
    except SituationError as error:
        yield Difference(
            case, "verdict", case.expect.verdict, " / ".join((*error.lines("fr"), *error.lines("en")))
        )
        return
    expect = case.expect
    if decision.verdict is not expect.verdict:
        yield Difference(case, "verdict", expect.verdict, decision.verdict)
    for part, wanted, shown in _parts(expect, decision):
        if absent := [key for key in wanted if key not in shown]:
            yield Difference(case, part, ", ".join(absent), ", ".join(shown) or "—")
    asked = decision.next_question.id if decision.next_question else "—"
    if expect.asks and asked != expect.asks:
        yield Difference(case, "asks", expect.asks, asked)
    model = models.get((case.pack, case.twin_of)) if case.twin_of else None
    if model and not case.same and expect == model.expect:
        yield Difference(case, "twin_of", f"≠ `{model.id}`", decision.verdict)
    if model and case.same and expect.verdict is not model.expect.verdict:
        yield Difference(case, "twin_of", f"= `{model.id}` ({model.expect.verdict})", expect.verdict)


def _parts(expect: Expectation, decision: Decision) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    yield "rules", expect.rules, [reason.rule.key for reason in decision.reasons]
    yield "set_aside", expect.set_aside, [each.rule.key for each in decision.set_aside]
    shown = {
        GuidanceKind.PRINCIPLE: decision.principles,
        GuidanceKind.DEFINITION: decision.definitions,
        GuidanceKind.CONDITION: decision.conditions,
        GuidanceKind.DUTY: decision.duties,
        GuidanceKind.ALTERNATIVE: decision.instead,
        GuidanceKind.SCRIPT: decision.scripts,
    }
    for kind, wanted in expect.guidance.items():
        yield kind.value, wanted, [text.key for text in shown[kind]]
    yield "approval", expect.approval, [role.key for role in decision.approval]
    yield "missing", expect.missing, [fact.id for fact in decision.missing]
