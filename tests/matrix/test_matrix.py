"""The matrix as a whole: every address and every command stands in `table.yaml`, which says who gets what.

What is not in the table fails: a new page or command has to say who gets what before it can be merged. That
everyone gets what it says is seen address by address, in `test_part_*.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from typer.main import get_command

from balise.cli import app as cli
from balise.cli.language import Language
from balise.cli.rooms import Shelf, add_commands_of_rooms
from balise.people.access import visible_clients
from balise.people.accounts.middleware import TO_SET_UP
from balise.people.imports.commands import export_file
from balise.people.imports.fields import Kind
from balise.people.models import Client
from tests.matrix.addresses import addresses, filled
from tests.matrix.calling import call
from tests.matrix.promises import NOTHING, listed, sign_in
from tests.matrix.sweep import PARTS, rows_of
from tests.matrix.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from tests.matrix.cast import Cast


def test_every_address_is_in_the_table() -> None:
    unheard = [
        f"`{name}` (/{pattern}) is not in tests/matrix/table.yaml: add, under `addresses`, its name and "
        f"who gets which answer, such as `{name}: {{page: others}}`"
        for name, pattern in addresses().items()
        if name not in table().addresses
    ]
    assert not unheard, "\n".join(unheard)


def test_the_table_has_no_address_that_is_gone() -> None:
    gone = table().addresses - set(addresses())
    assert not gone, f"tests/matrix/table.yaml: strike {sorted(gone)}: no address has this name"


def test_every_part_of_the_table_has_its_file() -> None:
    files = sorted(each.stem for each in Path(__file__).parent.glob("test_part_*.py"))
    assert files == [f"test_part_{part}" for part in range(1, PARTS + 1)]
    called = [row for part in range(PARTS) for row in rows_of(part)]
    assert sorted(map(str, called)) == sorted(map(str, table().rows))


def test_what_can_be_hidden_is_also_asked_for_where_there_is_nothing() -> None:
    things = {row.address for row in table().rows if row.about}
    compared = {row.address for row in table().rows if row.about in NOTHING}
    assert things == compared, f"table.yaml: add a row for what does not exist: {sorted(things - compared)}"


def test_with_asking_closed_visitors_get_nowhere(cast: Cast, settings: Settings) -> None:
    settings.BALISE_OPEN_TO_VISITORS = frozenset({"set_language"})
    patterns, visitor = addresses(), cast.personas["visitor"]
    open_still = [
        str(row)
        for row in table().rows
        if row.address.startswith("desk:")
        and not call(
            visitor, min(row.methods), filled(patterns[row.address], cast.arguments(row.about, "visitor"))
        ).location.startswith(sign_in())
    ]
    assert not open_still


def test_a_password_alone_opens_nothing_to_a_strong_role(cast: Cast) -> None:
    patterns = addresses()
    opened = []
    for row in table().rows:
        if row.address in TO_SET_UP or row.answers["administrator"] == row.answers["visitor"]:
            continue
        address = filled(patterns[row.address], cast.arguments(row.about, "administrator"))
        answer = call(cast.unproven, min(row.methods), address)
        if answer.location != reverse("accounts:second_factor_needed"):
            opened.append(f"{row}: {answer.status} {answer.location}")
    assert not opened, listed(opened)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), table().probes.items())
def test_probes(address: str, status: int) -> None:
    browser = Browser(headers={"x-forwarded-proto": "https"})  # as a proxy says it, so not this machine
    assert browser.get(address).status_code == status
    assert browser.post(address).status_code == (status if status == 404 else 405)


def test_every_command_is_in_the_table() -> None:
    found = dict(_commands())
    unheard = [
        f"`balise {name}` is not in tests/matrix/table.yaml: add it under `commands`, with `person` when it "
        "acts in somebody's name, `installation` when it needs the data of the installation, else `none`"
        for name in sorted(found.keys() - table().commands.keys())
    ]
    unheard += [f"tests/matrix/table.yaml: `{name}` is gone" for name in table().commands.keys() - found]
    unheard += [
        f"`balise {name}` has {'no ' if opens == 'person' else ''}option `--by`: the table says `{opens}`"
        for name, opens in table().commands.items()
        if name in found and (opens == "person") is not ("--by" in found[name])
    ]
    assert not unheard, "\n".join(unheard)


@pytest.mark.parametrize("kind", Kind)
def test_a_command_in_somebodys_name_opens_what_their_page_does(
    cast: Cast, kind: Kind, tmp_path: Path
) -> None:
    about = "staff_list" if kind is Kind.STAFF else "client_list"
    (row,) = (row for row in table().rows if (row.address, row.about) == ("people_imports:export", about))
    for name, persona in cast.personas.items():
        by = persona.staff.email if persona.staff else "nobody@example.org"
        file = tmp_path / f"{name}.csv"
        done = export_file(kind=kind, output=file, by=by, now=timezone.now(), lang="en")
        opens = row.answers[name] == "report"
        assert (done.code, file.exists()) == ((0, True) if opens else (2, False)), (name, done.lines)
        if opens:
            clients = set(Client.objects.values_list("full_name", flat=True))
            seen = {client for client in clients if client in file.read_text(encoding="utf-8-sig")}
            assert persona.staff is not None
            assert seen <= set(
                visible_clients(persona.staff, timezone.now()).values_list("full_name", flat=True)
            )


def _commands() -> Iterator[tuple[str, set[str]]]:
    app = typer.Typer()
    app.registered_commands = list(cli.app.registered_commands)
    add_commands_of_rooms(Shelf(app, Language.EN, cli._Command, cli._Group))
    yield from _below(get_command(app))


def _below(command: Any, before: str = "") -> Iterator[tuple[str, set[str]]]:  # noqa: ANN401  click's or Typer's
    for name, each in getattr(command, "commands", {}).items():
        if hasattr(each, "commands"):
            yield from _below(each, f"{before}{name} ")
        else:
            yield f"{before}{name}", {option for parameter in each.params for option in parameter.opts}
