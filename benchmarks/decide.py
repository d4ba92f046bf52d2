"""Deciding: side by side with other engines, growth with the number of rules, the next question, what would change.

A full decision is the verdict, then the rule and the source of each reason. Nothing is told unless all engines agree.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from balise.policy import Decision, Policy, PolicyError, Verdict, decide, load
from balise.policy.evaluator import evaluator
from balise.policy.measures import Period
from balise.policy.pack import ACT
from benchmarks.measure import Effort, Figure, Goal, in_turns, microseconds, ratio, seconds
from benchmarks.peers import PEERS, Balise, Engine
from benchmarks.peers.balise import DAY, read
from benchmarks.policies import as_balise, random_policy, random_situations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from benchmarks.policies import Situation

ANSWERS_TIMED = 5
"""A single question is timed this many times, and its median kept."""


def peers(effort: Effort) -> Iterator[Figure]:
    """15 rules over 10 facts, the same in every engine."""
    policy = random_policy(rules=15, facts=10, acts=4)
    situations = random_situations(policy, effort.situations)
    ours = Balise(policy)
    others = [engine(policy) for engine in PEERS]
    for other in others:
        check_same_answers(ours, other, situations)

    times = in_turns([_answers(engine, situations) for engine in (ours, *others)], effort.rounds)
    taken = dict(zip((engine.name for engine in (ours, *others)), times, strict=True))
    ratios = {other.name: ratio(taken[other.name], taken[ours.name]) for other in others}
    yield Figure("decide_vs_cedarpy", ratios["cedarpy"], "times", Goal(20, at_least=True))
    yield Figure("decide_vs_best_explaining_peer", min(ratios.values()), "times", Goal(1, at_least=True))
    for name, rounds in taken.items():
        yield Figure(f"decide_{name}_us", microseconds(rounds, len(situations)), "µs")
    yield Figure("decide_cold_us", _cold(ours.policy, situations, effort.rounds), "µs")


def check_same_answers(ours: Engine, other: Engine, situations: Sequence[Situation]) -> None:
    """Refuse to time engines that do not give the same verdicts for the same rules."""
    for situation in situations:
        verdict, fired = ours.answer(situation)
        told_verdict, told = other.answer(situation)
        same_rules = told == fired if other.tells_all else told <= fired and bool(told) == bool(fired)
        assert told_verdict is verdict, f"{other.name}: {told_verdict}, not {verdict}, for {situation}"
        assert same_rules, f"{other.name}: {told}, not {fired}, for {situation}"


def shipped(effort: Effort) -> Iterator[Figure]:
    """The packs that come with Balise, for each act the facts that its rules mention."""
    policy = load(cases=False)
    situations = [
        situation
        for situation in (facts for act in _acts(policy) for facts in _situations(policy, act, effort.situations // 50))
        if _answered(policy, situation)
    ]
    [times] = in_turns([_reads(policy, situations)], effort.rounds)
    yield Figure("decide_shipped_us", microseconds(times, len(situations)), "µs")
    yield Figure("decide_shipped_cold_us", _cold(policy, situations, effort.rounds), "µs")


def growth(effort: Effort) -> Iterator[Figure]:
    """From 20 rules over 12 facts to 1,000 rules over 60, of the same shape, all facts known."""
    small, large = random_policy(rules=20, facts=12, acts=4), random_policy(rules=1_000, facts=60, acts=40)
    for name, missing, goal in (
        ("decide_growth_20_to_1000", 0.0, Goal(8)),
        ("decide_growth_30_percent_missing", 0.3, None),
    ):
        jobs = [
            _reads(as_balise(policy), random_situations(policy, effort.situations, missing=missing))
            for policy in (small, large)
        ]
        at_20, at_1000 = in_turns(jobs, effort.rounds)
        yield Figure(name, ratio(at_1000, at_20), "times", goal)
        for rules, times in (("20", at_20), ("1000", at_1000)):
            yield Figure(f"{name}_at_{rules}_us", microseconds(times, effort.situations), "µs")


def next_question(effort: Effort) -> Iterator[Figure]:
    """The next question of an interview, at any point of it; the worst of all acts of the shipped packs must do."""
    return _properties("next_question_ms", effort, Goal(10), Verdict.UNDETERMINED, lambda decision: decision.next_question)


def would_change(effort: Effort) -> Iterator[Figure]:
    """What would make the answer milder; the worst of all acts of the shipped packs must do."""
    return _properties("would_change_ms", effort, Goal(1), None, lambda decision: decision.would_change)


def _properties(
    name: str, effort: Effort, goal: Goal, verdict: Verdict | None, ask: Callable[[Decision], object]
) -> Iterator[Figure]:
    """`ask` of decisions with this verdict (any certain one: None), in milliseconds."""
    trial = as_balise(random_policy(rules=60, facts=25, acts=6))
    for policy, stem in ((load(cases=False), name), (trial, f"{name.removesuffix('_ms')}_60_rules_ms")):
        times = []
        for act in _acts(policy):
            for known in _situations(policy, act, max(3, effort.rounds)):
                for facts in _as_an_interview_goes(known):
                    decision = _answered(policy, facts)
                    if decision and (decision.verdict is Verdict.UNDETERMINED) == (verdict is Verdict.UNDETERMINED):
                        times.append(median(seconds(lambda: ask(decision)) for _ in range(ANSWERS_TIMED)) * 1e3)
        yield Figure(stem, max(times), "ms", goal if stem == name else None)
        yield Figure(stem.replace("_ms", "_median_ms"), median(times), "ms")


def _answers(engine: Engine, situations: Sequence[Situation]) -> Callable[[], None]:
    def run() -> None:
        for situation in situations:
            engine.answer(situation)

    return run


def _reads(policy: Policy, situations: Sequence[Mapping[str, object]]) -> Callable[[], None]:
    def run() -> None:
        for situation in situations:
            read(decide(policy, situation, DAY))

    return run


def _cold(policy: Policy, situations: Sequence[Mapping[str, object]], rounds: int) -> float:
    """The same when the policy was just loaded: rules are compiled, and nothing is remembered."""
    run = _reads(policy, situations)

    def cold() -> None:
        policy.memo.clear()
        run()

    [times] = in_turns([cold], min(rounds, 3))
    return microseconds(times, len(situations))


def _acts(policy: Policy) -> list[str]:
    return list(policy.acts)


def _situations(policy: Policy, act: str, count: int) -> list[dict[str, object]]:
    """An answer to each fact that rules about this act mention. Some may be impossible."""
    random = Random(act)
    compiled = evaluator(policy, DAY).compiled
    start = compiled.regions({ACT: act}, DAY)
    mentioned = sorted(compiled.mentioned(start))
    domains = {name: compiled.domains[name] for name in mentioned}
    answers = {name: [domain.example(region) for region in domain.regions] for name, domain in domains.items()}
    return [
        {ACT: act, **{name: _as_given(random.choice(values)) for name, values in answers.items()}} for _ in range(count)
    ]


def _as_given(value: object) -> object:
    """A date for a date difference, as programs pass it."""
    return DAY - timedelta(days=int(value.about_days)) if isinstance(value, Period) else value


def _as_an_interview_goes(facts: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Only the act known, then half of the facts, then all."""
    for known in (1, (len(facts) + 1) // 2, len(facts)):
        yield dict(list(facts.items())[:known])


def _answered(policy: Policy, facts: Mapping[str, object]) -> Decision | None:
    try:
        return decide(policy, facts, DAY)
    except PolicyError:
        return None
