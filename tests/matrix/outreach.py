"""What everybody calls for in outreach: campaigns of home care and of relief, in every state that a page or a
button is about, with something of everything in each; senders, and tools that send through the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from balise.outreach.audience.gathering import source_of
from balise.outreach.audience.operations import keep_list, proposed, read_list
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone, begin_campaign
from balise.outreach.campaigns.operations.contents import write_claim, write_content
from balise.outreach.campaigns.operations.senders import add_sender
from balise.outreach.gate.operations import add_account
from balise.outreach.models import Campaign, Message, MessageEvent, Recipient, Screening, Task
from balise.outreach.sending.tickets import written
from balise.outreach.words import (
    Audience,
    CampaignState,
    ListOrigin,
    Means,
    MessageEventKind,
    MessageState,
)
from tests.outreach.preparing import SIX, STATEMENT
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.consent.models import Purpose
    from balise.outreach.models import Sender
    from balise.people.models import Client, Staff, Unit
    from tests.people.world import World

LIST = "Courriel\nluc.roy@example.org\nluc chez example.org\n"
"""One row is good, and one is to be corrected."""

SAME = {"lang": "fr", "fact": "client_status", "item": "conduct", "state": MessageState.UNCERTAIN.value}
"""Arguments that are no secret."""


def outreach(world: World, purpose: Purpose, absent: str) -> dict[str, dict[str, str]]:
    """The arguments of addresses, by the name of the object that the table gives it."""
    ours, theirs = _sender(world.paul, "Heron Cove"), _sender(world.rita, "Relief")

    def one(author: Staff, state: CampaignState, means: Means = Means.EMAIL) -> Campaign:
        return _campaign(author, purpose, theirs if author == world.aline else ours, state, means)

    draft = _parts(one(world.marie, CampaignState.DRAFT))
    other = _parts(one(world.aline, CampaignState.DRAFT))
    sent = _messages(one(world.marie, CampaignState.SENDING), world.rose)
    nothing = dict.fromkeys({*draft, *_PARTS} - {*SAME}, absent)
    accounts = {
        name: {"uuid": _account(keeper, unit, purpose), "fact": "commercial"}
        for name, keeper, unit in (
            ("gate_account", world.paul, world.home),
            ("other_gate_account", world.rita, world.relief),
        )
    }
    return {
        "campaign": draft,
        "other_campaign": other,
        # What belongs to another campaign, asked for under an address that one may open.
        "campaign_mixed": {**other, "uuid": draft["uuid"]},
        "submitted": {"uuid": _uuid(one(world.marie, CampaignState.SUBMITTED))},
        "submitted_by_manager": {"uuid": _uuid(one(world.grace, CampaignState.SUBMITTED))},
        "submitted_by_director": {"uuid": _uuid(one(world.paul, CampaignState.SUBMITTED))},
        "other_submitted": {"uuid": _uuid(one(world.aline, CampaignState.SUBMITTED))},
        "sent": sent,
        "sent_mixed": {**sent, "uuid": draft["uuid"]},
        "paused": {"uuid": _uuid(one(world.marie, CampaignState.PAUSED))},
        "calls": _messages(one(world.marie, CampaignState.SENDING, Means.PHONE), world.rose),
        "no_campaign": {**nothing, **SAME},
        "sender": {"sender": str(_sender(world.paul, "Wharf").uuid)},
        "no_sender": {"sender": absent},
        **accounts,
        "no_gate_account": {"uuid": absent, "fact": "commercial"},
        **_tickets(purpose),
    }


def _tickets(purpose: Purpose) -> dict[str, dict[str, str]]:
    """Of a message that is known, of one that a backup had not, and of one that we did not write."""
    message = Message.objects.filter(campaign__means=Means.EMAIL)[0]
    ticket = written(mark=message.mark, purpose=purpose.code, address=message.address)
    lost = written(mark="b" * 24, purpose=purpose.code, address=message.address)
    forged = lost.replace("b" * 24, "c" * 24)
    tickets = {"ticket": ticket, "lost_ticket": lost, "forged_ticket": forged, "no_ticket": "a" * len(lost)}
    return {name: {"ticket": words} for name, words in tickets.items()}


_PARTS = ("uuid", "claim", "recipient", "task", "message", "number")


def _uuid(campaign: Campaign) -> str:
    return str(campaign.uuid)


def _sender(by: Staff, name: str) -> Sender:
    return add_sender(
        by=by,
        uuid=uuid4(),
        name=name,
        postal_address="1 Quay Street, Moncton NB  E1C 4Z6",
        email="news@example.org",
        now=NOW,
    )


def _campaign(
    author: Staff, purpose: Purpose, sender: Sender, state: CampaignState, means: Means
) -> Campaign:
    campaign = begin_campaign(
        by=author,
        uuid=uuid4(),
        unit=author.unit,
        title="Autumn workshops",
        act="promote_service",
        purpose=purpose,
        audience=Audience.OUTSIDE_LIST,
        means=means,
        sender=sender,
        now=NOW,
    )
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    campaign.refresh_from_db()
    return campaign


def _parts(campaign: Campaign) -> dict[str, str]:
    """Everything that a campaign can have before it leaves; the arguments of each."""
    by = campaign.author
    write_content(by=by, campaign=campaign, lang="fr", subject="Ateliers", body="Venez.", seen=0, now=NOW)
    claim = write_claim(by=by, campaign=campaign, uuid=uuid4(), text="It helps.", source="", now=NOW)
    answer_for_everyone(by=by, campaign=campaign, fact=SAME["fact"], words="of_another", now=NOW)
    campaign.refresh_from_db()
    keep_list(
        by=by,
        campaign=campaign,
        content=LIST.encode(),
        name="list.csv",
        origin=ListOrigin.PROVIDER,
        provider="Fitness Centre",
        statement=STATEMENT,
        now=NOW,
    )
    campaign.refresh_from_db()
    read_list(by=by, campaign=campaign, mapping=proposed(campaign, source_of(campaign)), now=NOW)
    recipient, task = _recipient(campaign, None), Task(campaign=campaign, alternative=min(SIX))
    task.save()
    Screening.objects.create(
        campaign=campaign, at=NOW, by=by, policy="", asked="", recipients=1, verdicts={"prohibited": 1}
    )
    return {
        "uuid": _uuid(campaign),
        "claim": str(claim.uuid),
        "recipient": str(recipient.uuid),
        "task": str(task.uuid),
        **SAME,
    }


def _recipient(campaign: Campaign, client: Client | None) -> Recipient:
    return Recipient.objects.create(
        campaign=campaign,
        number=2,
        client=client,
        name=client.full_name if client else "Luc Roy",
        email="somebody@example.org",
        phone="+15065550101",
        verdict="prohibited",
        facts={},
    )


def _messages(campaign: Campaign, client: Client) -> dict[str, str]:
    """A campaign to clients that is leaving: nobody knows whether it reached this one."""
    Campaign.objects.filter(pk=campaign.pk).update(audience=Audience.CLIENTS)
    state = MessageState.EXPORTED if campaign.means == Means.PHONE else MessageState.UNCERTAIN
    message = Message.objects.create(
        campaign=campaign,
        recipient=_recipient(campaign, client),
        address=client.uuid.hex,
        message_id=f"<{campaign.uuid}@example.org>",
        state=state,
    )
    MessageEvent(message=message, kind=MessageEventKind(state.value), at=NOW).save()
    number = str(message.uuid)
    return {
        "uuid": _uuid(campaign),
        "message": number,
        "number": number,
        "recipient": str(message.recipient.uuid),
        **SAME,
    }


def _account(keeper: Staff, unit: Unit, purpose: Purpose) -> str:
    account, _ = add_account(
        by=keeper,
        unit=unit,
        name="Newsletter tool",
        login=f"tool-{unit.pk}",
        purpose=purpose,
        act="promote_service",
        audience=Audience.OUTSIDE_LIST,
        from_domains=["example.org"],
        now=NOW,
    )
    return str(account.uuid)
