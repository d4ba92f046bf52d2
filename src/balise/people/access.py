"""Who may do what: one table, read in two ways. `may` answers for one object; `visible_…` filters lists and
counts.

Both look up the same rows and the same relations, so a list never shows what a page would refuse. What no row
allows is refused. Over every row stand the bars: nobody touches the file of someone close to them, nor
decides on their own matters, and a lent role can do nothing that its giver could not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from balise.people.conditions import (
    NEVER,
    Condition,
    Holds,
    among,
    answers,
    day,
    equal,
    holds,
    instant,
    some,
)
from balise.people.models import EMERGENCY_LASTS, Assignment, Client, Staff, Unit
from balise.people.standing import Holding, Standing, standing_of
from balise.people.words import Role
from balise.policy.text import Text
from balise.theme.texts import both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

Seen = TypeVar("Seen", Client, Staff, Unit)


class Act(StrEnum):
    """What someone may want to do with an object."""

    SEE = "see"  # know that it is there, and its name
    READ = "read"  # the content of a file, but health
    READ_HEALTH = "read_health"
    CHANGE = "change"
    ASSIGN = "assign"  # give or take a file: asked of the file, and of the person
    REACH_OUT = "reach_out"  # write to a client about services
    READ_CONSENTS = "read_consents"  # what a client agreed to, and what they refused
    RECORD_CONSENT = "record_consent"  # write down what a client said
    MERGE = "merge"  # two files found to be those of one person
    KEEP_CONSENTS = "keep_consents"  # the purposes, the wordings, and files of consents
    KEEP_KEYS = "keep_keys"  # by which other programs record consents
    KEEP_RIGHTS = "keep_rights"  # a copy of all that is held, erasure, holds and complaints
    EXPORT = "export"  # take out in a list
    OPEN_IN_EMERGENCY = "open_in_emergency"
    ADD_CLIENT = "add_client"
    HIRE = "hire"
    INVITE = "invite"  # to sign in
    DISABLE = "disable"
    MOVE = "move"
    SET_SUPERVISOR = "set_supervisor"
    GRANT = "grant"  # roles: asked of the person, and of the unit
    DELEGATE = "delegate"
    DECIDE = "decide"  # on what this person asks or discloses
    PREPARE_OUTREACH = "prepare_outreach"  # announcements to many, in the name of a unit
    READ_OUTREACH = "read_outreach"  # those of others
    APPROVE_OUTREACH = "approve_outreach"
    KEEP_SENDING = "keep_sending"  # on whose behalf messages go out, and which tools may send
    READ_JOURNAL = "read_journal"
    RUN = "run"  # the system


class Relation(StrEnum):
    """What the viewer is to the object. `SAME_PROGRAMME`: the role was granted over the object's unit."""

    SELF = "self"
    ASSIGNED = "assigned"
    FORMERLY_ASSIGNED = "formerly_assigned"
    EMERGENCY = "emergency"
    SUPERVISOR_OF = (
        "supervisor_of"  # of this person, or of someone assigned to this file; inside the role's unit
    )
    SUPERVISED_BY = "supervised_by"
    SAME_PROGRAMME = "same_programme"
    OTHER_PROGRAMME = "other_programme"


_A, _R = Act, Relation

