"""Chapter 5: consents of particular people: a child, a shared mailbox, two records of one person, a
complaint; and the client whom a visitor can be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import permutations
from random import Random
from typing import Unpack
from uuid import UUID

from balise.api.operations import make_key
from balise.consent.clocks import OWN_CONSENT_AGE
from balise.consent.matching import pairs
from balise.consent.operations import found_distinct, make_link, merge_clients, withdraw_consent
from balise.consent.preferences import operations as page
from balise.consent.rights import operations as rights
from balise.consent.words import Basis, Channel, Event, Grantor, Likeness, Method
from balise.people.letters import spoken_by
from balise.people.models import Client, ContactPoint, LinkedParty, Staff
from balise.people.operations import add_client, change_client, link_party
from balise.people.operations.clients import MoreFields
from balise.people.periods import day_of
from balise.people.words import ContactKind, Language, LinkKind
from balise.server.demo.people import CLIENT, CLIENT_FILE
from balise.server.demo.world import sources
from balise.server.demo.world.asking import Asking, Choice, channels_of
from balise.server.demo.world.calendar import YEAR, Calendar
from balise.server.demo.world.consents import KEEPER
from balise.server.demo.world.files import give, take
from balise.server.demo.world.so_far import Open, SoFar

HOME, WORKER = "sante", "marie-tremblay"
"""Where the client whom a visitor can be is served, and by whom."""

EVENING = 19

Written = tuple[str, date | None, list[tuple[ContactKind, str]]]
"""Name, birth date and contacts, as they stand on a second record."""

Spelling = Callable[[Client], Written]


def consent_cases(rng: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Plan them all."""
    told = Cases(rng, so_far)
    plan = calendar.plan
    plan(41, told.register)
    plan(47, told.hear_a_parent)
    plan(58, told.make_a_key)
    plan(66, partial(told.register_again, in_capitals, "sinistres", "alimentaire"))
    plan(78, partial(told.register_again, with_a_tag, "domicile", "sante"))
    plan(103, partial(told.register_again, from_an_envelope, "aines", "domicile"))
    plan(120, told.say_yes_to_workshops, hour=EVENING)
    plan(129, told.refuse_for_a_shared_mailbox, hour=EVENING)
    plan(138, partial(told.register_again, in_capitals, "familles", "arrivants"))
    plan(139, told.hear_a_representative)
    plan(146, told.merge)
    plan(149, told.tell_apart)
    plan(176, told.complain)
    plan(183, told.answer)
    plan(212, told.hold)
    plan(214, told.say_no_to_workshops, hour=EVENING)
    plan(262, told.give)
    plan(288, told.stop_ourselves)
    plan(301, told.refuse_fundraising)
    plan(YEAR - 8, told.complain_again, hour=EVENING)


@dataclass(frozen=True, slots=True)
class Twin:
    """A second record of someone, as another programme wrote it down."""

    first: Open
    second: Open


def in_capitals(of: Client) -> Written:
    """Family name first, without accents, and the phone with its brackets."""
    *given, family = of.full_name.split()
    phones = _values(of, ContactKind.PHONE)
    area, number = phones[0].split(maxsplit=1)
    name = f"{_bare(family).upper()}, {_bare(' '.join(given))}"
    return name, of.birth_date, [(ContactKind.PHONE, f"({area}) {number}")]


def with_a_tag(of: Client) -> Written:
    """The same mailbox, with a tag that sorts the mail."""
    local, _, domain = _values(of, ContactKind.EMAIL)[0].partition("@")
    return of.full_name, None, [(ContactKind.EMAIL, f"{local}+aide@{domain}")]


def from_an_envelope(of: Client) -> Written:
    """The postal address in capitals."""
    address = _bare(_values(of, ContactKind.ADDRESS)[0]).upper()
    return of.full_name, None, [(ContactKind.ADDRESS, address)]


