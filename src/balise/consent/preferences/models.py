"""Codes on their way to someone who wants to reach their preference page and has no link."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balise.people.models import Client


class CodeRequest(models.Model):
    """Someone typed an address. One is made whether the address is known or not, so that both look alike.

    `ticket_hash` is of the secret in the address of the page where the code is typed: only there one can try.
    """

    ticket_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"code request {self.pk}"


class Code(models.Model):
    """What was mailed to one client: several may share the address that was typed, or nobody may have it."""

    request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "client"], name="consent_preferences_code_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "made_at"], name="consent_preferences_code_of"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