TABLE: dict[type[Client | Staff | Unit], dict[Role, dict[Relation, frozenset[Act]]]] = {
    Client: {
        Role.STAFF: {
            _R.ASSIGNED: frozenset(
                {
                    _A.SEE,
                    _A.READ,
                    _A.READ_HEALTH,
                    _A.CHANGE,
                    _A.REACH_OUT,
                    _A.READ_CONSENTS,
                    _A.RECORD_CONSENT,
                }
            ),
        },
        Role.SUPERVISOR: {
            _R.SUPERVISOR_OF: frozenset({_A.SEE, _A.READ, _A.READ_CONSENTS}),
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN}),
        },
        Role.MANAGER: {
            _R.SUPERVISOR_OF: frozenset({_A.SEE, _A.READ, _A.READ_CONSENTS}),
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN, _A.REACH_OUT}),
        },
        Role.PROGRAMME_DIRECTOR: {
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN, _A.REACH_OUT, _A.OPEN_IN_EMERGENCY}),
            _R.OTHER_PROGRAMME: frozenset({_A.OPEN_IN_EMERGENCY}),
            _R.EMERGENCY: frozenset({_A.SEE, _A.READ}),
        },
        Role.INVESTIGATOR: {
            _R.SAME_PROGRAMME: frozenset({_A.OPEN_IN_EMERGENCY}),
            _R.OTHER_PROGRAMME: frozenset({_A.OPEN_IN_EMERGENCY}),
            _R.EMERGENCY: frozenset({_A.SEE, _A.READ}),
        },
        Role.PRIVACY_OFFICER: {
            _R.SAME_PROGRAMME: frozenset(
                {
                    _A.SEE,
                    _A.READ,
                    _A.READ_HEALTH,
                    _A.CHANGE,
                    _A.EXPORT,
                    _A.READ_CONSENTS,
                    _A.RECORD_CONSENT,
                    _A.MERGE,
                    _A.KEEP_RIGHTS,
                }
            ),
        },
    },
    Staff: {
        Role.STAFF: {
            _R.SELF: frozenset({_A.SEE, _A.DELEGATE}),
            _R.SAME_PROGRAMME: frozenset({_A.SEE}),
            _R.SUPERVISED_BY: frozenset({_A.SEE}),
        },
        Role.SUPERVISOR: {
            _R.SUPERVISOR_OF: frozenset({_A.DECIDE}),
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN}),
        },
        Role.MANAGER: {
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN, _A.SET_SUPERVISOR, _A.DECIDE}),
        },
        Role.PROGRAMME_DIRECTOR: {
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.ASSIGN, _A.SET_SUPERVISOR, _A.DECIDE}),
        },
        Role.HR_DIRECTOR: {
            _R.SAME_PROGRAMME: frozenset(
                {
                    _A.SEE,
                    _A.CHANGE,
                    _A.INVITE,
                    _A.DISABLE,
                    _A.MOVE,
                    _A.SET_SUPERVISOR,
                    _A.GRANT,
                    _A.DELEGATE,
                    _A.DECIDE,
                    _A.EXPORT,
                }
            ),
        },
        Role.INVESTIGATOR: {_R.SAME_PROGRAMME: frozenset({_A.SEE})},
        Role.PRIVACY_OFFICER: {_R.SAME_PROGRAMME: frozenset({_A.SEE})},
        Role.ADMINISTRATOR: {
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.CHANGE, _A.INVITE, _A.DISABLE, _A.MOVE, _A.EXPORT}),
        },
    },
    Unit: {
        Role.STAFF: {
            _R.SAME_PROGRAMME: frozenset({_A.SEE, _A.PREPARE_OUTREACH}),
            _R.OTHER_PROGRAMME: frozenset({_A.SEE}),
        },
        Role.SUPERVISOR: {_R.SAME_PROGRAMME: frozenset({_A.ADD_CLIENT})},
        Role.MANAGER: {_R.SAME_PROGRAMME: frozenset({_A.ADD_CLIENT, _A.READ_OUTREACH, _A.APPROVE_OUTREACH})},
        Role.PROGRAMME_DIRECTOR: {
            _R.SAME_PROGRAMME: frozenset(
                {_A.ADD_CLIENT, _A.READ_OUTREACH, _A.APPROVE_OUTREACH, _A.KEEP_SENDING}
            )
        },
        Role.HR_DIRECTOR: {_R.SAME_PROGRAMME: frozenset({_A.HIRE, _A.CHANGE, _A.GRANT})},
        Role.PRIVACY_OFFICER: {
            _R.SAME_PROGRAMME: frozenset({_A.KEEP_CONSENTS, _A.KEEP_KEYS, _A.READ_OUTREACH, _A.KEEP_SENDING})
        },
        Role.AUDITOR: {_R.SAME_PROGRAMME: frozenset({_A.READ_JOURNAL})},
        Role.ADMINISTRATOR: {
            _R.SAME_PROGRAMME: frozenset({_A.HIRE, _A.CHANGE, _A.RUN, _A.KEEP_KEYS, _A.KEEP_SENDING})
        },
    },
}
"""Everything that anyone may do. To allow something, write it here; there is no other place."""

