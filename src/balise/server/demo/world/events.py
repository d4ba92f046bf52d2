"""Chapter 3: what made this year unlike another: a storm, absences, departures, a tie to disclose, a curious
look.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random

from balise.people.errors import NotFoundError
from balise.people.models import RoleGrant
from balise.people.operations import (
    delegate,
    disable,
    enable,
    end_delegation,
    grant_role,
    link_party,
    move,
    open_emergency_access,
    revoke_role,
)
from balise.people.queries import read_client
from balise.people.words import LinkKind, Role
from balise.server.demo.world.calendar import YEAR, Calendar
from balise.server.demo.world.files import give, take
from balise.server.demo.world.people import HR
from balise.server.demo.world.so_far import Open, SoFar

ADMINISTRATOR = "karim-benali"


def events(rng: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Plan them all; those of the last weeks are still going on when a visitor comes."""
    told = Events(rng, calendar, so_far)
    plan = calendar.plan
    plan(64, partial(told.look_where_one_may_not, "ginette-bellerive", "aines"))
    plan(97, partial(told.find_a_tie, "gisele-brisebois"))
    plan(118, partial(told.open_in_emergency, "thomas-robichaud", "domicile", STORM), hour=22)
    plan(141, partial(told.set_aside, "ginette-bellerive", "Vérification des antécédents à renouveler"))
    plan(169, partial(told.let_back, "ginette-bellerive", "Vérification des antécédents reçue"))
    plan(204, partial(told.change_programme, "linh-truong", "domicile"))
    plan(233, partial(told.lend_while_away, "david-chen", "rosalie-vadnais", "trevor-ellwood"))
    plan(247, partial(told.open_in_emergency, "rachel-mactavish", "aines", MISSING), hour=17)
    plan(258, partial(told.come_back_early, "david-chen"))
    plan(281, partial(told.change_programme, "mamadou-keita", "aines"))
    plan(320, partial(told.leave, "bastien-courcelles", "Fin de contrat"))
    # Still so when a visitor comes: a director away, another whose place is vacant until a day to come.
    plan(350, told.leave_a_programme_without_owner)
    plan(
        YEAR - 6, partial(told.lend_direction, "thomas-robichaud", "evangeline-doiron", "mireille-thibodeau")
    )


STORM = (
    "Tempête\N{NO-BREAK SPACE}: cette personne est sur la liste d’évacuation et ne répond pas; "
    "il faut son adresse."
)
MISSING = "A signalé par téléphone qu’on l’a laissée seule; il faut savoir qui devait être là."
HOLIDAYS = range(238, 261)
NEXT_OWNER_IN = 14
AWAY_FOR = 21


