"""A journal of some entries, linked and sealed once, in the transaction of the test."""

from __future__ import annotations

import pytest
from django.db import transaction

from balise.journal import sealing
from balise.journal.export import seal
from balise.journal.operations import record_all
from tests.journal.samples import NOON, gift, visit

ENTRIES = 40


@pytest.fixture
def journal(request: pytest.FixtureRequest) -> list[int]:
    """The numbers of its entries, in the order of the chain; the last three came after the last
    checkpoint.
    """
    request.getfixturevalue("db")
    drafts = [visit(number) if number % 4 == 0 else gift(number) for number in range(1, ENTRIES + 1)]
    with transaction.atomic():
        first = record_all(drafts[:-3])
    sealing.link(first)
    seal(now=NOON)
    with transaction.atomic():
        last = record_all(drafts[-3:])
    sealing.link(last)
    return first + last
