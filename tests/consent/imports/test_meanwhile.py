"""What changes while a large file is read, and what a restore does after it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import TestCase

from balise.consent.imports.operations import import_consents
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.operations import merge_clients
from balise.consent.operations.restoring import refuse_again
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.people.imports.faults import FileRefusedError
from tests.consent.imports.files import file, imported, mapped
from tests.people.world import NOW, relate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from balise.people.imports.outcomes import Progress
    from tests.consent.intake.asking import Asked
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

NO = "1,news,courriel,non,2024-05-01"


def once_read(happens: Callable[[], object]) -> Progress:
    """Something happens when all rows were read, and before anyone is held."""

    def progress(part: str, rows: int, of: int) -> None:
        if part == "reading" and rows == of:
            happens()

    return progress


def refused_by(world: World, happens: Callable[[], object]) -> str:
    source = file(NO)
    with pytest.raises(FileRefusedError) as refused:
        import_consents(
            by=world.pia, source=source, mapping=mapped(source), now=NOW, progress=once_read(happens)
        )
    assert not ConsentEvent.objects.exists()
    return refused.value.code


def test_a_merge_while_the_file_is_read_leaves_no_refusal_on_the_record_that_is_gone(world: World) -> None:
    def merge() -> None:
        merge_clients(by=world.pia, kept=world.ulla, merged=world.rose, reason="One person.", now=NOW)

    assert refused_by(world, merge) == "changed_meanwhile"
    imported(world.pia, file(NO))
    assert ConsentEvent.objects.get().client == world.ulla


def test_whoever_may_no_longer_write_about_someone_does_not(world: World) -> None:
    assert refused_by(world, lambda: relate(world.rose, world.pia)) == "changed_meanwhile"


def test_the_noes_of_a_file_are_obeyed_again_after_a_restore_from_before_it(
    world: World, asked: Asked, settings: Settings, tmp_path: Path
) -> None:
    settings.BALISE_REFUSALS_FILE = tmp_path / "refused"
    header = "Numéro de dossier,Courriel,Finalité,Canal,Consentement,Date du consentement"
    rows = ("1,,news,courriel,non,2024-05-01", ",new@example.org,news,courriel,non,2024-05-01")
    with transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            imported(world.pia, file(*rows, header=header))
        transaction.set_rollback(True)
    assert not ConsentEvent.objects.exists()
    assert refuse_again(now=NOW).obeyed == 2
    assert may_reach(world.rose, asked.news, Channel.EMAIL, NOW) is State.REFUSED
    assert Refusal.objects.get().purpose == asked.news
