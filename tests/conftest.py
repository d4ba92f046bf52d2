"""Marks tests as proofs of provisions: `@pytest.mark.provision("S2-41", ...)`, on a test or one of its cases.

A number that docs/provisions.yaml does not list stops the run. With `--provision-results FILE` the outcome of
each proof is written down, for tests/provision_report.py.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from django.utils import translation

from tests.provision_report import read_provisions

pytest_plugins = ["tests.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--provision-results",
        metavar="FILE",
        type=Path,
        help="write to FILE, as JSON, which tests prove each provision and how each of them ended",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("provision_results") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--provision-results needs all tests in one process: leave out -n")
    config.pluginmanager.register(ProofRecorder(config.getoption("provision_results")))


@pytest.fixture(autouse=True)
def language() -> None:
    """Every test begins in the language of the settings: a page that another asked for in English leaves that
    language behind, since nothing tells its thread that the visit is over.
    """
    translation.deactivate()


class ProofRecorder:
    def __init__(self, results_file: Path | None) -> None:
        self._results_file = results_file
        self._provisions_by_test: dict[str, list[str]] = {}
        self._outcome_by_test: dict[str, str] = {}

    # After the others, so that what `-m` or `-k` left out is no proof of this run.
    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if numbers := [number for mark in item.iter_markers("provision") for number in mark.args]:
                self._provisions_by_test[item.nodeid] = numbers
        if self._provisions_by_test:
            self._refuse_unknown_numbers()

    def _refuse_unknown_numbers(self) -> None:
        known = {provision.id for provision in read_provisions()}
        if wrong := [
            f"{test}: `{number}` is no provision of docs/provisions.yaml"
            for test, numbers in self._provisions_by_test.items()
            for number in numbers
            if number not in known
        ]:
            raise pytest.UsageError(*wrong)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A test has three phases. It passed if the call did and nothing failed before or after it; a skipped
        # one has no call, and stays skipped.
        if report.failed or report.when == "call" or (report.when == "setup" and report.skipped):
            self._outcome_by_test[report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        if self._results_file is None:
            return
        proofs: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for test, numbers in self._provisions_by_test.items():
            for number in numbers:
                proofs[number][test] = self._outcome_by_test.get(test, "not run")
        self._results_file.write_text(json.dumps(proofs), encoding="utf-8")
