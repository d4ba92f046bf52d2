"""The types of entries: what each says in both languages, whom its data are about, and who may read what.

A room registers its types when it loads. A type with something forgotten is refused then, with all that is
wrong with it, and so is an entry of no registered type: the journal holds nothing that nobody can explain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING

from balise.policy.text import LANGS, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Removal(Enum):
    """What becomes of a personal datum when the person is erased."""

    DESTROY_KEY = "destroy_key"
    """It is kept encrypted, under a key of that person alone; the key is destroyed."""
    KEEP = "keep"
    """It stays: a law says so, and `ground` says which."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A field that says nothing about anybody in particular."""

    seen_by: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Personal:
    """A field about one of the people of the entry."""

    of: str
    """`actor`, `object`, or one of the names in `people`."""
    seen_by: frozenset[str]
    removal: Removal
    ground: Text | None = None


Field = Plain | Personal


@dataclass(frozen=True, kw_only=True)
class EntryType:
    """One kind of entry."""

    kind: str
    """`room.what_happened`."""
    sentence: Text
    """With places for `{actor}`, `{object}`, people and fields."""
    seen_by: frozenset[str]
    """The audiences that may know that such an entry exists."""
    people: tuple[str, ...] = ()
    """What others than the actor and the object are called: `client`, `accused`."""
    hidden_from: tuple[str, ...] = ()
    """Those among `people` who never see that such an entry exists, whatever their audience."""
    fields: Mapping[str, Field] = field(default_factory=dict)

    @property
    def named(self) -> tuple[str, ...]:
        return ("actor", "object", *self.people)


class FaultyTypeError(Exception):
    """A type of entry cannot be registered; `problems` lists every reason."""

    def __init__(self, kind: str, problems: list[str]) -> None:
        super().__init__(f"entry type `{kind}`: {'; '.join(problems)}")
        self.problems = problems


class UnknownKindError(LookupError):
    """No type of entry of this kind was registered."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no entry type `{kind}`: register it where the room loads")


_types: dict[str, EntryType] = {}
registered: Mapping[str, EntryType] = MappingProxyType(_types)


def register(entry_type: EntryType) -> EntryType:
    """Make a type known. Raise `FaultyTypeError`, with all that is wrong."""
    problems = list(_problems(entry_type))
    if _types.get(entry_type.kind, entry_type) != entry_type:
        problems.append("another type of this kind is registered")
    if problems:
        raise FaultyTypeError(entry_type.kind, problems)
    _types[entry_type.kind] = entry_type
    return entry_type


def of_kind(kind: str) -> EntryType:
    """Return the type of this kind. Raise `UnknownKindError`."""
    try:
        return _types[kind]
    except KeyError:
        raise UnknownKindError(kind) from None


def _problems(entry_type: EntryType) -> Iterator[str]:
    room, _, event = entry_type.kind.partition(".")
    if not room.isidentifier() or not event.isidentifier() or not entry_type.kind.isascii():
        yield "its kind is not of the form `room.what_happened`"
    if not entry_type.seen_by:
        yield "it does not say who may see it (`seen_by`)"
    known = [*entry_type.named, *entry_type.fields]
    for name in known:
        if not name.isidentifier() or not name.isascii():
            yield f"`{name}` is no plain name"
        if known.count(name) > 1:
            yield f"`{name}` names two things"
    for name in entry_type.hidden_from:
        if name not in entry_type.people:
            yield f"it is hidden from `{name}`, who is not among its people"
    yield from _sentence_problems(entry_type.sentence, set(known))
    for name, one in entry_type.fields.items():
        yield from (f"field `{name}` {problem}" for problem in _field_problems(one, entry_type))


def _sentence_problems(sentence: Text, known: set[str]) -> Iterator[str]:
    places = {}
    for lang in LANGS:
        try:
            places[lang] = _places(sentence[lang])
        except ValueError as error:
            yield f"its sentence in `{lang}`: {error}"
        else:
            yield from (f"no `{{{name}}}` for its sentence" for name in sorted(places[lang] - known))
    if len(places) == len(LANGS) and len({frozenset(names) for names in places.values()}) > 1:
        yield "its sentences do not have the same places"


def _field_problems(one: Field, entry_type: EntryType) -> Iterator[str]:
    if not isinstance(one, Plain | Personal):
        yield "does not say whether it is personal (`Plain` or `Personal`)"
        return
    if not one.seen_by:
        yield "does not say who may see it (`seen_by`)"
    if isinstance(one, Plain):
        return
    if one.of not in entry_type.named:
        yield f"is about `{one.of}`, who is not in the entry"
    if not isinstance(one.removal, Removal):
        yield "does not say how it is removed when the person is erased (`removal`)"
    elif (one.removal is Removal.KEEP) != (one.ground is not None):
        yield "says on what ground it is kept (`ground`) if it is kept, and only then"


def _places(sentence: str) -> set[str]:
    """The names of the places of a sentence. Raise `ValueError`."""
    if not sentence.strip():
        raise ValueError("is missing")
    names = set()
    for _, name, form, conversion in Formatter().parse(sentence):
        if name is not None:
            if not name.isidentifier() or form or conversion:
                raise ValueError(f"`{{{name}}}` is not a plain name")
            names.add(name)
    return names
