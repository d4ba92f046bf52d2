"""How the journeys look for a browser: what is named must run, and each way that failed is told."""

from pathlib import Path

import pytest

from tests.journeys import browser
from tests.journeys.browser import NoBrowserError, find_browser


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with no program at all; the folder is its whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BALISE_CHROME", raising=False)
    monkeypatch.setattr(browser, "CACHE", tmp_path / "cache")
    return tmp_path


def add_program(folder: Path, name: str, *, exit_code: int) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)
    return program


def test_the_named_browser_comes_first(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_program(bare_machine, "chromium", exit_code=0)
    named = add_program(bare_machine, "mine", exit_code=0)
    monkeypatch.setenv("BALISE_CHROME", str(named))
    assert find_browser().executable == named


def test_a_named_browser_that_does_not_run_is_not_replaced(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_program(bare_machine, "chromium", exit_code=0)
    monkeypatch.setenv("BALISE_CHROME", "missing-browser")
    with pytest.raises(NoBrowserError, match="BALISE_CHROME is `missing-browser`, which does not run"):
        find_browser()


def test_a_stub_that_fails_is_passed_over(bare_machine: Path) -> None:
    add_program(bare_machine, "chromium", exit_code=1)
    real = add_program(bare_machine, "google-chrome", exit_code=0)
    assert find_browser().executable == real


def test_each_way_that_failed_is_told() -> None:
    with pytest.raises(NoBrowserError) as refusal:
        find_browser()
    assert str(refusal.value) == (
        "no browser for the journeys: this machine has no Chromium; npm is not installed; "
        "this user cannot install one with apt-get. Install Chromium, or set BALISE_CHROME."
    )


def test_a_failing_npm_is_told_in_its_own_words(bare_machine: Path) -> None:
    add_program(bare_machine, "node", exit_code=0)
    npm = add_program(bare_machine, "npm", exit_code=1)
    npm.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    with pytest.raises(NoBrowserError, match=r"npm` failed \(no network\)"):
        find_browser()
