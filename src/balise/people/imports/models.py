"""The number that another system gives a person, so that the same person in a later file is known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from balise.people.models import Client, Staff

LONGEST = 100


class ExternalId(models.Model):
    """One number, of one person; staff and clients are numbered apart, each person at most once."""

    value = models.CharField(max_length=LONGEST)
    staff = models.OneToOneField(Staff, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    client = models.OneToOneField(Client, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(value=""), name="people_imports_externalid_filled"),
            models.CheckConstraint(
                condition=Q(staff=None, client__isnull=False) | Q(staff__isnull=False, client=None),
                name="people_imports_externalid_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["value"], condition=Q(client=None), name="people_imports_staff_number_once"
            ),
            models.UniqueConstraint(
                fields=["value"], condition=Q(staff=None), name="people_imports_client_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"external id {self.pk}"
