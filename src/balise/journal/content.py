"""What an entry says, as one canonical text: the text that is hashed, so each meaning has exactly one spelling.

The form is RFC 8785. Python's own `json` writes it for the values accepted here: no floats, whole numbers that
every reader holds exactly, names in ASCII. A test compares it with a library of that standard.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from balise.journal.models import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
EXACT = 2**53
"""Beyond this, programs that read JSON numbers as floating point lose digits."""
REFERENCE_FORM = re.compile(r"[a-z][a-z_]*(?::[A-Za-z0-9_.-]+)?", re.ASCII)

_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


class RefusedError(ValueError):
    """What was to be recorded is not something that the journal keeps."""


def canonical(value: object) -> str:
    """Return the canonical text of plain data. Raise `RefusedError` for text that is no Unicode."""
    text = _encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RefusedError("a text holds half of a character, which no other program could read") from None
    return text


def instant(at: datetime) -> str:
    """The one spelling of an instant. Raise `RefusedError` without a time zone."""
    if at.tzinfo is None:
        raise RefusedError("the time has no time zone: pass an aware datetime")
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def reference(target: str) -> str:
    """Return a reference, checked. Raise `RefusedError`: names of people have no place here."""
    if not REFERENCE_FORM.fullmatch(target) or len(target) > REFERENCE:
        raise RefusedError(f"`{target}` is no reference: write it as `client:7c0e`, without names or spaces")
    return target


def plain(value: object) -> Any:  # noqa: ANN401  JSON has no narrower type
    """Return the value as JSON can hold it. Raise `RefusedError` for what has no exact spelling."""
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) < EXACT:
            return value
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case list() | tuple():
            return [plain(one) for one in value]
        case dict() if all(isinstance(name, str) and name.isascii() for name in value):
            return {name: plain(one) for name, one in value.items()}
    raise RefusedError(f"`{value!r}` has no exact spelling: pass a text, a whole number, a date or a list of them")


def compose(
    *,
    kind: str,
    at: str,
    actor: str,
    object_: str,
    people: Mapping[str, str | list[str]],
    fields: Mapping[str, object],
) -> str:
    """Return the content of one entry. Its random id tells apart two entries that say the same."""
    return canonical(
        {
            "v": VERSION,
            "id": secrets.token_hex(12),
            "kind": kind,
            "at": at,
            "actor": actor,
            "object": object_,
            "people": people,
            "fields": fields,
        }
    )


def roles(actor: str, object_: str, people: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Who and what an entry names, and as what: the rows of `Reference` that belong to it."""
    found: dict[str, set[str]] = {actor: {"actor"}}
    found.setdefault(object_, set()).add("object")
    for role, named in people.items():
        for target in (named,) if isinstance(named, str) else named:
            found.setdefault(target, set()).add(role)
    return {target: f" {' '.join(sorted(mine))} " for target, mine in found.items()}
