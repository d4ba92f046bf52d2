"""Units, staff, clients, and the dated ties between them. The database itself refuses what must never be
stored.

Ties (roles, lines, delegations, assignments) are periods that are ended, never rows that are deleted. No
model has a way back from another one (`related_name="+"`): a file is reached through `access`, or not at
all.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from balise.people.periods import Period, days_in_order, filled, no_twin, only
from balise.people.words import (
    DELEGABLE,
    GRANTABLE,
    ContactKind,
    Language,
    LineKind,
    LinkKind,
    NoticeKind,
    Role,
    Status,
    UnitKind,
    choices,
    one_of,
)
from balise.policy.text import Text

AGE_OF_MAJORITY = 18
"""In Quebec and Ontario; it is 19 in some provinces, whose organisations pass their own to
`Client.is_minor`.
"""

EMERGENCY_LASTS = timedelta(hours=4)

LANGUAGES = choices(Language)


class Record(models.Model):
    """What has a name that can be shown in an address: random, so that one tells nothing of the next."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Unit(Record):
    """A part of the organisation. The owner of a programme is whoever is its programme director
    (`RoleGrant`).
    """

    kind = models.CharField(max_length=20, choices=choices(UnitKind))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            only("kind", one_of(UnitKind)),
            filled("name_fr", "name_en"),
            models.CheckConstraint(
                condition=Q(kind=UnitKind.ORGANISATION, parent=None)
                | (~Q(kind=UnitKind.ORGANISATION) & Q(parent__isnull=False)),
                name="people_unit_only_the_top_has_no_parent",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=UnitKind.ORGANISATION),
                name="people_unit_one_organisation",
            ),
            models.UniqueConstraint("parent", Lower("name_fr"), name="people_unit_name_fr_once"),
            models.UniqueConstraint("parent", Lower("name_en"), name="people_unit_name_en_once"),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> Text:
        return Text(self.name_fr, self.name_en)


class Staff(Record):
    """Someone of the personnel: employee, volunteer or delegate, under the same rules."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the account this person signs in with, if any",
    )
    full_name = models.CharField(max_length=200)
    email = models.EmailField()
    status = models.CharField(max_length=20, choices=choices(Status))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    job_scope_fr = models.TextField(blank=True, help_text="what the work covers, in French")
    job_scope_en = models.TextField(
        blank=True, help_text="the same in English; words of one language only stand in both"
    )
    language = models.CharField(max_length=2, choices=LANGUAGES)
    regular_client_contact = models.BooleanField(default=False)
    disabled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            only("status", one_of(Status)),
            only("language", one_of(Language)),
            filled("full_name", "email"),
            models.UniqueConstraint(Lower("email"), name="people_staff_email_once"),
            models.CheckConstraint(
                condition=Q(job_scope_fr="", job_scope_en="") | (~Q(job_scope_fr="") & ~Q(job_scope_en="")),
                name="people_staff_job_scope_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return f"staff {self.uuid}"

    @property
    def job_scope(self) -> Text | None:
        return Text(self.job_scope_fr, self.job_scope_en) if self.job_scope_fr else None

    def active(self, at: datetime) -> bool:
        """Whether this person may act at this instant."""
        return self.disabled_at is None or at < self.disabled_at


class SupervisionLine(Record, Period):
    """Who answers to whom. One supervisor and one manager at a time."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(LineKind))

    class Meta:
        constraints: ClassVar = [
            only("kind", one_of(LineKind)),
            days_in_order(),
            no_twin("staff", "kind"),
            models.CheckConstraint(
                condition=~Q(staff=F("supervisor")), name="people_supervisionline_never_of_oneself"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["supervisor", "staff"], name="people_line_supervisor")]

    def __str__(self) -> str:
        return f"{self.kind} line {self.uuid}"


