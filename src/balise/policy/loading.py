"""`load`: from folders of text to a policy that can answer, or every problem that prevents it.

Order matters: all packs declare first, then rules are read against the facts of all of them, then what
rules say of one another is checked (exceptions, floors), last the worked examples are run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import balise
from balise.policy.cases import read_cases, run_cases
from balise.policy.conditions import WhenReader
from balise.policy.declarations import Draft, act_fact, read_declarations, read_source
from balise.policy.document import Mapping
from balise.policy.facts import Fact
from balise.policy.measures import Period, order_is_certain
from balise.policy.pack import ACT, Act, ActGroup, Layer, Otherwise, Pack, Policy
from balise.policy.problems import PackError, Place, Problem, suggestion
from balise.policy.reading import Form
from balise.policy.references import References
from balise.policy.rules import Guidance, GuidanceKind, Impossible, Parameter, Row, Rule, Validity
from balise.policy.situation import read_answers
from balise.policy.text import Text, fold
from balise.policy.verdict import SCALE, STRICTNESS, Verdict

SHIPPED = Path(balise.__file__).parent / "packs"
"""Where the packs that come with Balise live."""

MAX_PACKS = 50


def shipped_packs() -> list[str]:
    """The names of the packs that come with Balise, the shared vocabulary left out."""
    return sorted(
        path.parent.name for path in SHIPPED.glob("*/pack.yaml") if path.parent.name != "vocabulary"
    )


def load(*packs: str | Path, cases: bool = True) -> Policy:
    """The policy that these packs make together: names of shipped packs, or folders. None given: all that
    are shipped.

    Packs that they use are added. Raises `PackError` with all problems at once. With `cases` (the default)
    the worked examples are read and must hold; a program that asks one question of packs already checked
    may leave them out.
    """
    problems: list[Problem] = []
    drafts = _drafts(packs or tuple(SHIPPED / name for name in shipped_packs()), problems, with_cases=cases)
    policy = _Linker(drafts, problems).link()
    if cases and problems:
        # They cannot be run, but what is wrong with them as written is told with the rest.
        read_cases(policy, {draft.pack.id: draft.cases for draft in drafts}, problems)
    elif cases:
        worlds = [_world(draft, drafts, problems) for draft in drafts if draft.cases]
        policy = replace(policy, cases=tuple(case for world in worlds for case in world.cases), memo={})
        if not problems:
            problems.extend(problem for world in worlds for problem in run_cases(world))
    if problems:
        raise PackError(problems)
    return policy


def versions(*packs: str | Path) -> dict[str, str]:
    """Which version each of these packs, and of those they use, says it is. Nothing else is looked at: faulty
    packs are named, too. One that cannot be read at all is left out.
    """
    drafts = _drafts(packs or tuple(SHIPPED / name for name in shipped_packs()), [], with_cases=False)
    return {draft.pack.id: draft.pack.version for draft in drafts}


def load_with_cases(pack: str | Path) -> Policy:
    """One pack with those it uses, holding its own worked examples, not run: to see how the answers differ.
    Raises `PackError`.
    """
    problems: list[Problem] = []
    drafts = _drafts([pack], problems, with_cases=True)
    policy = _Linker(drafts, problems).link()
    if not problems:
        folder = _locate(pack, None)
        named = next(draft for draft in drafts if folder and draft.folder == folder.resolve())
        policy = _world(named, drafts, problems)
    if problems:
        raise PackError(problems)
    return policy


def _world(draft: Draft, drafts: list[Draft], problems: list[Problem]) -> Policy:
    """What a pack and those it uses say, with its own cases: a pack beside them may well be stricter."""
    reach = [draft.pack.id]
    uses = {each.pack.id: each.pack.uses for each in drafts}
    for name in reach:
        reach.extend(used for used in uses.get(name, ()) if used not in reach)
    # Problems of the packs themselves are told by the policy that they all make together.
    policy = _Linker([each for each in drafts if each.pack.id in reach], []).link()
    return replace(policy, cases=tuple(read_cases(policy, {draft.pack.id: draft.cases}, problems)))


def _drafts(packs: Iterable[str | Path], problems: list[Problem], *, with_cases: bool) -> list[Draft]:
    waiting: list[tuple[Path | None, str, Place]] = [
        (_locate(pack, None), str(pack), Place(str(pack))) for pack in packs
    ]
    drafts: dict[Path, Draft] = {}
    names: dict[str, Path] = {}
    while waiting:
        folder, name, place = waiting.pop(0)
        if folder is None:
            problems.append(
                Problem(
                    "pack-unknown", place, {"pack": name, "suggestion": suggestion(name, shipped_packs())}
                )
            )
            continue
        folder = folder.resolve()
        if folder in drafts:
            continue
        if len(drafts) >= MAX_PACKS:
            problems.append(Problem("too-many-packs", place, {"limit": MAX_PACKS}))
            break
        draft = read_declarations(folder, problems, with_cases=with_cases)
        if draft is None:
            continue
        if draft.pack.id in names:
            problems.append(
                Problem("pack-twice", place, {"pack": draft.pack.id, "first": str(names[draft.pack.id])})
            )
            continue
        drafts[folder] = draft
        names[draft.pack.id] = folder
        waiting.extend((_locate(used, folder.parent), used, draft.pack.place) for used in draft.pack.uses)
    # From the top layer down, so that what is said first weighs most; shared words before those who use them.
    return sorted(
        drafts.values(), key=lambda draft: (draft.pack.layer.depth, bool(draft.pack.uses), draft.pack.id)
    )


def _locate(pack: str | Path, beside: Path | None) -> Path | None:
    """The folder of a pack. A bare name is a neighbour of the pack that uses it, else one that is shipped,
    else a folder of the place where the call is made; anything else is a path.
    """
    if beside is not None and (beside / pack / "pack.yaml").is_file():
        return beside / pack
    shipped = SHIPPED / pack
    if isinstance(pack, str) and "/" not in pack and (shipped / "pack.yaml").is_file():
        return shipped
    return Path(pack) if beside is None and (Path(pack) / "pack.yaml").is_file() else None


class _Linker:
    """Joins drafts into one policy."""

    def __init__(self, drafts: list[Draft], problems: list[Problem]) -> None:
        self.drafts = drafts
        self.problems = problems
        self.packs = {draft.pack.id: draft.pack for draft in drafts}

    def link(self) -> Policy:
        groups: dict[str, ActGroup] = {}
        for draft in self.drafts:
            groups |= draft.groups
        acts = self._acts(groups)
        facts = self._facts(acts)
        parameters = self._parameters()
        when = WhenReader(facts, parameters, self.problems)
        acts = self._settle(acts, facts)
        guidance = self._guidance(when)
        references = References(self.packs, guidance, self.problems)
        rules = self._rules(when, references)
        impossible = self._impossible(when)
        self._otherwise(references)
        self._check_exceptions(rules)
        self._check_settings(rules)
        self._check_periods(
            when,
            [
                *((rule.place, rule.rows) for rule in rules.values()),
                *((each.place, each.rows) for each in impossible),
                *((each.place, each.rows) for each in guidance[GuidanceKind.DEFINITION].values()),
            ],
        )
        return Policy(
            packs=self.packs,
            facts=facts,
            rules=rules,
            guidance=guidance,
            impossible=impossible,
            parameters=parameters,
            groups=groups,
            acts=acts,
            same_words={
                fold(word): fold(words[0])
                for draft in self.drafts
                for words in draft.same_words
                for word in words
            },
        )

    def _acts(self, groups: dict[str, ActGroup]) -> dict[str, Act]:
        acts: dict[str, Act] = {}
        for draft in self.drafts:
            for act in draft.acts.values():
                if act.id in acts:
                    self._twice("act-twice", act.place, act.id, acts[act.id].pack)
                    continue
                if act.group not in groups:
                    self.problems.append(
                        Problem(
                            "act-group-unknown",
                            act.place,
                            {"act": act.id, "suggestion": suggestion(act.group, groups)},
                        )
                    )
                acts[act.id] = act
        order = {name: index for index, name in enumerate(groups)}
        return dict(sorted(acts.items(), key=lambda item: order.get(item[1].group, len(order))))

    def _twice(self, code: str, place: Place, name: str, pack: str) -> None:
        self.problems.append(Problem(code, place, {"id": name, "pack": pack}))

    def _facts(self, acts: dict[str, Act]) -> dict[str, Fact]:
        facts: dict[str, Fact] = {ACT: act_fact(acts)} if acts else {}
        for draft in self.drafts:
            for fact in draft.facts.values():
                if fact.id in facts:
                    self._twice("fact-twice", fact.place, fact.id, facts[fact.id].pack)
                else:
                    facts[fact.id] = fact
        for draft in self.drafts:
            for name, place, answers in draft.extensions:
                extended = facts.get(name)
                if extended is None:
                    values = {"fact": name, "suggestion": suggestion(name, facts)}
                    self.problems.append(Problem("fact-unknown", place, values))
                elif not extended.answers:
                    self.problems.append(Problem("extend-not-a-choice", place, {"fact": name}))
                else:
                    known = {answer.id for answer in extended.answers}
                    for answer in answers:
                        if answer.id in known:
                            self._twice("answer-twice", place, answer.id, extended.pack)
                    added = tuple(answer for answer in answers if answer.id not in known)
                    facts[name] = replace(extended, answers=extended.answers + added)
        return facts

    def _parameters(self) -> dict[str, Parameter]:
        parameters: dict[str, Parameter] = {}
        for draft in self.drafts:
            for parameter in draft.parameters.values():
                if parameter.id in parameters:
                    self._twice(
                        "parameter-twice", parameter.place, parameter.id, parameters[parameter.id].pack
                    )
                parameters.setdefault(parameter.id, parameter)
        for draft in self.drafts:
            for name, place, values in draft.settings:
                declared = parameters.get(name)
                if declared is None:
                    known = suggestion(name, parameters)
                    self.problems.append(
                        Problem("parameter-unknown", place, {"value": name, "suggestion": known})
                    )
                    continue
                kinds = {type(dated.value) for dated in (*declared.values, *values)}
                if len(kinds) > 1:
                    self.problems.append(Problem("setting-of-other-type", place, {"value": name}))
                    continue
                merged = {dated.start: dated for dated in (*declared.values, *values)}
                parameters[name] = replace(declared, values=tuple(merged[start] for start in sorted(merged)))
        return parameters

    def _settle(self, acts: dict[str, Act], facts: dict[str, Fact]) -> dict[str, Act]:
        """The facts that choosing an act settles, checked."""
        for draft in self.drafts:
            for name, node in draft.act_settings:
                if not isinstance(node, Mapping):
                    self.problems.append(
                        Problem("not-a-mapping", node.place, {"what": Text("`sets`", "`sets`")})
                    )
                elif name in acts:
                    acts[name] = replace(acts[name], sets=read_answers(node, facts, date.max, self.problems))
        return acts

    def _guidance(self, when: WhenReader) -> dict[GuidanceKind, dict[str, Guidance]]:
        guidance: dict[GuidanceKind, dict[str, Guidance]] = {kind: {} for kind in GuidanceKind}
        for draft in self.drafts:
            for kind, texts in draft.guidance.items():
                guidance[kind].update({text.key: text for text in texts.values()})
            definitions = guidance[GuidanceKind.DEFINITION]
            for name, node in draft.definitions_when:
                key = f"{draft.pack.id}/{name}"
                if key in definitions:
                    definitions[key] = replace(definitions[key], rows=when.rows(node))
        return guidance

    def _rules(self, when: WhenReader, references: References) -> dict[str, Rule]:
        rules: dict[str, Rule] = {}
        named: list[tuple[Rule, list[tuple[str, Place]], list[tuple[str, Place]]]] = []
        for draft in self.drafts:
            for form in draft.rules:
                rule = _rule(form, draft.pack, when, references)
                named.append((rule, form.references("yields_to"), form.references("exception_to")))
                form.close()
                if rule.key in rules:
                    form.problem("id-twice", id=rule.id, first=rules[rule.key].place.line)
                elif rule.id:
                    rules[rule.key] = rule
        exceptions: dict[str, list[str]] = {key: [] for key in rules}
        for rule, yields_to, exception_to in named:
            for word, place in yields_to:
                key = references.rule(word, rule.pack, rules, place)
                if key and rule.key in exceptions:
                    exceptions[rule.key].append(key)
            for word, place in exception_to:
                key = references.rule(word, rule.pack, rules, place)
                if key and rule.key in rules:
                    exceptions[key].append(rule.key)
        return {
            key: replace(rule, exceptions=tuple(dict.fromkeys(exceptions[key])))
            for key, rule in rules.items()
        }

    def _impossible(self, when: WhenReader) -> tuple[Impossible, ...]:
        found = []
        for draft in self.drafts:
            for form in draft.impossible:
                rows = when.rows(form.take("when", required=True))
                found.append(Impossible(rows, form.said("because"), draft.pack.id, form.place))
                form.close()
        return tuple(found)

    def _otherwise(self, references: References) -> None:
        for draft in self.drafts:
            form = draft.otherwise
            if form is None:
                continue
            pack = draft.pack
            otherwise = Otherwise(
                because=form.said("because"),
                source=read_source(form, pack),
                approval=references.texts(GuidanceKind.ROLE, form.references("approval"), pack),
                principles=references.texts(GuidanceKind.PRINCIPLE, form.references("principles"), pack),
            )
            form.close()
            self.packs[pack.id] = replace(pack, otherwise=otherwise)

    def _check_exceptions(self, rules: dict[str, Rule]) -> None:
        for rule in rules.values():
            for key in rule.exceptions:
                exception = rules[key]
                if (
                    rule.floor
                    and self._layer(exception).depth > self._layer(rule).depth
                    and STRICTNESS[exception.verdict] < STRICTNESS[rule.verdict]
                ):
                    values = {
                        "rule": exception.id,
                        "verdict": exception.verdict,
                        "floor": rule.key,
                        "floor_verdict": rule.verdict,
                    }
                    self.problems.append(Problem("laxer-than-floor", exception.place, values))
        for cycle in _cycles({rule.key: rule.exceptions for rule in rules.values()}):
            place = rules[cycle[0]].place
            self.problems.append(Problem("circular-exceptions", place, {"rules": " → ".join(cycle)}))

    def _check_settings(self, rules: dict[str, Rule]) -> None:
        """A limit on which a floor rests is not for a lower layer to move; a stricter rule of its own is."""
        resting = {key for key, rule in rules.items() if rule.floor}
        while more := {each for key in resting for each in rules[key].exceptions} - resting:
            resting |= more
        for draft in self.drafts:
            for name, place, _ in draft.settings:
                for rule in (rules[key] for key in sorted(resting)):
                    bounds = (bound.limit for row in rule.rows for test in row for bound in test.bounds)
                    if self._layer(rule).depth < draft.pack.layer.depth and name in set(bounds):
                        self.problems.append(
                            Problem("setting-under-floor", place, {"value": name, "rule": rule.key})
                        )

    def _layer(self, rule: Rule) -> Layer:
        return self.packs[rule.pack].layer

    def _check_periods(self, when: WhenReader, rows: list[tuple[Place, tuple[Row, ...]]]) -> None:
        """Periods compared with one fact must come in the same order in every calendar."""
        seen: dict[str, dict[Period, Place]] = {}
        for place, each in rows:
            for test in (test for row in each for test in row):
                for limit in when.limits(test):
                    if isinstance(limit, Period):
                        seen.setdefault(test.fact, {}).setdefault(limit, place)
        for fact, limits in seen.items():
            # Certain order carries over, so that neighbours are enough.
            for one, other in pairwise(sorted(limits, key=lambda limit: limit.about_days)):
                if not order_is_certain(one, other):
                    values = {"fact": fact, "one": one.said, "other": other.said}
                    self.problems.append(
                        Problem("periods-unordered", max(limits[one], limits[other]), values)
                    )


def _rule(form: Form, pack: Pack, when: WhenReader, references: References) -> Rule:
    verdict = Verdict(form.choice("verdict", [str(verdict) for verdict in SCALE], Verdict.PROHIBITED))
    validity = form.form("valid", Text("`valid`", "`valid`"))
    start = validity.day("from") if validity else None
    end = validity.day("to") if validity else None
    if validity:
        validity.close()
        if start and end and end < start:
            validity.problem("ends-before-start", start=start.isoformat(), end=end.isoformat())
    scripts = references.texts(GuidanceKind.SCRIPT, form.references("script"), pack)
    rule = Rule(
        id=form.id(),
        pack=pack.id,
        rows=when.rows(form.take("when", required=True)),
        verdict=verdict,
        because=form.said("because"),
        source=read_source(form, pack),
        place=form.place,
        principles=references.texts(GuidanceKind.PRINCIPLE, form.references("principles"), pack),
        conditions=references.texts(GuidanceKind.CONDITION, form.references("conditions"), pack),
        duties=references.texts(GuidanceKind.DUTY, form.references("duties"), pack),
        approval=references.texts(GuidanceKind.ROLE, form.references("approval"), pack),
        instead=references.texts(GuidanceKind.ALTERNATIVE, form.references("instead"), pack),
        script=scripts[0] if scripts else None,
        floor=form.flag("floor", default=False),
        valid=Validity(start, end),
    )
    if verdict is Verdict.CONDITIONAL and not form.items("conditions"):
        form.problem("conditional-without-conditions", rule=rule.id)
    if verdict is Verdict.NEEDS_APPROVAL and not form.items("approval"):
        form.problem("approval-by-nobody", rule=rule.id)
    return rule


def _cycles(edges: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """The rings of rules that are exceptions to one another, each told once, ending where it begins."""
    graph = {key: set(exceptions) for key, exceptions in edges.items()}
    found: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            ring: list[str] = error.args[1]
            found.append(ring)
            graph[ring[1]].discard(ring[0])
        else:
            return found
