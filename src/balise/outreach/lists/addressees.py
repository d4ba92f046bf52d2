"""What becomes of each row: an addressee, a double that was joined to one, or a row to correct.

An addressee says how to reach someone, and nothing about whether one may: no field of it is a consent.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from balise.outreach.lists.faults import Finding, said
from balise.policy.text import Text

IDENTIFYING = (
    "name", "first_name", "last_name", "organisation", "email", "phone", "extension", "street", "city",
    "province", "postal_code", "country", "language",
)  # fmt: skip
"""What tells who an addressee is: a recipient takes it over, and is emptied of it in the end."""


class Sameness(StrEnum):
    """Why two rows are taken for one."""

    EMAIL = "email"
    PHONE = "phone"
    NAME_AND_ADDRESS = "name_and_address"

    @property
    def label(self) -> Text:
        return said(f"sameness.{self.value}")


class Addressee(NamedTuple):
    """Someone, or an organisation, that a list names. Empty is not known."""

    row: int
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    email: str = ""
    """With a domain in its own script; to be sent by a server that takes it (RFC 6531) if not ASCII."""
    role: str = ""
    """`shared_mailbox` or `no_reply`: the address is no one person's."""
    phone: str = ""
    """As `+15065550101`."""
    extension: str = ""
    street: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    country: str = ""
    """Two letters; where the row does not say, that of the list."""
    language: str = ""
    note: str = ""
    statement: str = ""
    """What whoever made the list says about consent: words to show, never a consent."""
    refuses: bool = False
    """The list itself says that this person wants nothing. There is no counterpart that says yes."""
    others: tuple[str, ...] = ()
    """More addresses and numbers of the same person. Nothing is sent there; a refusal from one counts."""
    rows: tuple[int, ...] = ()
    """The rows that were joined to this one."""
    remarks: tuple[Finding, ...] = ()
    """What was mended, or left out, and can be looked at."""

    @property
    def has_postal_address(self) -> bool:
        """Whether a letter finds the way."""
        return bool(self.street and (self.city or self.postal_code))


class Joined(NamedTuple):
    """A row that says the same person as an earlier one."""

    row: int
    into: int
    by: Sameness
    remarks: tuple[Finding, ...] = ()

    @property
    def text(self) -> Text:
        return said("joined", row=self.row, into=self.into, by=self.by.label)


class Faulty(NamedTuple):
    """A row that goes no further until it is corrected."""

    row: int
    findings: tuple[Finding, ...]


Outcome = Addressee | Joined | Faulty
