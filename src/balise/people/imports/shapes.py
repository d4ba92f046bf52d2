"""The shape of a file: what is needed to write another one like it, and one row of what it held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """An Excel workbook, or text in an encoding with a separator."""

    workbook: bool
    encoding: str = "utf-8-sig"
    separator: str = ","

    @property
    def extension(self) -> str:
        return "xlsx" if self.workbook else "csv"

    @property
    def content_type(self) -> str:
        if self.workbook:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return f"text/csv; charset={self.encoding.removesuffix('-sig')}"


WORKBOOK = Format(workbook=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]
