"""The report of `./run provisions`: what counts as a proof, and how it is shown."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.provision_report import WIDTH, Provision, is_proven, read_provisions, render

ROOT = Path(__file__).parents[2]
ROWS = (
    Provision("S1-01", "rule", "policy", {"fr": "Témoignages", "en": "Testimonials"}),
    Provision("S2-37", "workflow", "registers", {"fr": "Retrait", "en": "Withdrawal"}),
)
ROOMS = {
    *(
        "policy",
        "people",
        "consent",
        "training",
        "registers",
        "concerns",
        "library",
        "acts",
        "outreach",
        "desk",
    ),
}


def test_the_table_has_all_rows_of_the_two_sources() -> None:
    table = read_provisions()
    expected = [f"S1-{number:02}" for number in range(1, 58)] + [f"S2-{number:02}" for number in range(1, 84)]
    assert [row.id for row in table] == expected
    assert Counter(row.kind for row in table) == {
        "rule": 79,
        "definition": 12,
        "principle": 16,
        "workflow": 13,
        "role": 5,
        "record": 4,
        "training": 11,
    }
    assert {row.room for row in table} <= ROOMS
    assert all(set(row.title) == {"fr", "en"} for row in table)
    assert max(len(title) for row in table for title in row.title.values()) <= 60


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], False),
        (["passed"], True),
        (["passed", "failed"], False),
        (["skipped"], False),
        (["not run", "passed"], False),
    ],
)
def test_a_row_is_proven_when_all_its_tests_passed(outcomes: list[str], *, expected: bool) -> None:
    assert is_proven({f"t.py::test_{n}": outcome for n, outcome in enumerate(outcomes)}) is expected


def test_the_report_shows_proofs_open_rooms_and_the_count() -> None:
    proofs = {"S1-01": {"tests/t.py::test_one": "passed", "tests/t.py::test_two": "passed"}}
    assert render(ROWS, proofs, "en") == [
        "S1-01  rule      Testimonials  test_one (+1)",
        "S2-37  workflow  Withdrawal    open: registers",
        "proven: 1 of 2",
    ]
    assert render(ROWS, proofs, "fr")[0].startswith("S1-01  rule      Témoignages")


def test_a_failing_proof_is_shown_first_and_does_not_count() -> None:
    lines = render(ROWS, {"S1-01": {"t.py::test_one": "passed", "t.py::test_two": "failed"}}, "en")
    assert lines[0].endswith("FAILED: test_two (+1)")
    assert lines[-1] == "proven: 0 of 2"


def test_lines_stay_within_the_width() -> None:
    proofs = {row.id: {f"t.py::test_{'long_' * 30}[case]": "passed"} for row in read_provisions()}
    lines = render(read_provisions(), proofs, "fr")
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].endswith("[case]")


def run_pytest(folder: Path, tests: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = provision\n")
    (folder / "test_it.py").write_text(f"import pytest\n{tests}")
    results = folder / "results.json"
    options = ["-p", "tests.conftest", "-c", str(folder / "pytest.ini"), "--provision-results", str(results)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return run, results


def test_each_outcome_is_written_down(tmp_path: Path) -> None:
    tests = """
@pytest.fixture
def breaks_at_the_end():
    yield
    raise RuntimeError

@pytest.mark.provision("S1-01", "S1-02")
def test_passes(): pass

@pytest.mark.provision("S1-02")
def test_fails(): assert False

@pytest.mark.provision("S1-03")
def test_breaks_at_the_end(breaks_at_the_end): pass

@pytest.mark.provision("S1-04")
@pytest.mark.skip
def test_skipped(): pass

@pytest.mark.parametrize("case", [pytest.param(1, marks=pytest.mark.provision("S1-05")), 2])
def test_case(case): pass
"""
    run, results = run_pytest(tmp_path, tests)
    proofs = json.loads(results.read_text())
    assert run.returncode == 1
    assert {
        number: {test.split("::")[1]: outcome for test, outcome in tests.items()}
        for number, tests in proofs.items()
    } == {
        "S1-01": {"test_passes": "passed"},
        "S1-02": {"test_passes": "passed", "test_fails": "failed"},
        "S1-03": {"test_breaks_at_the_end": "failed"},
        "S1-04": {"test_skipped": "skipped"},
        "S1-05": {"test_case[1]": "passed"},
    }


def test_an_unknown_number_stops_the_run(tmp_path: Path) -> None:
    run, _ = run_pytest(tmp_path, '@pytest.mark.provision("S9-99")\ndef test_it(): pass\n')
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "`S9-99` is no provision of docs/provisions.yaml" in run.stderr
