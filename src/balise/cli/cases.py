"""`balise cases`: runs the worked examples of packs and shows what differs; `--record` writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from balise.cli.errors import CommandError
from balise.cli.output import say, say_json
from balise.cli.packs import alone, each_pack
from balise.cli.recording import record_verdicts
from balise.cli.texts import CASES_RUN, EXPECTED, FOUND, RECORDED
from balise.policy import Lang, PackError, Policy
from balise.policy.cases import Difference, differences
from balise.policy.pack import Pack


@dataclass(frozen=True)
class Run:
    """The cases of one pack, run: how answers differ from what is written, and what was recorded since."""

    pack: Pack
    total: int
    differing: list[Difference]
    recorded: list[Difference] = field(default_factory=list)

    @property
    def passed(self) -> int:
        """How many cases have the answer that their file now says."""
        return self.total - len({difference.case.id for difference in self.differing})


def cases(packs: Sequence[str], lang: Lang, *, record: bool, as_json: bool) -> int:
    """The exit status: 0 when all answers are as written (or now are), 1 when some are not."""
    runs = [_run(pack, policy, record=record) for pack, policy in _read(each_pack(packs), lang)]
    if as_json:
        say_json([_summary(run) for run in runs])
    else:
        for run in runs:
            _tell(run, lang)
    return 1 if any(run.differing for run in runs) else 0


def _read(names: Sequence[str], lang: Lang) -> list[tuple[Pack, Policy]]:
    """All packs, read; every problem of every one of them when one cannot be."""
    read: list[tuple[Pack, Policy]] = []
    lines: dict[str, None] = {}
    for name in names:
        try:
            read.append(alone(name))
        except PackError as error:
            lines |= dict.fromkeys(error.lines(lang))
    if lines:
        raise CommandError(lines)
    return read


def _run(pack: Pack, policy: Policy, *, record: bool) -> Run:
    models = {(case.pack, case.id): case for case in policy.cases}
    found = [difference for case in policy.cases for difference in differences(policy, case, models)]
    recorded = record_verdicts(pack, found) if record else []
    return Run(pack, len(policy.cases), [each for each in found if each not in recorded], recorded)


def _tell(run: Run, lang: Lang) -> None:
    pack = run.pack
    say(CASES_RUN.format(pack=pack.id, version=pack.version, passed=run.passed, total=run.total)[lang])
    for each in run.recorded:
        say(f"  {each.case.place} {each.case.id}: {each.expected} → {each.found} {RECORDED[lang]}")
    for case, parts in groupby(run.differing, key=lambda difference: difference.case):
        say(f"\n  {case.place} {case.id}")
        say(f"  {case.title[lang]}")
        for part in parts:
            say(f"    {part.part}")
            say(f"      - {EXPECTED[lang]} {part.expected}")
            say(f"      + {FOUND[lang]} {part.found}")
    if run.differing:
        say()


def _summary(run: Run) -> dict[str, Any]:
    return {
        "pack": run.pack.id,
        "version": run.pack.version,
        "cases": run.total,
        "passed": run.passed,
        "differences": [_difference(each) for each in run.differing],
        "recorded": [_difference(each) for each in run.recorded],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    case = difference.case
    return {
        "case": case.id,
        "file": case.place.file,
        "line": case.place.line,
        "part": difference.part,
        "expected": str(difference.expected),
        "found": str(difference.found),
    }
