"""What stands in a file that was handed out."""

from __future__ import annotations

import csv
import io
import zipfile

from pypdf import PdfReader


def pages_of(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def is_tagged(content: bytes) -> bool:
    """Whether a screen reader finds its structure."""
    return "/StructTreeRoot" in PdfReader(io.BytesIO(content)).root_object


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def inside(content: bytes) -> list[str]:
    """The names of the files in an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.namelist()
