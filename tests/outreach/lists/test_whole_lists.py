"""A whole list: no row is lost, the error file has the form of the list, and what is mended goes in."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from balise.consent.models import ConsentEvent
from balise.outreach.lists import adding, cards, cleaning, mapping, parquet, sources
from balise.outreach.lists.addressees import Addressee, Faulty, Joined
from balise.outreach.lists.crew import crew
from balise.outreach.lists.failures import error_file
from balise.people.imports import delimited, excel
from balise.people.imports.fields import PROBLEM
from balise.people.imports.shapes import WORKBOOK, Format
from balise.policy.text import LANGS, Lang
from balise.server.commands.installation import rooms_alone
from tests.outreach.lists.saying import HEADER, cleaned, codes, pasted, table
from tests.outreach.worlds import HEADERS, excel_list
from tests.spec import profiles

__all__ = ["profiles"]

FATES = {Addressee: "good", Joined: "joined", Faulty: "faulty"}


# The list of 2,000 rows


def test_two_thousand_rows_with_every_kind_of_fault_become_what_they_should() -> None:
    made = excel_list()
    assert len(made.rows) == 2_000
    found = cleaned(made.content, "membres.xlsx")
    assert found.mapping.columns == dict(
        zip(
            HEADERS,
            ("first_name", "last_name", "organisation", "email", "phone", "street", "city", "province",
             "postal_code", "country", "language", "statement", "note"),
            strict=True,
        )
    )  # fmt: skip
    assert len(found.source.remarks) == 2
    for expected, outcome in zip(made.rows, found.outcomes(), strict=True):
        told = (outcome.row, FATES[type(outcome)], [] if isinstance(outcome, Joined) else codes(outcome))
        assert told == (expected.number, expected.fate, sorted(expected.codes)), expected.kind
    assert vars_of(found.counts) == made.counts


def test_several_processes_make_of_them_what_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = excel_list().content
    alone = cleaned(content, "membres.xlsx")
    monkeypatch.setattr(cleaning, "AT_ONCE", 150)
    with crew(2, rooms_alone) as share:
        shared = cleaning.clean(alone.source, alone.mapping, share=share)
    assert len(list(shared.pieces())) == 14
    assert list(shared.outcomes()) == list(alone.outcomes())
    assert shared.counts == alone.counts


@pytest.mark.parametrize("lang", LANGS)
def test_its_error_file_is_a_workbook_with_one_column_more(lang: Lang) -> None:
    made = excel_list()
    found = cleaned(made.content, "membres.xlsx")
    content = error_file(found, lang)
    assert content is not None
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    headers, *rows = sheet.iter_rows(values_only=True)
    assert headers == (*HEADERS, PROBLEM)
    assert len(rows) == made.counts["faulty"]
    assert all(row[-1] for row in rows)
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


# Error files of each kind

GOOD, BAD = ("Zoé", "zoe@example.org"), ("Luc", "luc.example.org")


@pytest.mark.parametrize(
    "shape",
    [
        WORKBOOK,
        Format(workbook=False, encoding="cp1252", separator=";"),
        Format(workbook=False, encoding="utf-16"),
    ],
)
def test_an_error_file_is_a_list_of_the_same_form_and_goes_in_once_corrected(shape: Format) -> None:
    write = excel.write if shape.workbook else delimited.write
    found = cleaned(write(shape, [("Prénom", "Courriel"), GOOD, BAD]), f"list.{shape.extension}")
    content = error_file(found, "fr")
    assert content is not None
    again = sources.read(content, f"erreurs.{shape.extension}")
    assert again.headers == ("Prénom", "Courriel", PROBLEM)
    assert [(line.cells[0], line.cells[1]) for line in again.rows()] == [BAD]
    assert again.format == shape
    mended = (
        content
        if shape.workbook
        else content.decode(shape.encoding).replace("luc.", "luc@").encode(shape.encoding)
    )
    if not shape.workbook:
        assert cleaned(mended, "erreurs.csv").counts == cleaning.Counts(good=1, joined=0, faulty=0)
    # Sent back as it is, it is told once, not twice.
    twice = error_file(cleaned(content, f"erreurs.{shape.extension}"), "fr")
    assert twice == content or shape.workbook


def test_an_error_file_of_parquet_is_parquet() -> None:
    content = error_file(cleaned(parquet.write(('"Nom"', "Courriel"), [GOOD, BAD]), "list.parquet"), "en")
    assert content is not None
    ((_, cells, *_),) = sources.read(content, "errors.parquet").rows()
    assert cells[:2] == BAD
    assert "the @ is missing" in cells[2]


def test_an_error_file_of_cards_is_cards() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Luc Roy\nEMAIL:luc.example.org\nX-CLUB:7\nEND:VCARD\n"
    content = error_file(cleaned(f"{card}{card.replace('luc.', 'luc@')}".encode(), "list.vcf"), "fr")
    assert content is not None
    told = content.decode()
    assert told.replace("\r\n", "\n").startswith(card.removesuffix("END:VCARD\n"))
    assert told.count(cards.PROBLEM) == 1
    assert cleaned(told.replace("luc.", "luc@").encode(), "list.vcf").counts.good == 1
    assert error_file(cleaned(content, "list.vcf"), "fr") == content


def test_an_error_file_of_pasted_addresses_is_addresses() -> None:
    source = pasted("Zoé <zoe@example.org>\nLuc <luc@example>, Ann <ann@example.org>\n")
    content = error_file(cleaning.clean(source, mapping.propose(source)), "fr")
    assert content is not None
    first, second = content.decode().splitlines()
    assert first.startswith("# Courriel / E-mail, « luc@example »")
    assert second == "Luc <luc@example>"
    again = pasted(content.decode().replace("@example>", "@example.org>"))
    assert cleaning.clean(again, mapping.propose(again)).counts.good == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_corrected_rows_in_any_order_of_columns_join_the_rest_of_a_table(kind: str) -> None:
    headers, rows = ("Nom", "Courriel"), [GOOD, BAD]
    listed = {
        "csv": lambda: delimited.write(Format(workbook=False), [headers, *rows]),
        "xlsx": lambda: excel.write(WORKBOOK, [headers, *rows]),
        "parquet": lambda: parquet.write(headers, rows),
    }[kind]()
    found = cleaned(listed, f"list.{kind}")
    more = sources.read(b"courriel,nom\nluc@example.org,Luc\n", "corrected.csv")
    whole = cleaned(adding.with_rows_of(more, found.source, found.mapping), f"list.{kind}")
    assert whole.source.headers == headers
    assert [each.email for each in whole.addressees()] == [GOOD[1], "luc@example.org"]
    assert whole.counts.faulty == 0


def test_a_list_without_faults_has_no_error_file() -> None:
    assert error_file(table("Zoé,,zoe@example.org"), "fr") is None


def test_no_cell_of_an_error_file_is_a_formula() -> None:
    content = error_file(table("=cmd(),,@example.org"), "fr")
    assert content is not None
    _, row = csv.reader(io.StringIO(content.decode()))
    assert all(cell[:1] not in {"=", "+", "-", "@"} for cell in row)


# What holds for any list

CELLS = (
    st.sampled_from(["", "Zoé Côté", "Luc Roy", "Ann", "=cmd()", "N\u200bO"]),
    st.sampled_from(["", "École", "#N/D"]),
    st.sampled_from(
        ["", "zoe@example.org", "ZOE+x@example.org", "luc@example.org", "luc", "a@b", "info@x.ca;a@x.ca"]
    ),
    st.sampled_from(["", "506 555-0101", "(506)555-0101", "506 555-0102", "12", "5E+09"]),
    st.sampled_from(["", "1 Main", "2 Main"]),
    st.sampled_from(["", "Moncton", "x" * 300]),
    st.sampled_from(["", "NB", "QC", "ZZ"]),
    st.sampled_from(["", "E1C 4Z6", "99999"]),
    st.sampled_from(["", "Canada", "France", "Nowhere"]),
    st.sampled_from(["", "fr", "English", "de"]),
    st.sampled_from(["", "oui", "non", "peut-être"]),
    st.sampled_from(["", "note", 'say "x"; \n', "\x00"]),
)
ROWS = st.lists(st.tuples(*CELLS), min_size=1, max_size=12).filter(lambda rows: any(map(any, rows)))
SHAPES = st.sampled_from([Format(workbook=False), Format(workbook=False, separator=";", encoding="utf-16")])


def written(rows: list[tuple[str, ...]], shape: Format) -> bytes:
    return delimited.write(shape, [tuple(HEADER.split(",")), *rows])


@given(rows=ROWS, shape=SHAPES)
def test_no_row_is_lost(rows: list[tuple[str, ...]], shape: Format) -> None:
    found = cleaned(written(rows, shape), "list.csv")
    filled = [number for number, row in enumerate(rows, 2) if any(row)]
    assert [outcome.row for outcome in found.outcomes()] == filled
    counts = found.counts
    assert counts.rows == counts.good + counts.joined + counts.faulty == len(filled)
    assert counts.good == len(list(found.addressees()))
    assert counts.joined == len(list(found.joined()))
    # Each double is named by the row it was joined to, and by no other.
    assert {(each.row, each.into) for each in found.joined()} == {
        (row, each.row) for each in found.addressees() for row in each.rows
    }
    assert (error_file(found, "en") is not None) == bool(counts.faulty)


@given(rows=ROWS, shape=SHAPES)
def test_the_error_file_holds_exactly_the_faulty_rows_as_they_were(
    rows: list[tuple[str, ...]], shape: Format
) -> None:
    found = cleaned(written(rows, shape), "list.csv")
    content = error_file(found, "fr")
    if content is None:
        return
    sent, again = {line.number: line.cells for line in found.source.rows()}, sources.read(content, "list.csv")
    assert [line.cells[:-1] for line in again.rows()] == [sent[each.row] for each in found.faulty()]
    assert cleaned(content, "list.csv").counts == cleaning.Counts(
        good=0, joined=0, faulty=found.counts.faulty
    )


@given(rows=ROWS)
def test_what_was_cleaned_is_clean(rows: list[tuple[str, ...]]) -> None:
    """Written out and read again, an addressee is the same, with nothing left to mend."""
    for first in cleaned(written(rows, Format(workbook=False)), "list.csv").addressees():
        phone = first.phone and f"{first.phone}{first.extension and ' ext. '}{first.extension}"
        row = (
            first.name, first.organisation, first.email, phone, first.street, first.city, first.province,
            first.postal_code, first.country, first.language, "", first.note,
        )  # fmt: skip
        (again,) = cleaned(written([row], Format(workbook=False)), "list.csv").outcomes()
        assert isinstance(again, Addressee)
        assert bare(again) == bare(first)
        assert set(codes(again)) <= {"shared_mailbox", "postal_code_of_other_province"}


def bare(each: Addressee) -> Addressee:
    """What an addressee is, without where it comes from."""
    return each._replace(row=0, rows=(), others=(), remarks=(), statement="", refuses=False)


@pytest.mark.django_db
@pytest.mark.provision("S1-31", "S1-32")
def test_a_list_that_claims_consents_leaves_the_ledger_empty() -> None:
    header = "Courriel,Consentement,Opt-in,Date du consentement"
    found = table(*(f"p{at}@example.org,oui,yes,2024-05-01" for at in range(50)), header=header)
    assert found.counts.good == 50
    assert found.mapping.statements == ("Consentement", "Opt-in", "Date du consentement")
    assert not ConsentEvent.objects.exists()


def test_progress_is_told_while_a_list_is_read() -> None:
    told: list[tuple[str, int, int]] = []
    rows = "\n".join(f"p{at}@example.org" for at in range(5_000))
    source = sources.read(f"Courriel\n{rows}\n".encode(), "list.csv")
    cleaning.clean(
        source, mapping.propose(source), lambda part, done, total: told.append((part, done, total))
    )
    assert told[:2] == [("reading", 2_000, 0), ("reading", 4_000, 0)]
    assert told[-1] == ("reading", 5_000, 5_000)


def vars_of(counts: cleaning.Counts) -> dict[str, int]:
    return {"good": counts.good, "joined": counts.joined, "faulty": counts.faulty}
