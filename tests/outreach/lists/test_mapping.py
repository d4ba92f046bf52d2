"""Which column holds what: proposed in both languages, corrected, and remembered for the next list."""

from __future__ import annotations

import pytest

from balise.outreach.lists import mapping, sources
from balise.outreach.lists.faults import ListFileError
from balise.outreach.lists.mapping import ListMapping
from balise.policy.text import LANGS

ALL = "first_name last_name organisation email phone street city province postal_code country language note"


def proposed(header: str, row: str = "") -> dict[str, str | None]:
    source = sources.read(f"{header}\n{row or 'x' + ',' * header.count(',')}\n".encode(), "list.csv")
    return dict(mapping.propose(source).columns)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "Prénom,Nom,Organisme,Courriel,Téléphone,Adresse,Ville,Province,Code postal,Pays,Langue,Notes",
            ALL,
        ),
        (
            "First Name,Surname,Company,E-mail Address,Mobile,Street,City,State,Zip,Country,Lang,Notes",
            ALL,
        ),
        ("NOM COMPLET;COURRIEL", "name email"),
        ("Name\tEmail\tPhone", "name email phone"),
    ],
)
def test_headers_are_known_in_both_languages(header: str, fields: str) -> None:
    assert list(proposed(header).values()) == fields.split()


def test_the_whole_name_beside_its_parts_is_left_out() -> None:
    held = proposed("Name,Given Name,Family Name,E-mail 1 - Value")
    assert held == {
        "Name": None, "Given Name": "first_name", "Family Name": "last_name", "E-mail 1 - Value": "email",
    }  # fmt: skip


def test_where_no_header_says_it_the_cells_tell_which_column_has_the_addresses() -> None:
    assert proposed("Qui,Où,Quand", "Marie Roy,marie@example.org,506 555-0101") == {
        "Qui": "name", "Où": "email", "Quand": "phone",
    }  # fmt: skip
    assert proposed("Ines Roy,ines@example.org", "Luc Roy,luc@example.org") == {"A": "name", "B": "email"}


@pytest.mark.parametrize(
    "header", ["Consentement", "Opt-in", "Désabonné", "Do not call", "Infolettre acceptée", "Unsubscribed"]
)
def test_a_column_about_consent_is_never_left_out_nor_read_as_anything_else(header: str) -> None:
    headers = ["Courriel", header]
    assert proposed(",".join(headers)) == {"Courriel": "email", header: "statement"}
    for held in (None, "note", "name"):
        said = mapping.problems(ListMapping(columns={"Courriel": "email", header: held}), headers)
        assert all(header in said[0][lang] for lang in LANGS)


@pytest.mark.parametrize(
    "columns",
    [
        {"Courriel": "email", "Autre": "email"},
        {"Nom": "name"},
        {"Courriel": "email", "Nom": "name", "Prénom": "first_name"},
        {"Courriel": "email", "Disparue": "note"},
    ],
)
def test_a_mapping_that_does_not_fit_says_why_before_any_row_is_read(columns: dict[str, str]) -> None:
    headers = ["Courriel", "Nom", "Prénom", "Autre"]
    with pytest.raises(ListFileError) as refused:
        mapping.require_fit(ListMapping(columns=columns), headers)
    assert all(len(refused.value.message[lang]) > 20 for lang in LANGS)


def test_what_was_corrected_is_remembered_for_lists_of_the_same_shape() -> None:
    first = sources.read(b"Qui,Adresse\nMarie,marie@example.org\n", "list.csv")
    corrected = ListMapping(columns={"Qui": "organisation", "Adresse": "email"}, country="FR")
    kept = {mapping.shape_of(first.headers): corrected.to_json()}
    again = sources.read(b"ADRESSE;qui;\nluc@example.org;Luc;\n", "other.csv")
    assert mapping.propose(again, kept) == ListMapping(
        columns={"ADRESSE": "email", "qui": "organisation"}, country="FR"
    )
    other = sources.read(b"Qui,Adresse,Ville\nMarie,1 Main,Moncton\n", "list.csv")
    assert mapping.propose(other, kept) == mapping.propose(other)


def test_a_remembered_mapping_that_no_longer_fits_is_left_alone() -> None:
    source = sources.read(b"Courriel,Nom\nmarie@example.org,Marie\n", "list.csv")
    shape = mapping.shape_of(source.headers)
    for kept in ('{"kind": "staff"}', "nonsense", ListMapping(columns={"Nom": "name"}).to_json()):
        assert mapping.propose(source, {shape: kept}) == mapping.propose(source)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "[]",
        '{"kind": "addressees"}',
        '{"kind": "addressees", "columns": {"a": "consent"}}',
        '{"kind": "addressees", "columns": {"a": ["email"]}}',
        '{"kind": "consents", "columns": {"a": "email"}}',
        '{"kind": "addressees", "columns": {"a": "email"}, "country": "Canada"}',
    ],
)
def test_a_mapping_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(ListFileError):
        mapping.from_json(words)


def test_a_mapping_goes_through_its_file_unchanged() -> None:
    kept = ListMapping(columns={"Courriel": "email", "Désabonné": "statement", "x": None}, country="FR")
    assert mapping.from_json(kept.to_json()) == kept
