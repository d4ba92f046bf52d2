"""Campaigns with something on every page: one just begun, one with a list of some hundred people that was
examined, one that waits for a decision, one half sent, one of calls; and a tool that sends through the gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from balise.consent.words import Channel, Event
from balise.outreach.audience.gathering import source_of
from balise.outreach.audience.operations import keep_list, proposed, read_list
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone, say_testimonials
from balise.outreach.campaigns.operations.checks import confirm_check
from balise.outreach.campaigns.operations.contents import write_claim, write_content
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.words import Form
from balise.outreach.gate.operations import add_account, answer_for_all
from balise.outreach.models import Campaign, GateDecision, Message, MessageEvent, Recipient
from balise.outreach.screening.running import screen_campaign
from balise.outreach.sending.operations import start_sending
from balise.outreach.words import (
    Audience,
    CheckItem,
    ListOrigin,
    Means,
    MessageEventKind,
    MessageState,
)
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.journeys.consents import Leaf
from tests.outreach.campaigns.steps import complete
from tests.outreach.exports.conftest import REFERRAL
from tests.outreach.leaving import ready
from tests.outreach.preparing import STATEMENT, begun
from tests.outreach.sending.crowd import agreed
from tests.outreach.worlds import excel_list, ordinary
from tests.people.world import NOW, World, make_world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from balise.outreach.models import GateAccount
    from balise.people.models import Client
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked

CROWD = 60
"""Clients who agreed, as many as three leaves of a list."""

CALLED = 8
"""Of these, who may be called too."""

PEOPLE = 700
"""Rows of the list."""

VERDICTS = ("permitted", "prohibited", "")
"""The answers about those who are on it."""

BODIES: dict[Lang, str] = {
    "fr": """Bonjour {first_name},

Nos **ateliers de cuisine** commencent en mars, à Moncton :

- cuisiner pour une personne ;
- lire une étiquette.

## Pour vous inscrire

