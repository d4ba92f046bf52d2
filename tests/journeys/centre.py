"""The fitness centre of the first source: its people, its news, and a few of its list who agreed to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import timezone

from balise.consent.queries import may_reach
from balise.consent.words import Channel
from balise.outreach.campaigns.operations.senders import add_sender
from balise.people.operations import add_client
from balise.people.words import ContactKind, Language
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.outreach.worlds import excel_list
from tests.people.world import NOW, day, make_world

if TYPE_CHECKING:
    from balise.consent.words import State
    from balise.people.models import Client
    from tests.consent.conftest import Asked
    from tests.people.world import World

SENDER = "Centre de conditionnement"

AGREED = 12
"""How many of the two thousand on the list agreed to the centre's news."""


@dataclass(frozen=True)
class Centre:
    """The fitness centre: its people, its news, and those on its list who agreed to them."""

    world: World
    news: Asked
    agreed: dict[str, Client]
    """By e-mail, in the order of the list."""

    def state(self, email: str) -> State:
        return may_reach(self.agreed[email], self.news.purpose, Channel.EMAIL, timezone.now())


def make_centre() -> Centre:
    """Heron Cove as a fitness centre."""
    world = make_world()
    news = ask_for(world, "news", Text("Nouvelles du centre", "News of the centre"))
    add_sender(
        by=world.paul,
        uuid=uuid4(),
        name=SENDER,
        postal_address="1, rue du Quai, Moncton (N.-B.)  E1C 4Z6",
        email="centre@example.org",
        now=NOW,
    )
    ordinary = [at for at, row in enumerate(excel_list().rows) if row.kind == "ordinary"]
    agreed = {}
    for at in ordinary[:AGREED]:
        email = f"membre.{at}@example.org"
        client = add_client(
            by=world.david,
            unit=world.home,
            uuid=uuid4(),
            full_name=f"Membre {at}",
            language=Language.FR,
            birth_date=day(-15_000),
            contacts=[(ContactKind.EMAIL, email)],
            now=NOW,
        )
        says(world.pia, client, news)
        agreed[email] = client
    return Centre(world, news, agreed)
