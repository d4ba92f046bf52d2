"""One person, in an installation of its own, written about everywhere; then erased, or, with `keep`, not.

Every text about them holds `CANARY`, so that a trace is found whatever table or file it is left in.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from uuid import uuid4

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command

from balise.consent.operations import keep_evidence, record_consent
from balise.consent.queries import notice_in_force
from balise.consent.rights import operations as rights
from balise.consent.rights.erasing import erase_client
from balise.consent.words import Channel, Event, Grantor, Method
from balise.outreach.screening.running import screen_campaign
from balise.people import operations
from balise.people.imports.models import ExternalId
from balise.people.models import Client, EmergencyAccess, LinkedParty
from balise.people.words import ContactKind, Language, LinkKind
from tests.consent.intake.asking import make_asked
from tests.outreach.preparing import begun, with_list
from tests.people.world import assign, make_world

CANARY = "Zibeline"
START = datetime(2025, 3, 3, 16, tzinfo=UTC)
END = datetime(2040, 1, 1, tzinfo=UTC)


def main() -> None:
    call_command("migrate", verbosity=0)
    world = make_world()
    asked = make_asked(world)
    client = operations.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name=f"{CANARY} Landry",
        preferred_name=f"Mme {CANARY}",
        language=Language.FR,
        birth_date=date(1941, 5, 2),
        contacts=[
            (ContactKind.EMAIL, f"{CANARY}@example.org"),
            (ContactKind.ADDRESS, f"12, rue {CANARY}"),
        ],
        now=START,
    )
    tie = assign(world.david, world.marie, client, START)
    operations.record_health(by=world.marie, client=client, conditions=f"mal de {CANARY}", now=START)
    for kind in (LinkKind.REPRESENTATIVE, LinkKind.FAMILY):
        operations.link_party(
            by=world.marie, client=client, full_name=f"Jean {CANARY} {kind}", kind=kind, now=START
        )
    ExternalId.objects.create(client=client, value=f"no-{CANARY}")
    scan = keep_evidence(
        by=world.marie,
        name="form.pdf",
        media_type="application/pdf",
        content=f"%PDF- {CANARY}".encode(),
        now=START,
    )
    party = LinkedParty.objects.get(client=client, kind=LinkKind.REPRESENTATIVE)
    for event in (Event.GIVEN, Event.REFUSED):
        record_consent(
            by=world.marie,
            client=client,
            purpose=asked.news,
            channel=Channel.EMAIL,
            event=event,
            method=Method.PAPER_FORM,
            grantor=Grantor.REPRESENTATIVE,
            party=party,
            notice=notice_in_force(asked.news, "fr") if event is Event.GIVEN else None,
            evidence=scan,
            now=START,
            uuid=uuid4(),
        )
    rights.complain(by=world.marie, client=client, words=f"{CANARY} se plaint", now=START, uuid=uuid4())
    held = rights.hold(by=world.pia, client=client, reason=f"{CANARY} plaide", now=START)
    rights.end_hold(by=world.pia, hold=held, reason=f"{CANARY} a gagné", now=START)
    campaign = with_list(
        begun(world, asked.news), f"Courriel,Nom\n{CANARY}@example.org,{CANARY} Landry\n", now=START
    )
    screen_campaign(by=world.marie, campaign=campaign, now=START)
    EmergencyAccess.objects.create(
        staff=world.ines,
        client=client,
        reason=f"{CANARY} en danger",
        opened_at=START,
        told_first=world.pia,
        told_second=world.paul,
    )
    operations.end_assignment(by=world.david, assignment=tie, reason=f"{CANARY} est partie", now=START)
    operations.change_client(by=world.pia, client=client, closed_date=date(2025, 3, 3), now=START)
    if sys.argv[1:] != ["keep"]:
        erase_client(by=world.pia, client=Client.objects.get(pk=client.pk), now=END)


if __name__ == "__main__":
    main()
