"""One row cleaned: every cell read as what its column holds, and told where it was mended or left out.

A row goes no further (`Faulty`) when its e-mail address is wrong, or when nothing in it reaches anyone.
Whatever else is wrong in a good row is left out of it, and told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from balise.outreach.lists import characters, emails, phones, places
from balise.outreach.lists.addressees import Addressee, Faulty
from balise.outreach.lists.doubles import signs_of
from balise.outreach.lists.faults import CellError, Finding, finding
from balise.outreach.lists.fields import (
    CITY,
    COUNTRY,
    EMAIL,
    FIRST_NAME,
    LANGUAGE,
    LAST_NAME,
    NAME,
    NOTE,
    ORGANISATION,
    PHONE,
    POSTAL_CODE,
    PROVINCE,
    STATEMENT,
    STREET,
    plain,
)
from balise.outreach.lists.limits import LONGEST
from balise.outreach.lists.refusals import says_no
from balise.people.imports.limits import CELL
from balise.people.imports.values import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from balise.outreach.lists.lines import Line
    from balise.outreach.lists.mapping import ListMapping

Meant = TypeVar("Meant")

_FAILED = frozenset(
    ("#n/a", "#n/d", "#ref!", "#value!", "#valeur!", "#name?", "#nom?", "#div/0!", "#num!", "#nombre!",
     "#null!", "#nul!", "#spill!", "#calc!")
)  # fmt: skip
"""What a spreadsheet shows where a formula has no value, in both languages."""
_NO_VALUE = frozenset({"-", "--", "—", "–", "n/a", "na", "s/o", "null", "none", "nan", "nil"})
"""What people and programs write for an empty cell."""
_NAMED_FIRST = frozenset({"fr", "en", "francais", "french", "anglais", "english"})
_BOTH = frozenset({"bilingue", "bilingual", "fr en", "en fr", "les deux", "both"})


class RowCleaner:
    """Cleans the rows of one list."""

    def __init__(self, headers: tuple[str, ...], mapping: ListMapping) -> None:
        self._headers = headers
        self._country = mapping.country
        self._places = {
            held: at
            for at, header in enumerate(headers)
            if (held := mapping.columns.get(header)) and held != STATEMENT.id
        }
        self._columns = [
            (held, at, CELL if held in {EMAIL.id, NOTE.id} else LONGEST) for held, at in self._places.items()
        ]
        self._statements = [
            at for at, header in enumerate(headers) if mapping.columns.get(header) == STATEMENT.id
        ]
        self.same_email = ""
        """The one spelling of the address of the row that was cleaned last."""
        self.refusing: tuple[str, ...] = ()
        """Of that row, if it says no and goes no further: whom it may be the no of (`doubles.signs_of`)."""
        self._line: Line
        self._words: dict[str, str]
        self._remarks: list[Finding]

    def clean(self, line: Line) -> Addressee | Faulty:
        self.refusing = ()
        if line.broken is not None:
            return Faulty(line.number, (line.broken,))
        self._line, self._remarks = line, []
        self._words = words = self._read(line.cells)
        country = self._cell(COUNTRY.id, places.country) or self._country
        email, wrong = self._email()
        self.same_email = email.same if email else ""
        phone = self._phone(country)
        province = self._cell(PROVINCE.id, lambda said: places.province(said, country)) or ""
        statement, refuses = self._statement() if self._statements else ("", False)
        said = words.get
        first_name, last_name = said(FIRST_NAME.id, ""), said(LAST_NAME.id, "")
        found = Addressee(
            row=line.number,
            name=said(NAME.id) or f"{first_name} {last_name}".strip() or (email.name if email else ""),
            first_name=first_name,
            last_name=last_name,
            organisation=said(ORGANISATION.id, ""),
            email=email.address if email else "",
            role=self._role(email) if email else "",
            phone=phone.number if phone else "",
            extension=phone.extension if phone else "",
            street=said(STREET.id, ""),
            city=said(CITY.id, ""),
            province=province,
            postal_code=self._postal_code(country, province),
            country=country,
            language=self._cell(LANGUAGE.id, _language) or "",
            note=said(NOTE.id, ""),
            statement=statement,
            refuses=refuses,
            others=(*(email.others if email else ()), *(phone.others if phone else ())),
        )
        if wrong or not (found.email or found.phone or found.has_postal_address):
            # Whoever it names may stand in another row, that can be read.
            self.refusing = tuple(signs_of(found)) if found.refuses else ()
            return Faulty(line.number, self._faults(wrong))
        return found._replace(remarks=tuple(self._remarks)) if self._remarks else found

    def _read(self, cells: tuple[str, ...]) -> dict[str, str]:
        """The words of each cell, cleaned, by what it holds; nothing for one that holds none."""
        words = {}
        for held, at, at_most in self._columns:
            if not (cell := cells[at]):
                continue
            if len(cell) <= at_most and characters.fine(cell) and cell.casefold() not in _NO_VALUE:
                words[held] = cell
            elif kept := self._cleaned(held, cell, at_most):
                words[held] = kept
        return words

    def _cleaned(self, held: str, cell: str, at_most: int) -> str:
        """The same for one that has to be looked at."""
        words, hidden = characters.clean(cell)
        if words.casefold() in _NO_VALUE:
            return ""
        if hidden:
            self._remark(held, "hidden_characters", words)
        if words[:1] == "#" and words.casefold() in _FAILED:
            self._remark(held, "formula_failed")
            return ""
        if len(words) > at_most:
            self._remark(held, "too_long", str(at_most))
            return ""
        if characters.garbled(words):
            self._remark(held, "garbled")
        return words

    def _faults(self, wrong: Finding | None) -> tuple[Finding, ...]:
        """What has to be corrected: all that kept the row from reaching anyone, else that nothing does."""
        reaching = {
            self._header(held) for held in (EMAIL.id, PHONE.id, POSTAL_CODE.id, STREET.id, CITY.id)
        } - {""}
        found = [wrong] if wrong else []
        found += [each for each in self._remarks if each.column in reaching and each.code not in _HARMLESS]
        return tuple(found) or (finding(self._line.number, "", "", "nothing_to_reach"),)

    def _email(self) -> tuple[emails.Email | None, Finding | None]:
        """The address, or what is wrong with it."""
        if not (words := self._words.get(EMAIL.id)):
            return None, None
        try:
            found = emails.read(words)
        except CellError as error:
            return None, self._finding(EMAIL.id, error.code, error.detail)
        if found.mended:
            self._remark(EMAIL.id, "email_mended", found.address)
        if found.others:
            self._remark(EMAIL.id, "several_emails", found.address)
        return found, None

    def _role(self, email: emails.Email) -> str:
        if role := emails.role(email.address):
            self._remark(EMAIL.id, role)
        return role

    def _phone(self, country: str) -> phones.Phone | None:
        found = self._cell(PHONE.id, lambda words: phones.read(words, country))
        if found and found.others:
            self._remark(PHONE.id, "several_phones", found.number)
        return found

    def _postal_code(self, country: str, province: str) -> str:
        code = self._cell(POSTAL_CODE.id, lambda words: places.postal_code(words, country)) or ""
        if code and country == "CA" and places.elsewhere(code, province):
            self._remark(POSTAL_CODE.id, "postal_code_of_other_province", province)
        return code

    def _statement(self) -> tuple[str, bool]:
        """The words about consent, and whether any of them is a no."""
        said, refuses = [], False
        for at in self._statements:
            words, _ = characters.clean(self._line.cells[at])
            if not words:
                continue
            said.append(f"{self._headers[at]}: {words}")
            if says_no(self._headers[at], words):
                refuses = True
                self._remarks.append(finding(self._line.number, self._headers[at], words, "refuses"))
        return " | ".join(said), refuses

    def _cell(self, held: str, meaning: Callable[[str], Meant]) -> Meant | None:
        """What a cell means; None when it is empty, or wrong, which is told."""
        if not (words := self._words.get(held)):
            return None
        try:
            return meaning(words)
        except CellError as error:
            self._remark(held, error.code, error.detail)
            return None

    def _header(self, held: str) -> str:
        at = self._places.get(held)
        return "" if at is None else self._headers[at]

    def _finding(self, held: str, code: str, detail: str = "") -> Finding:
        at = self._places[held]
        return finding(self._line.number, self._headers[at], self._line.cells[at], code, detail)

    def _remark(self, held: str, code: str, detail: str = "") -> None:
        self._remarks.append(self._finding(held, code, detail))


_HARMLESS = frozenset({"hidden_characters", "garbled", "several_phones", "postal_code_of_other_province"})
"""Remarks that keep nobody from being reached."""


@lru_cache(maxsize=10_000)
def _language(words: str) -> str:
    """`fr` or `en`; nothing for both. Raise `CellError`."""
    bare = plain(words)
    if bare in _BOTH:
        return ""
    first = bare.partition(" ")[0]  # `fr-CA`, `French (Canada)`
    found = LANGUAGES.get(bare) or (LANGUAGES.get(first) if first in _NAMED_FIRST else None)
    if found is None:
        raise CellError("language")
    return found.value
