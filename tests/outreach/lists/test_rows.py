"""One row: what makes it good, what sends it back, and that nothing in it is ever a consent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.consent.imports.answers import WORDS
from balise.outreach.lists.addressees import Addressee
from tests.outreach.lists.saying import cleaned, codes, faulty, good, outcome, table
from tests.spec import profiles

__all__ = ["profiles"]


def test_every_cell_of_a_good_row_is_kept_as_it_is_meant() -> None:
    found = good(
        nom="  Zoé   Côté ",
        organisme="Centre sportif",
        courriel="mailto:Zoe@Example.org",
        telephone="(506) 555-0101 poste 12",
        adresse="12 rue de l’Église",
        ville="Moncton",
        province="Nouveau-Brunswick",
        code_postal="e1c4z6",
        langue="Français",
        note="Appeler\nle matin",
    )
    assert found._replace(remarks=()) == Addressee(
        row=2,
        name="Zoé Côté",
        organisation="Centre sportif",
        email="Zoe@example.org",
        phone="+15065550101",
        extension="12",
        street="12 rue de l’Église",
        city="Moncton",
        province="NB",
        postal_code="E1C 4Z6",
        country="CA",
        language="fr",
        note="Appeler le matin",
    )
    assert codes(found) == ["email_mended"]


def test_what_was_mended_says_where_and_what_was_read() -> None:
    (remark,) = good(courriel="zoe@ example.org.").remarks
    assert (remark.row, remark.column, remark.words) == (2, "Courriel", "zoe@ example.org.")
    assert "zoe@example.org" in remark.sentence.fr
    assert "Courriel" in remark.sentence.en


@pytest.mark.parametrize(
    "cells",
    [
        {"courriel": "zoe@example.org"},
        {"telephone": "506 555-0101"},
        {"adresse": "1 Main", "ville": "Moncton"},
        {"adresse": "1 Main", "code_postal": "E1C 4Z6"},
    ],
)
def test_one_way_to_reach_someone_is_enough(cells: dict[str, str]) -> None:
    assert codes(good(**cells)) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"nom": "Zoé Côté"}, ["nothing_to_reach"]),
        ({"adresse": "1 Main"}, ["nothing_to_reach"]),
        ({"ville": "Moncton", "code_postal": "E1C 4Z6"}, ["nothing_to_reach"]),
        ({"courriel": "zoe", "telephone": "506 555-0101"}, ["email_no_at"]),
        ({"courriel": "zoe", "telephone": "12"}, ["email_no_at", "phone_too_short"]),
        ({"telephone": "12"}, ["phone_too_short"]),
        ({"adresse": "1 Main", "code_postal": "XXX"}, ["postal_code"]),
        ({"courriel": "n/a", "nom": "Zoé"}, ["nothing_to_reach"]),
        ({"courriel": "#N/D"}, ["formula_failed"]),
    ],
)
def test_a_row_that_reaches_nobody_comes_back_with_all_that_is_wrong(
    cells: dict[str, str], expected: list[str]
) -> None:
    assert codes(faulty(**cells)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"telephone": "12"}, ["phone_too_short"]),
        ({"pays": "Syldavie"}, ["country"]),
        ({"province": "XX"}, ["province"]),
        ({"code_postal": "XXX"}, ["postal_code"]),
        ({"langue": "klingon"}, ["language"]),
        ({"nom": "x" * 300}, ["too_long"]),
        ({"nom": "MontrÃ©al"}, ["garbled"]),
        ({"nom": "#REF!"}, ["formula_failed"]),
        ({"nom": "Zo\u200bé"}, ["hidden_characters"]),
    ],
)
def test_what_else_is_wrong_in_a_good_row_is_told_and_the_row_goes_on(
    cells: dict[str, str], expected: list[str]
) -> None:
    assert codes(good(courriel="zoe@example.org", **cells)) == expected


def test_characters_that_hide_are_taken_out_of_an_address_and_told() -> None:
    found = good(courriel="\u202dzoe@example.org\u200b\u202c")
    assert (found.email, codes(found)) == ("zoe@example.org", ["hidden_characters"])


def test_nul_and_control_characters_in_a_file_cost_nothing_but_themselves() -> None:
    (found,) = table("Zo\x00é,,zoe@example.org\x07").addressees()
    assert (found.name, found.email) == ("Zoé", "zoe@example.org")
    assert codes(found) == ["hidden_characters", "hidden_characters"]


def test_a_phone_is_read_by_the_country_of_its_row() -> None:
    assert good(telephone="01 42 68 53 00", pays="France").phone == "+33142685300"


def test_a_language_that_is_both_is_none_and_no_fault() -> None:
    found = good(courriel="a@example.org", langue="bilingue")
    assert (found.language, codes(found)) == ("", [])
    assert good(courriel="a@example.org", langue="fr-CA").language == "fr"
    assert good(courriel="a@example.org", langue="English (Canada)").language == "en"


def test_mailboxes_of_nobody_in_particular_are_flagged() -> None:
    assert good(courriel="info@example.org").role == "shared_mailbox"
    assert good(courriel="no-reply@example.org").role == "no_reply"
    assert good(courriel="zoe@example.org").role == ""


@pytest.mark.parametrize(
    "cell",
    ["a" * 9_999, "a@" * 4_999, "a " * 4_999, "1 " * 4_999, "a@b.ca;" * 1_400, "=;" * 4_999, "é." * 4_999],
)
def test_a_cell_made_to_keep_us_busy_is_read_like_any_other(cell: str) -> None:
    """A pattern that tries every way to cut such a cell would not come back."""
    row = ",".join(f'"{cell}"' for _ in range(8))
    assert table(row, header="Courriel,B,C,D,E,F,G,H").counts.rows == 1
    assert table(row, header="A,B,C,D,E,F,G,Courriel").counts.rows == 1
    assert cleaned(f"x@example.org {cell} z\n{cell}".encode(), "").counts.rows > 1


# Consent

YES = [word for word in WORDS if not WORDS[word].refuses]
NO = [word for word in WORDS if WORDS[word].refuses]


@pytest.mark.provision("S1-32", "S1-33", "S1-35")
@given(words=st.one_of(st.sampled_from(YES), st.text(st.characters(codec="utf-8"), max_size=30)))
def test_nothing_in_a_list_creates_a_consent(words: str) -> None:
    """Whatever stands in a column about consent, the addressee is the same: it can only come to refuse."""
    silent = good(nom="Zoé", courriel="zoe@example.org")
    said = outcome(nom="Zoé", courriel="zoe@example.org", consentement=words)
    assert isinstance(said, Addressee)
    assert said._replace(statement="", remarks=(), refuses=False) == silent
    assert said.refuses or said.remarks == ()


def test_an_addressee_has_no_place_for_a_consent() -> None:
    assert [
        name for name in Addressee._fields if "consent" in name or "permit" in name or "agree" in name
    ] == []


@pytest.mark.parametrize("words", ["oui", "Yes", "accepte", "x", "2024-05-01", "donné par écrit"])
def test_a_yes_in_a_list_stays_words(words: str) -> None:
    found = good(courriel="zoe@example.org", consentement=words)
    assert (found.statement, found.refuses) == (f"Consentement: {words}", False)


@pytest.mark.parametrize(
    "words", [*NO, "Non merci", "ne veut rien recevoir", "not interested", "UNSUBSCRIBED"]
)
def test_a_no_in_a_list_is_obeyed(words: str) -> None:
    found = good(courriel="zoe@example.org", consentement=words)
    assert found.refuses
    assert codes(found) == ["refuses"]


@pytest.mark.parametrize(
    ("words", "refuses"),
    [("oui", True), ("x", True), ("2025-03-01", True), ("oui, par courriel", True), ("désabonné", True),
     ("non", False), ("0", False), ("", False), ("-", False), ("inconnu", False)],
)  # fmt: skip
def test_a_column_of_refusals_refuses_unless_it_plainly_says_not(words: str, *, refuses: bool) -> None:
    (found,) = table(f'zoe@example.org,"{words}"', header="Courriel,Désabonné").addressees()
    assert found.refuses is refuses
