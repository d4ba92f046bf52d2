"""Which column holds what: proposed from the headers, in French or English, corrected, kept."""

from __future__ import annotations

import pytest

from balise.people.imports import mapping as mappings
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import PROBLEM, Kind, fields
from balise.people.imports.mapping import ColumnMapping, DateOrder
from balise.policy.text import LANGS, Lang


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", Kind)
def test_the_label_of_every_field_is_recognised(kind: Kind, lang: Lang) -> None:
    labels = {field.label[lang]: field.id for field in fields(kind).values()}
    del labels[fields(kind)["full_name"].label[lang]]  # beside a first name, it would be the last name
    del labels[fields(kind)["last_name"].label[lang]]
    assert mappings.propose(kind, list(labels)).columns == labels


@pytest.mark.parametrize("header", ["Prénom", "prenom", "PRENOM", " First name ", "first_name"])
def test_accents_case_and_punctuation_do_not_count(header: str) -> None:
    assert mappings.propose(Kind.STAFF, [header]).columns == {header: "first_name"}


def test_nom_is_the_family_name_beside_a_first_name_and_the_whole_name_alone() -> None:
    both = mappings.propose(Kind.STAFF, ["Nom", "Prénom"])
    assert both.columns == {"Nom": "last_name", "Prénom": "first_name"}
    assert mappings.propose(Kind.STAFF, ["Nom"]).columns == {"Nom": "full_name"}


def test_unknown_columns_are_told_and_the_one_that_says_problems_is_not() -> None:
    mapping = mappings.propose(Kind.STAFF, ["Nom", "Pointure", PROBLEM])
    assert mappings.unknown(mapping) == ("Pointure",)


def test_two_columns_that_say_the_same_give_the_field_to_the_first() -> None:
    mapping = mappings.propose(Kind.STAFF, ["Courriel", "E-mail"])
    assert mapping.columns == {"Courriel": "email", "E-mail": None}


def test_a_mapping_can_be_kept_and_used_again() -> None:
    mapping = ColumnMapping(
        kind=Kind.CLIENTS,
        columns={"Nom": "full_name", "Note": None},
        defaults={"language": "fr"},
        dates=DateOrder.DAY_FIRST,
    )
    assert mappings.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("no json", "not_a_mapping"),
        ("[]", "not_a_mapping"),
        ('{"kind": "cats", "columns": {}}', "not_a_mapping"),
        ('{"kind": "staff", "columns": {"A": "shoe_size"}}', "unknown_field"),
        ('{"kind": "staff", "columns": {"A": "birth_date"}}', "unknown_field"),
        ('{"kind": "staff", "columns": {}, "defaults": {"email": "x"}}', "unknown_field"),
    ],
)
def test_what_is_no_mapping_is_refused(words: str, code: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        mappings.from_json(words)
    assert refused.value.code == code


def problems(columns: dict[str, str | None], **defaults: str) -> list[str]:
    mapping = ColumnMapping(kind=Kind.STAFF, columns=columns, defaults=defaults)
    return [problem.en for problem in mappings.problems(mapping, ["A", "B", "C"])]


def test_all_that_is_missing_is_told_at_once() -> None:
    assert problems({}) == [
        "Say which column has the full name, or which ones the first and the last name.",
        "Say which column is for: E-mail.",
        "Say which column is for: Unit, or give one value for the whole file.",
        "Say which column is for: Status, or give one value for the whole file.",
        "Say which column is for: Language, or give one value for the whole file.",
    ]


def test_a_value_for_the_whole_file_stands_in_for_a_column() -> None:
    assert problems({"A": "full_name", "B": "email"}, unit="x", status="employee", language="fr") == []


def test_a_column_twice_two_names_and_a_column_that_is_not_there_are_told() -> None:
    columns: dict[str, str | None] = {"A": "full_name", "B": "full_name", "C": "first_name", "D": "email"}
    assert problems(columns, unit="x", status="employee", language="fr") == [
        "The file has no column “D”.",
        "Two columns are given for: Full name. Keep one.",
        "Give the full name, or the first and the last name, but not both.",
    ]
