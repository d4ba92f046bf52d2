"""Periods: a first day, a last day if it is known, and the instant they were cut short, if they were.

Days are what people plan with; an instant is what a withdrawal needs, because it takes effect at once.
Nothing is deleted, so that the past can be asked about: who had this file last March?
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date


def day_of(at: datetime) -> date:
    """The day it is in the organisation's time zone at this instant."""
    return timezone.localtime(at).date()


def first_instant(day: date) -> datetime:
    """When this day begins in the organisation's time zone; in UTC."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def last_instant(day: date) -> datetime:
    """The last microsecond of this day, there; in UTC."""
    return timezone.make_aware(datetime.combine(day, time.max)).astimezone(UTC)


def in_force(at: datetime) -> Q:
    """The condition that a period holds at this instant."""
    return Q(from_date__lte=day_of(at)) & not_over(at)


def not_over(at: datetime) -> Q:
    """The condition that a period holds now or will: planned ones count."""
    return (Q(to_date=None) | Q(to_date__gte=day_of(at))) & (Q(ended_at=None) | Q(ended_at__gt=at))


def overlapping(from_date: date, to_date: date | None) -> Q:
    """The condition that a period that was not cut short shares a day with this one."""
    starts_before_the_end = Q(from_date__lte=to_date) if to_date else Q()
    return Q(ended_at=None) & starts_before_the_end & (Q(to_date=None) | Q(to_date__gte=from_date))


class Period(models.Model):
    """What holds from a day to a day, both included, unless it is ended before."""

    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at this instant."""
        today = day_of(at)
        return (
            self.from_date <= today
            and (self.to_date is None or today <= self.to_date)
            and (self.ended_at is None or at < self.ended_at)
        )


def days_in_order() -> models.CheckConstraint:
    """No period ends before it begins. For the constraints of each model with a period."""
    return models.CheckConstraint(
        condition=Q(to_date=None) | Q(to_date__gte=F("from_date")),
        name="%(app_label)s_%(class)s_days_in_order",
    )


def no_twin(*fields: str) -> models.UniqueConstraint:
    """At most one open period for the same people and things: the last word when two act at once."""
    return models.UniqueConstraint(
        fields=fields,
        condition=Q(to_date=None, ended_at=None),
        name="%(app_label)s_%(class)s_open_once",
    )


def filled(*fields: str) -> models.CheckConstraint:
    """None of these texts is empty."""
    condition = Q()
    for field in fields:
        condition &= ~Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name="%(app_label)s_%(class)s_filled")


def only(field: str, values: list[str]) -> models.CheckConstraint:
    """The field holds one of these values, also when it is written by other means than ours."""
    condition: dict[str, Any] = {f"{field}__in": values}
    return models.CheckConstraint(condition=Q(**condition), name=f"%(app_label)s_%(class)s_{field}_known")
