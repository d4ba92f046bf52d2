"""The words of the room: what can happen to a consent, by which channel, on what ground, and who said so.

Events and states are those of the W3C Data Privacy Vocabulary (DPV 2); each word has a label in `texts.yaml`.
"""

from __future__ import annotations

from balise.people.words import ContactKind, LinkKind, Word


class ConsentWord(Word):
    """A word of this room: its labels stand in this room's texts."""

    @property
    def key(self) -> str:
        return f"consent.{type(self).__name__.lower()}.{self.value}"


class Event(ConsentWord):
    """What happened. The person withdraws; the organisation revokes; a term ends."""

    ASKED = "asked"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


YES = frozenset({Event.GIVEN, Event.RENEWED})
NO = frozenset({Event.REFUSED, Event.WITHDRAWN, Event.REVOKED})


class State(ConsentWord):
    """Where a consent stands on some day. Only `GIVEN` and `IMPLIED` let anything out."""

    UNKNOWN = "unknown"
    ASKED = "asked"
    GIVEN = "given"
    IMPLIED = "implied"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def allows(self) -> bool:
        return self in {State.GIVEN, State.IMPLIED}


class Channel(ConsentWord):
    """By what means someone is reached, as the packs name it (fact `channel`)."""

    EMAIL = "email"
    TEXT_MESSAGE = "text_message"
    PHONE = "phone"
    MAIL = "mail"
    IN_PERSON = "in_person"

    @property
    def contact_kind(self) -> ContactKind | None:
        """The kind of contact point that this channel needs; None for in person."""
        return {
            Channel.EMAIL: ContactKind.EMAIL,
            Channel.TEXT_MESSAGE: ContactKind.PHONE,
            Channel.PHONE: ContactKind.PHONE,
            Channel.MAIL: ContactKind.ADDRESS,
        }.get(self)

    @property
    def refusal(self) -> dict[str, str | bool]:
        """A no by it, in the facts of a decision: whoever wants no calls stands on our own list."""
        facts: dict[str, str | bool] = {"channel": self.value, "consent": "refused"}
        return facts | {"do_not_call": "own_list"} if self is Channel.PHONE else facts


class Basis(ConsentWord):
    """What an implied consent rests on. The pack `droit-canada` says how long each lasts (`clocks`)."""

    PURCHASE = "purchase"
    CONTRACT = "contract"
    SUBSCRIPTION = "subscription"
    INQUIRY = "inquiry"
    GIFT = "gift"
    VOLUNTEERING = "volunteering"
    MEETING = "meeting"
    MEMBERSHIP = "membership"
    PUBLISHED_ADDRESS = "published_address"
    DISCLOSED_ADDRESS = "disclosed_address"


GOING_ON = frozenset({Basis.CONTRACT, Basis.SUBSCRIPTION, Basis.MEMBERSHIP})
"""These stand while they go on; their clock starts on the day they end."""


class Method(ConsentWord):
    """How it came to us."""

    PAPER_FORM = "paper_form"
    WEB_FORM = "web_form"
    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    PREFERENCE_PAGE = "preference_page"
    ONE_CLICK = "one_click"
    SHARED_ADDRESS = "shared_address"
    ERASURE = "erasure"
    IMPORT = "import"
    MERGE = "merge"
    TERM = "term"


class Grantor(ConsentWord):
    """Who spoke for the client."""

    SELF = "self"
    PARENT = "parent"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"

    @property
    def link_kind(self) -> LinkKind | None:
        """What this person has to be to the client; None for the client."""
        return {
            Grantor.PARENT: LinkKind.FAMILY,
            Grantor.GUARDIAN: LinkKind.GUARDIAN,
            Grantor.REPRESENTATIVE: LinkKind.REPRESENTATIVE,
        }.get(self)


OF_A_CHILD = frozenset({Grantor.PARENT, Grantor.GUARDIAN})
"""Who consents for a young child."""


class Likeness(ConsentWord):
    """Why two records may be one person's."""

    NAME_AND_BIRTH = "name_and_birth"
    NAME_AND_ADDRESS = "name_and_address"
    ADDRESS = "address"
