"""Deciding: beside other engines, with more and more rules, the next question, what would change.

A full decision is the verdict, then the rule and the source of each reason. No time is taken of engines that
disagree.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import islice
from operator import attrgetter
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

REPEATS = 5
"""A single question is timed this many times, and the median kept."""


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
    each = effort.situations // len(policy.acts) + 1
    drawn = [facts for act in policy.acts for facts in _situations(policy, act, each)]
    situations = [facts for facts in drawn if _decided(policy, facts)]
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
    """The next question, at any point of an interview; the worst of all acts of the shipped packs counts."""
    return _worked_out("next_question", attrgetter("next_question"), _undetermined, Goal(10), effort)


def would_change(effort: Effort) -> Iterator[Figure]:
    """What would make the answer milder; the worst of all acts of the shipped packs counts."""
    return _worked_out(
        "would_change",
        attrgetter("would_change"),
        lambda decision: not _undetermined(decision),
        Goal(1),
        effort,
    )


def _worked_out(
    name: str,
    work: Callable[[Decision], object],
    wanted: Callable[[Decision], bool],
    goal: Goal,
    effort: Effort,
) -> Iterator[Figure]:
    """What a decision works out on demand, in the decisions wanted: the worst and the median."""
    trial = as_balise(random_policy(rules=60, facts=25, acts=6))
    for policy, stem, limit in ((load(cases=False), name, goal), (trial, f"{name}_60_rules", None)):
        decisions = [decision for decision in _interviews(policy, max(3, effort.rounds)) if wanted(decision)]
        times = [_milliseconds(partial(work, decision)) for decision in decisions]
        yield Figure(f"{stem}_ms", max(times), "ms", limit)
        yield Figure(f"{stem}_median_ms", median(times), "ms")


def _milliseconds(job: Callable[[], object]) -> float:
    return median(seconds(job) for _ in range(REPEATS)) * 1e3


def _undetermined(decision: Decision) -> bool:
    return decision.verdict is Verdict.UNDETERMINED


def _interviews(policy: Policy, count: int) -> Iterator[Decision]:
    """Decisions on each act: only the act known, then half of the facts, then all."""
    for act in policy.acts:
        for facts in _situations(policy, act, count):
            for known in (1, (len(facts) + 1) // 2, len(facts)):
                decision = _decided(policy, dict(islice(facts.items(), known)))
                if decision:
                    yield decision


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


def _situations(policy: Policy, act: str, count: int) -> list[dict[str, object]]:
    """An answer to each fact that rules about this act mention. Some may be impossible."""
    random = Random(act)
    compiled = evaluator(policy, DAY).compiled
    start = compiled.regions({ACT: act}, DAY)
    mentioned = sorted(compiled.mentioned(start))
    domains = {name: compiled.domains[name] for name in mentioned}
    answers = {
        name: [domain.example(region) for region in domain.regions] for name, domain in domains.items()
    }
    return [
        {ACT: act, **{name: _as_given(random.choice(values)) for name, values in answers.items()}}
        for _ in range(count)
    ]


def _as_given(value: object) -> object:
    """A date for a date difference, as programs pass it."""
    return DAY - timedelta(days=int(value.about_days)) if isinstance(value, Period) else value


def _decided(policy: Policy, facts: Mapping[str, object]) -> Decision | None:
    """None when the facts contradict one another."""
    try:
        return decide(policy, facts, DAY)
    except PolicyError:
        return None
