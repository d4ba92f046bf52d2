"""A campaign: what someone wants to tell, to whom, on whose behalf, and what was checked before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from balise.consent.models import Purpose
from balise.journal.models import AppendOnly
from balise.outreach.words import ApprovalDecision, Audience, CampaignState, CheckItem, Means
from balise.people.models import Record, Staff, Unit
from balise.people.periods import filled, only
from balise.people.words import Language, choices


class Sender(Record):
    """On whose behalf messages go out: what the law asks each to say (CASL 6(2), CRTC regulations 2)."""

    name = models.CharField(max_length=200)
    postal_address = models.CharField(max_length=500)
    email = models.EmailField(help_text="what stands in From")
    reply_to = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    web = models.URLField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [filled("name", "postal_address", "email")]

    def __str__(self) -> str:
        return self.name


class Campaign(Record):
    """One announcement. `facts` are the answers, as the packs ask them, that are the same for everyone."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    act = models.CharField(max_length=60, help_text="an act of the policy, such as promote_service")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=choices(Audience))
    means = models.CharField(max_length=20, choices=choices(Means))
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    list_file = models.ForeignKey(
        "outreach.ListFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mapping = models.JSONField(default=dict, help_text="what each column of the list holds")
    testimonials = models.CharField(
        max_length=60,
        blank=True,
        help_text="`none`, or whose: an answer of the policy’s fact; empty: not said yet",
    )
    state = models.CharField(max_length=20, choices=choices(CampaignState), default=CampaignState.DRAFT)
    per_minute = models.PositiveIntegerField(default=300, help_text="messages at most")
    quiet_from = models.TimeField(help_text="nothing leaves from then …")
    quiet_until = models.TimeField(help_text="… to then, in the organisation's time zone")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveIntegerField(default=0, help_text="how often: two who edit at once notice")
    submitted = models.CharField(max_length=64, blank=True, help_text="fingerprint of what was submitted")

    class Meta:
        constraints: ClassVar = [
            filled("title", "act"),
            only("audience", sorted(Audience)),
            only("means", sorted(Means)),
            only("state", sorted(CampaignState)),
        ]
        indexes: ClassVar = [models.Index(fields=["state"], name="outreach_campaign_state")]

    def __str__(self) -> str:
        return f"campaign {self.uuid}"


class Content(models.Model):
    """What is said, in one language: the subject, and a text in Markdown with fields such as {first_name}."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="contents")
    language = models.CharField(max_length=2, choices=choices(Language))
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            only("language", ["en", "fr"]),
            filled("subject", "body"),
            models.UniqueConstraint(fields=["campaign", "language"], name="outreach_content_once"),
        ]

    def __str__(self) -> str:
        return f"content {self.pk}"


class Claim(Record):
    """Something that the content states, and where anyone can verify it (S1-50); empty: nowhere yet."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="claims")
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [filled("text")]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Check(models.Model):
    """An item of the checklist that someone confirmed, of the campaign as it was then (`about`)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=20, choices=choices(CheckItem))
    answer = models.CharField(max_length=20, help_text="`yes`, or which of the answers to its question")
    about = models.CharField(max_length=64, help_text="fingerprint of the parts that the item looks at")
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            only("item", sorted(CheckItem)),
            filled("answer", "about"),
            models.UniqueConstraint(fields=["campaign", "item"], name="outreach_check_once"),
        ]

    def __str__(self) -> str:
        return f"check {self.item} of {self.campaign_id}"


class Approval(AppendOnly):
    """What someone with the authority said of a campaign as it was (`fingerprint`), until when it holds."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=choices(ApprovalDecision))
    words = models.CharField(max_length=1000, blank=True)
    fingerprint = models.CharField(max_length=64)
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [only("decision", sorted(ApprovalDecision))]

    def __str__(self) -> str:
        return f"approval {self.pk}"
