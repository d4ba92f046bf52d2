"""A small world with something on every page about consents, who opens each, and how they sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from balise.api.operations import make_key
from balise.consent import operations
from balise.consent.models import PreferenceLink
from balise.consent.rights.operations import answer_complaint, complain, hold
from balise.consent.words import Basis, Event
from balise.people.operations import add_client
from balise.people.words import ContactKind, Language
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.people.pages.someone import Someone
from tests.people.world import TODAY, World, later, make_world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balise.consent.models import Purpose
    from balise.people.models import Staff
    from tests.journeys.desk import Desk


@dataclass(frozen=True)
class Leaf:
    """One page: whose it is to open, and where it is."""

    name: str
    address: str
    refused: bool = False
    """Whether it has a form that can be sent empty, to see its errors too."""


@dataclass(frozen=True)
class Told:
    """The world, after a year of answers."""

    world: World
    visits: Purpose
    """Of which Rose was asked nothing by phone."""
    leaves: Mapping[str, tuple[Leaf, ...]]
    """By the first name of who opens them; for a client with a link, under nobody's."""


def tell() -> Told:
    """Make the world, in which every page has something to show."""
    world = make_world()
    rose, marie, pia = world.rose, world.marie, world.pia
    news = ask_for(world, "workshops", Text("Nouvelles des ateliers", "Workshop news"))
    visits = ask_for(world, "visits", Text("Rappels de visites", "Visit reminders"))
    operations.add_purpose(
        by=pia,
        code="surveys",
        name=Text("Sondages", "Surveys"),
        explained=Text("Deux questions par année.", "Two questions a year."),
        dpv="ResearchAndDevelopment",
        now=later(days=1),
    )
    says(marie, rose, news, now=later(days=5), effective_at=later(days=2))
    says(None, rose, news, Event.WITHDRAWN, now=later(days=9))
    says(marie, rose, visits, basis=Basis.INQUIRY, basis_day=TODAY, now=later(days=3))
    same = add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="LANDRY Rose",
        language=Language.FR,
        contacts=[(ContactKind.EMAIL, "Rose@example.org")],
        now=later(days=4),
    )
    waiting = complain(by=marie, client=rose, words="They still call.", now=later(days=6), uuid=uuid4())
    answered = complain(by=marie, client=rose, words="I was not asked.", now=later(days=4), uuid=uuid4())
    answer_complaint(by=pia, complaint=answered, answer="You were called by mistake.", now=later(days=5))
    hold(by=pia, client=world.ulla, reason="A case before a court.", now=later(days=4))
    make_key(by=pia, name="Site", purpose=news.purpose, may_grant=True, now=later(days=4))
    past = f"{reverse('intake:on_day', args=[rose.uuid])}?day-year=2025&day-month=3&day-day=6"
    _, secret = operations.make_link(by=None, client=rose, now=timezone.now())
    stop = PreferenceLink.unsubscribe_secret(secret)
    return Told(
        world,
        visits.purpose,
        {
            "marie": (
                Leaf("people:client", reverse("people:client", args=[rose.uuid])),
                Leaf("intake:consents", reverse("intake:consents", args=[rose.uuid])),
                Leaf("preferences:links", reverse("preferences:links", args=[rose.uuid])),
                Leaf("intake:one", reverse("intake:one", args=[rose.uuid, "visits", "email"]), refused=True),
                Leaf("intake:one", reverse("intake:one", args=[rose.uuid, "surveys", "phone"])),
                Leaf("intake:several", reverse("intake:several", args=[rose.uuid]), refused=True),
                Leaf("intake:on_day", reverse("intake:on_day", args=[rose.uuid])),
                Leaf("intake:on_day", past),
                Leaf("rights:complain", reverse("rights:complain", args=[rose.uuid]), refused=True),
                Leaf("desk:about_client", reverse("desk:about_client", args=[rose.uuid])),
            ),
            "pia": (
                Leaf("notices:purposes", reverse("notices:purposes")),
                Leaf("notices:add", reverse("notices:add"), refused=True),
                Leaf("notices:purpose", reverse("notices:purpose", args=["workshops"])),
                Leaf("notices:write", reverse("notices:write", args=["workshops"])),
                Leaf("notices:write", reverse("notices:write", args=["surveys"]), refused=True),
                Leaf("notices:close", reverse("notices:close", args=["workshops"])),
                Leaf("merging:proposals", reverse("merging:proposals")),
                Leaf("merging:pair", reverse("merging:pair", args=[rose.uuid, same.uuid]), refused=True),
                Leaf("rights:complaints", reverse("rights:complaints")),
                Leaf("rights:answer", reverse("rights:answer", args=[waiting.uuid]), refused=True),
                Leaf("rights:answer", reverse("rights:answer", args=[answered.uuid])),
                Leaf("rights:client", reverse("rights:client", args=[rose.uuid])),
                Leaf("rights:client", reverse("rights:client", args=[world.ulla.uuid])),
                Leaf("rights:hold", reverse("rights:hold", args=[rose.uuid]), refused=True),
                Leaf("rights:end_hold", reverse("rights:end_hold", args=[world.ulla.uuid]), refused=True),
                Leaf("rights:erase", reverse("rights:erase", args=[rose.uuid]), refused=True),
                Leaf("api_keys:keys", reverse("api_keys:keys"), refused=True),
            ),
            "": (
                Leaf("preferences:start", reverse("preferences:start"), refused=True),
                Leaf("preferences:code", reverse("preferences:code", args=["x" * 43]), refused=True),
                Leaf("preferences:page", reverse("preferences:page", args=[secret])),
                Leaf("preferences:history", reverse("preferences:history", args=[secret])),
                Leaf("preferences:ask", reverse("preferences:ask", args=[secret]), refused=True),
                Leaf("preferences:yes", reverse("preferences:yes", args=[secret, "visits", "phone"])),
                Leaf("preferences:unsubscribe", reverse("preferences:unsubscribe", args=[stop])),
                Leaf("preferences:page", reverse("preferences:page", args=["x" * 43])),
            ),
        },
    )


def sign_in(desk: Desk, person: Staff) -> None:
    """Be this person in the browser, by the session that the real way in makes."""
    key = Someone(person).client.cookies[settings.SESSION_COOKIE_NAME].value
    session = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": desk.site}
    desk.page.context.add_cookies([session])  # type: ignore[list-item]  # a TypedDict
