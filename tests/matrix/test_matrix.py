"""The full matrix: every address and every command, called as every persona, gives what `table.yaml` says.

What is not in the table fails: a new page or command has to say who gets what before it can be merged.
"""

from __future__ import annotations

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
from tests.matrix.table import SIGN_IN, table
from tests.server.protection import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from tests.matrix.cast import Cast
    from tests.matrix.sweep import Call, Sweep

HIDDEN = "hidden"
NOTHING = {
    "no_file",
    "no_file_as_json",
    "no_file_on_paper",
    "no_two_files",
    "no_purpose",
    "nobody",
    "no_import",
    "nothing",
    "no_link",
    "no_campaign",
    "no_sender",
    "no_gate_account",
    "no_ticket",
}
"""Objects that do not exist."""

AROUND_A_FRAME = "; ".join(sorted({*POLICY, "frame-src 'self'"}))
IN_A_FRAME = (
    "base-uri 'none'; default-src 'none'; form-action 'none'; frame-ancestors 'self'; "
    "style-src 'unsafe-inline'"
)
FRAMED = {
    "campaigns:preview": {AROUND_A_FRAME},
    "campaigns:message": {IN_A_FRAME, "X-Frame-Options: SAMEORIGIN", "<style", " style="},
}
"""A message is shown as it leaves, its own colours included, in a frame that can do nothing else: this, and
no more, is other than on all pages. The page around may frame our own pages.
"""


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


@pytest.mark.provision("S2-17", "S2-30")
def test_everyone_gets_what_the_table_says(swept: Sweep) -> None:
    wrong = []
    for each in swept.calls:
        word = each.row.answers[each.persona]
        expected = 302 if word == SIGN_IN else table().answers[word].get(each.method)
        leads_in = _leads_to_sign_in(each)
        if each.answer.status != expected or leads_in is not (word == SIGN_IN):
            where = f" to {each.answer.location}" if each.answer.location else ""
            wrong.append(f"{each}: the table says {word} ({expected}); it was {each.answer.status}{where}")
    assert not wrong, _listed(wrong)


def test_nothing_ever_fails(swept: Sweep) -> None:
    wrong = [
        f"{each}: {each.answer.status}" for each in swept.calls + swept.unknown if each.answer.status >= 500
    ]
    assert not wrong, _listed(wrong)


def test_every_answer_protects_whoever_gets_it(swept: Sweep) -> None:
    wrong = [
        f"{each}: {', '.join(each.answer.faults)}"
        for each in swept.calls + swept.unknown
        if each.answer.faults
        and not (each.answer.status == 200 and FRAMED.get(each.row.address) == _sorted(each.answer.faults))
    ]
    assert not wrong, _listed(wrong)


@pytest.mark.provision("S2-58")
def test_hidden_and_absent_are_the_same_to_the_last_byte(swept: Sweep) -> None:
    absent = {
        (each.row.address, each.persona, each.method): each.answer.digest
        for each in swept.calls
        if each.row.about in NOTHING
    }
    wrong = [
        f"{each}: not the answer of what does not exist"
        for each in swept.calls
        if each.row.answers[each.persona] == HIDDEN
        and each.row.about not in {*NOTHING, ""}
        and each.answer.digest != absent[each.row.address, each.persona, each.method]
    ]
    assert not wrong, _listed(wrong)


def test_what_can_be_hidden_is_also_asked_for_where_there_is_nothing() -> None:
    things = {row.address for row in table().rows if row.about}
    compared = {row.address for row in table().rows if row.about in NOTHING}
    assert things == compared, f"table.yaml: add a row for what does not exist: {sorted(things - compared)}"


@pytest.mark.provision("S2-17", "S2-30")
def test_no_answer_names_a_client_or_their_health_to_who_may_not_know(swept: Sweep) -> None:
    wrong = [
        f"{each}: it shows {', '.join(sorted(leaked))}"
        for each in swept.calls
        if (leaked := each.answer.told - swept.names[each.persona])
    ]
    assert not wrong, _listed(wrong)


def test_methods_that_no_row_has_are_refused(swept: Sweep) -> None:
    wrong = [f"{each}: {each.answer.status}" for each in swept.unknown if each.answer.status != 405]
    assert not wrong, _listed(wrong)


def test_with_asking_closed_visitors_get_nowhere(cast: Cast, settings: Settings) -> None:
    settings.BALISE_OPEN_TO_VISITORS = frozenset({"set_language"})
    patterns, visitor = addresses(), cast.personas["visitor"]
    open_still = [
        str(row)
        for row in table().rows
        if row.address.startswith("desk:")
        and not call(
            visitor, min(row.methods), filled(patterns[row.address], cast.arguments(row.about, "visitor"))
        ).location.startswith(_sign_in())
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
    assert not opened, _listed(opened)


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


def _leads_to_sign_in(each: Call) -> bool:
    return each.answer.status == 302 and each.answer.location.startswith(_sign_in())


def _sign_in() -> str:
    return f"{reverse('account_login')}?next="


def _sorted(faults: tuple[str, ...]) -> set[str]:
    """Each once, with the directives of a policy in order: Django writes them as they come."""
    return {"; ".join(sorted(each.removeprefix("policy: ").split("; "))) for each in faults}


def _listed(wrong: list[str]) -> str:
    return "\n".join([f"{len(wrong)} answers differ from tests/matrix/table.yaml:", *wrong[:60]])
