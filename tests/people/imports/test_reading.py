"""Reading a file: any encoding and separator people send, Excel too, and nothing that could hurt."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from balise.people.imports import tables
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.limits import COLUMNS, FILE_BYTES, UNPACKED_BYTES
from balise.people.imports.shapes import WORKBOOK, Format
from balise.policy.text import LANGS
from tests.people.imports.files import workbook

TEXT = "Prénom{0}Courriel\nInès{0}ines@example.org\n"
HEADERS, CELLS = ("Prénom", "Courriel"), ("Inès", "ines@example.org")


def code_of(content: bytes, name: str = "file.csv") -> str:
    with pytest.raises(FileRefusedError) as refused:
        tables.read(content, name)
    assert all(refused.value.message[lang] for lang in LANGS)
    return refused.value.code


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_and_the_separator_are_found_out(encoding: str, separator: str) -> None:
    table = tables.read(TEXT.format(separator).encode(encoding), "file.csv")
    assert (table.headers, table.rows[0].cells) == (HEADERS, CELLS)


def test_the_separator_that_the_file_names_counts() -> None:
    table = tables.read(b"sep=;\r\nA;B,C\r\n1;2,3\r\n", "file.csv")
    assert (table.headers, table.rows[0].cells, table.rows[0].number) == (("A", "B,C"), ("1", "2,3"), 3)


def test_separators_and_lines_inside_quotes_are_text() -> None:
    table = tables.read(b'Name,Address\n"Roy, Ann","1 Main\nHalifax"\nB,C\n', "file.csv")
    assert [row.cells for row in table.rows] == [("Roy, Ann", "1 Main\nHalifax"), ("B", "C")]


def test_a_row_has_the_number_that_a_spreadsheet_shows_and_empty_rows_are_skipped() -> None:
    table = tables.read(b"A,B\n\n1,2\n,\n3,4\n", "file.csv")
    assert [row.number for row in table.rows] == [3, 5]


def test_a_workbook_reads_like_text() -> None:
    content = workbook(
        [
            ["Nom", "Né le", "Numéro", "Actif"],
            ["Rose", date(1941, 5, 2), 12345, True],
            ["Luc", None, 1.5, False],
        ]
    )
    table = tables.read(content, "file.xlsx")
    assert table.headers == ("Nom", "Né le", "Numéro", "Actif")
    assert [row.cells for row in table.rows] == [
        ("Rose", "1941-05-02", "12345", "1"),
        ("Luc", "", "1.5", "0"),
    ]
    assert [row.number for row in table.rows] == [2, 3]
    assert table.format == WORKBOOK


def test_a_workbook_that_begins_lower_keeps_its_row_numbers() -> None:
    table = tables.read(workbook([[], [], ["Nom"], ["Rose"]]), "file.xlsx")
    assert (table.headers, table.rows[0].number) == (("Nom",), 4)


def test_a_formula_is_never_computed() -> None:
    table = tables.read(workbook([["Nom", "Note"], ["Rose", "=1+1"]]), "file.xlsx")
    assert table.rows[0].cells == ("Rose", "")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    assert tables.read(b"Name\n=1+1\n", "file.csv").rows[0].cells == ("=1+1",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"A,,C\n1,2,3\n", "header_missing"),
        (b"A,A\n1,2\n", "header_twice"),
        (b"A,B\n1,2,3\n", "row_too_long"),
        (b'A,B\n"1,2\n', "broken_row"),
        (b"A,B\n1,\x00\n", "unknown_encoding"),
        (b"A\n\x81\x8d\x8f\n", "unknown_encoding"),
        (",".join(map(str, range(COLUMNS + 1))).encode(), "too_many_columns"),
        (b"A\n" + b"x" * 10_001, "cell_too_long"),
        (b"A" * (FILE_BYTES + 1), "too_big"),
        (b"PK\x03\x04 no archive", "unreadable_workbook"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, code: str) -> None:
    assert code_of(content) == code


@pytest.mark.parametrize("name", ["old.xls", "open.ods", "binary.xlsb"])
def test_other_workbooks_are_refused_with_what_to_do(name: str) -> None:
    assert code_of(workbook([["A"], ["1"]]), name) == "other_workbook"


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = archive(**{"xl/worksheets/sheet1.xml": bytes(UNPACKED_BYTES + 1)})
    assert len(bomb) < 1_000_000
    assert code_of(bomb, "bomb.xlsx") == "zip_bomb"


def test_a_sheet_with_a_cell_at_its_far_end_is_refused_not_unfolded() -> None:
    content = workbook([["A"], ["1"]])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members[sheet] = members[sheet].replace(b"</sheetData>", far)
    assert code_of(archive(**members), "far.xlsx") == "unreadable_workbook"


@pytest.mark.parametrize("shape", [WORKBOOK, Format(workbook=False), Format(workbook=False, separator=";")])
@pytest.mark.parametrize(
    "cell", ["=1+1", "+1 506 555-0101", "-5", "@sum", "'=x", "\uff1d1", "plain", "a;b,c", 'say "x"']
)
def test_what_is_written_is_no_formula_and_reads_back_the_same(shape: Format, cell: str) -> None:
    content = tables.write(shape, ("A", "B"), [(cell, "x")])
    assert tables.read(content, f"file.{shape.extension}").rows[0].cells == (cell, "x")
    if shape.workbook:
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet["A2"].data_type != "f"
    else:
        written = content.decode("utf-8-sig").splitlines()[1].lstrip('"')
        assert not written.startswith(("=", "+", "-", "@", "\uff1d"))