NEVER_ON_ONESELF = frozenset({_A.ASSIGN, _A.DISABLE, _A.MOVE, _A.SET_SUPERVISOR, _A.GRANT, _A.DECIDE})
"""What nobody does to themself, whatever their roles, directly or through a role they have lent."""


class FieldClass(StrEnum):
    """Fields that are opened together."""

    IDENTITY = "identity"
    PERSONAL = "personal"
    CONTACT = "contact"
    CIRCLE = "circle"
    HEALTH = "health"


FIELDS: dict[FieldClass, frozenset[str]] = {
    FieldClass.IDENTITY: frozenset(
        {"Client.uuid", "Client.full_name", "Client.preferred_name", "Client.unit"}
    ),
    FieldClass.PERSONAL: frozenset({"Client.birth_date", "Client.vulnerable", "Client.closed_date"}),
    FieldClass.CONTACT: frozenset(
        {
            "Client.language",
            "ContactPoint.uuid",
            "ContactPoint.client",
            "ContactPoint.kind",
            "ContactPoint.value",
            "ContactPoint.key",
            "ContactPoint.added_at",
        }
    ),
    FieldClass.CIRCLE: frozenset(
        {
            "LinkedParty.uuid",
            "LinkedParty.client",
            "LinkedParty.full_name",
            "LinkedParty.kind",
            "LinkedParty.staff",
            "LinkedParty.from_date",
            "LinkedParty.to_date",
            "LinkedParty.ended_at",
        }
    ),
    FieldClass.HEALTH: frozenset(
        {
            "ClientHealth.client",
            "ClientHealth.conditions",
            "ClientHealth.treatments",
            "ClientHealth.needs",
        }
    ),
}
"""Every field of a client's file, in exactly one class (a test sees to it)."""

OPENS: dict[Act, frozenset[FieldClass]] = {
    _A.SEE: frozenset({FieldClass.IDENTITY}),
    _A.READ: frozenset(FieldClass) - {FieldClass.HEALTH},
    _A.READ_HEALTH: frozenset({FieldClass.HEALTH}),
    # Health leaves with no sending and no export, whoever asks (S1-49).
    _A.REACH_OUT: frozenset({FieldClass.IDENTITY, FieldClass.CONTACT}),
    _A.EXPORT: frozenset(FieldClass) - {FieldClass.HEALTH},
}


class Reason(StrEnum):
    """Why something is refused."""

    DISABLED = "disabled"
    IN_CONFLICT = "in_conflict"
    ONESELF = "oneself"
    GIVER_BARRED = "giver_barred"
    FORMERLY_ASSIGNED = "formerly_assigned"
    OUT_OF_REACH = "out_of_reach"
    NOT_ENTRUSTED = "not_entrusted"

    @property
    def text(self) -> Text:
        return both(f"people.refused.{self.value}")


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes: by this role, because of this relation, in the name of `holder_id` (the viewer, or who lent the
    role).
    """

    role: Role
    relation: Relation
    holder_id: int

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why."""

    reason: Reason

    def __bool__(self) -> bool:
        return False


def may(viewer: Staff | Standing, act: Act, thing: Client | Staff | Unit, at: datetime) -> Allowed | Refused:
    """Whether the viewer may do this to that, at this instant."""
    standing = viewer if isinstance(viewer, Standing) else standing_of(viewer, at)
    if not standing.holdings:
        return Refused(Reason.DISABLED)
    model = type(thing)
    ways = list(_ways(standing, act, model))
    barred = _barred(standing.viewer_id, act, model, at)
    viewer_barred, *open_ways = _ask(
        thing, [barred, *(way.within_bars(standing, act, model) for way in ways)]
    )
    if viewer_barred:
        return Refused(Reason.IN_CONFLICT if model is Client else Reason.ONESELF)
    for way, is_open in zip(ways, open_ways, strict=True):
        if is_open:
            return Allowed(way.holding.role, way.relation, way.holding.holder_id)
    return Refused(_reason(standing, thing, ways))


