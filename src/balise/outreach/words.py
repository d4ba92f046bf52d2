"""The words of the room; each has a label in `texts.yaml`."""

from __future__ import annotations

from balise.people.words import Word


class OutreachWord(Word):
    """A word of this room: its labels stand in this room's texts."""

    @property
    def key(self) -> str:
        return f"outreach.{type(self).__name__.lower()}.{self.value}"


class Audience(OutreachWord):
    """Who is addressed. Only the public is addressed without a list."""

    CLIENTS = "clients"
    ORGANISATIONS = "organisations"
    OUTSIDE_LIST = "outside_list"
    PUBLIC = "public"

    @property
    def recipient(self) -> str:
        """Who is addressed, as the packs name it (fact `recipient`)."""
        match self:
            case Audience.ORGANISATIONS:
                return "organisation"
            case Audience.PUBLIC:
                return "public"
            case Audience.CLIENTS | Audience.OUTSIDE_LIST:
                return "individual"


class Means(OutreachWord):
    """By what means, as the packs name it (fact `channel`); the first four reach one person at a time."""

    EMAIL = "email"
    MAIL = "mail"
    PHONE = "phone"
    TEXT_MESSAGE = "text_message"
    OPEN_MAILING = "open_mailing"
    DISPLAY = "display"
    WEBSITE = "website"
    NEWSPAPER = "newspaper"

    @property
    def personal(self) -> bool:
        return self in {Means.EMAIL, Means.MAIL, Means.PHONE, Means.TEXT_MESSAGE}


class CampaignState(OutreachWord):
    """Where a campaign stands. Nothing leaves before `READY`; what ended does not begin again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    READY = "ready"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class CheckItem(OutreachWord):
    """What is looked at before anyone is addressed (S1-46 to S1-56)."""

    CONSENT = "consent"
    NOTICE = "notice"
    HEALTH = "health"
    CLAIMS = "claims"
    TESTIMONIALS = "testimonials"
    NO_PRESSURE = "no_pressure"
    NO_CONFLICT = "no_conflict"
    CONDUCT = "conduct"
    SPHERES = "spheres"


class ApprovalDecision(OutreachWord):
    """What someone with the authority said of a campaign."""

    APPROVED = "approved"
    RETURNED = "returned"


class ListOrigin(OutreachWord):
    """Where a list comes from."""

    OURS = "ours"
    PROVIDER = "provider"
    PUBLISHED = "published"


class TaskState(OutreachWord):
    """What became of something to do for those who were not reached."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"


class MessageState(OutreachWord):
    """Where one message stands.

    `HANDING` is the moment that cannot be known: what is found there after a crash is `UNCERTAIN`, and never
    sent again by itself.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    WITHHELD = "withheld"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"
    EXPORTED = "exported"

    @property
    def waits(self) -> bool:
        """Whether something can still leave by itself."""
        return self in {MessageState.QUEUED, MessageState.CLAIMED, MessageState.HANDING}


class MessageEventKind(OutreachWord):
    """What happened to one message, in its history."""

    QUEUED = "queued"
    SENT = "sent"
    DEFERRED = "deferred"
    WITHHELD = "withheld"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SETTLED = "settled"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    CANCELLED = "cancelled"
    EXPORTED = "exported"
    CALLED = "called"
