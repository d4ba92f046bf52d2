"""The columns of a list, and which of them can hold the answers to a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from balise.policy.facts import Fact, FactType
from balise.policy.problems import Place, Problem, quoted
from balise.policy.text import Text, listed


class Kind(StrEnum):
    """What a column holds, whatever the database calls it."""

    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    """Whole or decimal, exact. Of a length of time: its minutes."""
    FLOAT = "float"
    DATE = "date"
    TIMESTAMP = "timestamp"
    """Only its day counts."""

    @property
    def label(self) -> Text:
        """The kind in words, as what a column holds."""
        return _LABELS[self]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the list."""

    name: str
    kind: Kind = Kind.TEXT


_FITTING: Mapping[FactType, tuple[Kind, ...]] = {
    FactType.BOOLEAN: (Kind.BOOLEAN, Kind.TEXT),
    FactType.CHOICE: (Kind.TEXT,),
    FactType.NUMBER: (Kind.NUMBER, Kind.FLOAT, Kind.TEXT),
    FactType.DURATION: (Kind.NUMBER, Kind.TEXT),
    FactType.DATE_DIFFERENCE: (Kind.DATE, Kind.TIMESTAMP, Kind.TEXT),
}


def misfit(fact: Fact, column: Column) -> Problem | None:
    """Why a column cannot hold the answers to this fact; None when it can."""
    fitting = _FITTING[fact.type]
    if column.kind in fitting:
        return None
    labels = [kind.label for kind in fitting]
    values = {
        "fact": fact.id,
        "column": quoted(column.name),
        "held": column.kind.label,
        "fitting": Text(
            listed([label.fr for label in labels], "fr"), listed([label.en for label in labels], "en")
        ),
    }
    return Problem("column-misfit", Place("columns"), values)


_LABELS = {
    Kind.TEXT: Text("du texte", "text"),
    Kind.BOOLEAN: Text("vrai ou faux", "true or false"),
    Kind.NUMBER: Text("des nombres", "numbers"),
    Kind.FLOAT: Text("des nombres à virgule flottante", "floating-point numbers"),
    Kind.DATE: Text("des dates", "dates"),
    Kind.TIMESTAMP: Text("des instants", "instants"),
}
