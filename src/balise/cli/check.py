"""`balise check`: every problem of a pack with its place, or one line that says there is none."""

from collections.abc import Sequence

from balise.cli.output import say, say_json
from balise.cli.packs import alone, each_pack
from balise.cli.texts import CHECKED
from balise.policy import PackError, Policy, Problem
from balise.policy.cases import run_cases
from balise.policy.pack import Pack
from balise.policy.text import Lang


def check(packs: Sequence[str], lang: Lang, *, as_json: bool) -> int:
    """The exit status: 0 when there is no problem, 2 otherwise."""
    sound: list[tuple[Pack, Policy]] = []
    problems: list[Problem] = []
    for name in each_pack(packs):
        try:
            pack, policy = alone(name)
        except PackError as error:
            found = error.problems
        else:
            found = tuple(run_cases(policy))
            if not found:
                sound.append((pack, policy))
        # Two packs that use a third would tell its problems twice.
        problems.extend(problem for problem in found if problem not in problems)
    problems.sort(key=lambda problem: problem.place)
    if as_json:
        say_json(
            {
                "packs": [_counts(*each) for each in sound],
                "problems": [_problem(each, lang) for each in problems],
            }
        )
    else:
        for problem in problems:
            say(problem.line(lang))
        for each in sound:
            say(CHECKED.format(**_counts(*each))[lang])
    return 2 if problems else 0


def _counts(pack: Pack, policy: Policy) -> dict[str, object]:
    return {
        "pack": pack.id,
        "version": pack.version,
        "rules": sum(rule.pack == pack.id for rule in policy.rules.values()),
        "facts": sum(fact.pack == pack.id for fact in policy.facts.values()),
        "cases": len(policy.cases),
    }


def _problem(problem: Problem, lang: Lang) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": problem.message[lang],
        "help": problem.help[lang],
    }
