"""Written at once or one by one, consents come out the same."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balise.consent.models import Purpose
from balise.consent.operations import record_consent
from balise.consent.words import NO, Basis, Method
from balise.people.models import Client
from tests.consent.imports.files import file, imported, standings, written
from tests.people.world import NOW
from tests.spec import profiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.consent.imports.operations import Result
    from tests.people.world import World

__all__ = ["profiles"]

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

Answered = tuple[str, str, str, str, date]

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "1", "3"]),
        st.sampled_from(["news", "workshops"]),
        st.sampled_from(["en personne", "courriel"]),
        st.sampled_from(["oui", "oui", "non", "désabonné", "un achat", "un don", "peut-être"]),
        st.dates(date(2024, 12, 25), date(2025, 1, 5)),
    ),
    max_size=8,
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def row(answered: Answered) -> str:
    client, purpose, channel, answer, day = answered
    basis = f",,{answer},{day}" if answer.startswith("un ") else ""
    return f"{client},{purpose},{channel},{'' if basis else answer},{day}{basis}"


def one_by_one(world: World, result: Result) -> None:
    for each in result.checked.stated:
        record_consent(
            by=world.pia,
            client=Client.objects.get(pk=each.client),
            purpose=Purpose.objects.get(pk=each.purpose),
            channel=each.channel,
            event=each.event,
            method=Method.IMPORT,
            now=NOW,
            uuid=UUID(each.uuid),
            basis=Basis(each.basis) if each.basis else None,
            basis_day=each.basis_day,
            effective_at=each.at,
            until=each.until,
        )


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(files=st.lists(ROWS, min_size=1, max_size=2))
def test_a_file_writes_what_the_operation_writes_row_by_row(
    world: World, files: list[list[Answered]]
) -> None:
    with undone():
        results = [imported(world.pia, file(*map(row, rows), row(LAST)), good_rows=True) for rows in files]
        at_once = written(), standings()
    with undone():
        for result in results:
            one_by_one(world, result)
        assert (written(), standings()) == at_once


LAST = ("3", "news", "en personne", "oui", date(2024, 12, 1))
"""A file has a row."""


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_whoever_said_no_in_a_file_is_never_reached_because_of_that_file(
    world: World, rows: list[Answered]
) -> None:
    with undone():
        result = imported(world.pia, file(*map(row, rows), row(LAST)), good_rows=True)
        refused = {
            (each.client, each.purpose, each.channel) for each in result.checked.stated if each.event in NO
        }
        for key in standings()[0]:
            client, purpose, channel = key[:3]
            pk = Purpose.objects.get(code=purpose).pk
            if any((client, pk, channel) == each for each in refused):
                yes_at, no_at = key[6], key[9]
                assert isinstance(no_at, datetime)
                assert yes_at is None or (isinstance(yes_at, datetime) and no_at >= yes_at)
