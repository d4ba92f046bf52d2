"""Searching the journal: by person, object, kind and period, a page at a time, and only what one may see."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection

from balise.journal.models import Entry
from balise.journal.operations import Draft, record_all
from balise.journal.queries import (
    Cursor,
    FaultyCursorError,
    Reader,
    Search,
    everything,
    kinds,
    search,
    visible,
)
from tests.journal.samples import AUDITOR, CONCERN, NOON, gift, visit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

AUDIT = Reader(audiences=AUDITOR)
DIRECTOR = Reader(audiences=frozenset({"hr_director"}))
NOBODY = Reader(audiences=frozenset())


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (Search(), set(range(1, 41))),
        (Search(person="client:3"), {3, 10, 17, 24, 31, 38}),
        (Search(object="gift:5"), {5}),
        (Search(person="staff:1", object="client:2"), {16}),
        (Search(person="staff:1", kind="sample.visit_noted"), {16, 36}),
        (Search(since=NOON + timedelta(minutes=39)), {39, 40}),
        (Search(person="client:3", until=NOON + timedelta(minutes=10)), {3}),
        (Search(person="client:none"), set()),
    ],
)
def test_it_finds(what: Search, expected: set[int]) -> None:
    found = search(reader=AUDIT, what=what).entries
    minutes = [(seen.at - NOON) // timedelta(minutes=1) for seen in found]
    assert minutes == sorted(expected, reverse=True)


@pytest.mark.usefixtures("journal")
def test_pages_follow_one_another_without_a_gap_or_a_repeat() -> None:
    record_all(
        [visit(8, at=NOON) for _ in range(7)]
    )  # at the same instant: only their number tells them apart
    numbers, after = [], None
    while True:
        page = search(reader=AUDIT, what=Search(), after=after, limit=6)
        numbers += [seen.number for seen in page.entries]
        if page.following is None:
            break
        after = Cursor.read(str(page.following))
    assert len(numbers) == 47
    assert set(numbers) == set(Entry.objects.values_list("id", flat=True))
    assert [seen.number for seen in everything(reader=AUDIT, what=Search())] == numbers


@pytest.mark.parametrize("text", ["", "~", "2026-01-01~1", "x~1", "2026-01-01T00:00:00+00:00~x"])
def test_a_faulty_cursor_is_refused(text: str) -> None:
    with pytest.raises(FaultyCursorError):
        Cursor.read(text)


@pytest.mark.usefixtures("journal")
def test_a_reader_sees_the_kinds_and_the_fields_of_their_audience() -> None:
    assert search(reader=NOBODY, what=Search()).entries == []
    assert "sample.visit_noted" not in {one.kind for one in kinds(DIRECTOR)}
    found = search(reader=DIRECTOR, what=Search(person="client:3")).entries
    assert {seen.type.kind for seen in found} == {"sample.gift_declared"}
    assert found[0].sentence("en") == "staff:3 declared a gift from client:3 (3800 cents): [hidden]"
    assert found[0].sentence("fr").endswith("[masqué]")


@pytest.mark.usefixtures("journal")
def test_references_are_given_names_by_who_knows_them() -> None:
    [seen] = search(reader=AUDIT, what=Search(object="gift:5")).entries
    names = {"staff:0": "Ana", "client:5": "Bao"}
    assert seen.sentence("en", lambda one: names.get(one, one)).startswith("Ana declared a gift from Bao")


def test_what_is_about_someone_who_must_not_know_does_not_exist_for_them() -> None:
    record_all(
        [
            Draft(
                kind=CONCERN.kind,
                at=NOON,
                actor="staff:1",
                object="concern:1",
                people={"accused": ["staff:8", "staff:9"]},
            )
        ]
    )
    for person, count in (("staff:9", 0), ("staff:8", 0), ("staff:1", 1), ("staff:7", 1)):
        reader = Reader(audiences=AUDITOR, person=person)
        assert len(search(reader=reader, what=Search()).entries) == count
        assert len(search(reader=reader, what=Search(object="concern:1")).entries) == count
        assert visible(reader).count() == count


def test_searches_use_the_indexes() -> None:
    draws = random.Random(4)  # noqa: S311  repeatable, no secret
    record_all(gift(number, client=f"client:{draws.randrange(400)}") for number in range(3_000))
    found = visible(AUDIT).filter(references__target="client:3").order_by("-at", "-id")[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plan = found.explain()
    assert "SCAN journal_entry" not in plan
    assert "Seq Scan" not in plan
