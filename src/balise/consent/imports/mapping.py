"""Which column holds what, and what each answer means: proposed, corrected, kept as JSON and used again.

A mapping that would turn a refusal into a consent is refused here, before a single row is read with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balise.consent.imports.answers import Meaning, known, refuses
from balise.consent.imports.faults import ConsentFileError, said
from balise.consent.imports.fields import (
    ANSWER,
    BASIS,
    CHANNEL,
    DATE,
    DEFAULTED,
    FIELDS,
    PROBLEM,
    PURPOSE,
    REFUSAL,
    WHO,
    by_name,
    fields,
    plain,
    speaks_of_agreeing,
    speaks_of_refusing,
)
from balise.people.imports.mapping import DateOrder
from balise.policy.text import LANGS, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

KIND = "consents"
"""What a mapping of this kind says of itself in its file."""


@dataclass(frozen=True, kw_only=True)
class ConsentMapping:
    """Which field each column holds (None: left out), and what words mean that we do not know."""

    columns: Mapping[str, str | None]
    words: Mapping[str, Meaning] = field(default_factory=dict)
    """By the word without accents, case or punctuation; one without letters, as it is."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """The purpose and the channel of the whole file."""
    dates: DateOrder = DateOrder.YEAR_FIRST

    @property
    def holds(self) -> frozenset[str]:
        return frozenset(held for held in self.columns.values() if held)

    def meaning(self, words: str) -> Meaning | None:
        """What an answer means in this file; None when nobody said."""
        found = known(words)
        return found if found is not None else self.words.get(as_key(words))

    def to_json(self) -> str:
        value = {
            "kind": KIND,
            "columns": dict(self.columns),
            "words": {word: meaning.value for word, meaning in self.words.items()},
            "defaults": dict(self.defaults),
            "dates": self.dates,
        }
        return json.dumps(value, ensure_ascii=False, indent=2)


def as_key(words: str) -> str:
    """How an answer is known again."""
    return plain(words) or words.strip()


def propose(headers: Sequence[str]) -> ConsentMapping:
    """What the headers seem to say. A field is given to the first column that names it."""
    names = by_name(FIELDS)
    columns: dict[str, str | None] = {}
    for header in headers:
        held = names.get(plain(header))
        if held is None and speaks_of_refusing(header):
            held = REFUSAL.id
        columns[header] = held if held not in columns.values() else None
    return ConsentMapping(columns=columns)


def from_json(words: str) -> ConsentMapping:
    """A mapping that was kept. Raise `ConsentFileError`."""
    try:
        value = json.loads(words)
        read = ConsentMapping(
            columns=dict(value["columns"]),
            words={str(word): Meaning(meaning) for word, meaning in value.get("words", {}).items()},
            defaults=dict(value.get("defaults", {})),
            dates=DateOrder(value.get("dates", DateOrder.YEAR_FIRST)),
        )
        whole = (
            value["kind"] == KIND
            and all(held is None or held in fields() for held in read.columns.values())
            and all(held in DEFAULTED and isinstance(words, str) for held, words in read.defaults.items())
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConsentFileError("not_a_mapping") from None
    if not whole:
        raise ConsentFileError("not_a_mapping")
    return read


def unknown(mapping: ConsentMapping) -> tuple[str, ...]:
    """The columns that are left out."""
    return tuple(
        header for header, held in mapping.columns.items() if held is None and plain(header) != plain(PROBLEM)
    )


def unknown_words(mapping: ConsentMapping, answers: Iterable[str]) -> tuple[str, ...]:
    """The answers that nobody has said the meaning of, each once, as first written."""
    found: dict[str, str] = {}
    for words in answers:
        if mapping.meaning(words) is None:
            found.setdefault(as_key(words), words)
    return tuple(found.values())


def problems(mapping: ConsentMapping, headers: Sequence[str]) -> tuple[Text, ...]:
    """What has to be corrected before rows can be read with this mapping; nothing when it fits."""
    return tuple(_problems(mapping, headers))


def require_fit(mapping: ConsentMapping, headers: Sequence[str]) -> None:
    """Raise `ConsentFileError`, with all that has to be corrected."""
    if found := problems(mapping, headers):
        listed = Text(*(" ".join(each[lang] for each in found) for lang in LANGS))
        raise ConsentFileError("mapping_does_not_fit", problems=listed)


def _problems(mapping: ConsentMapping, headers: Sequence[str]) -> Iterator[Text]:
    held = [each for each in mapping.columns.values() if each]
    for header in sorted(set(mapping.columns) - set(headers)):
        yield said("mapping.column_missing", column=header)
    for twice in sorted({each for each in held if held.count(each) > 1}):
        yield said("mapping.mapped_twice", field=fields()[twice].label)
    if set(held).isdisjoint(WHO):
        yield said("mapping.nobody")
    if set(held).isdisjoint({ANSWER.id, REFUSAL.id, BASIS.id}):
        yield said("mapping.no_answer")
    if not set(held).isdisjoint({ANSWER.id, BASIS.id}) and DATE.id not in held:
        yield said("mapping.no_date")
    for each in (PURPOSE, CHANNEL):
        if each.id not in held and not mapping.defaults.get(each.id):
            yield said("mapping.not_mapped_nor_said", field=each.label)
    yield from _flips(mapping)


def _flips(mapping: ConsentMapping) -> Iterator[Text]:
    """What would turn a refusal into a consent, or lose it."""
    for header, held in mapping.columns.items():
        if held == ANSWER.id and speaks_of_refusing(header):
            yield said("mapping.refusal_read_as_answer", column=header)
        if held == REFUSAL.id and speaks_of_agreeing(header):
            yield said("mapping.answer_read_as_refusal", column=header)
        if held is None and speaks_of_refusing(header):
            yield said("mapping.refusal_left_out", column=header)
    for words, meaning in mapping.words.items():
        if not meaning.refuses and refuses(words):
            yield said("mapping.refusal_in_words", words=words, meaning=meaning.label)
