"""`balise ask`: the answer to one situation, from facts given or from an interview, as JSON or in words."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date

from balise.cli.day import day_of
from balise.cli.errors import CommandError
from balise.cli.interview import Left, interview
from balise.cli.output import say_json
from balise.cli.packs import policy_of
from balise.cli.show import show, terminal
from balise.cli.situation import read_facts
from balise.cli.texts import LEFT
from balise.policy import Decision, Lang, Policy, SituationError, decide, explain
from balise.policy.situation import check_facts

LEFT_EARLY = 130


def ask(
    packs: Sequence[str],
    typed: Sequence[str],
    facts_file: str | None,
    as_of: str | None,
    lang: Lang,
    *,
    as_json: bool,
) -> int:
    """The exit status: 0 when answered, whatever the answer."""
    policy, facts, day = _read(packs, typed, facts_file, as_of, lang)
    console = terminal()
    asks = not (typed or facts_file or as_json) and sys.stdin.isatty()
    try:
        decision = interview(policy, day, console, lang) if asks else _decide(policy, facts, day, lang)
    except Left:
        console.print(f"\n{LEFT[lang]}")
        return LEFT_EARLY
    if as_json:
        say_json(explain(decision, lang))
    else:
        show(explain(decision, lang), console, lang)
    return 0


def _read(
    packs: Sequence[str], typed: Sequence[str], facts_file: str | None, as_of: str | None, lang: Lang
) -> tuple[Policy, Mapping[str, object], date]:
    """What the call is about, or every problem with it."""
    facts, lines = read_facts(typed, facts_file, lang)
    day, policy = date.max, None
    try:
        day = day_of(as_of, lang)
    except CommandError as error:
        lines.extend(error.lines)
    try:
        policy = policy_of(packs, lang)
        check_facts(policy.facts, facts, day)
    except CommandError as error:
        lines.extend(error.lines)
    except SituationError as error:
        lines.extend(error.lines(lang))
    if lines or policy is None:
        raise CommandError(lines)
    return policy, facts, day


def _decide(policy: Policy, facts: Mapping[str, object], day: date, lang: Lang) -> Decision:
    try:
        return decide(policy, facts, day)
    except SituationError as error:
        raise CommandError(error.lines(lang)) from error
