"""The tables of the ledger. Events and notices are only ever added; `Standing` is what they amount to.

The database refuses UPDATE and DELETE of the first (`journal.guards.forbid_changes`). `Standing` and
`Ground` are worked out from events under a lock on the client, and can be worked out again at any time
(`ledger.Position`): nothing is known there that is not in the events.
"""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from balise.consent.words import Basis, Channel, Event, Grantor, Method
from balise.journal.models import AppendOnly
from balise.people.models import Client, LinkedParty, Record, Staff
from balise.people.periods import filled, only
from balise.people.words import Language, choices
from balise.policy.text import Text


class Purpose(Record):
    """What someone may agree to. Closed one day, never removed."""

    code = models.SlugField(max_length=60, unique=True)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    explained_fr = models.TextField(help_text="in plain words: what one would receive, how often, from whom")
    explained_en = models.TextField()
    dpv = models.CharField(max_length=60, help_text="the DPV term, such as DirectMarketing")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [filled("code", "name_fr", "name_en", "explained_fr", "explained_en", "dpv")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        return Text(self.name_fr, self.name_en)

    @property
    def explained(self) -> Text:
        return Text(self.explained_fr, self.explained_en)


class Notice(AppendOnly):
    """The wording shown when asking, in one language. A new wording is a new version."""

    id = models.BigAutoField(primary_key=True)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2, choices=choices(Language))
    purpose_said = models.TextField(help_text="what the person agrees to")
    use_said = models.TextField(help_text="why and how the information is used (S1-48)")
    asked_by = models.TextField(
        help_text="who asks: name, mailing address, and a phone, e-mail or web address"
    )
    withdrawal_said = models.TextField(help_text="how to withdraw, at any time")
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            only("language", ["en", "fr"]),
            filled("purpose_said", "use_said", "asked_by", "withdrawal_said"),
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_notice_once"),
        ]

    def __str__(self) -> str:
        return f"notice {self.purpose_id}.{self.version} {self.language}"


class Evidence(AppendOnly):
    """A paper form's scan, kept as it came."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class ConsentEvent(AppendOnly):
    """One thing that happened to one consent: who, what for, by which channel, on which wording, when.

    `effective_at` is when it was so; `recorded_at` when we came to know. Both are needed to tell what was
    true, and what was known, on some day.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, help_text="made by the caller: a repeat is known by it")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=choices(Channel))
    event = models.CharField(max_length=20, choices=choices(Event))
    basis = models.CharField(
        max_length=20, choices=choices(Basis), blank=True, help_text="of an implied consent; empty: express"
    )
    basis_day = models.DateField(
        null=True, blank=True, help_text="when the clock of the basis started; empty while it goes on"
    )
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True, help_text="the last day of a yes given for a time")
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=choices(Method))
    grantor = models.CharField(max_length=20, choices=choices(Grantor))
    party = models.ForeignKey(LinkedParty, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: the person",
    )
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            only("channel", sorted(Channel)),
            only("event", sorted(Event)),
            only("basis", ["", *sorted(Basis)]),
            only("method", sorted(Method)),
            only("grantor", sorted(Grantor)),
            models.CheckConstraint(
                condition=Q(effective_at__lte=F("recorded_at")), name="consent_event_not_in_the_future"
            ),
            models.CheckConstraint(
                condition=Q(basis="") | Q(event=Event.GIVEN), name="consent_event_only_a_yes_is_implied"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "purpose", "channel", "id"], name="consent_event_of"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uuid}"


class Standing(models.Model):
    """What the events of one client, purpose and channel amount to (`ledger.Position`), but the grounds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=choices(Channel))
    yes_at = models.DateTimeField(null=True)
    yes_number = models.BigIntegerField(null=True, help_text="the event that says so")
    yes_event = models.CharField(max_length=20, blank=True)
    yes_until = models.DateField(null=True)
    no_at = models.DateTimeField(null=True)
    no_number = models.BigIntegerField(null=True)
    no_event = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_number = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            # In the order of a campaign's question: all clients of one purpose and channel.
            models.UniqueConstraint(fields=["purpose", "channel", "client"], name="consent_standing_once"),
            only("channel", sorted(Channel)),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"


class Ground(models.Model):
    """The latest ground of one basis that an implied consent rests on (`ledger.Ground`)."""

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=20, choices=choices(Basis))
    at = models.DateTimeField()
    number = models.BigIntegerField()
    day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standing", "basis"], name="consent_ground_once"),
            only("basis", sorted(Basis)),
        ]

    def __str__(self) -> str:
        return f"{self.basis} of {self.standing_id}"


class AddressRefusal(AppendOnly):
    """A no said from an address: it holds for every record that has the address, also one made later.

    `address` is `people.ContactPoint.key`, a keyed hash, so that it can be kept when the person is erased.
    Only an express yes said later, for a record with this address, outweighs it.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, help_text="made by the caller: a repeat is known by it")
    address = models.CharField(max_length=64)
    channel = models.CharField(max_length=20, choices=choices(Channel))
    purpose = models.ForeignKey(
        Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="empty: all"
    )
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [only("channel", sorted(Channel)), filled("address")]
        indexes: ClassVar = [models.Index(fields=["address", "channel"], name="consent_refusal_address")]

    def __str__(self) -> str:
        return f"refusal {self.pk}"


class Merge(AppendOnly):
    """Two records found to be one person: `merged` lives on as `kept`, with the strictest of both."""

    id = models.BigAutoField(primary_key=True)
    kept = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    merged = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="consent_merge_two_records"),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class Distinct(AppendOnly):
    """Two records that look like one person and, someone found, are not: they are not proposed again."""

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            # Always in this order, so that a pair is there once.
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="consent_distinct_two_records_in_order"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="consent_distinct_once"),
        ]

    def __str__(self) -> str:
        return f"distinct {self.pk}"


class PreferenceLink(Record):
    """A way for a client to their preference page, without an account. Only a hash of its secret is kept."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    purpose = models.ForeignKey(
        Purpose,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="of the message it was sent in: what one click withdraws; empty: everything",
    )
    channel = models.CharField(max_length=20, choices=choices(Channel), blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [only("channel", ["", *sorted(Channel)])]

    def __str__(self) -> str:
        return f"link {self.uuid}"

    @staticmethod
    def hash_of(secret: str) -> str:
        """What is kept of a secret. It is random, so that no slow hash is needed."""
        return sha256(secret.encode()).hexdigest()
