"""Who is addressed in a campaign, and what the policy answered about each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balise.outreach.models.campaigns import Campaign
from balise.outreach.words import TaskState
from balise.people.models import Client, Record, Staff
from balise.people.periods import only
from balise.people.words import choices


class Recipient(Record):
    """Someone, or an organisation, on the list of a campaign; empty is not known.

    `facts` are those by which it was decided, beside the campaign's; `verdict` is empty when nothing could be
    decided. What is answered is an answer of that day: it is asked again for each message, as it leaves.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    number = models.PositiveIntegerField(help_text="the row of the list; of clients, counted")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=500, blank=True)
    city = models.CharField(max_length=200, blank=True)
    province = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=2, blank=True)
    keys = models.JSONField(default=list, help_text="of all their addresses (people.addresses): refusals")
    refuses = models.BooleanField(default=False, help_text="the list itself says no")
    facts = models.JSONField(default=dict)
    verdict = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=120, blank=True, help_text="the rule that decides")
    reasons = models.TextField(blank=True, help_text="all rules that speak, with spaces between")
    instead = models.TextField(blank=True)
    missing = models.TextField(blank=True, help_text="facts that the verdict waits for")
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="outreach_recipient_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "verdict", "number"], name="outreach_recipient_verdict"),
            models.Index(fields=["client"], name="outreach_recipient_client"),
        ]

    def __str__(self) -> str:
        return f"recipient {self.uuid}"


class Screening(models.Model):
    """The last time the campaign's list was decided: when, under which policy, and the counts."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="screening")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(max_length=64, help_text="fingerprint of the policy that answered")
    asked = models.CharField(max_length=64, help_text="fingerprint of what was asked: campaign and list")
    outcome = models.CharField(max_length=64, help_text="fingerprint of who was answered what")
    recipients = models.PositiveIntegerField()
    verdicts = models.JSONField(default=dict, help_text="recipients by verdict; '' for undecided")
    reasons = models.JSONField(default=dict)
    alternatives = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    joined = models.PositiveIntegerField(default=0, help_text="rows that were doubles")
    faulty = models.PositiveIntegerField(default=0, help_text="rows to correct")

    def __str__(self) -> str:
        return f"screening of {self.campaign_id}"


class Task(Record):
    """Something to do instead, for those who are not reached (S1-36 to S1-41)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tasks")
    alternative = models.CharField(max_length=120, help_text="pack/alternative, as the decision names it")
    state = models.CharField(max_length=20, choices=choices(TaskState), default=TaskState.OPEN)
    note = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            only("state", sorted(TaskState)),
            models.UniqueConstraint(fields=["campaign", "alternative"], name="outreach_task_once"),
        ]

    def __str__(self) -> str:
        return f"task {self.uuid}"
