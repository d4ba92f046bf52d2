"""Codes on their way to someone who wants to reach their preference page and has no link that works."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from balise.people.models import Client


class CodeRequest(models.Model):
    """Someone asked for a way in. Whom that is about is looked up later (`codes.answer_due`).

    Nothing is kept in plain: `ticket_hash` is of the secret in the address of the page where the code is
    typed, `source` and `address` are keyed hashes of where it was asked from and of what was typed, and
    `link_hash` is that of the link which opens nothing any more.
    """

    ticket_hash = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    link_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(address="") ^ Q(link_hash=""), name="consent_preferences_one_way_of_asking"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["source", "made_at"], name="consent_preferences_asked_from"),
        ]

    def __str__(self) -> str:
        return f"code request {self.pk}"


class Code(models.Model):
    """What was mailed to one address of one client: several may share what was typed."""

    request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "client", "address"], name="consent_preferences_code_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "made_at"], name="consent_preferences_code_of"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
