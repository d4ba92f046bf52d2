"""`./run provisions`: each of the 140 provisions beside the tests that prove it or the room that has to.

A provision counts as proven when at least one test is marked with it and all tests so marked have passed. A
rule that cites it proves nothing.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "provisions.yaml"
WIDTH = 120

# For each provision, the tests marked with it and how they ended.
Proofs = Mapping[str, Mapping[str, str]]
Lang = Literal["fr", "en"]


@dataclass(frozen=True)
class Provision:
    id: str
    kind: str
    room: str
    title: Mapping[Lang, str]


@cache
def read_provisions() -> tuple[Provision, ...]:
    return tuple(Provision(**row) for row in yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def is_proven(outcomes: Mapping[str, str]) -> bool:
    return bool(outcomes) and all(outcome == "passed" for outcome in outcomes.values())


def describe_proof(provision: Provision, outcomes: Mapping[str, str]) -> str:
    if not outcomes:
        return f"open: {provision.room}"
    # What did not pass comes first: it is what a reader has to see.
    first, *others = sorted(outcomes, key=lambda test: outcomes[test] == "passed")
    text = (
        first.split("::", 1)[-1]
        if is_proven(outcomes)
        else f"{outcomes[first].upper()}: {first.split('::', 1)[-1]}"
    )
    return f"{text} (+{len(others)})" if others else text


def render(provisions: tuple[Provision, ...], proofs: Proofs, lang: Lang) -> list[str]:
    rows = [
        (
            provision.id,
            provision.kind,
            provision.title[lang],
            describe_proof(provision, proofs.get(provision.id, {})),
        )
        for provision in provisions
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for *cells, proof in rows:
        start = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"{start}  {shorten(proof, WIDTH - len(start) - 2)}")
    proven = sum(is_proven(proofs.get(provision.id, {})) for provision in provisions)
    return [*lines, f"proven: {proven} of {len(provisions)}"]


def shorten(text: str, width: int) -> str:
    """Cut out the middle: a test is told apart by its name and by the case at its end."""
    if len(text) <= width:
        return text
    head = width // 2
    return f"{text[:head]}…{text[len(text) - (width - head - 1) :]}"


def run_proofs(pytest_arguments: list[str]) -> tuple[Proofs, bool]:
    """Run the marked tests alone; say what pytest said only if something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "proofs.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            "provision",
            "--provision-results",
            str(results),
        ]
        run = subprocess.run(
            [*command, *pytest_arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        # Without any marked test pytest ends with 5: nothing is proven, and nothing is wrong.
        went_well = run.returncode in {0, 5}
        if not went_well:
            print(run.stdout, run.stderr, sep="\n", file=sys.stderr)
        proofs: Proofs = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    return proofs, went_well


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./run provisions", description=__doc__)
    parser.add_argument("--lang", choices=["en", "fr"], default="en", help="the language of the titles")
    options, pytest_arguments = parser.parse_known_args(arguments)
    proofs, went_well = run_proofs(pytest_arguments)
    print("\n".join(render(read_provisions(), proofs, options.lang)))
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())