class Events:
    """What happens, when it happens."""

    def __init__(self, rng: Random, calendar: Calendar, so_far: SoFar) -> None:
        self._rng = rng
        self._calendar = calendar
        self._so_far = so_far

    def look_where_one_may_not(self, person: str, programme: str, now: datetime) -> None:
        """Refused, and noted: the file answers as one that does not exist."""
        with suppress(NotFoundError):
            read_client(viewer=self._so_far.staff[person], uuid=self._any_file(programme).client.uuid, at=now)

    def find_a_tie(self, person: str, now: datetime) -> None:
        """A client turns out to be this person's cousin: the file goes to a colleague and closes to them."""
        one = self._so_far.files_of(person)[0]
        colleagues = [name for name in self._so_far.team(one.programme) if name != person]
        take(self._so_far, one, person, "Lien de parenté déclaré par l’intervenante", now)
        give(self._so_far, one, self._rng.choice(colleagues), "Reprise du dossier d’une collègue", now)
        staff = self._so_far.staff
        by = staff[next(iter(one.assignments))]
        link_party(
            by=by,
            client=one.client,
            full_name=staff[person].full_name,
            kind=LinkKind.FAMILY,
            staff=staff[person],
            now=now,
        )

    def open_in_emergency(self, person: str, programme: str, reason: str, now: datetime) -> None:
        """A file outside one's reach, for four hours; two others are told."""
        viewer, client = self._so_far.staff[person], self._any_file(programme).client
        open_emergency_access(by=viewer, client_uuid=client.uuid, reason=reason, now=now)
        read_client(viewer=viewer, uuid=client.uuid, at=now)

    def set_aside(self, person: str, reason: str, now: datetime) -> None:
        """For a while: their files are kept for them, and others visit meanwhile."""
        disable(by=self._so_far.staff[HR], staff=self._so_far.staff[person], reason=reason, now=now)
        self._away = self._so_far.working.pop(person)

    def let_back(self, person: str, reason: str, now: datetime) -> None:
        enable(by=self._so_far.staff[HR], staff=self._so_far.staff[person], reason=reason, now=now)
        self._so_far.working[person] = self._away

    def change_programme(self, person: str, programme: str, now: datetime) -> None:
        """Files first, so that no client is left alone; then the person."""
        self._pass_files_on(person, "Changement de programme", now)
        staff, units = self._so_far.staff, self._so_far.units
        move(by=staff[HR], staff=staff[person], unit=units[programme], now=now)
        self._so_far.working[person] = programme

    def leave(self, person: str, reason: str, now: datetime) -> None:
        """For good."""
        self._pass_files_on(person, reason, now)
        disable(
            by=self._so_far.staff[ADMINISTRATOR], staff=self._so_far.staff[person], reason=reason, now=now
        )
        del self._so_far.working[person]

    def lend_while_away(self, giver: str, receiver: str, alternate: str, now: datetime) -> None:
        """A supervisor's holidays: from the first day on, the one who stands in gives out the files."""
        programme = self._so_far.working[giver]
        staff = self._so_far.staff
        self._lent = delegate(
            by=staff[giver],
            giver=staff[giver],
            receiver=staff[receiver],
            alternate=staff[alternate],
            role=Role.SUPERVISOR,
            unit=self._so_far.units[programme],
            from_date=self._calendar.date_of(HOLIDAYS[0]),
            to_date=self._calendar.date_of(HOLIDAYS[-1]),
            reason="Vacances d’été",
            now=now,
        )
        self._calendar.plan(HOLIDAYS[0], lambda _: self._so_far.assigning.update({programme: receiver}))

    def come_back_early(self, giver: str, now: datetime) -> None:
        end_delegation(by=self._so_far.staff[giver], delegation=self._lent, now=now)
        self._so_far.assigning[self._so_far.working[giver]] = giver

    def lend_direction(self, giver: str, receiver: str, alternate: str, now: datetime) -> None:
        """A director goes on a mission, and is still away."""
        staff = self._so_far.staff
        delegate(
            by=staff[giver],
            giver=staff[giver],
            receiver=staff[receiver],
            alternate=staff[alternate],
            role=Role.PROGRAMME_DIRECTOR,
            unit=self._so_far.units[self._so_far.working[giver]],
            to_date=self._calendar.date_of(YEAR + AWAY_FOR),
            reason="Mission de secours hors de la région",
            now=now,
        )

    def leave_a_programme_without_owner(self, now: datetime) -> None:
        """The alarm that each programme must have one owner (S2-81) has something to say."""
        staff, programme = self._so_far.staff, self._so_far.units["alimentaire"]
        grant = RoleGrant.objects.get(
            staff=staff["leonie-chiasson"], role=Role.PROGRAMME_DIRECTOR, unit=programme
        )
        revoke_role(by=staff[HR], grant=grant, reason="Congé parental", now=now)
        grant_role(
            by=staff[HR],
            staff=staff["zelie-mazerolle"],
            role=Role.PROGRAMME_DIRECTOR,
            unit=programme,
            from_date=self._calendar.date_of(YEAR + NEXT_OWNER_IN),
            reason="Remplacement d’un congé parental",
            now=now,
        )

    def _pass_files_on(self, person: str, reason: str, now: datetime) -> None:
        team = [name for name in self._so_far.team(self._so_far.working[person]) if name != person]
        for number, one in enumerate(self._so_far.files_of(person)):
            take(self._so_far, one, person, reason, now)
            if not one.assignments:
                give(
                    self._so_far,
                    one,
                    team[number % len(team)],
                    "Reprise du dossier d’une ou d’un collègue",
                    now,
                )

    def _any_file(self, programme: str) -> Open:
        opened = [
            one for one in self._so_far.files.values() if one.programme == programme and one.assignments
        ]
        return self._rng.choice(opened)
