"""What the lock files promise: everything pinned with its hash, and no word of where it comes from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NPM_LOCK = ROOT / "tests/journeys/browser/package-lock.json"
PIP_LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]


def read_pins(lock: Path) -> dict[str, str]:
    """Each requirement with its marker, and its hashes."""
    logical_lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return dict(re.split(r"\s+(?=--hash=)", line, maxsplit=1) for line in logical_lines if line)


@pytest.mark.parametrize("lock", [*PIP_LOCKS, NPM_LOCK], ids=lambda lock: lock.name)
def test_it_names_no_place_to_fetch_from(lock: Path) -> None:
    assert not re.findall(
        r"\w+://\S+|\bfile:\S+|\"resolved\"|--(?:extra-)?index\S*", lock.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("lock", PIP_LOCKS, ids=lambda lock: lock.name)
def test_it_pins_each_package_with_hashes(lock: Path) -> None:
    pins = read_pins(lock)
    assert pins
    for requirement, hashes in pins.items():
        assert re.match(r"[a-z0-9.-]+==[^\s*]+( ; .+)?$", requirement)
        assert "--hash=sha256:" in hashes


def test_the_development_lock_holds_all_of_the_other_at_the_same_versions() -> None:
    needed, everything = map(read_pins, PIP_LOCKS)
    assert needed.items() <= everything.items()


def test_the_npm_lock_has_a_digest_for_each_package() -> None:
    packages = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
