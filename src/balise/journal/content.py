"""What an entry says, as one canonical text: the text that is hashed, so each meaning has exactly one
spelling.

The form is RFC 8785. Python's own `json` writes it for the values accepted here: no floats, whole numbers
that every reader holds exactly, names in ASCII. A test compares it with a library of that standard.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
EXACT = 2**53
"""Beyond this, programs that read JSON numbers as floating point lose digits."""
REFERENCE = 100
"""Letters of a reference such as `client:7c0e…`, at most."""
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
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat(timespec='microseconds')[:-6]}Z"


def reference(target: str) -> str:
    """Return a reference, checked. Raise `RefusedError`: names of people have no place here."""
    if not REFERENCE_FORM.fullmatch(target) or len(target) > REFERENCE:
        raise RefusedError(f"`{target}` is no reference: write it as `client:7c0e`, without names or spaces")
    return target


def plain(value: object) -> Any:  # noqa: ANN401  JSON has no narrower type
    """Return the value as JSON can hold it. Raise `RefusedError` for what has no exact spelling."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int) and abs(value) < EXACT:
        return value
    return _plain_rarer(value)


def _plain_rarer(value: object) -> Any:  # noqa: ANN401  as above
    match value:
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
    raise RefusedError(
        f"`{value!r}` has no exact spelling: pass a text, a whole number, a date or a list of them"
    )


def compose(
    *,
    number: bytes,
    kind: str,
    at: str,
    actor: str,
    object_: str,
    people: Mapping[str, str | list[str]],
    fields: Mapping[str, object],
) -> str:
    """Return the content of one entry. Its random number tells apart two entries that say the same.

    Written by hand, in the order of the standard, because it is written often: what is not a field is made of
    letters that need no escape.
    """
    return (
        f'{{"actor":"{actor}","at":"{at}","fields":{canonical(fields) if fields else "{}"},'
        f'"id":"{number.hex()}","kind":"{kind}","object":"{object_}",'
        f'"people":{_encode(people) if people else "{}"},"v":{VERSION}}}'
    )


def roles(actor: str, object_: str, people: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Who and what an entry names, and as what: the rows of `Reference` that belong to it."""
    found: dict[str, set[str]] = {actor: {"actor"}}
    found.setdefault(object_, set()).add("object")
    for role, named in people.items():
        for target in (named,) if isinstance(named, str) else named:
            found.setdefault(target, set()).add(role)
    return {target: f" {' '.join(sorted(mine))} " for target, mine in found.items()}