def visible(model: type[Seen], viewer: Staff | Standing, at: datetime, act: Act = Act.SEE) -> QuerySet[Seen]:
    """The objects of this kind to which the viewer may do this."""
    standing = viewer if isinstance(viewer, Standing) else standing_of(viewer, at)
    everything = model._default_manager  # noqa: SLF001  Django's name for the manager of any model
    found = NEVER
    for way in _ways(standing, act, model):
        found |= way.within_bars(standing, act, model)
    if found is NEVER:
        return everything.none()  # each page asks what else would open: most of it takes no query to refuse
    allowed = found & ~_barred(standing.viewer_id, act, model, at)
    return everything.filter(Holds(allowed, "pk", _UNIT[model]))


def visible_clients(viewer: Staff | Standing, at: datetime, act: Act = Act.SEE) -> QuerySet[Client]:
    """The clients to whom the viewer may do this. Their names can be listed, counted and searched;
    their content is read one file at a time, through `queries`, where each reading is noted.
    """
    return visible(Client, viewer, at, act)


def visible_staff(viewer: Staff | Standing, at: datetime, act: Act = Act.SEE) -> QuerySet[Staff]:
    """The members of staff to whom the viewer may do this."""
    return visible(Staff, viewer, at, act)


def visible_units(viewer: Staff | Standing, at: datetime, act: Act = Act.SEE) -> QuerySet[Unit]:
    """The units with which the viewer may do this."""
    return visible(Unit, viewer, at, act)


def visible_assignments(viewer: Staff | Standing, at: datetime) -> QuerySet[Assignment]:
    """Who has which file, past ones included: both the file and the person have to be visible."""
    standing = viewer if isinstance(viewer, Standing) else standing_of(viewer, at)
    return Assignment.objects.filter(
        client__in=visible_clients(standing, at).values("pk"),
        staff__in=visible_staff(standing, at).values("pk"),
    )


def readable_fields(viewer: Staff | Standing, client: Client, at: datetime) -> frozenset[FieldClass]:
    """The classes of fields of this file that the viewer may read."""
    standing = viewer if isinstance(viewer, Standing) else standing_of(viewer, at)
    return frozenset(
        opened
        for act in (Act.SEE, Act.READ, Act.READ_HEALTH)
        if may(standing, act, client, at)
        for opened in OPENS[act]
    )


def in_conflict(staff: Staff, client: Client, at: datetime) -> bool:
    """Whether the client is close to this member of staff."""
    return _ask(client, [_barred(staff.pk, Act.SEE, Client, at)])[0]


@dataclass(frozen=True, slots=True)
class _Way:
    """One row of the table, for one role that the viewer can use."""

    holding: Holding
    relation: Relation

    def reach(self, standing: Standing, model: type[Client | Staff | Unit]) -> Condition:
        return _related(self.relation, self.holding, standing, model)

    def within_bars(self, standing: Standing, act: Act, model: type[Client | Staff | Unit]) -> Condition:
        condition = self.reach(standing, model)
        if self.holding.holder_id != standing.viewer_id:
            condition &= ~_barred(self.holding.holder_id, act, model, standing.at)
        if self.holding.in_place_of_id is not None:
            condition &= _barred(self.holding.in_place_of_id, act, model, standing.at)
        return condition


def _ways(standing: Standing, act: Act, model: type[Client | Staff | Unit]) -> Iterator[_Way]:
    for holding in standing.holdings:
        for relation, acts in TABLE[model].get(holding.role, {}).items():
            if act in acts:
                yield _Way(holding, relation)


_UNIT: dict[type[Client | Staff | Unit], str] = {Client: "unit_id", Staff: "unit_id", Unit: "id"}
"""The column that says in which unit an object is."""


def _ask(thing: Client | Staff | Unit, conditions: list[Condition]) -> list[bool]:
    """Which of these are true of this object, read anew."""
    model = type(thing)
    table = model._meta.db_table  # noqa: SLF001  Django documents it
    return answers(conditions, table=table, pk=thing.pk, unit=_UNIT[model])


