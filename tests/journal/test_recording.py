"""Recording: in the transaction of what is told, of a registered type, whole; and refused otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from balise.journal.content import RefusedError, canonical, compose, plain
from balise.journal.models import Entry, Link, Reference
from balise.journal.operations import OutsideTransactionError, record, record_all
from balise.journal.types import UnknownKindError
from tests.journal.samples import NOON, gift, visit

pytestmark = pytest.mark.postgres


@pytest.mark.django_db
def test_an_entry_names_whom_it_is_about() -> None:
    number = record(kind="sample.visit_noted", at=NOON, actor="staff:1", object="staff:1")
    assert Reference.objects.values_list("target", "roles", "entry_id").get() == (
        "staff:1",
        " actor object ",
        number,
    )


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_record_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransactionError):
        record_all([visit(1)])
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_linked_right_after_its_commit_and_not_before() -> None:
    with transaction.atomic():
        ids = record_all([visit(1), gift(2)])
        assert not Link.objects.exists()
    assert list(Link.objects.order_by("position").values_list("position", "entry_id")) == [
        (1, ids[0]),
        (2, ids[1]),
    ]


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_the_transaction_it_tells_of() -> None:
    with transaction.atomic():
        record_all([gift(1)])
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Reference.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fields": {"cents": 1, "what": "x", "colour": "red"}}, "no field `colour`"),
        ({"fields": {"cents": 1}}, "needs its field `what`"),
        ({"people": {}}, "needs its person `client`"),
        ({"people": {"client": "client:1", "wife": "client:2"}}, "no person `wife`"),
        ({"people": {"client": ["client:1", "client:2"]}}, "must be one person"),
        ({"people": {"client": "Marie Tremblay"}}, "is no reference"),
        ({"object": "gift:" + "1" * 200}, "is no reference"),
        ({"at": datetime(2026, 1, 1)}, "has no time zone"),  # noqa: DTZ001  what is refused
        ({"fields": {"cents": 1.5, "what": "x"}}, "no exact spelling"),
        ({"fields": {"cents": 2**53, "what": "x"}}, "no exact spelling"),
        ({"fields": {"cents": 1, "what": "\ud800"}}, "half of a character"),
        ({"fields": {"cents": {"of": "client:1", "sealed": "x"}, "what": "x"}}, "form of an encrypted one"),
    ],
)
def test_it_refuses(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        record_all([visit(1), replace(gift(2), **changes)])
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_it_refuses_a_kind_that_nobody_registered() -> None:
    with pytest.raises(UnknownKindError):
        record(kind="sample.unheard_of", at=NOON, actor="staff:1", object="gift:1")


@pytest.mark.django_db
def test_nothing_to_record_writes_nothing() -> None:
    assert record_all([]) == []
    assert connection.in_atomic_block


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
)


@given(values)
def test_the_canonical_text_is_that_of_the_standard(value: object) -> None:
    assert canonical(plain(value)).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]  # JSON by construction


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), values, max_size=4))
def test_the_whole_content_is_canonical(fields: dict[str, object]) -> None:
    content = compose(
        number=b"12",
        kind="sample.gift",
        at="2026-03-02T12:00:00.000000Z",
        actor="staff:1",
        object_="gift:1",
        people={"client": ["client:2", "client:1"], "a": "client:3"},
        fields=fields,
    )
    assert content.encode() == rfc8785.dumps(json.loads(content))


def test_amounts_and_dates_are_kept_as_they_are_written() -> None:
    assert plain([Decimal("12.50"), NOON, NOON.date()]) == [
        "12.50",
        "2026-03-02T12:00:00.000000Z",
        "2026-03-02",
    ]
