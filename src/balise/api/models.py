"""The tables of the API: keys, of which only hashes are kept, and the requests that were accepted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balise.consent.models import Purpose
from balise.people.models import Record, Staff
from balise.people.periods import filled


class ApiKey(Record):
    """What opens the API to one program, for one purpose. Any key records a no."""

    name = models.CharField(max_length=200, help_text="which program has it")
    secret_hash = models.CharField(max_length=64, unique=True)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    may_grant = models.BooleanField(help_text="it may record a yes as well")
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True, help_text="the last in which it sent a yes")
    in_minute = models.PositiveIntegerField(default=0, help_text="how many it sent in that minute")

    class Meta:
        constraints: ClassVar = [filled("name")]

    def __str__(self) -> str:
        return f"key {self.uuid}"


class Accepted(models.Model):
    """A request that was accepted, by the key that its program gave it: sent again, it is known."""

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    number = models.UUIDField(help_text="made of the Idempotency-Key")
    sha256 = models.CharField(
        max_length=64, help_text="keyed hash of what was sent; it tells nobody's address"
    )
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "number"], name="api_accepted_once")]

    def __str__(self) -> str:
        return f"request {self.number}"
