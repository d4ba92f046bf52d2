"""The signing key: made once, for its owner only, and the same for all processes that start together."""

import stat
import subprocess
import sys
from pathlib import Path

from balise.server.secret import secret_key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="ascii") == key


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    assert secret_key(folders[0]) != secret_key(folders[1])


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    # All wait for the same file, so that they ask for the key at the same moment.
    program = (
        "import sys, time; from pathlib import Path; from balise.server.secret import secret_key\n"
        "folder = Path(sys.argv[1]); print('ready', flush=True); sys.stdin.readline();"
        " print(secret_key(folder))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for each in started:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    keys = {each.communicate(timeout=20)[0] for each in started}
    assert len(keys) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["secret-key"]
