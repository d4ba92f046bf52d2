"""What cannot be written down as a consent, each with its refusal. A no is refused as seldom as can be: it
must not be lost to a formality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent import clocks
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Purpose
from balise.consent.words import GOING_ON, OF_A_CHILD, Event, Grantor, Method, State
from balise.journal.models import PersonKey
from balise.people.entries import reference
from balise.people.models import ContactPoint, LinkedParty
from balise.people.periods import day_of, in_force, last_instant
from balise.people.words import Language

if TYPE_CHECKING:
    from datetime import date, datetime

    from balise.consent.ledger import Position
    from balise.consent.models import Notice
    from balise.consent.words import Basis, Channel
    from balise.people.models import Client, Staff


def require_sayable(
    by: Staff | None, event: Event, *, basis: Basis | None, basis_day: date | None, until: date | None
) -> None:
    """Refuse what does not go together."""
    if event is Event.EXPIRED:
        raise ConsentError("not_recordable")
    if event is Event.REVOKED and by is None:
        raise ConsentError("only_the_organisation")
    if (basis or basis_day) and event is not Event.GIVEN:
        raise ConsentError("only_given_is_implied")
    if until and (event not in {Event.GIVEN, Event.RENEWED} or basis):
        raise ConsentError("only_a_yes_ends")
    if basis is None and basis_day is not None:
        raise ConsentError("only_given_is_implied")
    if basis is not None:
        _require_day_of_basis(basis, basis_day)


def _require_day_of_basis(basis: Basis, day: date | None) -> None:
    if day is None and basis not in clocks.WITHOUT_CLOCK | GOING_ON:
        raise ConsentError("day_needed", basis=basis.label)
    if day is not None and basis in clocks.WITHOUT_CLOCK:
        raise ConsentError("day_not_needed", basis=basis.label)


def instant_of(basis_day: date | None, now: datetime) -> datetime | None:
    """When an implied consent came about: at the end of its day, so that what ends on a day comes after what
    began on it; None for today, which is now.
    """
    if basis_day is None or basis_day == day_of(now):
        return None
    return last_instant(basis_day)


def require_first_day(basis: Basis | None, basis_day: date | None, effective_at: datetime | None) -> None:
    """What goes on counts from its first day, not from when we came to know: its end, even told before, comes
    after.
    """
    if basis in GOING_ON and basis_day is None and effective_at is None:
        raise ConsentError("first_day_needed", basis=basis.label)


def require_term(at: datetime, until: date | None) -> None:
    if until is not None and until < day_of(at):
        raise ConsentError("expired_before_given")


def require_open(purpose: Purpose) -> None:
    """Read the purpose anew: it may have been closed meanwhile."""
    current = Purpose.objects.filter(pk=purpose.pk).first()
    if current is None:
        raise ConsentError("unknown_purpose")
    if current.closed_at is not None:
        raise ConsentError("purpose_closed", purpose=current.name)


def require_alive(client: Client) -> None:
    """Nobody agrees to anything in the name of someone who was erased."""
    if PersonKey.objects.filter(person=reference(client), key=None).exists():
        raise ConsentError("erased")


def require_reachable(client: Client, channel: Channel) -> None:
    kind = channel.contact_kind
    if kind is not None and not ContactPoint.objects.filter(client=client, kind=kind).exists():
        raise ConsentError("no_address", channel=channel.label)


def require_grantor(
    client: Client, grantor: Grantor, party: LinkedParty | None, *, at: datetime, now: datetime
) -> None:
    """Who spoke for the client has to be noted on the file, as what they said they are: when they spoke, or
    now, for nobody notes a guardian before the first form of theirs comes in.
    """
    kind = grantor.link_kind
    if kind is None:
        if party is not None:
            raise ConsentError("party_not_needed")
        return
    linked = LinkedParty.objects.filter(in_force(at) | in_force(now), client=client, kind=kind)
    if party is None or not linked.filter(pk=party.pk).exists():
        raise ConsentError("not_linked", grantor=grantor.label)


def require_own_voice(client: Client, grantor: Grantor, at: datetime) -> None:
    """A young child does not consent alone, and nobody is the parent of an adult. An unknown age is
    neither.
    """
    day = day_of(at)
    age = clocks.own_consent_age(day)
    if client.is_minor(day, age) and grantor not in OF_A_CHILD:
        raise ConsentError("parent_needed", age=age)
    if client.is_minor(day) is False and grantor in OF_A_CHILD:
        raise ConsentError("guardian_of_an_adult")


def require_voice_to_take_back(
    client: Client, position: Position, grantor: Grantor, party: LinkedParty | None, at: datetime
) -> None:
    """A no is taken back by the person, or by the voice that said it. For a young child, a parent decides."""
    no = position.standing_no
    if no is None or at <= no.at or grantor is Grantor.SELF:
        return
    day = day_of(at)
    if client.is_minor(day, clocks.own_consent_age(day)):
        return
    if not ConsentEvent.objects.filter(pk=no.number, grantor=grantor, party=party).exists():
        raise ConsentError("not_theirs_to_take_back")


def require_notice(
    by: Staff | None, client: Client, purpose: Purpose, method: Method, notice: Notice | None
) -> None:
    """An express yes rests on a wording. Only what was agreed to before Balise may come without it.

    The person alone may read it in either language; staff read it to them in theirs.
    """
    if notice is None:
        if method is Method.IMPORT:
            return
        raise ConsentError("notice_needed")
    if notice.purpose_id != purpose.pk:
        raise ConsentError("notice_of_another_purpose")
    if by is not None and Language(notice.language) is not Language(client.language):
        raise ConsentError("notice_of_another_language")


def require_no_refusal(position: Position, method: Method, at: datetime) -> None:
    """A file of consents never makes a yes out of a no; older than the no, it is only history."""
    no = position.standing_no
    if method is Method.IMPORT and no is not None and at > no.at:
        raise ConsentError("import_over_refusal")


def require_something_to_renew(position: Position, at: datetime) -> None:
    if position.state(day_of(at), {}) is not State.GIVEN:
        raise ConsentError("nothing_to_renew")
