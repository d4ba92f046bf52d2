"""The tables of the journal, where rows are added and never changed: Python refuses it here.

An entry says what happened, as one canonical text; the other columns of `Entry`, and `Reference`, only help
to find it, and `verification.py` compares them with that text. `Link` is the chain, written right after the
commit. No foreign key binds these tables: nothing in them is ever removed, and what a superuser removes must
be told by the verification, not mended by the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.db import models

from balise.journal.content import REFERENCE

HASH = 64
"""Letters of a SHA-256 in hexadecimal."""


class AppendOnlyError(Exception):
    """A row of the journal was about to be changed or removed."""

    def __init__(self) -> None:
        super().__init__("the journal only grows: record another entry, which corrects the first")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_: object) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    def bulk_update(self, *_: object, **__: object) -> NoReturn:
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A row that can be added and read."""

    if not TYPE_CHECKING:  # which gives each model a manager of its own rows; this one is of `AppendOnly`
        objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's own signature
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *_: object, **__: object) -> NoReturn:
        raise AppendOnlyError


class Entry(AppendOnly):
    """One thing that happened."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField()
    content = models.TextField()
    """All of it, as canonical JSON (`content.py`): the text that the chain is made of."""
    mac = models.CharField(max_length=80)
    """Made with the journal's key, which the database does not hold: an entry forged with SQL has none."""

    class Meta(AppendOnly.Meta):
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="journal_entry_period"),
            models.Index(fields=["kind", "at", "id"], name="journal_entry_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Reference(AppendOnly):
    """Someone or something that an entry names, once an entry, and as what it names them."""

    # In the order of searches: all that names someone, by time. It is the only index, for appending to be
    # cheap.
    pk = models.CompositePrimaryKey("target", "at", "entry_id")
    entry = models.ForeignKey(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="references"
    )
    target = models.CharField(max_length=REFERENCE)
    roles = models.CharField(max_length=400)
    """`actor`, `object`, and the names that the type of entry gives to people; between spaces, in order."""
    at = models.DateTimeField()
    """That of the entry, so that one index finds a person's entries of a period, in order."""

    def __str__(self) -> str:
        return f"{self.target} in #{self.entry_id}"


class Link(AppendOnly):
    """The place of an entry in the chain; each link holds the hash of the one before."""

    position = models.BigIntegerField(primary_key=True)
    """1, 2, 3…: a gap is a removal."""
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="link")
    entry_hash = models.CharField(max_length=HASH)
    previous = models.CharField(max_length=HASH)
    hash = models.CharField(max_length=HASH)

    def __str__(self) -> str:
        return f"link {self.position}"


class Checkpoint(AppendOnly):
    """The state of the whole chain at some length, signed."""

    count = models.BigIntegerField(primary_key=True)
    document = models.TextField()
    """What `checkpoints.py` signed, as it is exported."""
    frontier = models.TextField()
    """The Merkle tree's open branches, to carry on from here without reading older entries."""

    def __str__(self) -> str:
        return f"checkpoint at {self.count}"


class PersonKey(models.Model):
    """The key to what entries say about one person. Destroying it is how that is erased; the row stays."""

    person = models.CharField(max_length=REFERENCE, primary_key=True)
    key = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.person
