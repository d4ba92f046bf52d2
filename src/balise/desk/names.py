"""What references of the journal are called, for one reader: by name whom they may know of, else by a number.

An auditor reads what happened to whom without learning who every client is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from balise.people.access import visible_clients, visible_staff
from balise.people.models import Unit
from balise.people.standing import standing_of
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.people.models import Staff
    from balise.policy.text import Lang

SHORT = 8
"""Letters of a random name that tell two things of one page apart."""


class Names:
    """Names for one reader at one instant. Learn many at once: each kind is then one query."""

    def __init__(self, viewer: Staff, at: datetime, lang: Lang) -> None:
        standing = standing_of(viewer, at)
        self._lang = lang
        self._known: dict[str, str] = {}
        self._sources: dict[str, Any] = {
            "staff": visible_staff(standing, at),
            "client": visible_clients(standing, at),
            "unit": Unit.objects.all(),
        }

    def __call__(self, reference: str) -> str:
        if reference not in self._known:
            self.learn([reference])
        return self._known[reference]

    def learn(self, references: Iterable[str]) -> None:
        """Look up those that are not known yet."""
        wanted: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for reference in set(references) - self._known.keys():
            kind, _, name = reference.partition(":")
            if _is_random(name):
                wanted[kind][name] = reference
            self._known[reference] = self._number(kind, name)
        for kind, names in wanted.items():
            if kind in self._sources:
                for uuid, called in self._called(kind, list(names)):
                    self._known[names[str(uuid)]] = called

    def _called(self, kind: str, names: list[str]) -> Iterable[tuple[UUID, str]]:
        found = self._sources[kind].filter(uuid__in=names)
        if kind == "unit":
            return [(unit.uuid, unit.name[self._lang]) for unit in found]
        pairs: Iterable[tuple[UUID, str]] = found.values_list("uuid", "full_name")
        return pairs

    def _number(self, kind: str, name: str) -> str:
        key = kind if kind in ("staff", "client") else "other"
        return t(f"desk.journal.called.{key}", self._lang, kind=kind, number=name[:SHORT])


def _is_random(name: str) -> bool:
    """Whether a name is of the form that people and things have; an old or a typed one may not be."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
