"""The tables of the ledger. Events and notices are only ever added; `Standing` is what they amount to.

The database refuses UPDATE and DELETE of the first (`journal.guards.forbid_changes`). `Standing` and
`Ground` are worked out from events under a lock on the client, and can be worked out again at any time
(`ledger.Position`): nothing is known there that is not in the events.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
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
    health = models.BooleanField(
        default=False, help_text="that someone is sent this says something of their health"
    )
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
    kept_said = models.TextField(help_text="where the information is kept")
    shared_said = models.TextField(blank=True, help_text="who else gets it; empty: nobody")
    asker_name = models.CharField(max_length=200, help_text="who asks, as they called themselves then")
    asker_address = models.CharField(max_length=500, help_text="where they get letters")
    asker_email = models.EmailField(blank=True)
    asker_phone = models.CharField(max_length=40, blank=True)
    asker_web = models.URLField(blank=True)
    withdrawal_said = models.TextField(help_text="how to withdraw, at any time")
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            only("language", ["en", "fr"]),
            filled("purpose_said", "use_said", "kept_said", "asker_name", "asker_address", "withdrawal_said"),
            models.CheckConstraint(
                condition=~Q(asker_email="", asker_phone="", asker_web=""),
                name="consent_notice_asker_can_be_reached",
            ),
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_notice_once"),
        ]

    def __str__(self) -> str:
        return f"notice {self.purpose_id}.{self.version} {self.language}"

    @property
    def asked_by(self) -> str:
        """Who asks and how they are reached, a line each."""
        return "\n".join(filter(None, (self.asker_name, self.asker_address, *self.ways_to_ask)))

    @property
    def ways_to_ask(self) -> tuple[str, ...]:
        """How who asks is reached at once."""
        return tuple(filter(None, (self.asker_phone, self.asker_email, self.asker_web)))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that was shown or read, in its order."""
        said = (self.purpose_said, self.use_said, self.kept_said, self.shared_said)
        return tuple(filter(None, (*said, self.asked_by, self.withdrawal_said)))


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
    # Of all these keys only the client's is ever searched by, with the index below: a million rows at once
    # are written in half the time without the others, and nothing they point to is ever removed.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    method = models.CharField(max_length=20, choices=choices(Method))
    grantor = models.CharField(max_length=20, choices=choices(Grantor))
    party = models.ForeignKey(
        LinkedParty, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_by = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="empty: the person",
    )
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

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
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", db_index=False)
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

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="+", db_index=False)
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


class Refusal(AppendOnly):
    """A no that holds for more than one consent: said from an address, for whoever has it, also of a record
    made later; or by a client, for every purpose, also one added later.

    `address` is `people.ContactPoint.key`, a keyed hash, so that it can be kept when the person is erased.
    Only an express yes said later, for that record and purpose, outweighs it.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, help_text="made by the caller: a repeat is known by it")
    address = models.CharField(max_length=64, blank=True)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=choices(Channel))
    purpose = models.ForeignKey(
        Purpose, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="empty: all"
    )
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [
            only("channel", sorted(Channel)),
            models.CheckConstraint(
                # What a client says of one purpose is an event.
                condition=Q(client=None) & ~Q(address="") | Q(client__isnull=False, address="", purpose=None),
                name="consent_refusal_of_an_address_or_a_client",
            ),
        ]
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
    """A way for a client to their preference page, without an account. Only hashes of its secrets are kept.

    There are two: who has that of the page reads and changes everything. The other is worked out from it and
    stands in the headers of messages, which are forwarded and scanned: it only ever says no, and lasts.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    unsubscribe_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(
        max_length=64,
        blank=True,
        help_text="`people.ContactPoint.key` of where it was sent: without that address on file, it is over",
    )
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

    @staticmethod
    def unsubscribe_secret(secret: str) -> str:
        """The secret that only says no, worked out from that of the page: there is no way back to it."""
        digest = sha256(f"unsubscribe\n{secret}".encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class HandOver(models.Model):
    """Someone is being written to just now (`handovers`): gone as soon as the message is."""

    id = models.BigAutoField(primary_key=True)
    # A number, not a key that the database checks: the row is gone in a moment, and never read for itself.
    client = models.BigIntegerField(null=True, help_text="the record, if one is known")
    address = models.CharField(max_length=64, blank=True, help_text="`people.ContactPoint.key`")
    started_at = models.DateTimeField()
    ends_by = models.DateTimeField(db_index=True, help_text="after that, its sender is gone")

    def __str__(self) -> str:
        return f"handing over {self.pk}"
