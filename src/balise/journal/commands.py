"""What `balise journal verify` and `balise journal seal` do: the lines to print, and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.journal import export, wording
from balise.journal.checkpoints import FaultyCheckpointError, read
from balise.journal.verification import verify as verify_journal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from balise.policy.text import Lang

TOLD = 20
"""Problems told one by one; when there are more, the first is what matters."""


@dataclass(frozen=True)
class Outcome:
    """What a command of this room, or of one above, ends with."""

    lines: list[str]
    code: int = 0
    """0 when all is well; 1 when something is to be corrected, or the journal is not whole; 2 when it cannot
    be done as asked.
    """


def verify(
    *,
    against: Sequence[Path] = (),
    now: datetime,
    lang: Lang,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Verify the journal, and that it continues what these checkpoint files saw."""
    kept: dict[str, str] = {}
    for file in against:
        try:
            kept[str(file)] = file.read_text(encoding="utf-8")
            read(kept[str(file)])
        except (OSError, UnicodeDecodeError, FaultyCheckpointError):
            return Outcome([wording.NOT_A_CHECKPOINT[lang].format(name=file)], code=2)
    report = verify_journal(now=now, against=kept, progress=progress)
    if report.whole:
        lines = [wording.WHOLE[lang].format(count=report.count, checkpoints=report.checkpoints)]
    else:
        first, *others = (problem.sentence(lang) for problem in report.problems)
        lines = [wording.BROKEN[lang].format(count=len(report.problems)), first]
        if others:
            lines += [wording.OTHERS[lang], *others[:TOLD]]
        if len(others) > TOLD:
            lines.append(wording.NOT_TOLD[lang].format(count=len(others) - TOLD))
    if report.pending:
        lines.append(wording.PENDING[lang].format(pending=report.pending))
    return Outcome(lines, code=0 if report.whole else 1)


def seal(*, output: Path | None = None, now: datetime, lang: Lang) -> Outcome:
    """Export a checkpoint to this file, which must not exist; without one, the checkpoint is what to
    print.
    """
    document = export.seal(now=now)
    if output is None:
        return Outcome([document])
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(document + "\n")
    except OSError as error:
        return Outcome([f"{output}: {error.strerror}"], code=2)
    return Outcome([wording.SEALED[lang].format(count=read(document).statement.count)])
