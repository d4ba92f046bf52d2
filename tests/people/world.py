"""A small organisation that everyone knows: two programmes, twelve people, three clients.

Heron Cove serves the coast. At *home care*, Marie looks after Rose, and Sam after Theo, who is a child; David
supervises both, Grace manages, Paul directs. At *relief*, Aline looks after Ulla, and Rita directs. Louise
directs human resources, Inès investigates, Pia answers for privacy, Axel audits, and Omar runs the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from balise.people import operations
from balise.people.models import Assignment, Client, RoleGrant, Staff, Unit
from balise.people.words import ContactKind, Language, LineKind, LinkKind, Role, Status, UnitKind
from balise.policy.text import Text

NOW = datetime(2025, 3, 3, 15, tzinfo=UTC)
TODAY = date(2025, 3, 3)

ROSE, THEO, ULLA, NOBODY = (UUID(int=number) for number in (1, 2, 3, 4))


def later(**time: int) -> datetime:
    """Some time after the world was made: `later(hours=4)`."""
    return NOW + timedelta(**time)


def day(after: int) -> date:
    """A day, so many days after the world was made."""
    return TODAY + timedelta(days=after)


@dataclass(frozen=True)
class World:
    heron_cove: Unit
    coast: Unit
    home: Unit
    clinic: Unit
    relief: Unit

    omar: Staff
    louise: Staff
    marie: Staff
    sam: Staff
    david: Staff
    grace: Staff
    paul: Staff
    aline: Staff
    rita: Staff
    ines: Staff
    pia: Staff
    axel: Staff

    rose: Client
    theo: Client
    ulla: Client

    def assignment(self, staff: Staff, client: Client) -> Assignment:
        return Assignment.objects.get(staff=staff, client=client, ended_at=None)

    def grant(self, staff: Staff, role: Role) -> RoleGrant:
        return RoleGrant.objects.get(staff=staff, role=role, ended_at=None)


def make_world() -> World:
    """Found Heron Cove, by the operations that everyone else has to use."""
    omar = operations.found_organisation(
        name=Text("Anse-aux-Hérons", "Heron Cove"),
        full_name="Omar Haddad",
        email="omar@example.org",
        language=Language.FR,
        reason="installation",
        now=NOW,
    )
    heron_cove = omar.unit
    coast = _unit(omar, heron_cove, UnitKind.REGION, Text("Côte", "Coast"))
    home = _unit(omar, coast, UnitKind.PROGRAMME, Text("Soins à domicile", "Home care"))
    clinic = _unit(omar, home, UnitKind.SITE, Text("Clinique du quai", "Wharf clinic"))
    relief = _unit(omar, coast, UnitKind.PROGRAMME, Text("Secours", "Relief"))

    louise = _hire(omar, "Louise Bergeron", heron_cove)
    _grant(omar, louise, Role.HR_DIRECTOR, heron_cove)
    founding = RoleGrant.objects.get(staff=omar, role=Role.HR_DIRECTOR)
    operations.revoke_role(by=louise, grant=founding, reason="installation is over", now=NOW)

    marie = _hire(louise, "Marie Tremblay", clinic)
    sam = _hire(louise, "Sam Okafor", home, Status.VOLUNTEER)
    david = _hire(louise, "David Chen", home)
    grace = _hire(louise, "Grace Roy", home)
    paul = _hire(louise, "Paul Leblanc", home)
    aline = _hire(louise, "Aline Gagnon", relief, Status.DELEGATE)
    rita = _hire(louise, "Rita Singh", relief)
    ines = _hire(louise, "Inès Moreau", heron_cove)
    pia = _hire(louise, "Pia Novak", heron_cove)
    axel = _hire(louise, "Axel Dubé", heron_cove)

    _grant(louise, david, Role.SUPERVISOR, home)
    _grant(louise, grace, Role.MANAGER, home)
    _grant(louise, paul, Role.PROGRAMME_DIRECTOR, home)
    _grant(louise, rita, Role.PROGRAMME_DIRECTOR, relief)
    _grant(louise, ines, Role.INVESTIGATOR, heron_cove)
    _grant(louise, pia, Role.PRIVACY_OFFICER, heron_cove)
    _grant(louise, axel, Role.AUDITOR, heron_cove)

    for person in (marie, sam):
        operations.set_supervisor(
            by=louise, staff=person, supervisor=david, kind=LineKind.SUPERVISOR, now=NOW
        )
        operations.set_supervisor(by=louise, staff=person, supervisor=grace, kind=LineKind.MANAGER, now=NOW)

    rose = operations.add_client(
        by=david,
        unit=home,
        uuid=ROSE,
        full_name="Rose Landry",
        language=Language.FR,
        birth_date=date(1941, 5, 2),
        vulnerable=True,
        contacts=[(ContactKind.PHONE, "506 555-0101"), (ContactKind.EMAIL, "rose@example.org")],
        now=NOW,
    )
    theo = operations.add_client(
        by=david,
        unit=clinic,
        uuid=THEO,
        full_name="Theo Boudreau",
        language=Language.EN,
        birth_date=date(2012, 2, 29),
        now=NOW,
    )
    ulla = operations.add_client(
        by=rita, unit=relief, uuid=ULLA, full_name="Ulla Meyer", language=Language.EN, now=NOW
    )
    assign(david, marie, rose)
    assign(david, sam, theo)
    assign(rita, aline, ulla)
    operations.record_health(by=marie, client=rose, conditions="diabetes", now=NOW)
    operations.link_party(by=marie, client=rose, full_name="Jean Landry", kind=LinkKind.FAMILY, now=NOW)
    return World(
        heron_cove=heron_cove,
        coast=coast,
        home=home,
        clinic=clinic,
        relief=relief,
        omar=omar,
        louise=louise,
        marie=marie,
        sam=sam,
        david=david,
        grace=grace,
        paul=paul,
        aline=aline,
        rita=rita,
        ines=ines,
        pia=pia,
        axel=axel,
        rose=rose,
        theo=theo,
        ulla=ulla,
    )


def assign(by: Staff, staff: Staff, client: Client, now: datetime = NOW) -> Assignment:
    return operations.assign(
        by=by, staff=staff, client=client, service="home help", reason="on the rota", now=now
    )


def appoint(
    world: World,
    staff: Staff,
    role: Role,
    unit: Unit,
    *,
    from_date: date | None = None,
    to_date: date | None = None,
) -> RoleGrant:
    """Have Louise grant someone a role."""
    return operations.grant_role(
        by=world.louise,
        staff=staff,
        role=role,
        unit=unit,
        reason="appointed",
        from_date=from_date,
        to_date=to_date,
        now=NOW,
    )


def relate(client: Client, staff: Staff) -> None:
    """Make the client someone close to this member of staff."""
    writer = Staff.objects.get(email="pia@example.org")
    operations.link_party(
        by=writer, client=client, full_name=staff.full_name, kind=LinkKind.FAMILY, staff=staff, now=NOW
    )


def _unit(by: Staff, parent: Unit, kind: UnitKind, name: Text) -> Unit:
    return operations.add_unit(by=by, parent=parent, kind=kind, name=name, now=NOW)


def _hire(by: Staff, full_name: str, unit: Unit, status: Status = Status.EMPLOYEE) -> Staff:
    first = full_name.split(maxsplit=1)[0].lower().replace("è", "e")
    return operations.hire(
        by=by,
        unit=unit,
        full_name=full_name,
        email=f"{first}@example.org",
        status=status,
        language=Language.FR,
        now=NOW,
    )


def _grant(by: Staff, staff: Staff, role: Role, unit: Unit) -> RoleGrant:
    return operations.grant_role(by=by, staff=staff, role=role, unit=unit, reason="appointed", now=NOW)
