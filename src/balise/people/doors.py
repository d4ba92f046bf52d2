"""Where every request enters: it is let through by `access`, or refused, and a refusal on a file is noted.

Hidden and absent answer alike: one query finds what is there *and* visible, and both failures leave the same
error and the same trace. A refusal undoes the transaction it happens in, so it is noted after it, in its own:
call operations outside of any other transaction, or note what they refuse.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import transaction

from balise.people import entries
from balise.people.access import Act, Allowed, Reason, Refused, may, visible
from balise.people.errors import Attempt, NotAllowedError, NotFoundError, RefusedError
from balise.people.models import Client
from balise.people.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from balise.people.access import Seen
    from balise.people.models import Staff, Unit

P = ParamSpec("P")
Result = TypeVar("Result")


def noting_refusals(act: Callable[P, Result]) -> Callable[P, Result]:
    """One transaction around a function; what it refuses on a client's file is noted after it was undone."""

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except RefusedError as refusal:
            if refusal.attempt is not None:
                with transaction.atomic():
                    entries.file_refused(refusal.attempt)
                # Whoever called may itself be one of these functions: it is noted once.
                refusal.attempt = None
            raise

    return run


operation = noting_refusals
"""For what writes: one transaction, permission checked inside, one journal entry."""


def demand(*, viewer: Staff, act: Act, thing: Client | Staff | Unit, at: datetime) -> Allowed:
    """Let the viewer through. Raise `NotAllowedError`, or `NotFoundError` for what they may not know of."""
    standing = standing_of(viewer, at)
    answer = may(standing, act, thing, at)
    if isinstance(answer, Allowed):
        return answer
    attempt = Attempt(viewer, act, thing.uuid, at) if isinstance(thing, Client) else None
    raise _refusal(answer, attempt, seen=bool(may(standing, Act.SEE, thing, at)))


def get_or_hidden(model: type[Seen], uuid: UUID, *, viewer: Staff, at: datetime, act: Act = Act.SEE) -> Seen:
    """Return the object, if the viewer may do this to it. Raise as `demand` does."""
    standing = standing_of(viewer, at)
    found = visible(model, standing, at, act).filter(uuid=uuid).first()
    if found is not None:
        return found
    attempt = Attempt(viewer, act, uuid, at) if model is Client else None
    seen = visible(model, standing, at).filter(uuid=uuid).first()
    if seen is None:
        raise NotFoundError(attempt)
    answer = may(standing, act, seen, at)
    raise _refusal(
        answer if isinstance(answer, Refused) else Refused(Reason.OUT_OF_REACH), attempt, seen=True
    )


def _refusal(answer: Refused, attempt: Attempt | None, *, seen: bool) -> RefusedError:
    if seen:
        return NotAllowedError(answer.reason.value, answer.reason.text, attempt)
    return NotFoundError(attempt)