class RoleGrant(Record, Period):
    """A role that someone holds, over a unit and all that is under it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=choices(Role))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            only("role", one_of(GRANTABLE)),
            filled("reason"),
            days_in_order(),
            no_twin("staff", "role", "unit"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "role"], name="people_grant_unit_role")]

    def __str__(self) -> str:
        return f"role {self.role} {self.uuid}"


class Delegation(Record, Period):
    """A role lent for a while. It gives what the giver holds at that moment, so it ends with the giver's
    own grant.

    The alternate holds it only where the one it is lent to may not act: on their own matters, or those of a
    client close to them.
    """

    giver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    alternate = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=choices(Role))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            only("role", one_of(DELEGABLE)),
            filled("reason"),
            days_in_order(),
            models.UniqueConstraint(
                fields=["giver", "role", "unit", "from_date"],
                condition=Q(ended_at=None),
                name="people_delegation_once",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="people_delegation_never_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(alternate=None) | (~Q(alternate=F("giver")) & ~Q(alternate=F("receiver"))),
                name="people_delegation_alternate_is_a_third_person",
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=False), name="people_delegation_has_a_last_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["receiver"], name="people_delegation_receiver")]

    def __str__(self) -> str:
        return f"delegation {self.role} {self.uuid}"


class Client(Record):
    """Someone who is served. Which columns are whose to read is said in `access.FIELDS`."""

    full_name = models.CharField(max_length=200)
    preferred_name = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    birth_date = models.DateField(null=True, blank=True)
    vulnerable = models.BooleanField(null=True, blank=True, help_text="empty: not assessed yet")
    closed_date = models.DateField(
        null=True, blank=True, help_text="the first day on which this person is a former client"
    )

    class Meta:
        constraints: ClassVar = [only("language", one_of(Language)), filled("full_name")]

    def __str__(self) -> str:
        return f"client {self.uuid}"

    def is_minor(self, day: date, majority: int = AGE_OF_MAJORITY) -> bool | None:
        """Whether this person is under age on this day; None when the birth date is not known.

        Someone born on 29 February comes of age on 1 March: until that day they are protected.
        """
        if self.birth_date is None:
            return None
        birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not birthday) < majority


class ContactPoint(Record):
    """One way of reaching a client."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(ContactKind))
    value = models.CharField(max_length=500)
    key = models.CharField(
        max_length=64, help_text="the same for all spellings of one address (`addresses.address_key`)"
    )
    added_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="since when this client has the address; empty: from before that was kept",
    )

    class Meta:
        constraints: ClassVar = [
            only("kind", one_of(ContactKind)),
            filled("value", "key"),
            models.UniqueConstraint(fields=["client", "kind", "value"], name="people_contactpoint_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["key"], name="people_contactpoint_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class ClientHealth(models.Model):
    """Health of a client, apart from the rest so that nothing which reads a client reads this by the way
    (S1-49).
    """

    client = models.OneToOneField(Client, primary_key=True, on_delete=models.CASCADE, related_name="+")
    conditions = models.TextField(blank=True)
    treatments = models.TextField(blank=True)
    needs = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"health of client {self.client_id}"


class LinkedParty(Record, Period):
    """Someone close to a client. When it is one of our own staff, that person is in conflict and sees
    nothing.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    full_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices(LinkKind))
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            only("kind", one_of(LinkKind)),
            filled("full_name"),
            days_in_order(),
            no_twin("client", "kind", "full_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "client"], name="people_linked_staff")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Assignment(Record, Period):
    """Why someone has a client's file: what they do for this client, and from when to when."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=200, help_text="what this person does for the client")
    reason = models.TextField()
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            filled("service", "reason"),
            days_in_order(),
            no_twin("staff", "client"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""),
                name="people_assignment_ended_with_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "staff"], name="people_assignment_client")]

    def __str__(self) -> str:
        return f"assignment {self.uuid}"


class EmergencyAccess(Record):
    """A file opened outside one's reach, for four hours, told to two other people."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    told_first = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    told_second = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            filled("reason"),
            models.CheckConstraint(
                condition=~Q(told_first=F("told_second"))
                & ~Q(told_first=F("staff"))
                & ~Q(told_second=F("staff")),
                name="people_emergencyaccess_told_to_two_others",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "client"], name="people_emergency_staff")]

    def __str__(self) -> str:
        return f"emergency access {self.uuid}"

    @property
    def ends_at(self) -> datetime:
        return self.opened_at + EMERGENCY_LASTS


class Notice(models.Model):
    """Something that someone has to be told by mail, kept until the mail server took it (`notices`).

    The mail itself says nothing of anyone: it leads to a page, where what happened is read after sign-in, or
    a first password is chosen. An invitation given by hand is kept here too, as handed over.
    """

    kind = models.CharField(max_length=20, choices=choices(NoticeKind))
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when it is tried next; empty: it was handed over")
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [only("kind", one_of(NoticeKind))]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="people_notice_due")]

    def __str__(self) -> str:
        return f"notice {self.kind} {self.pk}"
