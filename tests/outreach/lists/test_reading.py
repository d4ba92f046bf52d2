"""Reading a list of any kind: what it is is found out, a bad row costs only itself, nothing hostile hurts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from openpyxl import Workbook

from balise.outreach.lists import parquet, sources
from balise.outreach.lists.faults import ListFileError
from balise.outreach.lists.sources import Kind
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.limits import CELL, COLUMNS, UNPACKED_BYTES
from balise.policy.text import LANGS
from tests.outreach.lists.saying import pasted
from tests.people.imports.files import workbook

if TYPE_CHECKING:
    from pytest import MonkeyPatch  # noqa: PT013  only its type

    from balise.outreach.lists.sources import Source

HERE = Path(__file__).parent
TEXT = "Prénom{0}Courriel\nInès{0}ines@example.org\nZoé{0}zoe@example.org\n"


def rows(source: Source) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in source.rows()]


def broken(source: Source) -> list[tuple[int, str]]:
    return [(line.number, line.broken.code) for line in source.rows() if line.broken]


def refusal(content: bytes, name: str = "list.csv") -> str:
    with pytest.raises(FileRefusedError) as refused:
        sources.read(content, name)
    assert all(refused.value.message[lang] for lang in LANGS)
    return refused.value.code


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def merged(*rows: list[str], cells: str) -> Source:
    """A workbook with some cells merged into one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return sources.read(out.getvalue(), "list.xlsx")


# What a list is


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "cp850", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_encoding_and_the_separator_are_found_out(encoding: str, separator: str) -> None:
    source = sources.read(TEXT.format(separator).encode(encoding), "list.csv")
    assert source.headers == ("Prénom", "Courriel")
    assert rows(source) == [(2, ("Inès", "ines@example.org")), (3, ("Zoé", "zoe@example.org"))]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.vcf", "list", "picture.png"])
def test_the_content_says_what_a_list_is_not_its_name(name: str) -> None:
    assert sources.read(TEXT.format(";").encode(), name).kind is Kind.TEXT
    assert sources.read(workbook([["Courriel"], ["a@example.org"]]), name).kind is Kind.WORKBOOK
    assert sources.read(b"BEGIN:VCARD\nEMAIL:a@example.org\nEND:VCARD\n", name).kind is Kind.CARDS
    assert sources.read(parquet.write(("Courriel",), [("a@example.org",)]), name).kind is Kind.PARQUET


def test_a_workbook_of_excel_97_is_read() -> None:
    source = sources.read((HERE / "old.xls").read_bytes(), "old.xls")
    assert source.headers == ("Nom", "Courriel", "Téléphone", "Depuis")
    assert rows(source) == [
        (2, ("Inès Roy", "ines@example.org", "5065550101", "2020-05-02")),
        (3, ("Luc Côté", "luc@example.org", "506 555-0102", "")),
    ]


