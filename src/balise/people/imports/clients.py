"""What would become of each row of a file of clients.

A number, or the id that Balise gave, says who a row is about. Without them, someone of the same name is
proposed and never merged: whoever imports says in the column Balise id whether it is the same person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from balise.people.access import TABLE, Act, Relation, visible_clients, visible_units
from balise.people.errors import NotFoundError, PeopleError
from balise.people.imports import values
from balise.people.imports.fields import HEALTH, plain
from balise.people.imports.likeness import Likeness, Namesakes
from balise.people.imports.models import ExternalId
from balise.people.imports.names import full_name, name_column
from balise.people.imports.outcomes import Change, Checked, Fate, Outcome, Reader, places_of
from balise.people.imports.units import Units
from balise.people.models import Client, ClientHealth, ContactPoint
from balise.people.periods import day_of
from balise.people.standing import standing_of
from balise.people.wording import PAGE, email_address, needed, optional, phone_number
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.shapes import Row
    from balise.people.imports.tables import Table
    from balise.people.models import Staff, Unit

SOMEONE_ELSE = frozenset({"new", "nouveau", "nouvelle"})
"""What stands in the column Balise for someone who only has the name of a client."""

PLAIN = ("full_name", "preferred_name", "language", "birth_date", "vulnerable", "closed_date")
CONTACTS: dict[ContactKind, Callable[[str], str]] = {
    ContactKind.EMAIL: email_address,
    ContactKind.PHONE: phone_number,
    ContactKind.ADDRESS: lambda words: needed(words, at_most=500),
}


class ClientRows:
    """One file against the clients that the importer may know of, read once."""

    def __init__(self, table: Table, mapping: ColumnMapping, by: Staff, now: datetime) -> None:
        self._table = table
        self._mapping = mapping
        self._places = places_of(table, mapping)
        self._units = Units()
        self._today = day_of(now)
        self._day = values.day(mapping.dates)
        self._standing = standing_of(by, now)
        self._may_add_in = frozenset(
            visible_units(self._standing, now, Act.ADD_CLIENT).values_list("pk", flat=True)
        )
        may = {
            act: frozenset(visible_clients(self._standing, now, act).values_list("pk", flat=True))
            for act in (Act.READ, Act.CHANGE, Act.READ_HEALTH)
        }
        self._may_read = may[Act.READ]
        self._may_change = may[Act.CHANGE] & may[Act.READ]
        self._may_write_health = may[Act.READ_HEALTH] & may[Act.CHANGE]
        self._seen = {client.pk: client for client in visible_clients(self._standing, now)}
        self._by_uuid = {client.uuid: client for client in self._seen.values()}
        numbered = ExternalId.objects.filter(staff=None).values_list("value", "client_id", "client__uuid")
        self._by_number = {number: (pk, uuid) for number, pk, uuid in numbered}
        self._number_of = {pk: number for number, (pk, _) in self._by_number.items()}
        self._contacts = self._read_contacts()
        self._health = self._read_health()
        self._namesakes = Namesakes((client, self._likeness(client)) for client in self._seen.values())
        self._rows_of: dict[tuple[str, object], int] = {}
        self._earlier: Namesakes[int] = Namesakes(())
        self._compared: dict[int, Client] = {}
        self._health_compared: dict[int, Client] = {}
        self._attempts: list[UUID] = []

    def outcomes(self) -> Iterator[Outcome]:
        return (self._outcome(row) for row in self._table.rows)

    def checked(self, outcomes: list[Outcome]) -> Checked:
        return Checked(
            self._table,
            self._mapping,
            outcomes,
            list(self._compared.values()),
            list(self._health_compared.values()),
            self._attempts,
        )

    def _outcome(self, row: Row) -> Outcome:
        reader = Reader(row, self._table, self._mapping, self._places)
        outcome = reader.outcome
        meant = self._meaning(reader)
        number = reader.read("external_id", values.number)
        someone_else = plain(reader.words("balise_id")) in SOMEONE_ELSE
        person = self._known(reader, number, someone_else=someone_else)
        self._only_once(reader, number, person)
        if outcome.problems:
            return outcome
        if person is None and not someone_else:
            person = self._alike(reader, meant, number)
        if outcome.problems:
            return outcome
        if person is None:
            self._add(reader, meant, number)
        elif person.pk not in self._may_change:
            outcome.fate, outcome.person = Fate.KEPT, person
        else:
            self._change(reader, person, meant, number)
        if outcome.problems:
            outcome.fate = Fate.FAULTY
        return outcome

    def _meaning(self, reader: Reader) -> dict[str, Any]:
        """What the cells of the row mean; None for the empty ones."""
        meant: dict[str, Any] = {
            "full_name": full_name(reader),
            "preferred_name": reader.read("preferred_name", optional),
            "language": reader.read("language", values.language),
            "birth_date": reader.read("birth_date", self._day),
            "vulnerable": reader.read("vulnerable", values.yes_or_no),
            "closed_date": reader.read("closed_date", self._day),
            "unit": reader.read("unit", self._units.find),
        }
        if (born := meant["birth_date"]) is not None and born > self._today:
            reader.fault("birth_date", PeopleError("born_in_the_future").message)
        for kind, one in CONTACTS.items():
            meant[kind] = reader.read(kind, lambda words, one=one: values.several(words, one)) or ()  # type: ignore[misc]  # a lambda has no types
        for held in HEALTH:
            meant[held] = reader.read(held, lambda words: optional(words, at_most=PAGE))
        return meant

    def _known(self, reader: Reader, number: str | None, *, someone_else: bool) -> Client | None:
        """Who the row says it is about. Hidden and absent answer alike; to try is noted."""
        numbered = self._by_number.get(number) if number else None
        if numbered is not None:
            if numbered[0] not in self._seen:
                self._attempts.append(numbered[1])
                reader.refuse("external_id", "number_taken")
                return None
            if someone_else:
                reader.refuse("balise_id", "number_says_otherwise")
        named: Client | None = None
        if reader.words("balise_id") and not someone_else:
            named = reader.read("balise_id", self._named)
            if named and number and self._number_of.get(named.pk, number) != number:
                reader.refuse("external_id", "other_number")
            if named and numbered and named.pk != numbered[0]:
                reader.refuse("balise_id", "number_says_otherwise")
        return named or (self._seen[numbered[0]] if numbered else None)

    def _named(self, words: str) -> Client:
        try:
            uuid = UUID(words)
        except ValueError:
            raise PeopleError("not_found") from None
        if uuid not in self._by_uuid:
            self._attempts.append(uuid)
            raise NotFoundError
        return self._by_uuid[uuid]

    def _only_once(self, reader: Reader, number: str | None, person: Client | None) -> None:
        row = reader.outcome.row.number
        for held, key in (
            ("external_id", ("number", number)),
            ("balise_id", ("person", person and person.pk)),
        ):
            if key[1] is not None and (earlier := self._rows_of.setdefault(key, row)) != row:
                reader.refuse(held, "twice", row=earlier)
                return

    def _alike(self, reader: Reader, meant: dict[str, Any], number: str | None) -> Client | None:
        """The client that this row already is, word for word; a fault when one may be the same person."""
        likeness = Likeness.of(
            meant["full_name"] or "", meant["birth_date"], meant[ContactKind.ADDRESS], number
        )
        for client in self._namesakes.of(likeness):
            if client.pk in self._may_change and self._is_already(client, meant, number):
                return client
            reader.refuse(name_column(reader), "maybe_known", id=str(client.uuid))
            return None
        for earlier in self._earlier.of(likeness):
            reader.refuse(name_column(reader), "maybe_twice", row=earlier)
            return None
        self._earlier.add(reader.outcome.row.number, likeness)
        return None

    def _is_already(self, client: Client, meant: dict[str, Any], number: str | None) -> bool:
        """Whether the file of this client says all that the row says."""
        self._compared[client.pk] = client
        if number and self._number_of.get(client.pk) != number:
            return False
        unit: Unit | None = meant["unit"]
        if unit is not None and unit.pk != client.unit_id:
            return False
        if any(meant[held] is not None for held in HEALTH):
            return False
        same = all(meant[held] is None or meant[held] == getattr(client, held) for held in PLAIN)
        held = self._contacts.get(client.pk, {})
        return same and all(set(meant[kind]) <= set(held.get(kind, ())) for kind in CONTACTS)

    def _add(self, reader: Reader, meant: dict[str, Any], number: str | None) -> None:
        outcome = reader.outcome
        if not meant["full_name"]:
            reader.required("full_name")
        unit = meant["unit"] or reader.with_default("unit", self._units.find)
        if unit is not None and unit.pk not in self._may_add_in:
            reader.refuse("unit", "may_not_add_here")
        health = {held: meant[held] for held in HEALTH if meant[held]}
        if unit is not None and health and not self._may_write_health_in(unit):
            for held in sorted(health):
                reader.refuse(held, "may_not_write_health")
        outcome.fate = Fate.ADD
        outcome.values = {
            **{held: meant[held] for held in PLAIN if meant[held] is not None},
            "language": meant["language"] or reader.with_default("language", values.language),
            "unit": unit,
            "contacts": [(kind, value) for kind in CONTACTS for value in meant[kind]],
            "health": health,
            "external_id": number,
        }

    def _change(self, reader: Reader, client: Client, meant: dict[str, Any], number: str | None) -> None:
        outcome = reader.outcome
        outcome.person = client
        self._compared[client.pk] = client
        unit: Unit | None = meant["unit"]
        if unit is not None and unit.pk != client.unit_id:
            reader.refuse("unit", "file_stays_in_unit")
        for held in PLAIN:
            before = getattr(client, held)
            if meant[held] is not None and meant[held] != before:
                outcome.values[held] = meant[held]
                outcome.changes.append(Change(held, _in_words(before), _in_words(meant[held])))
        self._change_contacts(client, meant, outcome)
        self._change_health(reader, client, meant)
        if number and client.pk not in self._number_of:
            outcome.values["external_id"] = number
            outcome.changes.append(Change("external_id", "", number))
        outcome.fate = Fate.CHANGE if outcome.values else Fate.SAME

    def _change_contacts(self, client: Client, meant: dict[str, Any], outcome: Outcome) -> None:
        """One way of reaching someone replaces the only one; otherwise those that are new are added."""
        held = self._contacts.get(client.pk, {})
        wanted: list[tuple[ContactKind, str]] = []
        changed = False
        for kind in CONTACTS:
            before, after = held.get(kind, []), list(meant[kind])
            if set(after) <= set(before):
                wanted += [(kind, value) for value in before]
                continue
            changed = True
            now_there = after if len(before) == len(after) == 1 else list(dict.fromkeys([*before, *after]))
            wanted += [(kind, value) for value in now_there]
            outcome.changes.append(Change(kind.value, "; ".join(before), "; ".join(now_there)))
        if changed:
            outcome.values["contacts"] = wanted

    def _change_health(self, reader: Reader, client: Client, meant: dict[str, Any]) -> None:
        given = {held: meant[held] for held in sorted(HEALTH) if meant[held] is not None}
        if not given:
            return
        if client.pk not in self._may_write_health:
            for held in given:
                reader.refuse(held, "may_not_write_health")
            return
        self._health_compared[client.pk] = client
        health = self._health.get(client.pk) or ClientHealth(client=client)
        new = {held: words for held, words in given.items() if words != getattr(health, held)}
        if new:
            reader.outcome.values["health"] = new
            # What was there is not repeated: a list of changes is no place to read health in.
            reader.outcome.changes += [Change(held, "", "") for held in new]

    def _may_write_health_in(self, unit: Unit) -> bool:
        """Whether the importer may write the health of whoever is added to this unit."""
        wanted = {Act.CHANGE, Act.READ_HEALTH}
        return any(
            unit.pk in holding.units
            and holding.in_place_of_id is None
            and wanted <= TABLE[Client].get(holding.role, {}).get(Relation.SAME_PROGRAMME, frozenset())
            for holding in self._standing.holdings
        )

    def _read_contacts(self) -> dict[int, dict[ContactKind, list[str]]]:
        found: dict[int, dict[ContactKind, list[str]]] = {}
        points = ContactPoint.objects.order_by("pk").values_list("client_id", "kind", "value")
        for client, kind, value in points.iterator(chunk_size=2_000):
            if client in self._may_read:
                found.setdefault(client, {}).setdefault(ContactKind(kind), []).append(value)
        return found

    def _read_health(self) -> dict[int, ClientHealth]:
        if not self._mapping.health or not self._may_write_health:
            return {}
        found = ClientHealth.objects.iterator(chunk_size=2_000)
        return {health.pk: health for health in found if health.pk in self._may_write_health}

    def _likeness(self, client: Client) -> Likeness:
        """What tells this client from others: only the name, when the importer may not read the file."""
        readable = client.pk in self._may_read
        born: date | None = client.birth_date if readable else None
        addresses = self._contacts.get(client.pk, {}).get(ContactKind.ADDRESS, []) if readable else []
        return Likeness.of(client.full_name, born, addresses, self._number_of.get(client.pk))


def _in_words(value: object) -> str:
    return "" if value is None else str(value)
