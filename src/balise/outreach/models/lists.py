"""Lists as they came, kept as evidence, and which column held what the last time."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from balise.journal.models import AppendOnly
from balise.outreach.words import ListOrigin
from balise.people.models import Staff
from balise.people.periods import filled, only
from balise.people.words import choices


class ListFile(AppendOnly):
    """That a list came, with where it came from (S1-31). It says nothing about who agreed, and stays; what is
    in it does not (`ListContent`).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    campaign = models.ForeignKey("outreach.Campaign", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, help_text="lists.sources.Kind")
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=20, choices=choices(ListOrigin))
    provider = models.CharField(max_length=200, blank=True, help_text="who collected it")
    provider_statement = models.TextField(
        blank=True, help_text="what the provider states of what people agreed to, and when"
    )
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        constraints: ClassVar = [only("origin", sorted(ListOrigin)), filled("sha256")]

    def __str__(self) -> str:
        return f"list {self.uuid}"

    @property
    def content(self) -> bytes | None:
        """The list, byte for byte; None once it was forgotten."""
        found = ListContent.objects.filter(file=self).values_list("content", flat=True).first()
        return None if found is None else bytes(found)


class ListContent(models.Model):
    """The list itself, byte for byte: gone when it need not be kept any more, or when someone in it is
    erased. The hash of the file stays, so that a copy someone brings can be known for the same.
    """

    file = models.OneToOneField(ListFile, primary_key=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"content of list {self.file_id}"


class RememberedMapping(models.Model):
    """Which column held what, for the next list with the same headers."""

    headers = models.CharField(max_length=64, unique=True, help_text="sha256 of the headers")
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mapping {self.pk}"
