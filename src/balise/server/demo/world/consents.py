"""Chapter 4: what clients are asked, what they answer, and how they change their minds.

Whatever was agreed to before comes in one file, as in a real organisation; who comes after is asked on the
day they come. Later some answer again, by phone or on their own page.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from balise.consent.imports import mapping, source
from balise.consent.imports.operations import import_consents
from balise.consent.operations import (
    add_purpose,
    make_link,
    record_expiries,
    withdraw_consent,
    write_notice,
)
from balise.consent.preferences import operations as page
from balise.consent.queries import may_reach, notice_in_force
from balise.consent.words import Basis, Channel, Event, Method, State
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of
from balise.people.words import ContactKind
from balise.server.demo.people import CLIENT_FILE
from balise.server.demo.world import sources
from balise.server.demo.world.asking import Asking, Choice, by_letter, channels_of, speaker
from balise.server.demo.world.calendar import YEAR, Calendar
from balise.server.demo.world.so_far import Open, SoFar
from balise.server.demo.world.sources import Asked

KEEPER = "emile-cormier"
"""Who answers for privacy, and keeps the purposes and the wordings."""

BROUGHT_IN = 26
"""The day on which the file of former consents is imported: all who were clients before are entered."""

SHARING_FROM = 125
CHILDREN_ASKED = 0.3
"""The share of the children whose parents are asked that year."""
RENEWED_BEFORE, RENEWED = 20, 0.5
"""How many days before its end a yes is renewed, and the share of those that are."""
HEADERS = (
    "Identifiant Balise",
    "Finalité",
    "Canal",
    "Consentement",
    "Date du consentement",
    "Jusqu’au",
    "Fondement",
    "Date du fondement",
)

EVENING = 19


def consents(rng: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Plan the purposes, the file of former consents, and the days on which newcomers are asked."""
    told = Consents(rng, calendar, so_far)
    for asked in sources.asked():
        for number, day in enumerate(asked.wordings):
            if number == 0:
                calendar.plan(day, partial(told.open, asked))
            calendar.plan(day, partial(told.word, asked, day))
    calendar.plan(BROUGHT_IN, told.bring_in)
    for day in range(BROUGHT_IN + 1, YEAR + 1):
        calendar.plan(day, partial(told.take_in, day))
    for day in range(BROUGHT_IN + 30, YEAR, 30):
        calendar.plan(day, lambda now: record_expiries(now=now))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file of former consents."""

    client: UUID
    purpose: str
    channel: Channel
    answer: str
    day: date
    until: date | None = None
    basis: Basis | None = None

    def cells(self) -> tuple[str, ...]:
        until = self.until.isoformat() if self.until else ""
        # What goes on, such as a membership, has no day on which its clock started.
        started = "" if self.basis in {None, Basis.MEMBERSHIP} else self.day.isoformat()
        basis = self.basis.label.fr if self.basis else ""
        channel = self.channel.label.fr
        day = self.day.isoformat()
        return (str(self.client), self.purpose, channel, self.answer, day, until, basis, started)


class Consents:
    """What happens, when it happens."""

    def __init__(self, rng: Random, calendar: Calendar, so_far: SoFar) -> None:
        self._rng = rng
        self._calendar = calendar
        self._so_far = so_far
        self._asking = Asking(rng, so_far)
        self._seen = 0
        """How many of the files were asked about: they are in the order in which they were opened."""

    def open(self, asked: Asked, now: datetime) -> None:
        self._so_far.purposes[asked.code] = add_purpose(
            by=self._so_far.staff[KEEPER],
            code=asked.code,
            name=asked.name,
            explained=asked.explained,
            dpv=asked.dpv,
            now=now,
        )

    def word(self, asked: Asked, day: int, now: datetime) -> None:
        purpose, words = self._so_far.purposes[asked.code], asked.wordings[day]
        write_notice(by=self._so_far.staff[KEEPER], purpose=purpose, words=words, now=now)
        for lang in words:
            if notice := notice_in_force(purpose, lang):
                self._so_far.notices[asked.code, lang] = notice

    # The file of what was agreed to before

    def bring_in(self, now: datetime) -> None:
        """A spreadsheet, kept by hand until then. A child's consents are not in it: those are asked anew."""
        files = self._new_files()
        rows: list[Row] = []
        mailboxes = ContactPoint.objects.filter(kind=ContactKind.EMAIL)
        with_email = set(mailboxes.values_list("client", flat=True))
        for one in files:
            if one.client.is_minor(day_of(now)):
                if self._rng.random() < CHILDREN_ASKED:
                    self._calendar.plan(self._rng.randint(BROUGHT_IN + 1, 120), partial(self._intake, one))
                continue
            rows += self._former(one.client, email=one.client.pk in with_email, today=day_of(now))
            self._later(one, BROUGHT_IN)
        text = io.StringIO()
        csv.writer(text).writerows([HEADERS, *(row.cells() for row in rows)])
        read = source.read(text.getvalue().encode(), "consentements.csv")
        result = import_consents(
            by=self._so_far.staff[KEEPER], source=read, mapping=mapping.propose(read.headers), now=now
        )
        if not result.written:
            raise AssertionError(f"the file has faults: {next(iter(result.checked.faults.values()))}")
        for row in rows:
            if row.until and self._rng.random() < RENEWED:
                day = self._calendar.number_of(row.until) - RENEWED_BEFORE
                one = self._so_far.files[row.client]
                self._calendar.plan(day, partial(self._renew, one, (row.purpose, row.channel)))

    def _former(self, client: Client, *, email: bool, today: date) -> list[Row]:
        """What the file says of one client."""
        rng = self._rng
        letter = Channel.EMAIL if email else Channel.MAIL

        def before(least: int, most: int) -> date:
            return today - timedelta(days=rng.randint(least, most))

        reminded = rng.choice([Channel.PHONE, Channel.TEXT_MESSAGE])
        rows = [Row(client.uuid, "reminders", reminded, _yes(rng, 0.93), before(40, 900))]
        if rng.random() < 0.55:
            answer = _yes(rng, 0.7)
            day = before(40, 700)
            ends = answer == "oui" and rng.random() < 0.2
            until = today + timedelta(days=rng.randint(40, 300)) if ends else None
            rows.append(Row(client.uuid, "newsletter", letter, answer, day, until))
        if rng.random() < 0.12:
            rows.append(Row(client.uuid, "survey", Channel.PHONE, _yes(rng, 0.5), before(40, 500)))
        if rng.random() < 0.2:
            # Their clocks are those of the law: an inquiry lasts six months, the others two years.
            basis, least, most = rng.choice(
                [
                    (Basis.INQUIRY, 10, 170),
                    (Basis.PURCHASE, 100, 725),
                    (Basis.GIFT, 60, 725),
                    (Basis.MEMBERSHIP, 30, 1500),
                ]
            )
            purpose = "fundraising" if basis in {Basis.GIFT, Basis.MEMBERSHIP} else "workshops"
            rows.append(Row(client.uuid, purpose, letter, "", before(least, most), None, basis))
        return rows

    # Those who come later

    def take_in(self, day: int, now: datetime) -> None:
        """Ask those whose files were opened since the last time."""
        for one in self._new_files():
            if not one.client.is_minor(day_of(now)) or self._rng.random() < CHILDREN_ASKED:
                self._intake(one, now)
            self._later(one, day)

    def _intake(self, one: Open, now: datetime) -> None:
        """One talk or one form, with an answer for each thing that was asked."""
        by, spoken = self._so_far.holder(one), speaker(one.client, now)
        if by is None or spoken is None:
            return
        rng, channels = self._rng, channels_of(one.client)
        by_phone = rng.choice([Channel.PHONE, Channel.TEXT_MESSAGE])
        asked: list[tuple[float, Choice, float]] = [
            # How often it is asked, and answered with yes.
            (0.4, ("reminders", by_phone), 0.92),
            (0.3, ("newsletter", channels[0]), 0.6),
            (0.1, ("workshops", Channel.PHONE), 0.5),
        ]
        answers = {
            choice: rng.random() < likely
            for often, choice, likely in asked
            if choice[1] in channels and rng.random() < often
        }
        if not answers:
            return
        method = rng.choice([Method.PAPER_FORM, Method.IN_PERSON, Method.IN_PERSON, Method.PHONE])
        scanned = method is Method.PAPER_FORM and rng.random() < 0.2
        self._asking.answer_all(one, answers, by=by, method=method, now=now, spoken=spoken, scanned=scanned)

    def _new_files(self) -> list[Open]:
        opened = list(self._so_far.files.values())
        new, self._seen = opened[self._seen :], len(opened)
        return [one for one in new if one.client.uuid != CLIENT_FILE]  # whose story is told by itself

    # How they change their minds

    def _later(self, one: Open, day: int) -> None:
        """What each of them may do some day, by chance."""
        at_home = (
            (0.05, self._stop_one),
            (0.05, self._stop_by_one_click),
            (0.03, self._stop_all),
            (0.04, self._agree),
        )
        with_staff = (
            (0.04, self._refuse_on_the_phone),
            (0.05, self._inquire),
        )
        rng = self._rng
        for hour, happenings in ((EVENING, at_home), (None, with_staff)):
            for chance, happening in happenings:
                if rng.random() < chance and day + 10 < YEAR:
                    self._calendar.plan(rng.randint(day + 10, YEAR), partial(happening, one), hour=hour)
        if rng.random() < 0.06:
            first = max(day, SHARING_FROM)
            self._calendar.plan(rng.randint(first, YEAR), partial(self._ask_about_sharing, one))

    def _visit_page(self, one: Open, now: datetime) -> None:
        """They ask for a link to their page, and follow it."""
        make_link(by=None, client=one.client, now=now)

    def _stop_one(self, one: Open, now: datetime) -> None:
        """On their page: no more of this."""
        self._visit_page(one, now)
        code = self._rng.choice(["newsletter", "workshops", "survey"])
        page.say_no(
            client=one.client,
            purpose=self._so_far.purposes[code],
            channel=by_letter(one.client),
            uuid=self._asking.number(),
            now=now,
        )

    def _stop_all(self, one: Open, now: datetime) -> None:
        """On their page: nothing any more."""
        self._visit_page(one, now)
        page.say_no(client=one.client, purpose=None, channel=None, uuid=self._asking.number(), now=now)

    def _agree(self, one: Open, now: datetime) -> None:
        """On their page: yes, on the wording of that day."""
        if one.client.is_minor(day_of(now)):
            return
        self._visit_page(one, now)
        code = self._rng.choice(["newsletter", "workshops"])
        purpose, channel = self._so_far.purposes[code], by_letter(one.client)
        page.say_yes(
            client=one.client,
            purpose=purpose,
            channel=channel,
            notice=self._so_far.notices[code, one.client.language],
            seen=page.last_no(one.client, purpose, channel),
            uuid=self._asking.number(),
            now=now,
        )

    def _stop_by_one_click(self, one: Open, now: datetime) -> None:
        """In their mail program, in a newsletter that came by e-mail."""
        newsletter, by_mail = self._so_far.purposes["newsletter"], Channel.EMAIL
        if may_reach(one.client, newsletter, by_mail, now).allows:
            link, _ = make_link(by=None, client=one.client, purpose=newsletter, channel=by_mail, now=now)
            page.unsubscribe(link=link, now=now)

    def _refuse_on_the_phone(self, one: Open, now: datetime) -> None:
        if by := self._so_far.holder(one):
            withdraw_consent(
                by=by,
                client=one.client,
                purpose=self._so_far.purposes["fundraising"],
                channel=None,
                method=Method.PHONE,
                now=now,
                uuid=self._asking.number(),
            )

    def _inquire(self, one: Open, now: datetime) -> None:
        """Someone asks what workshops there are: for six months, they may be told."""
        by = self._so_far.holder(one)
        if by is not None and not one.client.is_minor(day_of(now)):
            self._asking.say(
                one,
                ("workshops", by_letter(one.client)),
                Event.GIVEN,
                by=by,
                now=now,
                method=Method.PHONE,
                basis=Basis.INQUIRY,
                basis_day=day_of(now),
            )

    def _ask_about_sharing(self, one: Open, now: datetime) -> None:
        """Some want to think about it."""
        by, spoken = self._so_far.holder(one), speaker(one.client, now)
        if by is None or spoken is None:
            return
        event = self._rng.choices([Event.GIVEN, Event.REFUSED, Event.ASKED], [5, 2, 3])[0]
        choice = ("sharing", Channel.IN_PERSON)
        self._asking.say(one, choice, event, by=by, now=now, spoken=spoken, method=Method.IN_PERSON)

    def _renew(self, one: Open, choice: Choice, now: datetime) -> None:
        """A yes that was given for a time, asked again before it ends."""
        by, purpose = self._so_far.holder(one), self._so_far.purposes[choice[0]]
        if by is not None and may_reach(one.client, purpose, choice[1], now) is State.GIVEN:
            until = day_of(now) + timedelta(days=YEAR)
            self._asking.say(one, choice, Event.RENEWED, by=by, now=now, method=Method.PHONE, until=until)


def _yes(rng: Random, likely: float) -> str:
    """What stands in the spreadsheet."""
    return "oui" if rng.random() < likely else "non"
