"""The gate: which tools may send through it, for which purpose, and what it answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balise.consent.models import Purpose
from balise.journal.models import AppendOnly
from balise.people.models import Record, Staff, Unit
from balise.people.periods import filled


class GateAccount(Record):
    """A login for one mail tool. What it sends serves one purpose, and rests on these facts."""

    name = models.CharField(max_length=200)
    login = models.SlugField(max_length=60, unique=True)
    secret_hash = models.CharField(max_length=64, help_text="of a random secret, shown once")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    from_domains = models.JSONField(default=list, help_text="what may stand after the @ in From; empty: any")
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [filled("name", "login", "secret_hash", "act")]

    def __str__(self) -> str:
        return self.login


class GateDecision(AppendOnly):
    """What the gate answered about one recipient of one message: never what the message says."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(GateAccount, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=64, help_text="people.addresses.address_key")
    passed = models.BooleanField()
    reason = models.CharField(max_length=200)
    message_id = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        indexes: ClassVar = [models.Index(fields=["account", "at"], name="outreach_gate_decided")]

    def __str__(self) -> str:
        return f"gate decision {self.pk}"
