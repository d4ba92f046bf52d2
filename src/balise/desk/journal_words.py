"""Entries of the journal as people read them: names, words and dates in the reader's language."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from balise.journal.queries import Seen, in_words
from balise.people.forms import capitalised
from balise.people.words import LineKind, LinkKind, Role, Status, UnitKind, Word
from balise.theme.dates import long_date, moment
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from balise.desk.names import Names
    from balise.policy.text import Lang

WORDS: dict[str, type[Word]] = {
    "role": Role,
    "status": Status,
    "line": LineKind,
    "link": LinkKind,
    "unit_kind": UnitKind,
}
REFERENCES = frozenset({"unit", "parent", "before"})
DAYS = frozenset({"from_date", "to_date"})


def lines(entries: Iterable[Seen], names: Names, lang: Lang) -> list[dict[str, Any]]:
    """What the page shows of each entry."""
    found = list(entries)
    names.learn(reference for entry in found for reference in _references(entry))
    return [_line(entry, names, lang) for entry in found]


def readable(entry: Seen, names: Names, lang: Lang) -> Seen:
    """The same entry, with its fields in words. What is hidden or erased says so already."""
    fields = {name: _worded(name, value, names, lang) for name, value in entry.fields.items()}
    return replace(entry, fields=fields)


def _line(entry: Seen, names: Names, lang: Lang) -> dict[str, Any]:
    worded = readable(entry, names, lang)
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "sentence": capitalised(worded.sentence(lang, names)),
        "about": [
            {"reference": reference, "name": names(reference)}
            for reference in dict.fromkeys(_people(entry))
            if ":" in reference
        ],
        "details": [
            {"key": _label(name, lang), "value": in_words(value, lang)}
            for name, value in worded.fields.items()
        ],
    }


def _people(entry: Seen) -> Iterator[str]:
    yield entry.actor
    yield entry.object
    for named in entry.people.values():
        yield from [named] if isinstance(named, str) else named


def _references(entry: Seen) -> Iterator[str]:
    yield from _people(entry)
    for name in REFERENCES & entry.fields.keys():
        if isinstance(value := entry.fields[name], str):
            yield value


def _worded(name: str, value: Any, names: Names, lang: Lang) -> Any:  # noqa: ANN401  whatever an entry holds
    if isinstance(value, list):
        return [_worded(name, one, names, lang) for one in value]
    if not isinstance(value, str):
        return value
    if name in REFERENCES:
        return names(value)
    # What was written under words that have changed since is shown as it was written.
    with suppress(ValueError):
        if name in WORDS:
            return WORDS[name](value).label[lang]
        if name in DAYS:
            return long_date(date.fromisoformat(value))
    key = f"desk.journal.{'acts' if name == 'act' else 'columns'}.{value}"
    return t(key, lang) if name in ("act", "changed") and key in catalogue() else value


def _label(name: str, lang: Lang) -> str:
    key = f"desk.journal.fields.{name}"
    return t(key, lang) if key in catalogue() else name
