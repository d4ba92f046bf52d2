"""`balise export` and `balise import`, by the real command: what goes out comes in again. What cannot be
done is said as every command says it.
"""

from __future__ import annotations

from pathlib import Path

from tests.server.installation import Installation

FOUND = (
    "found", "--name-fr", "Entraide", "--name-en", "Mutual Aid",
    "--full-name", "Omar Haddad", "--email", "omar@example.org",
)  # fmt: skip
BY = ("--by", "omar@example.org")
ANN = '"","Ann Roy","ann@example.org","volunteer","Mutual Aid","en","","","yes"\n'


def test_an_export_with_one_more_row_adds_one_person(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    file, again = tmp_path / "staff.csv", tmp_path / "again.csv"
    installation.migrate()
    for command in (FOUND, ("export", "staff", str(file), *BY)):
        done = installation.balise_alone(*command)
        assert done.returncode == 0, done.stderr
    assert "Omar Haddad" in file.read_text(encoding="utf-8-sig")

    with file.open("a", encoding="utf-8") as rows:
        rows.write(ANN)
    tried = installation.balise("import", "staff", str(file), *BY, "--dry-run")
    assert (tried.returncode, "1 to add" in tried.stdout) == (0, True)
    assert installation.balise_alone("import", "staff", str(file), *BY).returncode == 0
    assert installation.balise("export", "staff", str(again), *BY).returncode == 0
    assert "ann@example.org" in again.read_text(encoding="utf-8-sig")

    nobody = installation.balise("import", "staff", str(file), "--by", "eve@example.org", "--lang", "fr")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "eve@example.org" in nobody.stderr
    assert installation.balise("import", "staff", str(file)).returncode == 2
    nobody = installation.balise("import-consents", str(file), "--by", "eve@example.org", "--lang", "fr")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "eve@example.org" in nobody.stderr
