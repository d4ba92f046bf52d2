"""Units as files name them: by a name in either language, or by the path from the top when names repeat."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from balise.people.imports.faults import FaultError
from balise.people.imports.fields import plain
from balise.people.models import Unit
from balise.people.words import UnitKind
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from balise.policy.text import Lang

BETWEEN = " / "


class Units:
    """All units, read once: everyone may know their names."""

    def __init__(self) -> None:
        self.by_pk = {unit.pk: unit for unit in Unit.objects.all()}
        self._named: defaultdict[str, set[int]] = defaultdict(set)
        self._found: dict[str, Unit] = {}
        for unit in self.by_pk.values():
            for lang in LANGS:
                self._named[plain(unit.name[lang])].add(unit.pk)
                self._named[plain(self._path(unit, lang))].add(unit.pk)

    def find(self, words: str) -> Unit:
        """The unit of this name. Raise `FaultError` for none, or for more than one."""
        if words in self._found:
            return self._found[words]
        named = self._named.get(plain(words), set())
        if not named:
            raise FaultError("unit_unknown")
        if len(named) > 1:
            raise FaultError("unit_ambiguous", example=self._path(self.by_pk[min(named)], "fr"))
        self._found[words] = self.by_pk[next(iter(named))]
        return self._found[words]

    def name(self, pk: int, lang: Lang) -> str:
        """A name that finds this unit again."""
        unit = self.by_pk[pk]
        alone = len(self._named[plain(unit.name[lang])]) == 1
        return unit.name[lang] if alone else self._path(unit, lang)

    def _path(self, unit: Unit, lang: Lang) -> str:
        names = [unit.name[lang]]
        above = unit.parent_id
        while above is not None:
            parent = self.by_pk[above]
            if parent.kind != UnitKind.ORGANISATION:
                names.append(parent.name[lang])
            above = parent.parent_id
        return BETWEEN.join(reversed(names))
