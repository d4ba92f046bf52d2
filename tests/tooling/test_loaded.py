"""A program that is forked from a process that has loaded everything is what it is when Python starts it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.loaded import house
from tests.server.installation import Installation

ALL_SETTINGS = """
import django; django.setup()
import os, sys
from django.conf import settings
from django.db import connection
print(connection.settings_dict, os.getcwd(), sorted(os.environ.items()), sys.argv, __name__)
for name in filter(str.isupper, sorted(dir(settings))):
    value = getattr(settings, name)
    print(name, sorted(value) if isinstance(value, (set, frozenset)) else value)
"""


def test_it_reads_the_settings_of_its_own_environment(tmp_path: Path) -> None:
    chosen = {
        "BALISE_HOSTS": "balise.example.org",
        "BALISE_TIME_ZONE": "America/Moncton",
        "BALISE_HTTPS": "0",
    }
    installation = Installation(tmp_path, settings={**chosen, "BALISE_PACKS": "organisation"})
    forked = installation.python(ALL_SETTINGS)
    alone = subprocess.run(
        [sys.executable, "-c", ALL_SETTINGS],
        env=installation.environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert forked == alone.stdout
    assert "America/Moncton" in forked


def test_it_has_streams_and_an_end_of_its_own() -> None:
    program = "import atexit, sys; atexit.register(print, 'end'); print(input()); sys.exit('no')"
    done = house().run(["-c", program], environment=os.environ, timeout=60, typed="typed\n")
    assert (done.returncode, done.stdout, done.stderr) == (1, "typed\nend\n", "no\n")
    failed = house().run(["-c", "1 / 0"], environment=os.environ, timeout=60)
    assert failed.returncode == 1
    assert failed.stderr.endswith("ZeroDivisionError: division by zero\n")


def test_one_that_hangs_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        house().run(["-c", "import time; time.sleep(600)"], environment=os.environ, timeout=5)
    assert time.monotonic() - begun < 60
    assert house().run(["-c", "print('on')"], environment=os.environ, timeout=60).stdout == "on\n"
