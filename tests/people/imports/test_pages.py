"""The pages: send, columns, preview, confirm, result; only for whoever sent the file, and not for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from balise.people.imports.faults import FileRefusedError
from balise.people.imports.store import LASTS, Store, purge
from balise.people.models import Staff
from tests.people.imports.files import STAFF_HEADER

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse
    from pytest_django import Settings

    from tests.people.world import World

ANN = "E1,Ann Roy,ann@example.org,employee,Home care,en"
BAD = "E2,Luc Roy,luc,employee,Home care,en"


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


class Visit:
    """Someone signed in, who goes from page to page."""

    def __init__(self, staff: Staff | None) -> None:
        self.staff = staff

    def get(self, address: str) -> HttpResponse:
        return self._go(address, RequestFactory().get(address))

    def post(self, address: str, **values: object) -> HttpResponse:
        return self._go(address, RequestFactory().post(address, values))

    def send(self, *rows: str, kind: str = "staff") -> str:
        """Send a file, and return where that leads."""
        file = SimpleUploadedFile("anything.csv", "\n".join((STAFF_HEADER, *rows)).encode())
        answer = self.post(reverse("people_imports:start"), kind=kind, file=file)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def _go(self, address: str, request: object) -> HttpResponse:
        request.staff = self.staff  # type: ignore[attr-defined]  # as sign-in does
        request.session = {}  # type: ignore[attr-defined]  # as its middleware does
        found = resolve(address)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return answer


def mapped(visit: Visit, columns: str) -> str:
    """Accept the columns as they were recognised, and return where that leads."""
    held = ("external_id", "full_name", "email", "status", "unit", "language")
    answer = visit.post(columns, **{f"column-{at}": each for at, each in enumerate(held)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_file_goes_from_page_to_page_into_the_records(world: World, data: Path) -> None:
    visit = Visit(world.louise)
    assert "Envoyer le fichier" in visit.get(reverse("people_imports:start")).content.decode()
    columns = visit.send(ANN)
    assert "Ann Roy" in visit.get(columns).content.decode()
    preview = mapped(visit, columns)
    assert "Ce qui changera" in visit.get(preview).content.decode()
    assert not Staff.objects.filter(email="ann@example.org").exists()
    answer = visit.post(preview, expected="1-0-0-0-0")
    assert "Une ligne a été importée." in visit.get(answer["Location"]).content.decode()
    assert Staff.objects.filter(email="ann@example.org").exists()
    [folder] = (data / "imports").iterdir()
    assert sorted(file.name for file in folder.iterdir()) == ["about"]


def test_a_second_confirmation_does_nothing_more(world: World) -> None:
    visit = Visit(world.louise)
    preview = mapped(visit, visit.send(ANN))
    visit.post(preview, expected="1-0-0-0-0")
    with pytest.raises(Http404):
        visit.post(preview, expected="1-0-0-0-0")
    assert Staff.objects.filter(email="ann@example.org").count() == 1


def test_faulty_rows_ask_what_to_do_and_come_back_in_a_file(world: World) -> None:
    visit = Visit(world.louise)
    preview = mapped(visit, visit.send(ANN, BAD))
    shown = visit.get(preview).content.decode()
    assert "«\u00a0luc\u00a0»" in shown
    assert visit.post(preview, expected="1-0-0-0-1").status_code == 422
    done = visit.post(preview, expected="1-0-0-0-1", how="good")["Location"]
    errors = visit.get(done.replace("result", "errors"))
    assert errors["Content-Disposition"] == 'attachment; filename="staff-errors.csv"'
    assert b"Luc Roy" in errors.content
    assert b"Ann Roy" not in errors.content


def test_what_changed_since_the_preview_is_shown_again(world: World) -> None:
    visit = Visit(world.louise)
    preview = mapped(visit, visit.send(ANN))
    answer = visit.post(preview, expected="0-0-1-0-0")
    assert answer.status_code == 422
    assert "ont changé depuis l’aperçu" in answer.content.decode()
    assert visit.post(preview, expected="1-0-0-0-0").status_code == 302


def test_columns_that_do_not_fit_are_asked_again(world: World) -> None:
    visit = Visit(world.louise)
    answer = visit.post(visit.send(ANN), **{"column-1": "full_name"})
    assert answer.status_code == 422
    assert "Indiquez la colonne pour\u00a0: Courriel." in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "Dites qui est dans le fichier."),
        ({"kind": "clients"}, "Dites qui est dans le fichier."),
        ({"kind": "staff"}, "Choisissez un fichier."),
        ({"kind": "staff", "file": SimpleUploadedFile("x.ods", b"PK")}, "Ce genre de fichier n’est pas lu."),
    ],
)
def test_what_was_forgotten_or_cannot_be_read_is_told(
    world: World, values: dict[str, object], text: str
) -> None:
    answer = Visit(world.louise).post(reverse("people_imports:start"), **values)
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_visitors_and_those_who_may_not_are_refused(world: World) -> None:
    with pytest.raises(PermissionDenied):
        Visit(None).get(reverse("people_imports:start"))
    with pytest.raises(PermissionDenied):
        Visit(world.louise).post(reverse("people_imports:export", kwargs={"kind": "clients"}))
    with pytest.raises(PermissionDenied):
        Visit(world.david).post(reverse("people_imports:export", kwargs={"kind": "staff"}))


def test_who_may_bring_nothing_in_and_take_nothing_out_has_no_such_page(world: World) -> None:
    for nobody in (world.axel, world.ines):
        with pytest.raises(PermissionDenied):
            Visit(nobody).get(reverse("people_imports:start"))


def test_nobody_else_finds_a_file(world: World) -> None:
    columns = Visit(world.louise).send(ANN)
    for other in (world.omar, world.marie):
        with pytest.raises(Http404):
            Visit(other).get(columns)
    with pytest.raises(PermissionDenied):
        Visit(None).get(columns)


@pytest.mark.parametrize("name", ["x", "..", "a" * 43])
def test_a_made_up_name_leads_nowhere(world: World, name: str) -> None:
    with pytest.raises(Http404):
        Visit(world.louise).get(f"/people/imports/{name}/columns/")


def test_an_export_is_a_workbook(world: World) -> None:
    answer = Visit(world.louise).post(reverse("people_imports:export", kwargs={"kind": "staff"}))
    assert answer.content.startswith(b"PK")
    assert answer["Content-Disposition"] == 'attachment; filename="staff.xlsx"'


def test_a_file_is_gone_when_its_time_is_over(world: World, data: Path) -> None:
    now = timezone.now()
    name = Store(world.louise, now).keep(b"x", kind="staff", file_name="x.csv")
    late = now + LASTS
    with pytest.raises(FileRefusedError):
        Store(world.louise, late).content(name)
    assert purge(now + LASTS - timedelta(seconds=1)) == 0
    assert purge(late) == 1
    assert list((data / "imports").iterdir()) == []


def test_only_the_owner_of_the_process_may_read_what_is_kept(world: World, data: Path) -> None:
    Store(world.louise, timezone.now()).keep(b"x", kind="staff", file_name="x.csv")
    [folder] = (data / "imports").iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert [file.stat().st_mode & 0o077 for file in folder.iterdir()] == [0, 0]
