"""The words of the room: what a unit, a person or a role can be. Each has a label in French and English."""

from __future__ import annotations

from enum import StrEnum

from balise.policy.text import Text
from balise.theme.texts import both


class Word(StrEnum):
    """One of a few choices; its labels stand in `texts.yaml` under the name of its kind."""

    @property
    def key(self) -> str:
        return f"people.{type(self).__name__.lower()}.{self.value}"

    @property
    def label(self) -> Text:
        return both(self.key)


class UnitKind(Word):
    """From the widest to the narrowest: a unit stands under one of a wider kind, so that the tree has no
    loop.
    """

    ORGANISATION = "organisation"
    REGION = "region"
    PROGRAMME = "programme"
    SITE = "site"

    def may_stand_under(self, parent: UnitKind) -> bool:
        kinds = list(UnitKind)
        return kinds.index(parent) < kinds.index(self)


class Status(Word):
    """How someone belongs to the personnel. No rule and no permission depends on it (S2-07, S2-09)."""

    EMPLOYEE = "employee"
    VOLUNTEER = "volunteer"
    DELEGATE = "delegate"


class Role(Word):
    """What someone is entrusted with. `STAFF` is never granted: everyone active holds it, whatever their
    rank.
    """

    STAFF = "staff"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    PROGRAMME_DIRECTOR = "programme_director"
    HR_DIRECTOR = "hr_director"
    INVESTIGATOR = "investigator"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


GRANTABLE = frozenset(Role) - {Role.STAFF}

DELEGABLE = frozenset(
    {
        Role.SUPERVISOR,
        Role.MANAGER,
        Role.PROGRAMME_DIRECTOR,
        Role.HR_DIRECTOR,
        Role.PRIVACY_OFFICER,
    }
)
"""Roles that someone else can hold for a while. An investigation, an audit and the system's keys are
personal.
"""


class LineKind(Word):
    """Who someone answers to: day by day, or for the team as a whole."""

    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class LinkKind(Word):
    """What someone is to a client."""

    FAMILY = "family"
    FRIEND = "friend"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"


class ContactKind(Word):
    """A way of reaching a client."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"


class NoticeKind(Word):
    """What someone is told by mail. Its subject and text stand under `people.notice`, unless another module
    writes it (`notices.written_by`).
    """

    EMERGENCY = "emergency"
    INVITATION = "invitation"


class Language(Word):
    """The language someone is spoken to in."""

    FR = "fr"
    EN = "en"

    @property
    def key(self) -> str:
        # A group of texts cannot be called `fr`: that is where a text begins.
        return "people.language.french" if self is Language.FR else "people.language.english"


def choices(words: type[Word]) -> list[tuple[str, str]]:
    """For a model's field: the value is its own name there, since labels depend on the reader's language."""
    return [(word.value, word.value) for word in words]


def one_of(words: frozenset[Role] | type[Word]) -> list[str]:
    """For a constraint: the values, always in the same order."""
    return sorted(word.value for word in words)
