"""`./run`: what it says, what it passes on, and that it makes .venv once per lock file and never a half one.

The script is copied to an empty folder, where a pretended `uv` notes what it is asked and installs nothing.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRETENDED_UV = """\
#!/bin/sh
echo "$*" >>uv-calls
case $1 in
    venv)
        mkdir -p .venv/bin
        for program in python balise; do
            echo '#!/bin/sh' >.venv/bin/$program
            echo 'printf "[%s]" "${0##*/}" "$@"' >>.venv/bin/$program
            chmod +x .venv/bin/$program
        done
        ;;
    pip) [ ! -e break-installation ] ;;
esac
"""


class Clone:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(ROOT / "run", folder)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (folder / lock).write_text("first\n")
        self.programs = folder / "programs"
        self.programs.mkdir()
        for name in ("cat", "chmod", "cksum", "dirname", "ln", "mkdir", "readlink", "rm", "sh", "sleep"):
            program = shutil.which(name)
            assert program
            (self.programs / name).symlink_to(program)

    def add_uv(self) -> None:
        (self.programs / "uv").write_text(PRETENDED_UV)
        (self.programs / "uv").chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "run", *arguments],
            env={"PATH": str(self.programs)},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    def uv_calls(self) -> list[str]:
        """What uv was asked since the last time."""
        notes = self.folder / "uv-calls"
        calls = notes.read_text().splitlines() if notes.exists() else []
        notes.unlink(missing_ok=True)
        return calls


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    clone = Clone(tmp_path)
    clone.add_uv()
    return clone


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_are_executable_and_well_formed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    shell = "sh" if script == "run" else "bash"
    subprocess.run([shell, "-n", ROOT / script], check=True)


def test_help_has_one_line_for_each_command(clone: Clone) -> None:
    listed = [line.split()[1] for line in clone.run("help").stdout.splitlines()]
    assert listed == ["demo", "test", "lint", "cases", "provisions", "bench", "setup", "help"]


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_help_needs_no_set_up(clone: Clone, arguments: list[str]) -> None:
    assert clone.run(*arguments).returncode == 0
    assert clone.uv_calls() == []


def test_an_unknown_command_is_refused_with_the_list(clone: Clone) -> None:
    run = clone.run("tset")
    assert run.returncode == 2
    assert run.stdout == ""
    assert "`tset`" in run.stderr
    assert "./run test " in run.stderr


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("demo", "[python][-m][balise.server.demo]"),
        ("cases", "[balise][cases]"),
        ("bench", "[python][-m][benchmarks]"),
        ("provisions", "[python][-m][tests.provision_report]"),
    ],
)
def test_what_follows_a_command_is_passed_on_as_it_is(clone: Clone, command: str, expected: str) -> None:
    run = clone.run(command, "--flag", "two words", "")
    assert run.stdout == f"{expected}[--flag][two words][]"


def test_tests_run_on_sqlite_and_then_on_postgresql(clone: Clone) -> None:
    run = clone.run("test", "-k", "two words")
    at_once, asked = "[-n][auto][--dist][loadfile]", "[-k][two words]"
    assert run.stdout == (
        f"[python][-m][pytest]{at_once}{asked}[python][-m][tests.databases][-m][postgres]{at_once}{asked}"
    )


def test_it_sets_up_once(clone: Clone) -> None:
    assert clone.run("demo").stderr == "Setting up…\n"
    assert clone.uv_calls() == [
        "venv --quiet --python >=3.11,<3.14 .venv",
        "pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock",
        "pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .",
    ]
    assert clone.run("demo").stderr == ""
    assert clone.uv_calls() == []


def test_development_packages_are_added_to_what_the_demo_made(clone: Clone) -> None:
    clone.run("demo")
    clone.uv_calls()
    clone.run("test")
    assert [call.split()[0] for call in clone.uv_calls()] == ["pip", "pip"]
    clone.run("demo")
    assert clone.uv_calls() == []


@pytest.mark.parametrize(
    ("command", "lock"), [("demo", "requirements.lock"), ("test", "requirements-dev.lock")]
)
def test_a_changed_lock_file_makes_it_anew(clone: Clone, command: str, lock: str) -> None:
    clone.run("test")
    clone.uv_calls()
    (clone.folder / lock).write_text("second\n")
    clone.run(command)
    calls = clone.uv_calls()
    assert calls[0].startswith("venv")
    assert calls[1].endswith(f"-r {lock}")


def test_a_set_up_that_failed_starts_over(clone: Clone) -> None:
    (clone.folder / "break-installation").touch()
    assert clone.run("demo").returncode != 0
    (clone.folder / "break-installation").unlink()
    clone.uv_calls()
    assert clone.run("demo").returncode == 0
    assert clone.uv_calls()[0].startswith("venv")


def test_the_lock_of_a_killed_set_up_is_taken_over(clone: Clone) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    (clone.folder / ".venv.lock").symlink_to(str(gone.pid))
    assert clone.run("demo").returncode == 0
    assert not (clone.folder / ".venv.lock").is_symlink()


def test_without_uv_or_python_it_says_what_is_missing(tmp_path: Path) -> None:
    run = Clone(tmp_path).run("demo")
    assert run.returncode == 1
    assert "needs uv, or Python 3.11 or newer" in run.stderr
    assert not (tmp_path / ".venv").exists()