Appelez au 506 555-0100, ou voyez [le programme](https://example.org/ateliers).
""",
    "en": """Hello {first_name},

Our **cooking workshops** begin in March, in Moncton:

- cooking for one;
- reading a label.

## To register

Call 506 555-0100, or see [the programme](https://example.org/workshops).
""",
}


@dataclass(frozen=True)
class Told:
    world: World
    leaves: Mapping[str, tuple[Leaf, ...]]
    """By the first name of who opens them; of whoever got a message, under nobody's."""


def tell() -> Told:
    """Make the world, in which every page has something to show."""
    world, now = make_world(), timezone.now()
    news = ask_for(world, "workshops", Text("Nouvelles des ateliers", "Workshop news"))
    crowd = agreed(world, news, CROWD)
    new = begun(world, news.purpose, Audience.OUTSIDE_LIST)
    poster = begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY)
    screened = _screened(world, news, crowd, now)
    waits = _waits(world, news)
    sent = _half_sent(world, news, now)
    calls = _calls(world, news, crowd[:CALLED], now)
    account = _account(world, news, now)
    return Told(
        world,
        {
            "marie": (*_lists(), *_of_new(new, poster), *_of_screened(screened)),
            "grace": (
                Leaf("campaigns:waiting", reverse("campaigns:waiting")),
                _at("campaigns:campaign", waits),
                Leaf("campaigns:decide", reverse("campaigns:decide", args=[waits.uuid]), refused=True),
                _at("screening:result", screened),
                _at("exports:start", calls),
            ),
            "paul": (*_kept(account), *_of_sent(sent), *_of_calls(calls)),
            "": _of_reader(sent),
        },
    )


def _at(name: str, campaign: Campaign, *more: object, refused: bool = False) -> Leaf:
    return Leaf(name, reverse(name, args=[campaign.uuid, *more]), refused=refused)


def _lists() -> tuple[Leaf, ...]:
    return (
        Leaf("campaigns:campaigns", reverse("campaigns:campaigns")),
        Leaf("campaigns:begin", reverse("campaigns:begin"), refused=True),
        Leaf("reports:period", reverse("reports:period")),
    )


def _of_new(new: Campaign, poster: Campaign) -> tuple[Leaf, ...]:
    """What the pages say where there is nothing yet, and of what addresses nobody in particular."""
    return (
        _at("campaigns:campaign", new),
        _at("campaigns:contents", new),
        _at("campaigns:content", new, "fr", refused=True),
        _at("campaigns:testimonials", new, refused=True),
        _at("campaigns:checklist", new),
        _at("campaigns:submit", new),
        _at("audience:list", new),
        _at("audience:attach", new, refused=True),
        _at("screening:result", new),
        _at("sending:state", new),
        _at("exports:start", new),
        _at("reports:campaign", new),
        _at("campaigns:facts", poster),
        _at("campaigns:fact", poster, "commercial", refused=True),
    )


def _of_screened(screened: Campaign) -> tuple[Leaf, ...]:
    claim, task = screened.claims.all()[0], screened.tasks.all()[0]
    people = Recipient.objects.filter(campaign=screened).order_by("number")
    compared = f"{reverse('screening:compare', args=[screened.uuid])}?means=mail"
    return (
        _at("campaigns:campaign", screened),
        _at("campaigns:change", screened),
        _at("campaigns:limits", screened),
        _at("campaigns:cancel", screened),
        _at("campaigns:contents", screened),
        _at("campaigns:preview", screened, "fr"),
        _at("campaigns:message", screened, "fr"),
        _at("campaigns:remove_content", screened, "en"),
        _at("campaigns:add_claim", screened, refused=True),
        _at("campaigns:claim", screened, claim.uuid),
        _at("campaigns:remove_claim", screened, claim.uuid),
        _at("campaigns:facts", screened),
        _at("campaigns:fact", screened, "client_status"),
        _at("campaigns:remove_fact", screened, "client_status"),
        _at("campaigns:checklist", screened),
        _at("campaigns:check", screened, CheckItem.NO_CONFLICT.value, refused=True),
        _at("campaigns:check", screened, CheckItem.CONDUCT.value),
        _at("audience:list", screened),
        _at("audience:columns", screened),
        _at("audience:add", screened, refused=True),
        _at("audience:result", screened),
        _at("screening:result", screened),
        _at("screening:people", screened),
        *(_at("screening:person", screened, people.filter(verdict=each)[0].uuid) for each in VERDICTS),
        Leaf("screening:compare", compared),
        _at("screening:task", screened, task.uuid),
    )


def _kept(account: GateAccount) -> tuple[Leaf, ...]:
    sender = Campaign.objects.order_by("pk")[0].sender
    return (
        Leaf("campaigns:senders", reverse("campaigns:senders")),
        Leaf("campaigns:add_sender", reverse("campaigns:add_sender"), refused=True),
        Leaf("campaigns:close_sender", reverse("campaigns:close_sender", args=[sender.uuid])),
        Leaf("gate:accounts", reverse("gate:accounts")),
        Leaf("gate:add", reverse("gate:add"), refused=True),
        Leaf("gate:account", reverse("gate:account", args=[account.uuid])),
        Leaf("gate:fact", reverse("gate:fact", args=[account.uuid, "commercial"])),
        Leaf("gate:close", reverse("gate:close", args=[account.uuid])),
    )


def _of_sent(sent: Campaign) -> tuple[Leaf, ...]:
    uncertain = Message.objects.get(campaign=sent, state=MessageState.UNCERTAIN)
    return (
        _at("campaigns:campaign", sent),
        _at("sending:state", sent),
        _at("sending:start", sent),
        _at("sending:cancel", sent),
        _at("sending:messages", sent),
        _at("sending:messages_in", sent, MessageState.WITHHELD.value),
        _at("sending:message", sent, uncertain.uuid),
        _at("reports:campaign", sent),
        Leaf("reports:period", reverse("reports:period")),
    )


def _of_calls(calls: Campaign) -> tuple[Leaf, ...]:
    return (_at("exports:start", calls), _at("exports:calls", calls))


def _of_reader(sent: Campaign) -> tuple[Leaf, ...]:
    message = Message.objects.filter(campaign=sent)[0]
    return (
        Leaf("sending:stop", reverse("sending:stop", args=[message.mark])),
        Leaf("sending:stop", reverse("sending:stop", args=["a" * 24])),
    )


def _screened(world: World, news: Asked, crowd: list[Client], now: datetime) -> Campaign:
    """A list with every kind of fault. Some on it agreed, one of whom took it back."""
    campaign = begun(world, news.purpose, Audience.OUTSIDE_LIST)
    by = world.marie
    for number, client in enumerate(crowd):
        _add(client, ContactKind.EMAIL, str(ordinary(number).email))
    says(None, crowd[0], news, Event.WITHDRAWN, now=now)
    for lang, body in BODIES.items():
        campaign.refresh_from_db()
        subject = {"fr": "Nos ateliers de cuisine", "en": "Our cooking workshops"}[lang]
        seen = campaign.changed
        write_content(by=by, campaign=campaign, lang=lang, subject=subject, body=body, seen=seen, now=now)
    sourced = "Health Canada, Canada’s Food Guide, 2019"
    for text, source in (("Eating together is good for you.", sourced), ("Most members come back.", "")):
        write_claim(by=by, campaign=campaign, uuid=uuid4(), text=text, source=source, now=now)
    say_testimonials(by=by, campaign=campaign, whose="individual", now=now)
    answer_for_everyone(by=by, campaign=campaign, fact="client_status", words="of_another", now=now)
    campaign.refresh_from_db()
    keep_list(
        by=by,
        campaign=campaign,
        content=excel_list(PEOPLE).content,
        name="Membres 2026.xlsx",
        origin=ListOrigin.PROVIDER,
        provider="Centre de conditionnement du Quai",
        statement=STATEMENT,
        now=now,
    )
    campaign.refresh_from_db()
    read_list(by=by, campaign=campaign, mapping=proposed(campaign, source_of(campaign)), now=now)
    campaign.refresh_from_db()
    screen_campaign(by=by, campaign=campaign, now=now)
    confirm_check(by=by, campaign=campaign, item=CheckItem.CONDUCT, answer="yes", now=now)
    return campaign


def _add(client: Client, kind: ContactKind, value: str) -> None:
    """A way to reach them."""
    ContactPoint(client=client, kind=kind, value=value, key=address_key(kind, value), added_at=NOW).save()


def _waits(world: World, news: Asked) -> Campaign:
    """Complete, with a conflict of interest declared."""
    campaign = complete(begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY), "perceived")
    submit_campaign(by=world.marie, campaign=campaign, now=timezone.now())
    return campaign


