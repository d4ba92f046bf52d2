"""Lists as organisations have them: an Excel list of 2,000 rows with every kind of fault in it.

The same list at each call. `Made.rows` says of each row what should become of it, and what should be found.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable

Fate = Literal["good", "joined", "faulty"]

HEADERS = (
    "Prénom", "Nom", "Organisme", "Courriel", "Téléphone", "Adresse", "Ville", "Province", "Code postal",
    "Pays", "Langue", "Désabonné", "Remarques",
)  # fmt: skip
TITLE_ROWS = 2
"""Above the headers: a title over merged cells, and an empty row."""
FIRST_ROW = TITLE_ROWS + 2

FIRST_NAMES = ("Inès", "Luc", "Zoé", "Marie-Ève", "Théo", "Ann", "Seán", "Nguyễn", "Olena", "Karim")
LAST_NAMES = ("Roy", "Tremblay", "Côté", "O’Neil", "Landry", "LeBlanc", "Smith", "Haddad", "Arsenault", "Wu")
CITIES = (
    ("Moncton", "NB", "E1C 4Z6", 506),
    ("Québec", "QC", "G1R 4S9", 418),
    ("Ottawa", "ON", "K1A 0B1", 613),
    ("Halifax", "NS", "B3J 1S9", 902),
    ("Winnipeg", "MB", "R3C 4T3", 204),
    ("Vancouver", "BC", "V6B 1A1", 604),
)


@dataclass(frozen=True)
class Person:
    """The cells of one row."""

    first_name: object = ""
    last_name: object = ""
    organisation: object = ""
    email: object = ""
    phone: object = ""
    street: object = ""
    city: object = ""
    province: object = ""
    postal_code: object = ""
    country: object = ""
    language: object = ""
    unsubscribed: object = ""
    note: object = ""
    beyond: object = ""
    """A cell to the right of the last header."""

    @property
    def cells(self) -> list[object]:
        return [value if value != "" else None for value in vars(self).values()]


@dataclass(frozen=True)
class Row:
    """What should become of a row. `codes` are findings that must be told."""

    number: int
    kind: str
    fate: Fate
    codes: frozenset[str]


@dataclass
class Made:
    """A list, and what it holds."""

    content: bytes
    rows: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> dict[Fate, int]:
        found = Counter(row.fate for row in self.rows)
        return {"good": found["good"], "joined": found["joined"], "faulty": found["faulty"]}


def ordinary(number: int) -> Person:
    """Someone without any fault; nobody else has their name, address or number."""
    city, province, postal_code, area = CITIES[number % len(CITIES)]
    return Person(
        first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
        last_name=f"{LAST_NAMES[number // 7 % len(LAST_NAMES)]}-{LAST_NAMES[number % 9]}",
        email=f"membre.{number}@example.org",
        phone=f"{area} 555-{number:04d}",
        street=f"{number} rue Principale",
        city=city,
        province=province,
        postal_code=postal_code,
        country="Canada",
        language="français" if number % 3 else "English",
    )


def _faults() -> dict[str, tuple[Fate, set[str], Callable[[Person], Person]]]:
    """By kind of fault: what becomes of the row, what is told, and how the fault is made."""

    def cells(**changes: object) -> Callable[[Person], Person]:
        return lambda person: replace(person, **changes)

    def email(change: Callable[[str], str]) -> Callable[[Person], Person]:
        return lambda person: replace(person, email=change(str(person.email)))

    return {
        "no at": ("faulty", {"email_no_at"}, email(lambda it: it.replace("@", " "))),
        "no dot": ("faulty", {"email_no_dot"}, email(lambda it: it.removesuffix(".org"))),
        "two dots": ("faulty", {"email"}, email(lambda it: it.replace(".", "..", 1))),
        "nobody": (
            "faulty",
            {"nothing_to_reach"},
            lambda it: Person(first_name=it.first_name, last_name=it.last_name, city=it.city),
        ),
        "phone alone, rounded": (
            "faulty",
            {"phone_rounded"},
            lambda it: Person(last_name=it.last_name, phone="5,06555E+09"),
        ),
        "endless cell": ("faulty", {"cell_too_long"}, cells(note="très long " * 3_000)),
        "beyond the headers": ("faulty", {"row_too_long"}, cells(beyond="de trop")),
        "mailto": ("good", {"email_mended"}, email(lambda it: f"mailto:{it}?subject=Bonjour")),
        "spaces": ("good", {"email_mended"}, email(lambda it: it.replace("@", " @ "))),
        "trailing dot": ("good", {"email_mended"}, email(lambda it: f"{it}.")),
        "two e-mails": ("good", {"several_emails"}, email(lambda it: f"{it}; autre.{it}")),
        "zero width": ("good", {"hidden_characters"}, email(lambda it: it.replace("@", "\u200b@"))),
        "direction mark": (
            "good",
            {"hidden_characters"},
            lambda it: replace(it, last_name=f"\u202e{it.last_name}\u202c"),
        ),
        "garbled": ("good", {"garbled"}, cells(organisation="Centre MontrÃ©al")),
        "name without end": ("good", {"too_long"}, cells(organisation="Très Longue " * 30)),
        "failed formula": ("good", {"formula_failed"}, cells(organisation="#N/D")),
        "formula": ("good", set(), cells(note='=HYPERLINK("http://example.org","ici")')),
        "looks like a formula": ("good", set(), cells(note="+1 pour Zoé")),
        "no-reply": ("good", {"no_reply"}, email(lambda it: it.replace("membre.", "ne-pas-repondre."))),
        "short phone": ("good", {"phone_no_area"}, cells(phone="555-0101")),
        "long phone": ("good", {"phone_too_long"}, cells(phone="506 555 0101 0101")),
        "phone as date": ("good", {"phone_date"}, cells(phone=date(2026, 5, 5))),
        "phone as number": ("good", set(), lambda it: replace(it, phone=_digits(it.phone))),
        "extension": ("good", set(), lambda it: replace(it, phone=f"{it.phone}, poste 12")),
        "two phones": (
            "good",
            {"several_phones"},
            lambda it: replace(it, phone=f"{it.phone}/506 555-9999"),
        ),
        "abroad": (
            "good",
            set(),
            lambda it: replace(
                it,
                phone=f"01 42 {_digits(it.street):06d}",
                country="France",
                province="",
                postal_code="75008",
            ),
        ),
        "unknown country": ("good", {"country"}, cells(country="Syldavie")),
        "unknown province": ("good", {"province"}, cells(province="XX")),
        "O for 0": ("good", {"postal_code"}, cells(postal_code="E1C 4ZO")),
        "ZIP code": ("good", {"postal_code_of_us"}, cells(postal_code="04401")),
        "other province": ("good", {"postal_code_of_other_province"}, cells(province="NU")),
        "unknown language": ("good", {"language"}, cells(language="klingon")),
        "unsubscribed": ("good", {"refuses"}, cells(unsubscribed="oui")),
        "unsubscribed on a day": ("good", {"refuses"}, cells(unsubscribed=date(2025, 3, 1))),
        "still subscribed": ("good", set(), cells(unsubscribed="non")),
        "accents elsewhere": ("good", set(), email(lambda it: it.replace("@example.org", "@exämple.org"))),
        "accented mailbox": ("good", set(), email(lambda it: it.replace("membre", "élève"))),
        "no country": ("good", set(), cells(country="")),
    }


DOUBLES: dict[str, Callable[[Person], Person]] = {
    "same e-mail": lambda it: Person(last_name=it.last_name, email=str(it.email).upper()),
    "same e-mail, tagged": lambda it: replace(it, email=str(it.email).replace("@", "+news@"), phone=""),
    "same phone and name": lambda it: Person(
        first_name=it.first_name, last_name=it.last_name, phone=f"+1 {it.phone}"
    ),
    "same name and address": lambda it: replace(
        it, email="", phone="", street=str(it.street).upper(), postal_code=str(it.postal_code).lower()
    ),
}
FAULTS = tuple(_faults())
EACH = 8
"""Rows of each kind of fault."""


@cache
def excel_list(size: int = 2_000) -> Made:
    """The list. Every eighth kind or so is spread over it, so that faults stand among good rows."""
    kinds = [*FAULTS, *DOUBLES] * EACH
    if size < 2 * len(kinds):
        raise ValueError(f"a list with every kind of fault has at least {2 * len(kinds)} rows")
    every = (size - 1) // len(kinds)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Membres"
    sheet.append(["Liste des membres du centre, 2026"])
    sheet.merge_cells("A1:M1")
    sheet.append([])
    sheet.append(list(HEADERS))
    made = Made(b"")
    faults, last = _faults(), ordinary(0)
    for at in range(size):
        number, person = FIRST_ROW + at, ordinary(at)
        kind = kinds[at // every] if at % every == every - 1 and at // every < len(kinds) else ""
        if kind in DOUBLES:
            person, row = DOUBLES[kind](last), Row(number, kind, "joined", frozenset())
        elif kind:
            fate, codes, change = faults[kind]
            person, row = change(person), Row(number, kind, fate, frozenset(codes))
        else:
            last, row = person, Row(number, "ordinary", "good", frozenset())
        sheet.append(person.cells)
        made.rows.append(row)
    book.create_sheet("Anciens membres").append(["Courriel"])
    book.create_sheet("Feuil3")
    out = io.BytesIO()
    book.save(out)
    made.content = out.getvalue()
    return made


def _digits(words: object) -> int:
    return int("".join(letter for letter in str(words) if letter.isdigit()))
