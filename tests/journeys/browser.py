"""A browser for the journeys: the one that is named, else the machine's, else npm's, else Debian's.

The npm package carries the program and the libraries it needs, so that it runs where nothing is installed and
no download site is reachable. `python -m tests.journeys.browser` prepares it ahead of the tests.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
NPM_PROJECT = Path(__file__).parent / "browser"
CACHE = ROOT / ".cache" / "browser"

# Playwright itself adds --headless and --no-sandbox (a root user has no sandbox). Hinting differs between
# machines; without it a page is drawn alike everywhere.
LAUNCH_ARGS = ("--font-render-hinting=none",)


class NoBrowserError(Exception):
    """No way led to a browser; the message says which ways were tried and what to do."""


@dataclass(frozen=True)
class Browser:
    executable: Path
    # What has to be in the environment beside what is there already.
    environment: Mapping[str, str] = field(default_factory=dict)

    def runs(self) -> bool:
        """A file called chromium may be a stub that only tells to install something: ask it its version."""
        environment = {**os.environ, **self.environment}
        try:
            subprocess.run(
                [self.executable, "--version"], env=environment, capture_output=True, timeout=60, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return True


def find_browser() -> Browser:
    """Return a browser that runs; raise NoBrowserError, with the reason of each way that failed."""
    if named := os.environ.get("BALISE_CHROME"):
        browser = Browser(Path(named))
        if browser.runs():
            return browser
        raise NoBrowserError(f"BALISE_CHROME is `{named}`, which does not run as a browser")

    reasons = []
    for way in (_from_system, _from_npm, _from_debian):
        try:
            return way()
        except (NoBrowserError, OSError, subprocess.SubprocessError) as problem:
            reasons.append(_told(problem))
    raise NoBrowserError(
        "no browser for the journeys: " + "; ".join(reasons) + ". Install Chromium, or set BALISE_CHROME."
    )


def _told(problem: Exception) -> str:
    if isinstance(problem, subprocess.CalledProcessError):
        lines = (problem.stderr or b"").decode(errors="replace").strip().splitlines()
        return f"`{problem.cmd[0]}` failed ({lines[-1] if lines else problem.returncode})"
    return str(problem)


def _from_system() -> Browser:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            browser = Browser(Path(found))
            if browser.runs():
                return browser
    raise NoBrowserError("this machine has no Chromium")


def _from_npm() -> Browser:
    # The folder is named after what it was made from, and appears in one step: a half-made one is never used.
    lock = (NPM_PROJECT / "package-lock.json").read_bytes()
    folder = CACHE / _fingerprint(lock)
    if not folder.exists():
        if not (npm := shutil.which("npm")) or not (node := shutil.which("node")):
            raise NoBrowserError("npm is not installed")
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            _unpack(_install(npm, Path(scratch)), node, Path(scratch) / "browser")
            try:
                (Path(scratch) / "browser").rename(folder)
            except OSError:
                if not folder.exists():  # another run of the tests may have been first
                    raise
    browser = Browser(folder / "chromium", {"LD_LIBRARY_PATH": str(folder / "lib")})
    if not browser.runs():
        raise NoBrowserError("npm's Chromium does not run on this machine")
    return browser


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _install(npm: str, scratch: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(NPM_PROJECT / name, scratch)
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict=false"],
        cwd=scratch,
        capture_output=True,
        timeout=600,
        check=True,
    )
    return scratch / "node_modules" / "@sparticuz" / "chromium" / "bin"


def _unpack(packed: Path, node: str, folder: Path) -> None:
    folder.mkdir()
    _inflate(node, packed / "chromium.br", folder / "chromium")
    (folder / "chromium").chmod(0o755)
    # al2023: the few shared libraries Chromium needs. swiftshader: drawing without a graphics card.
    for name in ("al2023.tar", "swiftshader.tar"):
        archive = folder / name
        _inflate(node, packed / f"{name}.br", archive)
        with tarfile.open(archive) as content:
            content.extractall(folder, filter="data")
        archive.unlink()


def _inflate(node: str, source: Path, target: Path) -> None:
    """Brotli is not in Python's standard library; Node, which npm runs on, has it."""
    program = "process.stdin.pipe(require('node:zlib').createBrotliDecompress()).pipe(process.stdout)"
    with source.open("rb") as packed, target.open("wb") as unpacked:
        subprocess.run(
            [node, "-e", program],
            stdin=packed,
            stdout=unpacked,
            stderr=subprocess.PIPE,
            timeout=300,
            check=True,
        )


def _from_debian() -> Browser:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoBrowserError("this user cannot install one with apt-get")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(
            ["apt-get", "--quiet", *command],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            timeout=900,
            check=True,
        )
    return _from_system()


if __name__ == "__main__":
    try:
        print(find_browser().executable)
    except NoBrowserError as problem:
        sys.exit(str(problem))
