"""The demo organisation as one text, without anything random: what "same seed, same world" is judged by.

What has a random number for an address is called by its place in its table, in the journal too, so that two
worlds with other random numbers read the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from balise.api.models import ApiKey
from balise.consent.models import (
    ConsentEvent,
    Distinct,
    Evidence,
    Merge,
    Notice,
    PreferenceLink,
    Purpose,
    Refusal,
)
from balise.consent.rights.models import Complaint, Hold
from balise.journal.models import Entry
from balise.outreach.models import (
    Approval,
    Campaign,
    Check,
    Claim,
    Content,
    GateAccount,
    GateDecision,
    ListFile,
    Message,
    MessageEvent,
    Recipient,
    RememberedMapping,
    Screening,
    Sender,
    Task,
)
from balise.people.models import (
    Assignment,
    Client,
    ClientHealth,
    ContactPoint,
    Delegation,
    EmergencyAccess,
    LinkedParty,
    RoleGrant,
    Staff,
    SupervisionLine,
    Unit,
)

TABLES: tuple[type[Model], ...] = (
    Unit,
    Staff,
    SupervisionLine,
    RoleGrant,
    Delegation,
    Client,
    ContactPoint,
    ClientHealth,
    LinkedParty,
    Assignment,
    EmergencyAccess,
    Purpose,
    Notice,
    Evidence,
    ConsentEvent,
    Refusal,
    Merge,
    Distinct,
    PreferenceLink,
    Hold,
    Complaint,
    ApiKey,
    Sender,
    ListFile,
    RememberedMapping,
    Campaign,
    Content,
    Claim,
    Check,
    Approval,
    Screening,
    Recipient,
    Task,
    Message,
    MessageEvent,
    GateAccount,
    GateDecision,
)
RANDOM = {
    *("uuid", "user", "key", "keys", "address", "secret_hash", "unsubscribe_hash", "message_id", "mark"),
    *("submitted", "about", "fingerprint", "asked", "outcome"),
}
"""Columns that name without meaning, or hold what is made of a secret, or of such names."""
UNTOLD = {"sealed", "fingerprint"}
"""The same in the journal."""
REFERENCE = re.compile(r"(?P<kind>[a-z]+):[0-9a-f-]{36,64}")
"""How the journal names a thing; of one that has no number here, only the kind is told."""


def summary() -> str:
    """One line for each row and each entry of the journal, in the order in which they came."""
    return "\n".join([*_rows(), *_entries()])


def _rows() -> Iterator[str]:
    for model in TABLES:
        shown = [field for field in model._meta.concrete_fields if field.name not in RANDOM]  # noqa: SLF001  Django documents it
        numbers = {field.attname: _numbers(field.related_model) for field in shown if field.is_relation}
        for row in _all(model).values(*[field.attname for field in shown]):
            told = {
                name: numbers[name].get(value) if name in numbers else value for name, value in row.items()
            }
            told[model._meta.pk.attname] = None  # noqa: SLF001  as above
            yield f"{model.__name__} {' | '.join(f'{name}={value}' for name, value in told.items())}"


def _entries() -> Iterator[str]:
    """What the journal says, but for what is encrypted: its sealed text is never the same twice."""
    names = dict(_names())
    for content in Entry.objects.order_by("pk").values_list("content", flat=True):
        told = json.loads(content)
        del told["id"]
        yield json.dumps(_in_words(told, names), sort_keys=True, ensure_ascii=False)


def _names() -> Iterator[tuple[str, str]]:
    for model in (Unit, Staff, Client, Purpose):
        kind = model.__name__.lower()
        for number, uuid in enumerate(_all(model).values_list("uuid", flat=True), 1):
            yield f"{kind}:{uuid}", f"{kind} {number}"


def _numbers(model: Any) -> dict[int, int]:  # noqa: ANN401  Django does not say what a column leads to
    """Which is first, second…: keys may begin anywhere."""
    return {key: number for number, key in enumerate(_all(model).values_list("pk", flat=True), 1)}


def _all(model: type[Model]) -> QuerySet[Model]:
    return model._default_manager.order_by("pk")  # noqa: SLF001  Django documents it


def _in_words(told: Any, names: dict[str, str]) -> Any:  # noqa: ANN401  whatever JSON held
    match told:
        case dict():
            return {key: key if key in UNTOLD else _in_words(value, names) for key, value in told.items()}
        case list():
            return [_in_words(value, names) for value in told]
        case str():
            return names.get(told) or REFERENCE.sub(r"\g<kind>", told)
    return told