def _half_sent(world: World, news: Asked, now: datetime) -> Campaign:
    """Paul’s, to those who agreed: messages stand wherever one can, and Rose did not get hers."""
    campaign = ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul), now)
    start_sending(by=world.paul, campaign=campaign, now=now)
    for at, message in enumerate(Message.objects.filter(campaign=campaign).order_by("pk")[: CROWD // 2]):
        state, kind, why = _ENDS.get(at, (MessageState.SENT, MessageEventKind.SENT, ""))
        message.state, message.reason, message.attempts = state, why, 1
        message.save()
        MessageEvent(message=message, kind=kind, detail=why, at=now + timedelta(minutes=at)).save()
    return campaign


_ENDS = {
    3: (MessageState.WITHHELD, MessageEventKind.WITHHELD, "droit-canada/refused-in-writing"),
    5: (MessageState.REFUSED, MessageEventKind.REFUSED, "550 5.1.1"),
    8: (MessageState.BOUNCED, MessageEventKind.BOUNCED, "5.2.2"),
    9: (MessageState.UNCERTAIN, MessageEventKind.UNCERTAIN, ""),
    11: (MessageState.QUEUED, MessageEventKind.DEFERRED, "451 4.7.1"),
}
"""What became of some messages, by their place in the order; the others left."""


def _calls(world: World, news: Asked, crowd: list[Client], now: datetime) -> Campaign:
    """Calls that Paul is making, from a sheet that he took out."""
    for number, client in enumerate(crowd):
        _add(client, ContactKind.PHONE, f"506 555-01{number:02d}")
        says(world.pia, client, news, channel=Channel.PHONE)
    campaign = begun(world, news.purpose, Audience.CLIENTS, Means.PHONE, by=world.paul)
    campaign.act = "invite_to_session"
    campaign.facts = {
        **REFERRAL,
        "do_not_call": "clear",
        "province": "elsewhere_in_canada",
        "calling_time": "allowed",
    }
    campaign.save()
    ready(campaign, now)
    export(by=world.paul, campaign=campaign, form=Form.CALLS, now=now)
    return campaign


def _account(world: World, news: Asked, now: datetime) -> GateAccount:
    """A tool of home care, which wrote to some last week."""
    account, _ = add_account(
        by=world.paul,
        unit=world.home,
        name="Infolettre",
        login="infolettre",
        purpose=news.purpose,
        act="promote_service",
        audience=Audience.CLIENTS,
        from_domains=["example.org"],
        now=now,
    )
    answer_for_all(by=world.paul, account=account, fact="personal_gain", words="false", now=now)
    for number in range(30):
        address = address_key(ContactKind.EMAIL, f"reader{number}@example.org")
        passed = number % 3 > 0
        reason = "" if passed else "droit-canada/refused-in-writing"
        GateDecision(account=account, address=address, passed=passed, reason=reason, at=now).save()
    return account
