"""The tables of rights. None holds anything that tells who an erased person was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from balise.consent.rights.words import Wish
from balise.journal.models import AppendOnly
from balise.people.models import Client, Record, Staff
from balise.people.periods import filled, only
from balise.people.words import choices


class Hold(Record):
    """A reason of law to keep a file, such as a dispute: while it stands, nothing of it is erased."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            filled("reason"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_at=None), name="consent_rights_one_hold"
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.uuid}"


class Erasure(AppendOnly):
    """That someone was erased, by whom and when; never why they asked."""

    id = models.BigAutoField(primary_key=True)
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class Complaint(Record):
    """What a client holds against the way their information or consents are used, or asks to be done with
    it; a person answers it.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=20, choices=choices(Wish), default=Wish.COMPLAINT)
    words = models.TextField(blank=True, help_text="emptied when the person is erased")
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: the person",
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [only("wish", sorted(Wish))]

    def __str__(self) -> str:
        return f"complaint {self.uuid}"
