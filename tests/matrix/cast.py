"""Everyone who calls, and everything they call for: the small world, and who stands in every relation to one
file and one person.

Of the file of Rose, at home care: who serves her, who did, who is above, who is close to her, who opened it
in an emergency. Of Nora, at home care too: who is above her. Ulla's file and Aline are of the other
programme.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from balise.api.operations import make_key
from balise.consent.imports import source as sources
from balise.consent.imports.mapping import KIND as CONSENTS
from balise.consent.imports.mapping import propose as propose_consents
from balise.consent.models import PreferenceLink, Purpose
from balise.consent.operations import keep_evidence, make_link, record_consent
from balise.consent.rights.operations import complain, hold
from balise.consent.words import Channel, Event, Method
from balise.people import operations
from balise.people.accounts.models import Account
from balise.people.accounts.sessions import PROVEN, sign_in_as
from balise.people.imports import tables
from balise.people.imports.fields import Kind
from balise.people.imports.mapping import propose
from balise.people.imports.store import Store
from balise.people.models import Assignment, Client, Delegation, LinkedParty, RoleGrant, Staff
from balise.people.words import Language, LineKind, LinkKind, Role, Status
from balise.server.demo.people import PERSONAS
from tests.consent.intake.asking import make_asked
from tests.matrix.outreach import outreach
from tests.people.world import NOW, World, assign, make_world, relate

if TYPE_CHECKING:
    from balise.people.models import Unit

VISITOR = "visitor"
ABSENT = UUID(int=0xAB5E27)
"""What is nowhere."""


@dataclass(frozen=True)
class Person:
    """One of those who call: who they are, and what their browser shows of them."""

    staff: Staff | None
    cookies: dict[str, str]


@dataclass(frozen=True)
class Cast:
    world: World
    personas: dict[str, Person]
    unproven: Person
    """The administrator, by password alone."""
    objects: dict[str, dict[str, str]]
    """The arguments of addresses, by the name of the object that the table gives it."""

    def arguments(self, about: str, persona: str) -> dict[str, str]:
        """What to put in the address. `oneself` is another person for each caller."""
        if about != "oneself":
            return self.objects[about]
        staff = self.personas[persona].staff
        return {**self.objects["nobody"], "uuid": str(staff.uuid if staff else ABSENT)}


def gather() -> Cast:
    """Bring everyone together, each signed in, second factor included."""
    now = timezone.now()
    world = make_world()
    others = _others(world, now)
    staff = {
        "unrelated": others["noah"],
        "assigned": world.marie,
        "formerly_assigned": others["fay"],
        "in_conflict": others["cleo"],
        "supervisor": world.david,
        "manager": world.grace,
        "stand_in": others["tess"],
        "director": world.paul,
        "other_director": world.rita,
        "hr_director": world.louise,
        "investigator": world.ines,
        "emergency": others["emil"],
        "privacy_officer": world.pia,
        "auditor": world.axel,
        "administrator": world.omar,
        "disabled": others["dana"],
    }
    others["noah"].email = PERSONAS[0].email  # whom a visitor of the demo can be
    personas = {VISITOR: Person(None, {})}
    for name, person in staff.items():
        person.user = Account.objects.create(email=person.email, password="!")
        person.save(update_fields=["user", "email"])
        personas[name] = Person(person, _signed_in(person))
    unproven = Person(world.omar, _signed_in(world.omar, proven=False))
    make_asked(world)
    operations.disable(by=world.louise, staff=others["dana"], reason="left", now=now)
    return Cast(world, personas, unproven, _objects(world, others["nora"], now))


def _others(world: World, now: datetime) -> dict[str, Staff]:
    """Those whom the small world lacks."""
    louise, rose = world.louise, world.rose
    people = {
        name.split()[0].lower(): _hire(louise, name, unit)
        for name, unit in (
            ("Noah Pitre", world.home),
            ("Fay Comeau", world.home),
            ("Cleo Landry", world.home),
            ("Tess Hébert", world.home),
            ("Emil Savoie", world.heron_cove),
            ("Dana Robichaud", world.home),
            ("Nora Doucet", world.clinic),
        )
    }
    for person, role, unit in (
        (people["cleo"], Role.MANAGER, world.home),
        (people["emil"], Role.INVESTIGATOR, world.heron_cove),
        (people["nora"], Role.SUPERVISOR, world.clinic),
        (world.aline, Role.SUPERVISOR, world.relief),
    ):
        operations.grant_role(by=louise, staff=person, role=role, unit=unit, reason="appointed", now=NOW)
    for above, kind in ((world.david, LineKind.SUPERVISOR), (world.grace, LineKind.MANAGER)):
        operations.set_supervisor(by=louise, staff=people["nora"], supervisor=above, kind=kind, now=NOW)

    for former in (people["fay"], people["dana"]):
        held = assign(world.david, former, rose)
        operations.end_assignment(by=world.david, assignment=held, reason="moved on", now=NOW)
    assign(world.david, people["cleo"], rose)
    relate(rose, people["cleo"])
    operations.link_party(
        by=world.aline, client=world.ulla, full_name="Otto Meyer", kind=LinkKind.FAMILY, now=NOW
    )
    for giver, receiver, unit, role in (
        (world.grace, people["tess"], world.home, Role.MANAGER),
        (people["nora"], world.sam, world.clinic, Role.SUPERVISOR),
        (world.aline, world.rita, world.relief, Role.SUPERVISOR),
    ):
        operations.delegate(
            by=giver,
            giver=giver,
            receiver=receiver,
            role=role,
            unit=unit,
            to_date=(now + timedelta(days=9)).date(),
            reason="away",
            now=now,
        )
    operations.open_emergency_access(
        by=people["emil"], client_uuid=rose.uuid, reason="a life at stake", now=now
    )
    return people


def _hire(by: Staff, full_name: str, unit: Unit) -> Staff:
    return operations.hire(
        by=by,
        unit=unit,
        full_name=full_name,
        email=f"{full_name.split(maxsplit=1)[0].lower()}@example.org",
        status=Status.EMPLOYEE,
        language=Language.EN,
        now=NOW,
    )


def _signed_in(person: Staff, *, proven: bool = True) -> dict[str, str]:
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "matrix"}
    request.session = SessionStore()
    request.user = AnonymousUser()
    sign_in_as(request, person)
    if not proven:
        del request.session[PROVEN]
    request.session.save()
    return {settings.SESSION_COOKIE_NAME: request.session.session_key or ""}


def _objects(world: World, nora: Staff, now: datetime) -> dict[str, dict[str, str]]:
    file, other = _of_file(world.rose), _of_file(world.ulla)
    hold(by=world.pia, client=world.ulla, reason="a case before a court", now=now)
    person, stranger = _of_person(nora), _of_person(world.aline)
    nothing = dict.fromkeys(("uuid", "link", "assignment", "grant", "delegation"), str(ABSENT))
    session = UserSession.objects.get(user_id=world.louise.user_id)
    link = _of_link(world.rose, now)
    return {
        **outreach(world, Purpose.objects.get(code="workshops"), str(ABSENT)),
        "": {},
        "file": file,
        "other_file": other,
        # What belongs to another file, asked for under an address that one may open.
        "file_mixed": {**other, "uuid": file["uuid"]},
        "no_file": {**nothing, "purpose": "news", "channel": "in_person"},
        "file_as_json": {"uuid": file["uuid"], "kind": "json"},
        "no_file_as_json": {"uuid": str(ABSENT), "kind": "json"},
        "file_on_paper": {"uuid": file["uuid"], "event": _of_paper(world, world.rose, now)},
        "no_file_on_paper": {"uuid": file["uuid"], "event": str(ABSENT)},
        "two_files": {"first": file["uuid"], "second": other["uuid"]},
        "two_files_turned": {"first": other["uuid"], "second": file["uuid"]},
        "one_of_two_files": {"first": file["uuid"], "second": str(ABSENT)},
        "no_two_files": {"first": str(ABSENT), "second": str(ABSENT)},
        "complaint": _of_complaint(world, now),
        "key": _of_key(world, now),
        "news": {"code": "news"},
        "no_purpose": {"code": "none"},
        "consents_of_privacy": {"name": _sent_consents(world.pia, now)},
        "client_link": link,
        "message": {"secret": PreferenceLink.unsubscribe_secret(link["secret"])},
        "no_link": {"secret": "A" * 43, "ticket": "A" * 43, **_ANSWER, "event": str(ABSENT)},
        "person": person,
        "other_person": stranger,
        "person_mixed": {**stranger, "uuid": person["uuid"]},
        "nobody": nothing,
        "session_of_hr": {"number": str(session.pk)},
        "import_of_privacy": {"name": _sent_file(world.pia, now)},
        # As long as a name that is there, so that the answers are as long.
        "no_import": {"name": "A" * 43},
        "staff_list": {"kind": "staff"},
        "client_list": {"kind": "clients"},
        "theme": {"group": "gifts"},
        "somebody": {"persona": PERSONAS[0].id},
        "nothing": {
            **dict.fromkeys(("name", "fact", "pack", "annex", "kind", "group"), "nothing"),
            **dict.fromkeys(("provider_id", "persona"), "nothing"),
            **dict.fromkeys(("number", "pk"), "0"),
            "uidb36": "0",
            "key": "nothing",
        },
    }


def _sent_file(owner: Staff, now: datetime) -> str:
    """A file on its way in, waiting between two pages."""
    content = b"full_name,language,unit\nZoe Arseneau,fr,Soins\n"
    store = Store(owner, now)
    name = store.keep(content, kind=Kind.CLIENTS, file_name="clients.csv")
    mapping = propose(Kind.CLIENTS, tables.read(content, "clients.csv").headers)
    store.note(name, replace(store.find(name), mapping=mapping.to_json()))
    return name


def _sent_consents(owner: Staff, now: datetime) -> str:
    """The same, of consents."""
    header = b"external_id,purpose,channel,consent,consent date"
    content = header + b"\n1,news,email,yes,2024-05-01\n"
    store = Store(owner, now)
    name = store.keep(content, kind=CONSENTS, file_name="consents.csv")
    mapping = propose_consents(sources.read(content, "consents.csv").headers)
    store.note(name, replace(store.find(name), mapping=mapping.to_json()))
    return name


_ANSWER = {"purpose": "news", "channel": "email", "form": "receipt.jws"}


def _of_link(client: Client, now: datetime) -> dict[str, str]:
    """A client's link to their preferences, and something they answered."""
    _, secret = make_link(by=None, client=client, now=now)
    event = record_consent(
        by=None,
        client=client,
        purpose=Purpose.objects.get(code=_ANSWER["purpose"]),
        channel=Channel(_ANSWER["channel"]),
        event=Event.REFUSED,
        method=Method.PREFERENCE_PAGE,
        now=now,
        uuid=uuid4(),
    )
    return {"secret": secret, "event": str(event.uuid), **_ANSWER}