def test_a_workbook_of_libreoffice_is_read() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in (("Nom", "Courriel"), ("Inès", "ines@example.org"))
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    file = archive(**{"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})
    assert rows(sources.read(file, "list.ods")) == [(2, ("Inès", "ines@example.org"))]


def test_a_parquet_file_is_read_whatever_its_types(tmp_path: Path) -> None:
    file = tmp_path / "made.parquet"
    with duckdb.connect() as connection:
        connection.sql(
            "SELECT 'a@example.org' AS email, 5065550101 AS phone, DATE '2026-05-02' AS since, NULL AS note,"
            " 1.5 AS score UNION ALL SELECT NULL, 5065550102, NULL, 'x', NULL"
        ).write_parquet(str(file))
    source = sources.read(file.read_bytes(), "list.parquet")
    assert source.headers == ("email", "phone", "since", "note", "score")
    assert rows(source) == [
        (1, ("a@example.org", "5065550101", "2026-05-02", "", "1.5")),
        (2, ("", "5065550102", "", "x", "")),
    ]


def test_a_table_can_be_pasted_as_well() -> None:
    source = pasted("Nom\tCourriel\nInès\tines@example.org\n")
    assert (source.kind, rows(source)) == (Kind.TEXT, [(2, ("Inès", "ines@example.org"))])


# Where the headers are


def test_titles_above_the_headers_are_told_and_left_out() -> None:
    source = merged(["Membres 2026"], [], ["Nom", "Courriel"], ["Inès", "ines@example.org"], cells="A1:B1")
    assert (source.headers, rows(source)) == (("Nom", "Courriel"), [(4, ("Inès", "ines@example.org"))])
    assert [remark.en for remark in source.remarks] == [
        "The column headers were found in row 3; what stands above is not read."
    ]


def test_a_list_without_headers_loses_no_row() -> None:
    source = sources.read(b"Ines Roy;ines@example.org\nLuc Roy;luc@example.org\n", "list.csv")
    assert source.headers == ("A", "B")
    assert rows(source) == [(1, ("Ines Roy", "ines@example.org")), (2, ("Luc Roy", "luc@example.org"))]
    assert "letters of a spreadsheet" in source.remarks[0].en


def test_a_row_that_looks_like_headers_under_addresses_is_a_row() -> None:
    source = sources.read(b"Ines,ines@example.org\nCourriel,nom@example.org\n", "list.csv")
    assert (source.headers, len(rows(source))) == (("A", "B"), 2)


def test_last_columns_without_a_header_are_columns_all_the_same() -> None:
    source = sources.read(b"Courriel\na@example.org,x,y\nb@example.org,z\nc@example.org\n", "list.csv")
    assert (source.headers, broken(source)) == (("Courriel", "B", "C"), [])


def test_headers_that_repeat_or_miss_are_told_apart() -> None:
    source = sources.read(b"Nom,Courriel,,Courriel\na,b,c,d\n", "list.csv")
    assert source.headers == ("Nom", "Courriel", "C", "Courriel (2)")


def test_what_stands_once_over_several_rows_is_meant_for_each() -> None:
    source = merged(
        ["Organisme", "Courriel"], ["École", "a@x.org"], ["", "b@x.org"], ["", "c@x.org"], cells="A2:A3"
    )
    assert [cells[0] for _, cells in rows(source)] == ["École", "École", ""]


def test_sheets_that_are_not_read_are_named() -> None:
    book = Workbook()
    for title in ("Vide", "Membres", "Anciens"):
        sheet = book.create_sheet(title)
        if title != "Vide":
            sheet.append(["Courriel"])
            sheet.append([f"{title}@example.org"])
    out = io.BytesIO()
    book.save(out)
    source = sources.read(out.getvalue(), "list.xlsx")
    assert rows(source) == [(2, ("Membres@example.org",))]
    assert "Anciens" in source.remarks[0].fr
    assert "Vide" not in source.remarks[0].fr


# A bad row costs only itself


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    lines = ["Nom,Courriel", *(f"n{at},p{at}@example.org" for at in range(100))]
    lines[10] = '"n9,p9@example.org'
    source = sources.read("\n".join(lines).encode(), "list.csv")
    assert broken(source) == [(11, "broken_row")]
    assert [cells[1] for _, cells in rows(source)] == [f"p{at}@example.org" for at in range(100)]


def test_a_quotation_mark_too_many_costs_one_row() -> None:
    source = sources.read(b'Nom,Courriel\n"Roy "Bob" Inc",a@example.org\nLuc,b@example.org\n', "list.csv")
    assert broken(source) == [(2, "broken_row")]
    assert rows(source)[1] == (3, ("Luc", "b@example.org"))


def test_separators_and_lines_inside_quotes_are_text() -> None:
    source = sources.read(b'Nom,Adresse\n"Roy, Ann","1 Main\nHalifax"\nB,C\n', "list.csv")
    assert rows(source) == [(2, ("Roy, Ann", "1 Main\nHalifax")), (3, ("B", "C"))]


def test_cells_beyond_the_headers_cost_one_row() -> None:
    source = sources.read(
        b"Nom,Courriel\na,a@example.org,oops\nb,b@example.org,\nc,c@example.org\n", "list.csv"
    )
    assert broken(source) == [(2, "row_too_long")]
    assert len(rows(source)) == 3


def test_a_cell_of_ten_megabytes_costs_one_row_and_is_not_repeated() -> None:
    content = b"Nom,Courriel\n" + b"x" * 10_000_000 + b",a@example.org\nb,b@example.org\n"
    source = sources.read(content, "list.csv")
    found = [line.broken for line in source.rows()]
    assert [each and each.code for each in found] == ["cell_too_long", None]
    assert found[0] is not None
    assert len(found[0].words) < 300
    assert str(CELL) in found[0].sentence.fr


# What is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b",,\n,,\n", "empty"),
        (b"Nom,Courriel\n", "no_rows"),
        (b"BEGIN:VCARD", "no_rows"),
        (b"%PDF-1.7 whatever", "not_a_list"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_list"),
        (b"\x1f\x8b\x08 packed", "not_a_list"),
        (b"<html><table><tr><td>Courriel</td></tr></table>", "web_page"),
        (bytes(range(32)) * 50, "not_text"),
        ("Nom".encode("utf-16") + b"\xd8", "not_text"),
        (b"PK\x03\x04 no archive", "unreadable_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "unreadable_workbook"),
        (b"PAR1 no table PAR1", "unreadable_parquet"),
        (",".join(f"c{at}" for at in range(COLUMNS + 1)).encode() + b"\n1\n", "too_many_columns"),
    ],
)
def test_a_file_that_is_no_list_says_why(content: bytes, code: str) -> None:
    if code == "no_rows" and content.startswith(b"BEGIN"):
        # A card that was cut is a row to correct, not a lost one.
        assert broken(sources.read(content, "list.vcf")) == [(1, "broken_card")]
        return
    assert refusal(content) == code


def test_a_list_that_is_too_big_is_refused_before_it_is_read(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "FILE_BYTES", 20)
    assert refusal(b"Nom,Courriel\na,b@example.org\n") == "too_big"


def test_a_list_with_too_many_rows_is_refused(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROWS", 2)
    source = sources.read(b"Courriel\na@x.org\nb@x.org\nc@x.org\n", "list.csv")
    with pytest.raises(ListFileError) as refused:
        list(source.rows())
    assert refused.value.code == "too_many_rows"


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    assert (
        refusal(archive(**{"xl/worksheets/sheet1.xml": bytes(UNPACKED_BYTES + 1)}), "bomb.xlsx") == "zip_bomb"
    )


def test_a_parquet_file_that_unfolds_to_billions_is_stopped(monkeypatch: MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "bomb.parquet"
    with duckdb.connect() as connection:
        connection.sql("SELECT 'a@example.org' AS email FROM range(3000000)").write_parquet(str(file))
    content = file.read_bytes()
    assert len(content) < 100_000
    monkeypatch.setattr(sources, "ROWS", 1_000)
    monkeypatch.setattr(parquet, "ROWS", 1_000)
    with pytest.raises(ListFileError) as refused:
        list(sources.read(content, "bomb.parquet").rows())
    assert refused.value.code == "too_many_rows"


def test_a_parquet_file_cut_in_the_middle_is_refused_not_shortened() -> None:
    content = parquet.write(("email",), [(f"p{at}@example.org",) for at in range(50_000)])
    damaged = content[:1_000] + bytes(len(content) - 2_000) + content[-1_000:]
    with pytest.raises(ListFileError) as refused:
        list(sources.read(damaged, "list.parquet").rows())
    assert refused.value.code == "unreadable_parquet"


def test_formulas_are_never_computed_and_dates_are_read_as_dates() -> None:
    content = workbook([["Courriel", "Note", "Depuis"], ["a@example.org", "=1+1", date(2026, 5, 2)]])
    assert rows(sources.read(content, "list.xlsx")) == [(2, ("a@example.org", "", "2026-05-02"))]
