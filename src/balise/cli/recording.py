"""Writes the verdicts found into the case files, each at its place, so that a diff shows answers only."""

from collections.abc import Iterable
from pathlib import Path

from balise.policy.cases import Difference
from balise.policy.document import Mapping, Node, Scalar, Sequence, read_document
from balise.policy.pack import Pack
from balise.policy.verdict import Verdict


def record_verdicts(pack: Pack, differing: Iterable[Difference]) -> list[Difference]:
    """Rewrites `expect.verdict` of the cases whose verdict differs; returns those that were written.

    A difference in another part, and a case that cannot be decided at all, are left for a person to settle.
    """
    by_file: dict[str, list[Difference]] = {}
    for difference in differing:
        if difference.part == "verdict" and difference.found in set(Verdict):
            by_file.setdefault(difference.case.place.file, []).append(difference)
    written: list[Difference] = []
    for shown_as, wanted in by_file.items():
        written.extend(_rewrite(Path(pack.folder) / shown_as.removeprefix(f"{pack.id}/"), wanted))
    return written


def _rewrite(path: Path, wanted: list[Difference]) -> list[Difference]:
    verdicts = _verdicts(read_document(path, str(path), []))
    # Read and written as bytes, so that line endings stay as they are.
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    written = []
    # From the end, so that a longer word moves no place that is still to be used.
    for difference in sorted(wanted, key=lambda each: each.case.place, reverse=True):
        place = difference.case.place
        verdict = verdicts.get((place.line, place.column))
        if verdict and _replace(lines, verdict, difference.found):
            written.append(difference)
    path.write_bytes("".join(lines).encode("utf-8"))
    return written[::-1]


def _replace(lines: list[str], scalar: Scalar, found: str) -> bool:
    """Puts a word where the scalar stands; False when it is written in another way (folded, escaped)."""
    row, column = scalar.place.line - 1, scalar.place.column - 1 + scalar.quoted
    line = lines[row]
    if not line.startswith(scalar.words, column):
        return False
    lines[row] = line[:column] + found + line[column + len(scalar.words) :]
    return True


def _verdicts(document: Node | None) -> dict[tuple[int, int], Scalar]:
    """Where each case says its verdict, by the line and column where the case begins."""
    cases = document.entries.get("cases") if isinstance(document, Mapping) else document
    found: dict[tuple[int, int], Scalar] = {}
    for case in cases.items if isinstance(cases, Sequence) else ():
        expect = case.entries.get("expect") if isinstance(case, Mapping) else None
        verdict = expect.entries.get("verdict") if isinstance(expect, Mapping) else None
        if isinstance(verdict, Scalar):
            found[case.place.line, case.place.column] = verdict
    return found
