"""Where every request enters: it is let through by `access`, or refused, and a refusal on a file is noted.

Hidden and absent answer alike: one query finds what is there *and* visible, and both failures leave the same
error and the same trace. A refusal undoes the transaction it happens in, so it is noted after it, in its own:
call operations outside of any other transaction, or put that one in a function with `noting_refusals`.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from django.db import transaction

from balise.people import entries
from balise.people.access import Act, Allowed, Reason, Refused, may, visible
from balise.people.authority import hold_alone, hold_still
from balise.people.errors import NotAllowedError, NotFoundError, RefusedError
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


class Attempt(NamedTuple):
    """What someone tried on a client's file, which may not exist: to guess is noted, too."""

    viewer: Staff
    act: Act
    client_uuid: UUID
    at: datetime


_waiting: ContextVar[list[Attempt] | None] = ContextVar(
    "attempts waiting for the transaction to end", default=None
)


def noting_refusals(act: Callable[P, Result]) -> Callable[P, Result]:
    """One transaction around a function; what is refused in it on a client's file is noted after it has
    ended.

    Inside another such function it is a part of it, and the outermost notes.
    """

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        if _waiting.get() is not None:
            with transaction.atomic():
                return act(*args, **kwargs)
        attempts: list[Attempt] = []
        token = _waiting.set(attempts)
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        finally:
            _waiting.reset(token)
            _note(attempts)

    return run


def operation(act: Callable[P, Result]) -> Callable[P, Result]:
    """For what writes: one transaction, permission checked inside while authority holds still, one entry."""
    return _holding(hold_still, act)


def change_of_authority(act: Callable[P, Result]) -> Callable[P, Result]:
    """The same for what changes who may do what: it goes alone."""
    return _holding(hold_alone, act)


def _holding(hold: Callable[[], None], act: Callable[P, Result]) -> Callable[P, Result]:
    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        hold()
        return act(*args, **kwargs)

    return noting_refusals(run)


def demand(*, viewer: Staff, act: Act, thing: Client | Staff | Unit, at: datetime) -> Allowed:
    """Let the viewer through. Raise `NotAllowedError`, or `NotFoundError` for what they may not know of."""
    standing = standing_of(viewer, at)
    answer = may(standing, act, thing, at)
    if isinstance(answer, Allowed):
        return answer
    if isinstance(thing, Client):
        _remember(Attempt(viewer, act, thing.uuid, at))
    raise _refusal(answer) if may(standing, Act.SEE, thing, at) else NotFoundError


def get_or_hidden(model: type[Seen], uuid: UUID, *, viewer: Staff, at: datetime, act: Act = Act.SEE) -> Seen:
    """Return the object, if the viewer may do this to it. Raise as `demand` does."""
    standing = standing_of(viewer, at)
    found = visible(model, standing, at, act).filter(uuid=uuid).first()
    if found is not None:
        return found
    if model is Client:
        _remember(Attempt(viewer, act, uuid, at))
    seen = visible(model, standing, at).filter(uuid=uuid).first()
    if seen is None:
        raise NotFoundError
    answer = may(standing, act, seen, at)
    raise _refusal(answer if isinstance(answer, Refused) else Refused(Reason.OUT_OF_REACH))


def _refusal(answer: Refused) -> RefusedError:
    return NotAllowedError(answer.reason.value, answer.reason.text)


def _remember(attempt: Attempt) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _note([attempt])
    else:
        waiting.append(attempt)


def _note(attempts: list[Attempt]) -> None:
    if attempts:
        with transaction.atomic():
            for attempt in attempts:
                entries.file_refused(
                    at=attempt.at, by=attempt.viewer, client_uuid=attempt.client_uuid, act=attempt.act
                )
