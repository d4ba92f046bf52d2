"""The outbox: one message for each recipient, how fast they leave, and all that happened to each."""

from __future__ import annotations

from base64 import b32encode
from secrets import token_bytes
from typing import ClassVar

from django.db import models
from django.db.models import Q

from balise.journal.models import AppendOnly
from balise.outreach.models.campaigns import Campaign
from balise.outreach.models.recipients import Recipient
from balise.outreach.words import MessageEventKind, MessageState
from balise.people.models import Record
from balise.people.periods import only
from balise.people.words import choices


def new_mark() -> str:
    """24 letters and digits that nobody can guess, whatever a mail server does to capitals."""
    return b32encode(token_bytes(15)).decode().lower()


class Message(Record):
    """What goes to one recipient. Its Message-ID is made when it is queued, so that it is known whatever
    happens.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="messages")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="messages")
    address = models.CharField(max_length=64, help_text="the key of where it goes: once in a campaign")
    message_id = models.CharField(max_length=200, unique=True)
    mark = models.CharField(
        max_length=24, unique=True, default=new_mark, help_text="what comes back names it by this"
    )
    state = models.CharField(max_length=20, choices=choices(MessageState), default=MessageState.QUEUED)
    reason = models.CharField(max_length=300, blank=True, help_text="a code: ours, or the mail server's")
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True, help_text="of one that waits: when it may leave")
    worker = models.CharField(max_length=64, blank=True, help_text="which batch of which process holds it")
    held_until = models.DateTimeField(null=True, blank=True, help_text="after that, its process is gone")
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            only("state", sorted(MessageState)),
            models.UniqueConstraint(fields=["campaign", "recipient"], name="outreach_message_once"),
            models.UniqueConstraint(fields=["campaign", "address"], name="outreach_message_address_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "not_before", "id"], name="outreach_message_state"),
            models.Index(fields=["address"], name="outreach_message_address"),
            models.Index(
                fields=["held_until"],
                condition=Q(state__in=[MessageState.CLAIMED, MessageState.HANDING]),
                name="outreach_message_held",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.uuid}"


class Pace(models.Model):
    """When the next messages of a campaign may leave: whoever takes some moves it on, and holds it alone."""

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE, related_name="+")
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pace of {self.campaign_id}"


class MessageEvent(AppendOnly):
    """One thing that happened to one message. `detail` is a code: nothing here tells who it went to."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(MessageEventKind))
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [only("kind", sorted(MessageEventKind))]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
