"""The list of every no, kept beside the database: what a backup from before cannot know.

One JSON object a line; it only grows. It names people by the number of their file and addresses by their
keyed hash, so it may be kept elsewhere, and laid into its place before a restore, which obeys it again
(`operations.restoring`).
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction

from balise.journal.growing_file import append
from balise.journal.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from balise.consent.models import ConsentEvent, Refusal


AT_ONCE = 1_000

_as_json = json.JSONEncoder(separators=(",", ":")).encode


class No(NamedTuple):
    """An event that refuses, or a refusal that holds for more than one consent (then without `event`)."""

    uuid: str
    channel: str
    at: str
    client: str = ""
    """The number of the file; empty when an address refused."""
    address: str = ""
    purpose: str = ""
    """Its code; empty: all."""
    event: str = ""
    method: str = ""


def of_event(event: ConsentEvent) -> No:
    return No(
        uuid=str(event.uuid),
        client=str(event.client.uuid),
        purpose=event.purpose.code,
        channel=str(event.channel),
        event=str(event.event),
        method=str(event.method),
        at=event.effective_at.isoformat(),
    )


def of_refusal(refusal: Refusal) -> No:
    return No(
        uuid=str(refusal.uuid),
        client=str(refusal.client.uuid) if refusal.client else "",
        address=refusal.address,
        purpose=refusal.purpose.code if refusal.purpose else "",
        channel=str(refusal.channel),
        at=refusal.at.isoformat(),
    )


def remember(noes: Iterable[No]) -> None:
    """Put these on the list once they are committed. A failure is logged: the database has them."""
    if told := list(noes):
        transaction.on_commit(partial(add, told), robust=True)


def list_file() -> Path:
    return Path(settings.BALISE_REFUSALS_FILE)


def listed(file: Path) -> Iterator[No]:
    """What stands on a list, each once; nothing when there is none. Half a line is none."""
    seen = set()
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    no = No(**json.loads(line))
                except (ValueError, TypeError):
                    continue
                if no.uuid not in seen:
                    seen.add(no.uuid)
                    yield no
    except FileNotFoundError:
        return


def add(noes: Iterable[No]) -> None:
    """Write these at the end of the list."""
    for some in pieces(noes, AT_ONCE):
        append(list_file(), (_as_json(no._asdict()) for no in some))


def join(other: Path) -> None:
    """Add what stands on another list, and not on ours."""
    known = {no.uuid for no in listed(list_file())}
    add(no for no in listed(other) if no.uuid not in known)