def _of_paper(world: World, client: Client, now: datetime) -> str:
    """What a client refused on a form that was scanned."""
    scan = keep_evidence(
        by=world.pia, name="form.pdf", media_type="application/pdf", content=b"%PDF-", now=now
    )
    event = record_consent(
        by=world.pia,
        client=client,
        purpose=Purpose.objects.get(code=_ANSWER["purpose"]),
        channel=Channel.MAIL,
        event=Event.REFUSED,
        method=Method.PAPER_FORM,
        evidence=scan,
        now=now,
        uuid=uuid4(),
    )
    return str(event.uuid)


def _of_complaint(world: World, now: datetime) -> dict[str, str]:
    """What Rose complains about, and nobody has answered."""
    words = "They still call me."
    return {"uuid": str(complain(by=world.marie, client=world.rose, words=words, now=now, uuid=uuid4()).uuid)}


def _of_key(world: World, now: datetime) -> dict[str, str]:
    """A key of a web form, which opens something still."""
    news = Purpose.objects.get(code=_ANSWER["purpose"])
    key, _ = make_key(by=world.pia, name="site", purpose=news, may_grant=True, now=now)
    return {"uuid": str(key.uuid)}


def _of_file(client: Client) -> dict[str, str]:
    return {
        "purpose": "news",
        "channel": "in_person",
        "uuid": str(client.uuid),
        "link": str(LinkedParty.objects.filter(client=client, staff=None).get().uuid),
        "assignment": str(Assignment.objects.filter(client=client, ended_at=None).order_by("pk")[0].uuid),
    }


def _of_person(staff: Staff) -> dict[str, str]:
    return {
        "uuid": str(staff.uuid),
        "grant": str(RoleGrant.objects.get(staff=staff).uuid),
        "delegation": str(Delegation.objects.get(giver=staff).uuid),
    }
