"""What is announced in the demo, as `data/outreach.yaml` has it: senders, campaigns, lists given to us."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from balise.outreach.words import Audience, CheckItem, ListOrigin, Means, TaskState
from balise.policy.text import Lang
from balise.server.demo.world.sources import DATA


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that someone gave us, as a table."""

    name: str
    origin: ListOrigin
    provider: str
    statement: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def as_csv(self, more: Iterable[Sequence[str]] = ()) -> bytes:
        """The file, with more rows below its own."""
        out = io.StringIO()
        csv.writer(out).writerows([self.columns, *self.rows, *more])
        return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Announcement:
    """A campaign to be: what its author answers and writes, and what is done for those it does not reach."""

    id: str
    by: str
    title: str
    shorter: str
    """Its title, once it was returned."""
    act: str
    purpose: str
    audience: Audience
    means: Means
    sender: str
    said: Mapping[Lang, tuple[str, str]]
    """Subject and body."""
    facts: Mapping[str, str]
    claims: Sequence[tuple[str, str]]
    """Each with its source."""
    testimonials: str
    checks: Mapping[CheckItem, str]
    """What is confirmed otherwise than with the first answer."""
    tasks: Mapping[str, tuple[TaskState, str]]
    listed: str


@cache
def senders() -> Mapping[str, Mapping[str, str]]:
    """By their name here; what each is made with."""
    return {row["id"]: {name: row[name] for name in row if name != "id"} for row in _all()["senders"]}


@cache
def announcements() -> Mapping[str, Announcement]:
    return {row["id"]: _announcement(row) for row in _all()["campaigns"]}


@cache
def lists() -> Mapping[str, Listed]:
    return {
        name: Listed(
            row["name"],
            ListOrigin(row["origin"]),
            row.get("provider", ""),
            row.get("statement", ""),
            row["columns"],
            row["rows"],
        )
        for name, row in _all()["lists"].items()
    }


@cache
def gate() -> Mapping[str, str]:
    """The name and the login of the tool that sends through the gate."""
    found: Mapping[str, str] = _all()["gate"]
    return found


@cache
def told() -> Mapping[str, str]:
    """What is said when a campaign is decided on."""
    found: Mapping[str, str] = _all()["told"]
    return found


def _announcement(row: Mapping[str, Any]) -> Announcement:
    return Announcement(
        id=row["id"],
        by=row["by"],
        title=row["title"],
        shorter=row.get("shorter", row["title"]),
        act=row["act"],
        purpose=row["purpose"],
        audience=Audience(row["audience"]),
        means=Means(row["means"]),
        sender=row["sender"],
        said={lang: (said["subject"], said["body"]) for lang, said in row["said"].items()},
        facts=row.get("facts", {}),
        claims=[(each["text"], each["source"]) for each in row.get("claims", ())],
        testimonials=row.get("testimonials", "none"),
        checks={CheckItem(item): answer for item, answer in row.get("checks", {}).items()},
        tasks={name: (TaskState(state), note) for name, (state, note) in row.get("tasks", {}).items()},
        listed=row.get("list", ""),
    )


@cache
def _all() -> Any:  # noqa: ANN401  whatever the list holds; the functions above give it a type
    return yaml.safe_load((DATA / "outreach.yaml").read_text(encoding="utf-8"))
