"""`./run bench [name…]`: a name is a group or one figure with a goal; no name is all of them.

Exit code 1 when a goal is not met, 2 for a name that nobody knows.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from benchmarks import consent, consent_import, decide, imports, journal, screening, sending
from benchmarks.measure import Effort, Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

GROUPS: dict[str, dict[Callable[[Effort], Iterable[Figure]], tuple[str, ...]]] = {
    "decide": {
        decide.peers: ("decide_vs_cedarpy", "decide_vs_best_explaining_peer"),
        decide.growth: ("decide_growth_20_to_1000",),
        decide.next_question: ("next_question_ms",),
        decide.would_change: ("would_change_ms",),
        decide.shipped: (),
    },
    "consent": {
        consent.withdrawal: ("withdrawal_p99_ms",),
        consent.state_of_a_million: ("consent_state_1m_s",),
        consent.long_history: ("consent_state_1000_to_1_events",),
    },
    "journal": {
        journal.append: ("journal_append_vs_insert",),
        journal.verify: ("journal_verify_1m_s",),
        journal.writers: ("journal_8_writers_ratio",),
    },
    "imports": {
        imports.people: ("import_50k_s",),
        consent_import.million: ("consent_import_1m_s", "consent_import_1m_gib"),
    },
    "screening": {
        screening.one_million: ("screen_vs_sql_1m", "screen_1m_gib"),
        screening.ten_million: ("screen_vs_sql_10m", "screen_10m_gib"),
        screening.fifty_million: ("screen_vs_sql_50m", "screen_50m_gib"),
        screening.from_csv: ("screen_csv_1m_s",),
        screening.by_command: ("screen_command_1m_s", "screen_command_1m_gib"),
    },
    "sending": {
        sending.beside_a_loop: ("send_vs_loop",),
    },
}
"""What each group measures: functions, each with the figures that have a goal among those it yields."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./run bench", description="Measure speed, side by side with peers."
    )
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(_names()))
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument(
        "--rounds", type=int, default=Effort.rounds, help="times that each engine has its turn"
    )
    parser.add_argument("--situations", type=int, default=Effort.situations, help="situations a round")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in _names()]
    if unknown:
        print(f"no figure is called {', '.join(unknown)}; these are: {', '.join(_names())}", file=sys.stderr)
        return 2

    all_met = True
    for figure in _figures(options.names or list(GROUPS), Effort(options.rounds, options.situations)):
        print(_as_json(figure) if options.json else _as_row(figure), flush=True)
        all_met = all_met and figure.met
    return 0 if all_met else 1


def _names() -> list[str]:
    measures = (names for measures in GROUPS.values() for names in measures.values())
    return [*GROUPS, *(name for names in measures for name in names)]


def _figures(asked: Sequence[str], effort: Effort) -> Iterator[Figure]:
    """The figures asked for; those for information come with their group."""
    for group, measures in GROUPS.items():
        for measure, names in measures.items():
            if group in asked or not set(names).isdisjoint(asked):
                yield from (figure for figure in measure(effort) if group in asked or figure.name in asked)


def _as_json(figure: Figure) -> str:
    goal = figure.goal.limit if figure.goal else None
    value = float(f"{figure.value:.4g}")
    return json.dumps(
        {"name": figure.name, "value": value, "unit": figure.unit, "goal": goal, "met": figure.met},
        ensure_ascii=False,
    )


def _as_row(figure: Figure) -> str:
    row = f"{figure.name:<42} {figure.value:>10.3g} {figure.unit:<6}"
    if figure.goal is None:
        return row.rstrip()
    sense = "at least" if figure.goal.at_least else "at most"
    return f"{row} {sense:>9} {figure.goal.limit:<6g} {'met' if figure.met else 'NOT MET'}"


if __name__ == "__main__":
    sys.exit(main())
