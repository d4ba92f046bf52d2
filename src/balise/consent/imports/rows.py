"""What each row says, read cell by cell: whom it is about, what for, yes or no, since when.

Nothing here knows what the ledger holds; `checking` puts the two together.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from balise.consent.errors import ConsentError
from balise.consent.imports import fields as columns
from balise.consent.imports.answers import Meaning, opted_out
from balise.consent.imports.directory import ADDRESSES
from balise.consent.imports.faults import ConsentFaultError
from balise.consent.imports.fields import plain
from balise.consent.operations import checks
from balise.consent.words import Basis, Channel, Event
from balise.people.errors import PeopleError
from balise.people.imports import values
from balise.people.imports.faults import FaultError, Problem
from balise.people.periods import day_of, first_instant, last_instant
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from balise.consent.imports.directory import Directory
    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source
    from balise.people.imports.shapes import Row
    from balise.people.words import ContactKind

Meant = TypeVar("Meant")

MANY = 10_000
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*")
OLDEST = date(1900, 1, 1)
"""Nobody who can be reached answered before it: the century, or the whole date, is a mistake."""

CHANNELS: dict[str, Channel] = {
    **dict.fromkeys(("courriel", "e mail", "email", "mail electronique"), Channel.EMAIL),
    **dict.fromkeys(("texto", "sms", "text", "text message", "message texte"), Channel.TEXT_MESSAGE),
    **dict.fromkeys(("telephone", "phone", "appel", "call", "tel"), Channel.PHONE),
    **dict.fromkeys(("poste", "courrier", "lettre", "mail", "letter", "post"), Channel.MAIL),
    **dict.fromkeys(("en personne", "in person", "visite", "visit"), Channel.IN_PERSON),
}


class Stated(NamedTuple):
    """One event that a row states, in the shape of the table: a million of them fit in memory."""

    row: int
    uuid: str
    client: int
    purpose: int
    channel: Channel
    event: Event
    basis: str
    basis_day: date | None
    at: datetime
    until: date | None


class AddressRefused(NamedTuple):
    """A no that a row states of an address: it holds for whoever has it, one, several or nobody yet."""

    row: int
    uuid: str
    address: str
    purpose: int
    channel: Channel
    at: datetime


Key = tuple[int, int, Channel]
"""A client, a purpose and a channel."""

Read = tuple[Stated | AddressRefused, ...] | list[Problem]
"""What a row states, nothing when it says nothing about consent; or what is wrong with it."""


class RowReader:
    """Reads the rows of one file. What is wrong with a row is gathered, so that all of it is told at once."""

    def __init__(self, source: Source, mapping: ConsentMapping, directory: Directory, now: datetime) -> None:
        self._source = source
        self._mapping = mapping
        self._directory = directory
        self._now = now
        self._today = day_of(now)
        self._places = {
            held: at for at, header in enumerate(source.headers) if (held := mapping.columns.get(header))
        }
        # A million rows hold few distinct words.
        self._day = cache(values.day(mapping.dates))
        self._said = cache(mapping.meaning)
        self._channel = cache(_channel)
        self._basis = cache(_basis)
        self._purpose = cache(directory.purpose)
        self._start, self._end = cache(first_instant), cache(last_instant)
        # But for this: some systems write there the second at which someone unsubscribed.
        self._opted_out = lru_cache(maxsize=MANY)(self._refused_or_not)
        self._row: Row
        self._problems: list[Problem]
        self.doubtful: set[int] = set()
        """Clients of whom a row that cannot be taken may say no: no other row may then say yes for them."""
        self.doubtful_addresses: set[str] = set()
        """The same for whoever has one of these."""

    def read(self, row: Row) -> Read:
        """What the row states, or what is wrong with it."""
        self._row, self._problems = row, []
        meaning = self._meaning()
        basis = self._cell(columns.BASIS.id, self._basis)
        if meaning is Meaning.SILENT and basis is None and not self._problems:
            return ()
        refusing = meaning is not None and meaning.refuses
        clients, addresses = self._who(refusing=refusing)
        purpose = self._said_or_default(columns.PURPOSE.id, self._purpose)
        channel = self._said_or_default(columns.CHANNEL.id, self._channel)
        day = self._past_day(columns.DATE.id)
        basis_day = self._past_day(columns.BASIS_DAY.id)
        until = self._cell(columns.UNTIL.id, self._day)
        if refusing:  # whatever an organisation thinks its messages rest on
            basis = basis_day = until = None
            day = self._when_refused(day)
        elif not day and not self._faulty(columns.DATE.id):
            self._refuse(columns.DATE.id, "no_day")
        if until is not None and day is not None and until < day:
            self._refuse(columns.UNTIL.id, "ends_before")
        if basis is not None or basis_day is not None:
            self._sayable(basis, basis_day, until)
        if self._problems or purpose is None or channel is None:
            if refusing or meaning is None:
                self.doubtful.update(clients)
                self.doubtful_addresses.update(addresses.values())
            return self._problems
        event = _EVENTS.get(meaning, Event.GIVEN)
        at = self._when(day, basis, basis_day, refusing=refusing)
        # What rests on something is implied, even where the file calls it a yes: an implied consent ends.
        grounds = "" if basis is None else basis.value
        stated = tuple(
            Stated(
                row.number,
                _name(client, purpose, channel, event, grounds, basis_day, day, until),
                client,
                purpose,
                channel,
                event,
                grounds,
                basis_day,
                at,
                until,
            )
            for client in clients
        )
        if not refusing:
            return stated
        refused = (
            AddressRefused(
                row.number, _name("address", key, purpose, channel, day), key, purpose, channel, at
            )
            for kind, key in addresses.items()
            # An address that only says who it is about, of a channel that does not use it, refuses by itself
            # when there is nobody to refuse for.
            if kind is channel.contact_kind or not clients
        )
        return (*stated, *refused)

    def later(self, number: int, cells: tuple[str, ...], held: str, error: PeopleError) -> Problem:
        """What is wrong with a row that could be read, found out beside the ledger."""
        at = self._places.get(held)
        return Problem(
            number,
            "" if at is None else self._source.headers[at],
            "" if at is None else cells[at],
            error.message,
        )

    def _sayable(self, basis: Basis | None, basis_day: date | None, until: date | None) -> None:
        try:
            checks.require_sayable(None, Event.GIVEN, basis=basis, basis_day=basis_day, until=until)
        except ConsentError as error:
            self._blame(columns.BASIS.id, error)

    def _meaning(self) -> Meaning | None:
        """What the person said; None when it is not plain. A refusal in either column is one, whatever the
        other says.
        """
        refusal = self._words(columns.REFUSAL.id)
        refused = self._opted_out(refusal) if refusal else Meaning.SILENT
        if refused is Meaning.WITHDRAWN:
            return refused
        answer = self._words(columns.ANSWER.id)
        said = self._said(answer) if answer else Meaning.SILENT
        if said is None:
            self._refuse(columns.ANSWER.id, "answer_words")
        if refused is None:
            self._refuse(columns.REFUSAL.id, "refusal_words")
            return None
        return said

    def _refused_or_not(self, words: str) -> Meaning | None:
        """What a cell of the column of refusals means: there, a day says since when someone refuses."""
        meaning = opted_out(words)
        return Meaning.WITHDRAWN if meaning is None and self._refused_on(words) else meaning

    def _refused_on(self, words: str) -> date | None:
        try:
            return self._day(_TIME.sub("", words))
        except PeopleError:
            return None

    def _when_refused(self, day: date | None) -> date | None:
        """Since when: the day in the column of refusals, or else that of the answer; None: nobody says."""
        refusal = self._words(columns.REFUSAL.id)
        if refusal and (since := self._refused_on(refusal)):
            return self._past(columns.REFUSAL.id, since)
        answer = self._words(columns.ANSWER.id)
        # The day of a yes is not that on which it was taken back.
        return None if answer and self._said(answer) is Meaning.YES else day

    def _who(self, *, refusing: bool) -> tuple[list[int], dict[ContactKind, str]]:
        """Whom the row is about, by whichever it gives, and the addresses in it; two people are a fault.

        A no asks for no person: it goes in by its address, whether or not anyone has it.
        """
        found: dict[int, str] = {}
        addresses: dict[ContactKind, str] = {}
        for held, way in self._directory.ways.items():
            if not (words := self._words(held)):
                continue
            try:
                spelled = way.spelled(words)
                if held in ADDRESSES:
                    kind, well_formed = ADDRESSES[held]
                    addresses[kind] = spelled
                    if refusing and not way.names_one(spelled):
                        well_formed(words)
                        continue
                found.setdefault(self._directory.client(way, spelled), held)
            except PeopleError as error:
                self._blame(held, error)
        if len(found) > 1:
            self._refuse(list(found.values())[-1], "two_people")
        elif not found and not addresses and not self._problems:
            self._refuse(next(held for held in columns.WHO if held in self._places), "nobody")
        return list(found), addresses

    def _past_day(self, held: str) -> date | None:
        day = self._cell(held, self._day)
        return None if day is None else self._past(held, day)

    def _past(self, held: str, day: date) -> date | None:
        """The day, if something can have been said on it."""
        if OLDEST <= day <= self._today:
            return day
        self._refuse(held, "in_the_future" if day > self._today else "too_old")
        return None

    def _when(
        self, day: date | None, basis: Basis | None, basis_day: date | None, *, refusing: bool
    ) -> datetime:
        """The instant. Of one day, a no comes after a yes: nobody says which came first."""
        if basis is not None and basis_day is not None:  # a ground counts from when it came about
            return checks.instant_of(basis_day, self._now) or self._now
        if day is None:
            return self._now
        return min(self._end(day), self._now) if refusing else min(self._start(day), self._now)

    def _cell(self, held: str, meaning: Callable[[str], Meant]) -> Meant | None:
        at = self._places.get(held)
        if at is None or not (words := self._row.cells[at]):
            return None
        return self._meant(held, words, meaning)

    def _said_or_default(self, held: str, meaning: Callable[[str], Meant]) -> Meant | None:
        if words := self._words(held) or self._mapping.defaults.get(held, ""):
            return self._meant(held, words, meaning)
        self._blame(held, FaultError("missing"))
        return None

    def _meant(self, held: str, words: str, meaning: Callable[[str], Meant]) -> Meant | None:
        try:
            return meaning(words)
        except PeopleError as error:
            self._blame(held, error)
            return None

    def _words(self, held: str) -> str:
        at = self._places.get(held)
        return "" if at is None else self._row.cells[at]

    def _faulty(self, held: str) -> bool:
        at = self._places.get(held)
        return at is not None and any(
            problem.column == self._source.headers[at] for problem in self._problems
        )

    def _refuse(self, held: str, code: str) -> None:
        self._blame(held, ConsentFaultError(code))

    def _blame(self, held: str, error: PeopleError) -> None:
        at = self._places.get(held)
        column = "" if at is None else self._source.headers[at]
        self._problems.append(Problem(self._row.number, column, self._words(held), error.message))


_EVENTS: dict[Meaning | None, Event] = {
    Meaning.YES: Event.GIVEN,
    Meaning.NO: Event.REFUSED,
    Meaning.WITHDRAWN: Event.WITHDRAWN,
}


def _name(*parts: object) -> str:
    """The name of a row, in the form of a UUID: what it says, so that neither its place nor other columns
    matter. Sent twice, a row is known by it.
    """
    return blake2b("|".join(map(str, parts)).encode(), digest_size=16, person=b"balise.consents").hexdigest()


def _channel(words: str) -> Channel:
    found = CHANNELS.get(plain(words)) or next(
        (each for each in Channel if plain(words) in {plain(each.label[lang]) for lang in LANGS}), None
    )
    if found is None:
        raise ConsentFaultError("channel")
    return found


def _basis(words: str) -> Basis:
    for each in Basis:
        if plain(words) in {plain(each.value), *(plain(each.label[lang]) for lang in LANGS)}:
            return each
    raise ConsentFaultError("basis")
