"""A file of consents through the pages, and through the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from balise.consent.imports.commands import import_file
from balise.consent.models import ConsentEvent
from tests.consent.imports.files import HEADER
from tests.people.world import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from balise.policy.text import Lang
    from tests.people.pages.conftest import At
    from tests.people.pages.someone import Someone
    from tests.people.world import World

pytestmark = pytest.mark.usefixtures("asked", "world")

GOOD = "1,news,courriel,oui,2024-05-01,,,"
BAD = "9,news,courriel,oui,2024-05-01,,,"
START = "/consents/imports/"


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def sent(someone: Someone, *rows: str, header: str = HEADER) -> str:
    """The name of the file on its way."""
    file = SimpleUploadedFile("consents.csv", "\n".join((header, *rows)).encode())
    answer = someone.send(START, {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["location"]).split("/")[3]


def step(name: str, part: str) -> str:
    return reverse(f"consent_imports:{part}", args=[name])


PROPOSED = {
    f"column-{at}": held
    for at, held in enumerate(
        ("external_id", "purpose", "channel", "answer", "date", "until", "basis", "basis_day")
    )
}


def test_five_pages_from_a_file_to_the_ledger(world: World, at_desk: At, lang: Lang) -> None:
    pia = at_desk(world.pia)
    pia.speak(lang)
    name = sent(pia, GOOD, BAD)
    pia.read(step(name, "columns"))
    pia.do(step(name, "columns"), PROPOSED)
    page = pia.read(step(name, "preview"))
    assert {"fr": "Ligne 3", "en": "Row 3"}[lang] in page
    assert not ConsentEvent.objects.exists()
    assert pia.send(step(name, "preview"), {"expected": "1-0-0-0-0-1"}).status_code == 422
    done = pia.do(step(name, "preview"), {"expected": "1-0-0-0-0-1", "how": "good"})
    assert {"fr": "Réponses notées", "en": "Answers recorded: 1"}[lang] in done
    assert ConsentEvent.objects.count() == 1
    errors = pia.open(step(name, "errors")).content.decode("utf-8-sig")
    assert BAD.split(",", maxsplit=1)[0] in errors
    assert errors.count("\n") == 2


def test_a_preview_that_no_longer_holds_writes_nothing(world: World, at_desk: At) -> None:
    pia = at_desk(world.pia)
    name = sent(pia, GOOD)
    pia.do(step(name, "columns"), PROPOSED)
    answer = pia.send(step(name, "preview"), {"expected": "2-0-0-0-0-0"})
    assert answer.status_code == 422
    assert not ConsentEvent.objects.exists()


def test_a_mapping_that_flips_is_refused_on_the_page(world: World, at_desk: At) -> None:
    pia = at_desk(world.pia)
    header = "Numéro de dossier,Finalité,Canal,Opt-out,Date"
    name = sent(pia, "1,news,courriel,oui,2024-05-01", header=header)
    chosen = dict(
        zip(
            (f"column-{at}" for at in range(5)),
            ("external_id", "purpose", "channel", "answer", "date"),
            strict=True,
        )
    )
    answer = pia.send(step(name, "columns"), chosen)
    assert answer.status_code == 422
    assert "parle d’un refus" in answer.content.decode()


def test_unknown_words_are_asked_about_before_the_preview(world: World, at_desk: At) -> None:
    pia = at_desk(world.pia)
    name = sent(pia, "1,news,courriel,✓,2024-05-01,,,")
    assert "✓" in pia.read(step(name, "columns"))
    pia.do(step(name, "columns"), {**PROPOSED, "words-shown": "1", "word-0": "yes"})
    pia.do(step(name, "preview"), {"expected": "1-0-0-0-0-0"})
    assert ConsentEvent.objects.count() == 1


def test_nobody_else_opens_the_pages_nor_finds_the_file(world: World, at_desk: At) -> None:
    name = sent(at_desk(world.pia), GOOD)
    for person in (world.marie, world.louise, world.omar, world.axel):
        someone = at_desk(person)
        for address in (START, *(step(name, part) for part in ("columns", "preview", "result", "errors"))):
            assert someone.open(address).status_code == 403


def test_a_file_that_cannot_be_read_is_told(world: World, at_desk: At) -> None:
    pia = at_desk(world.pia)
    for content in (b"PK\x03\x04broken", b"a,a\n1,2", b"\x00\x01\x02"):
        answer = pia.send(START, {"file": SimpleUploadedFile("consents.csv", content)})
        assert answer.status_code == 422
    assert pia.send(START).status_code == 422


def test_the_command_imports_tells_and_keeps_errors_and_mapping(tmp_path: Path) -> None:
    file, errors, kept = tmp_path / "c.csv", tmp_path / "errors.csv", tmp_path / "mapping.json"
    file.write_text(f"{HEADER}\n{GOOD}\n{BAD}", encoding="utf-8")
    tried = import_file(file=file, by="pia@example.org", now=NOW, lang="en", dry_run=True, keep_mapping=kept)
    assert (tried.code, tried.lines[-1]) == (1, "Dry run: nothing was saved.")
    assert not ConsentEvent.objects.exists()
    done = import_file(
        file=file, by="pia@example.org", now=NOW, lang="fr", mapping=kept, good_rows=True, errors=errors
    )
    assert done.code == 1
    assert done.lines[-1] == "Réponses notées\N{NO-BREAK SPACE}: 1."
    assert oct(errors.stat().st_mode)[-3:] == "600"
    refused = import_file(file=file, by="marie@example.org", now=NOW, lang="en")
    assert refused.code == 2
    assert import_file(file=tmp_path / "none", by="pia@example.org", now=NOW, lang="en").code == 2
