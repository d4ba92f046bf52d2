"""Holds and complaints: permission is asked under a lock on the client, and each is noted once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from balise.consent.rights.entries import note
from balise.consent.rights.errors import RightsError
from balise.consent.rights.mail import tell_privacy_officers
from balise.consent.rights.models import Complaint, Erasure, Hold
from balise.consent.rights.words import Wish
from balise.consent.standings import living
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.operations.common import held
from balise.people.wording import PAGE, needed, optional

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import Client, Staff

MOST_WAITING = 10
"""What one link can send before someone has answered: it may have fallen into other hands."""


@operation
def hold(*, by: Staff, client: Client, reason: str, now: datetime) -> Hold:
    """Keep a file from being erased, for a reason of law. A file that is held already stays so."""
    current = held(living(client))
    demand(viewer=by, act=Act.KEEP_RIGHTS, thing=current, at=now)
    if known := Hold.objects.filter(client=current, ended_at=None).first():
        return known
    if Erasure.objects.filter(client=current).exists():
        raise RightsError("erased")
    words = needed(reason, at_most=PAGE)
    made = Hold.objects.create(client=current, reason=words, by=by, at=now)
    note("held", at=now, by=by, client=current, reason=words)
    return made


@operation
def end_hold(*, by: Staff, hold: Hold, reason: str, now: datetime) -> None:
    """Let go of a file that was held."""
    demand(viewer=by, act=Act.KEEP_RIGHTS, thing=hold.client, at=now)
    current = held(hold)
    if current.ended_at is None:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        note("hold_ended", at=now, by=by, client=hold.client, reason=needed(reason, at_most=PAGE))


@operation
def complain(
    *,
    by: Staff | None,
    client: Client,
    words: str,
    now: datetime,
    uuid: UUID,
    wish: Wish = Wish.COMPLAINT,
) -> Complaint:
    """Take a complaint or a request, and tell whoever answers for privacy; nobody else can read it. Without
    `by`, the person wrote it themself.

    Nobody's word decides alone that it is unfounded: it stays in the list until a person has answered.
    """
    current = held(living(client))
    if by is not None:
        demand(viewer=by, act=Act.READ_CONSENTS, thing=current, at=now)
    if known := Complaint.objects.filter(uuid=uuid, client=current).first():
        return known
    if Erasure.objects.filter(client=current).exists():
        raise RightsError("erased")
    if by is None and _waiting(current) >= MOST_WAITING:
        raise RightsError("too_many")
    complaint = Complaint.objects.create(
        uuid=uuid,
        client=current,
        wish=wish,
        words=(needed if wish.needs_words else optional)(words, at_most=PAGE),
        received_at=now,
        recorded_by=by,
    )
    note("complained", at=now, by=by, client=current, complaint=f"complaint:{uuid}", wish=wish.value)
    # `robust`: the complaint is kept, and stands in the list, whatever becomes of the mail.
    transaction.on_commit(partial(tell_privacy_officers, current.unit_id, now), robust=True)
    return complaint


def _waiting(client: Client) -> int:
    """How many the person wrote that nobody has answered."""
    return Complaint.objects.filter(client=client, recorded_by=None, answered_at=None).count()


@operation
def answer_complaint(*, by: Staff, complaint: Complaint, answer: str, now: datetime) -> None:
    """Note what was answered. An answer is given once; what follows is another complaint."""
    demand(viewer=by, act=Act.KEEP_RIGHTS, thing=complaint.client, at=now)
    current = held(complaint)
    if current.answered_at is not None:
        raise RightsError("answered")
    current.answer = needed(answer, at_most=PAGE)
    current.answered_by, current.answered_at = by, now
    current.save(update_fields=["answer", "answered_by", "answered_at"])
    note(
        "complaint_answered", at=now, by=by, client=complaint.client, complaint=f"complaint:{complaint.uuid}"
    )