def _related(
    relation: Relation, holding: Holding, standing: Standing, model: type[Client | Staff | Unit]
) -> Condition:
    """The condition that the viewer is this to the object, by virtue of this holding."""
    inside = among("{unit}", holding.units)
    if relation is Relation.SAME_PROGRAMME:
        return inside
    if relation is Relation.OTHER_PROGRAMME:
        return ~inside
    if model is Client:
        return _related_to_client(relation, holding, standing, inside)
    return _related_to_staff(relation, holding, standing, inside)


def _related_to_client(
    relation: Relation, holding: Holding, standing: Standing, inside: Condition
) -> Condition:
    at, viewer = standing.at, standing.viewer_id
    match relation:
        case Relation.ASSIGNED:
            return some(
                "people_assignment tie",
                Condition("tie.client_id = {pk}"),
                equal("tie.staff_id", viewer),
                holds("tie", at),
            )
        case Relation.FORMERLY_ASSIGNED:
            return _formerly_assigned(standing)
        case Relation.SUPERVISOR_OF:
            return inside & some(
                "people_assignment tie JOIN people_supervisionline line ON line.staff_id = tie.staff_id",
                Condition("tie.client_id = {pk}"),
                equal("line.supervisor_id", holding.holder_id),
                holds("tie", at),
                holds("line", at),
            )
        case Relation.EMERGENCY:
            return some(
                "people_emergencyaccess opened",
                Condition("opened.client_id = {pk}"),
                equal("opened.staff_id", viewer),
                Condition("opened.opened_at <= %s", (instant(at),)),
                Condition("opened.opened_at > %s", (instant(at - EMERGENCY_LASTS),)),
            )
    raise AssertionError(f"nobody is `{relation}` to a client")


def _related_to_staff(
    relation: Relation, holding: Holding, standing: Standing, inside: Condition
) -> Condition:
    line, in_time = "people_supervisionline line", holds("line", standing.at)
    match relation:
        case Relation.SELF:
            return equal("{pk}", standing.viewer_id)
        case Relation.SUPERVISOR_OF:
            supervised = Condition("line.staff_id = {pk}")
            return inside & some(line, supervised, equal("line.supervisor_id", holding.holder_id), in_time)
        case Relation.SUPERVISED_BY:
            supervising = Condition("line.supervisor_id = {pk}")
            return some(line, supervising, equal("line.staff_id", standing.viewer_id), in_time)
    raise AssertionError(f"nobody is `{relation}` to a member of staff")


def _formerly_assigned(standing: Standing) -> Condition:
    tie, at = "people_assignment tie", standing.at
    mine = (Condition("tie.client_id = {pk}"), equal("tie.staff_id", standing.viewer_id))
    begun = Condition("tie.from_date <= %s", (day(at),))
    return some(tie, *mine, begun) & ~some(tie, *mine, holds("tie", at))


def _barred(person_id: int, act: Act, model: type[Client | Staff | Unit], at: datetime) -> Condition:
    """The objects that this person may not touch, whatever their roles."""
    if model is Client:
        return some(
            "people_linkedparty tie",
            Condition("tie.client_id = {pk}"),
            equal("tie.staff_id", person_id),
            holds("tie", at),
        )
    if model is Staff and act in NEVER_ON_ONESELF:
        return equal("{pk}", person_id)
    return NEVER


def _reason(standing: Standing, thing: Client | Staff | Unit, ways: list[_Way]) -> Reason:
    model = type(thing)
    formerly = _formerly_assigned(standing) if model is Client else NEVER
    was_assigned, *within_reach = _ask(thing, [formerly, *(way.reach(standing, model) for way in ways)])
    if any(
        reached and not way.holding.in_place_of_id for way, reached in zip(ways, within_reach, strict=True)
    ):
        return Reason.GIVER_BARRED
    if was_assigned:
        return Reason.FORMERLY_ASSIGNED
    return Reason.OUT_OF_REACH if ways else Reason.NOT_ENTRUSTED
