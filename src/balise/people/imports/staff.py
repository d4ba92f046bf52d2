"""What would become of each row of a file of staff. A number, else an e-mail address, says who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balise.people.access import Act, visible_staff, visible_units
from balise.people.errors import PeopleError
from balise.people.imports import values
from balise.people.imports.models import ExternalId
from balise.people.imports.names import full_name
from balise.people.imports.outcomes import Change, Checked, Fate, Outcome, Reader, places_of
from balise.people.imports.units import Units
from balise.people.models import Staff
from balise.people.standing import standing_of
from balise.people.wording import PAGE, email_address, optional

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.shapes import Row
    from balise.people.imports.tables import Table


class StaffRows:
    """One file against all staff, read once."""

    def __init__(self, table: Table, mapping: ColumnMapping, by: Staff, now: datetime) -> None:
        self._table = table
        self._mapping = mapping
        self._places = places_of(table, mapping)
        self._units = Units()
        standing = standing_of(by, now)
        self._may_hire_in = _pks(visible_units(standing, now, Act.HIRE))
        self._seen = _pks(visible_staff(standing, now))
        self._may_change = _pks(visible_staff(standing, now, Act.CHANGE))
        self._may_move = _pks(visible_staff(standing, now, Act.MOVE))
        self._people = {person.pk: person for person in Staff.objects.all()}
        self._by_email = {person.email.lower(): person for person in self._people.values()}
        numbered = ExternalId.objects.filter(client=None).values_list("value", "staff__pk")
        self._by_number = {number: self._people[pk] for number, pk in numbered}
        self._number_of = {person.pk: number for number, person in self._by_number.items()}
        self._rows_of: dict[tuple[str, object], int] = {}

    def outcomes(self) -> Iterator[Outcome]:
        return (self._outcome(row) for row in self._table.rows)

    def checked(self, outcomes: list[Outcome]) -> Checked:
        # A member of staff has no file: what colleagues may see of each other is read without a trace.
        return Checked(self._table, self._mapping, outcomes, [], [], [])

    def _outcome(self, row: Row) -> Outcome:
        reader = Reader(row, self._table, self._mapping, self._places)
        outcome = reader.outcome
        number = reader.read("external_id", values.number)
        email = reader.read("email", email_address)
        person = self._known(reader, number, email)
        self._only_once(reader, number, email, person)
        if outcome.problems:
            return outcome
        if person is None:
            self._add(reader, number, email)
        elif person.pk not in self._may_change:
            outcome.fate, outcome.person = Fate.KEPT, person
            return outcome
        else:
            self._change(reader, person, number, email)
        if outcome.problems:
            outcome.fate = Fate.FAULTY
        return outcome

    def _known(self, reader: Reader, number: str | None, email: str | None) -> Staff | None:
        """Who this row is about, if we know them."""
        numbered = self._by_number.get(number) if number else None
        reached = self._by_email.get(email.lower()) if email else None
        if numbered is not None:
            if numbered.pk not in self._seen:
                reader.refuse("external_id", "number_taken")
            elif reached is not None and reached != numbered:
                reader.fault("email", PeopleError("email_taken").message)
            return numbered
        if reached is not None and (
            reached.pk not in self._seen or (number and reached.pk in self._number_of)
        ):
            reader.fault("email", PeopleError("email_taken").message)
        return reached

    def _only_once(self, reader: Reader, number: str | None, email: str | None, person: Staff | None) -> None:
        """Note a fault if an earlier row was about the same person: nobody knows which of both is right."""
        keys = {
            "external_id": ("number", number),
            "email": ("email", email.lower() if email else None),
            "full_name": ("person", person.pk if person else None),
        }
        for held, key in keys.items():
            if key[1] is not None:
                earlier = self._rows_of.setdefault(key, reader.outcome.row.number)
                if earlier != reader.outcome.row.number:
                    reader.refuse(held, "twice", row=earlier)
                    return

    def _add(self, reader: Reader, number: str | None, email: str | None) -> None:
        name = full_name(reader)
        if not name and not reader.outcome.problems:
            reader.required("full_name")
        reader.required("email")
        unit = reader.with_default("unit", self._units.find)
        if unit is not None and unit.pk not in self._may_hire_in:
            reader.refuse("unit", "may_not_add_here")
        scopes = {held: reader.read(held, _page) or "" for held in ("job_scope_fr", "job_scope_en")}
        _both_languages(reader, scopes)
        reader.outcome.fate = Fate.ADD
        reader.outcome.values = {
            "full_name": name,
            "email": email,
            "status": reader.with_default("status", values.status),
            "unit": unit,
            "language": reader.with_default("language", values.language),
            **scopes,
            "regular_client_contact": reader.read("regular_client_contact", values.yes_or_no) or False,
            "external_id": number,
        }

    def _change(self, reader: Reader, person: Staff, number: str | None, email: str | None) -> None:
        meant: dict[str, Any] = {
            "full_name": full_name(reader),
            "email": email,
            "status": reader.read("status", values.status),
            "unit": reader.read("unit", self._units.find),
            "language": reader.read("language", values.language),
            "job_scope_fr": reader.read("job_scope_fr", _page),
            "job_scope_en": reader.read("job_scope_en", _page),
            "regular_client_contact": reader.read("regular_client_contact", values.yes_or_no),
        }
        outcome = reader.outcome
        outcome.person = person
        unit = meant.pop("unit")
        if unit is not None and unit.pk != person.unit_id:
            if person.pk not in self._may_move or unit.pk not in self._may_hire_in:
                reader.refuse("unit", "may_not_move")
            before = self._units.by_pk[person.unit_id]
            outcome.values["unit"] = unit
            outcome.changes.append(Change("unit", before.name_fr, unit.name_fr))
        for held, value in meant.items():
            before_value = getattr(person, held)
            if value is not None and value != before_value:
                outcome.values[held] = value
                outcome.changes.append(Change(held, str(before_value), str(value)))
        if number and person.pk not in self._number_of:
            outcome.values["external_id"] = number
            outcome.changes.append(Change("external_id", "", number))
        _both_languages(
            reader,
            {
                held: outcome.values.get(held, getattr(person, held))
                for held in ("job_scope_fr", "job_scope_en")
            },
        )
        outcome.fate = Fate.CHANGE if outcome.values else Fate.SAME


def _both_languages(reader: Reader, scopes: dict[str, str]) -> None:
    if bool(scopes["job_scope_fr"]) != bool(scopes["job_scope_en"]):
        held = "job_scope_fr" if reader.words("job_scope_fr") else "job_scope_en"
        reader.fault(held, PeopleError("one_language_only").message)


def _page(words: str) -> str:
    return optional(words, at_most=PAGE)


def _pks(found: Any) -> frozenset[int]:  # noqa: ANN401  querysets of several models
    return frozenset(found.values_list("pk", flat=True))
