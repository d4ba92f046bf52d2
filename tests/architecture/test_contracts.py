"""Rooms look down only. import-linter reads the imports; here is also what imports cannot show."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_packs_hold_data_and_no_code() -> None:
    assert not list((ROOT / "src/balise/packs").rglob("*.py"))


def test_the_policy_engine_imports_where_django_is_absent() -> None:
    program = "import sys; sys.modules['django'] = None; import balise.policy"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
