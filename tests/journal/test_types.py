"""Registering a type of entry: nothing can be forgotten, and all that is wrong is told at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from balise.journal import types
from balise.journal.types import EntryType, FaultyTypeError, Personal, Plain, Removal, register
from balise.policy.text import LANGS, Lang, Text
from tests.journal.samples import AUDITOR, GIFT
from tests.theme.typography import problems

WHAT = Personal(of="client", seen_by=AUDITOR, removal=Removal.DESTROY_KEY)


def faults(faulty: EntryType) -> list[str]:
    with pytest.raises(FaultyTypeError) as caught:
        register(faulty)
    return caught.value.problems


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "declared"}, "its kind is not of the form `room.what_happened`"),
        ({"seen_by": frozenset()}, "it does not say who may see it (`seen_by`)"),
        ({"sentence": Text("{what}", "")}, "its sentence in `en`: is missing"),
        ({"sentence": Text("{what}", "{cents}")}, "its sentences do not have the same places"),
        ({"sentence": Text("{x}", "{x}")}, "no `{x}` for its sentence"),
        ({"hidden_from": ("accused",)}, "it is hidden from `accused`, who is not among its people"),
        ({"people": ("client", "cents")}, "`cents` names two things"),
    ],
)
def test_a_faulty_type_is_refused(changes: dict[str, object], fault: str) -> None:
    changed = replace(GIFT, **({"kind": "sample.faulty"} | changes))  # type: ignore[arg-type]  # faulty on purpose
    assert fault in faults(changed)


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (replace(WHAT, seen_by=frozenset()), "does not say who may see it (`seen_by`)"),
        (Plain(seen_by=frozenset()), "does not say who may see it (`seen_by`)"),
        (replace(WHAT, of="wife"), "is about `wife`, who is not in the entry"),
        (
            replace(WHAT, removal=None),  # type: ignore[arg-type]  # forgotten on purpose
            "does not say how it is removed when the person is erased (`removal`)",
        ),
        (
            replace(WHAT, removal=Removal.KEEP),
            "says on what ground it is kept (`ground`) if it is kept, and only then",
        ),
        (None, "does not say whether it is personal (`Plain` or `Personal`)"),
    ],
)
def test_a_field_with_something_forgotten_is_refused(field: Plain | Personal, fault: str) -> None:
    faulty = replace(GIFT, kind="sample.faulty", fields=dict(GIFT.fields) | {"what": field})
    assert faults(faulty) == [f"field `what` {fault}"]


def test_leaving_a_part_of_a_field_out_is_an_error() -> None:
    with pytest.raises(TypeError, match="removal"):
        Personal(of="client", seen_by=AUDITOR)  # type: ignore[call-arg]  # forgotten on purpose


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(faults(EntryType(kind="x", sentence=Text("", ""), seen_by=frozenset()))) == 4


def test_a_kind_has_one_type() -> None:
    assert faults(replace(GIFT, seen_by=AUDITOR)) == ["another type of this kind is registered"]
    assert register(replace(GIFT)) == GIFT


@pytest.mark.parametrize("kind", types.registered)
@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_whole_in_both_languages(kind: str, lang: Lang) -> None:
    sentence = types.of_kind(kind).sentence
    assert sentence[lang]
    assert problems(sentence.fr) == []