class Cases:
    """What happens, when it happens."""

    def __init__(self, rng: Random, so_far: SoFar) -> None:
        self._rng = rng
        self._so_far = so_far
        self._asking = Asking(rng, so_far)
        self._twins: list[Twin] = []

    # The client whom a visitor can be

    def register(self, now: datetime) -> None:
        """She comes with a form that she filled in at home, three days before."""
        one = self._open(
            HOME,
            uuid=CLIENT_FILE,
            full_name=CLIENT.name,
            language=Language.FR,
            birth_date=date(1957, 9, 21),
            contacts=[
                (ContactKind.EMAIL, CLIENT.email),
                (ContactKind.PHONE, "418 555-0142"),
                (ContactKind.ADDRESS, "31, rue des Goélands, Anse-aux-Hérons (Québec) G0X 1A4"),
            ],
            worker=WORKER,
            now=now,
        )
        answers: dict[Choice, bool] = {
            ("reminders", Channel.TEXT_MESSAGE): True,
            ("newsletter", Channel.EMAIL): True,
            ("workshops", Channel.PHONE): False,
        }
        self._asking.answer_all(
            one,
            answers,
            by=self._so_far.staff[WORKER],
            method=Method.PAPER_FORM,
            day=day_of(now) - timedelta(days=3),
            scanned=True,
            now=now,
        )

    def say_yes_to_workshops(self, now: datetime) -> None:
        """By e-mail she would like them, after all."""
        client, workshops = self._visitor.client, self._so_far.purposes["workshops"]
        make_link(by=None, client=client, now=now)
        page.say_yes(
            client=client,
            purpose=workshops,
            channel=Channel.EMAIL,
            notice=self._so_far.notices["workshops", client.language],
            seen=page.last_no(client, workshops, Channel.EMAIL),
            uuid=self._asking.number(),
            now=now,
        )

    def say_no_to_workshops(self, now: datetime) -> None:
        """They were too many."""
        client, workshops = self._visitor.client, self._so_far.purposes["workshops"]
        make_link(by=None, client=client, now=now)
        page.say_no(
            client=client, purpose=workshops, channel=Channel.EMAIL, uuid=self._asking.number(), now=now
        )

    def give(self, now: datetime) -> None:
        """A donation, on which requests by mail may rest for two years."""
        self._asking.say(
            self._visitor,
            ("fundraising", Channel.MAIL),
            Event.GIVEN,
            by=self._so_far.staff[WORKER],
            method=Method.LETTER,
            basis=Basis.GIFT,
            basis_day=day_of(now),
            now=now,
        )

    def refuse_fundraising(self, now: datetime) -> None:
        """On the phone: she gives when she wants to, and will not be asked."""
        withdraw_consent(
            by=self._so_far.staff[WORKER],
            client=self._visitor.client,
            purpose=self._so_far.purposes["fundraising"],
            channel=None,
            method=Method.PHONE,
            uuid=self._asking.number(),
            now=now,
        )

    # Others speak for them

    def hear_a_parent(self, now: datetime) -> None:
        """The other parent, whom the file did not know yet, agrees for a young child."""
        one = self._any(lambda one: bool(one.client.is_minor(day_of(now), OWN_CONSENT_AGE)))
        by = self._holder(one)
        given = self._rng.choice(sources.communities()["quebec"].grown)
        name = f"{given} {one.client.full_name.split()[-1]}"
        link_party(by=by, client=one.client, full_name=name, kind=LinkKind.FAMILY, now=now)
        parent = LinkedParty.objects.get(client=one.client, full_name=name, kind=LinkKind.FAMILY)
        choice = ("workshops", Channel.PHONE)
        spoken = (Grantor.PARENT, parent)
        self._asking.say(one, choice, Event.GIVEN, by=by, spoken=spoken, method=Method.IN_PERSON, now=now)

    def hear_a_representative(self, now: datetime) -> None:
        """Someone speaks for a frail person, as the file says they may."""
        represented = LinkedParty.objects.filter(kind=LinkKind.REPRESENTATIVE, ended_at=None)
        links = {link.client_id: link for link in represented.order_by("-pk")}
        one = self._any(lambda one: one.client.pk in links)
        spoken = (Grantor.REPRESENTATIVE, links[one.client.pk])
        choice, by = ("sharing", Channel.IN_PERSON), self._holder(one)
        self._asking.say(one, choice, Event.GIVEN, by=by, spoken=spoken, method=Method.IN_PERSON, now=now)

    def stop_ourselves(self, now: datetime) -> None:
        """The number rings at somebody else's: the organisation takes back what was agreed to."""
        one = self._any(lambda one: Channel.PHONE in channels_of(one.client))
        choice, by = ("reminders", Channel.PHONE), self._holder(one)
        self._asking.say(one, choice, Event.REVOKED, by=by, method=Method.PHONE, now=now)

    # Addresses that are shared, and records that are one person's

    def refuse_for_a_shared_mailbox(self, now: datetime) -> None:
        """One of a couple reads the mail of both, and says no: it holds for both records."""
        one, other = self._rng.choice(list(self._couples(now)))
        [mailbox] = _values(one.client, ContactKind.EMAIL)
        kept = [(kind, value) for kind in ContactKind for value in _values(other.client, kind)]
        shared = [*kept, (ContactKind.EMAIL, mailbox)]
        change_client(by=self._holder(other), client=other.client, contacts=shared, now=now)
        newsletter, by_mail = self._so_far.purposes["newsletter"], Channel.EMAIL
        link, _ = make_link(by=None, client=one.client, purpose=newsletter, channel=by_mail, now=now)
        page.unsubscribe(link=link, now=now)

    def register_again(self, spelled: Spelling, at: str, again: str, now: datetime) -> None:
        """Someone who is a client of one programme comes to another, and is taken for someone new."""
        known = {twin.first.client.pk for twin in self._twins}
        one = self._any(
            lambda one: (
                one.programme == at
                and one.client.is_minor(day_of(now)) is False
                and one.client.pk not in known
                and bool(_values(one.client, ContactKind.EMAIL))
            )
        )
        name, born, contacts = spelled(one.client)
        second = self._open(
            again,
            uuid=self._asking.number(),
            full_name=name,
            language=Language(one.client.language),
            birth_date=born,
            contacts=contacts,
            now=now,
        )
        self._twins.append(Twin(one, second))
        # There they say no, of which the first record knows nothing until both are one.
        choice, by = ("workshops", channels_of(second.client)[0]), self._holder(second)
        self._asking.say(second, choice, Event.REFUSED, by=by, method=Method.IN_PERSON, now=now)

    def merge(self, now: datetime) -> None:
        """The last of them was noticed at once: the second file is closed, and lives on as the first."""
        twin, reason = self._twins[-1], sources.told()["merged"].fr
        second = twin.second
        change_client(by=self._holder(second), client=second.client, closed_date=day_of(now), now=now)
        for person in list(second.assignments):
            take(self._so_far, second, person, reason, now)
        merge_clients(
            by=self._so_far.staff[KEEPER],
            kept=twin.first.client,
            merged=second.client,
            reason=reason,
            now=now,
        )

    def tell_apart(self, now: datetime) -> None:
        """Two who share a phone, and nothing else."""
        keeper = self._so_far.staff[KEEPER]
        pair = next(each for each in pairs(viewer=keeper, at=now) if each.reasons == (Likeness.ADDRESS,))
        reason = sources.told()["distinct"].fr
        found_distinct(by=keeper, one=pair.first, other=pair.second, reason=reason, now=now)

    # Rights

    def make_a_key(self, now: datetime) -> None:
        """For the organisation's web site. Its secret is told to nobody here."""
        make_key(
            by=self._so_far.staff[KEEPER],
            name=sources.told()["key"].fr,
            purpose=self._so_far.purposes["newsletter"],
            may_grant=True,
            now=now,
        )

    def complain(self, now: datetime) -> None:
        """By word of mouth, to who looks after them."""
        one = self._any(lambda one: one.client.is_minor(day_of(now)) is False)
        self._complaint = rights.complain(
            by=self._holder(one),
            client=one.client,
            words=sources.told()["complaint_answered"][spoken_by(one.client.language)],
            uuid=self._asking.number(),
            now=now,
        )

    def answer(self, now: datetime) -> None:
        keeper = self._so_far.staff[KEEPER]
        words = sources.told()["answer"][spoken_by(self._complaint.client.language)]
        rights.answer_complaint(by=keeper, complaint=self._complaint, answer=words, now=now)

    def complain_again(self, now: datetime) -> None:
        """In writing, by the client; nobody has answered yet when a visitor comes."""
        one = self._any(lambda one: one.client.is_minor(day_of(now)) is False)
        words = sources.told()["complaint_open"][spoken_by(one.client.language)]
        rights.complain(by=None, client=one.client, words=words, uuid=self._asking.number(), now=now)

    def hold(self, now: datetime) -> None:
        one = self._any(lambda one: one.programme == "sinistres")
        reason = sources.told()["hold"].fr
        rights.hold(by=self._so_far.staff[KEEPER], client=one.client, reason=reason, now=now)

    @property
    def _visitor(self) -> Open:
        return self._so_far.files[CLIENT_FILE]

    def _open(
        self,
        programme: str,
        *,
        now: datetime,
        uuid: UUID,
        full_name: str,
        language: Language,
        worker: str = "",
        **fields: Unpack[MoreFields],
    ) -> Open:
        """A file, given to someone of the programme."""
        so_far = self._so_far
        client = add_client(
            by=so_far.staff[so_far.assigning[programme]],
            unit=so_far.units[programme],
            uuid=uuid,
            full_name=full_name,
            language=language,
            now=now,
            **fields,
        )
        service = sources.programmes()[programme].services[0][language.value]
        one = so_far.files[uuid] = Open(client, programme, service)
        worker = worker or self._rng.choice(so_far.team(programme))
        give(so_far, one, worker, sources.words()["assigned"][0][language.value], now)
        return one

    def _any(self, fits: Callable[[Open], bool]) -> Open:
        """One whose file someone has, but the one whose story is told apart."""
        return self._rng.choice(
            [
                one
                for one in self._so_far.files.values()
                if one.client.uuid != CLIENT_FILE and self._so_far.holder(one) and fits(one)
            ]
        )

    def _holder(self, one: Open) -> Staff:
        holder = self._so_far.holder(one)
        assert holder
        return holder

    def _couples(self, now: datetime) -> Iterator[tuple[Open, Open]]:
        """Two adults of one house, of whom one has a mailbox and the other has none."""
        mailboxes = ContactPoint.objects.filter(kind=ContactKind.EMAIL)
        with_mailbox = set(mailboxes.values_list("client", flat=True))
        houses = dict(ContactPoint.objects.filter(kind=ContactKind.ADDRESS).values_list("client", "value"))
        grown = [
            one
            for one in self._so_far.files.values()
            if self._so_far.holder(one) and one.client.is_minor(day_of(now)) is False
        ]
        for one, other in permutations(grown, 2):
            same_house = houses.get(one.client.pk, 1) == houses.get(other.client.pk, 2)
            if same_house and one.client.pk in with_mailbox and other.client.pk not in with_mailbox:
                yield one, other


def _values(client: Client, kind: ContactKind) -> list[str]:
    points = ContactPoint.objects.filter(client=client, kind=kind)
    return list(points.order_by("pk").values_list("value", flat=True))


def _bare(words: str) -> str:
    """Without accents, as some keyboards write."""
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("’", "'")
