"""What one cell means: addresses that can be used, in one spelling, or what is wrong and how to mend it."""

from __future__ import annotations

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from balise.outreach.lists import characters, emails, phones, places
from balise.outreach.lists.faults import CellError, finding
from balise.people.addresses import one_email
from balise.theme.texts import catalogue
from tests.spec import profiles
from tests.theme.typography import problems

__all__ = ["profiles"]


def refused(read: object, *words: str) -> str:
    assert callable(read)
    with pytest.raises(CellError) as error:
        read(*words)
    return error.value.code


# E-mail


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Marie.Roy@Example.ORG", "Marie.Roy@example.org"),
        ("mailto:marie@example.org?subject=Bonjour%20!", "marie@example.org"),
        ("MAILTO:marie%2Bnews@example.org", "marie+news@example.org"),
        ("marie @ example . org", "marie@example.org"),
        ("marie@example.org.", "marie@example.org"),
        ("<marie@example.org>", "marie@example.org"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("'marie@example.org',", "marie@example.org"),
        ("marie＠example．org", "marie@example.org"),  # noqa: RUF001  as keyboards of East Asia type them
        ("élève@école.example", "élève@école.example"),
        ("info@xn--cole-9oa.example", "info@école.example"),
        ("用户@例子.中国", "用户@例子.中国"),
        ("δοκιμή@παράδειγμα.ελ", "δοκιμή@παράδειγμα.ελ"),
    ],
)
def test_an_address_is_read_however_it_was_written(words: str, address: str) -> None:
    assert emails.read(words).address == address


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("marie", "email_no_at"),
        ("marie.example.org", "email_no_at"),
        ("marie@example", "email_no_dot"),
        ("marie@localhost", "email_no_dot"),
        ("marie..roy@example.org", "email"),
        ("@example.org", "email"),
        ("marie@-example.org", "email"),
        ("marie@example.invalid", "email"),
        ("marie@[127.0.0.1]", "email"),
        ("a" * 65 + "@example.org", "email"),
        ("marie\u202e@example.org", "email"),
    ],
)
def test_what_no_mail_reaches_is_refused_with_the_reason(words: str, code: str) -> None:
    assert refused(emails.read, words) == code


def test_of_several_addresses_the_first_is_kept_and_the_others_are_told() -> None:
    for words in (
        "a@example.org; b@example.org",
        "a@example.org,b@example.org",
        "a@example.org b@example.org",
        "a@example.org / b@example.org",
        "a@example.org ou b@example.org",
        "a@example.org\nb@example.org\na@example.org",
    ):
        found = emails.read(words)
        assert (found.address, found.others) == ("a@example.org", ("b@example.org",))


def test_a_name_around_an_address_is_kept() -> None:
    found = emails.read('"Roy, Marie" <marie@example.org>')
    assert (found.address, found.name, found.mended) == ("marie@example.org", "Roy, Marie", False)


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("info@example.org", "shared_mailbox"),
        ("Reception@example.org", "shared_mailbox"),
        ("no-reply@example.org", "no_reply"),
        ("noreply.news@example.org", "no_reply"),
        ("ne-pas-repondre@example.org", "no_reply"),
        ("donotreply@example.org", "no_reply"),
        ("nora@example.org", ""),
        ("infos.marie@example.org", ""),
    ],
)
def test_addresses_of_nobody_in_particular_are_told(address: str, role: str) -> None:
    assert emails.role(address) == role


LETTERS = st.text(alphabet='abcXYZ019._+-@ é"<>', min_size=1, max_size=12)


@given(
    local=LETTERS,
    domain=st.sampled_from(["example.org", "EXAMPLE.ca", "a-b.co", "xn--cole-9oa.ca", "-.b", "x"]),
)
def test_the_short_way_answers_as_the_long_one(local: str, domain: str) -> None:
    """`_simple` is there for speed only."""
    words = f"{local}@{domain}"
    try:
        expected = validate_email(words, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        return
    found = emails.read(words)
    assert found.address == expected
    assert found.same == one_email(words)


# Phones


@pytest.mark.parametrize(
    ("words", "number", "extension"),
    [
        ("506-555-0101", "+15065550101", ""),
        ("(506) 555 0101", "+15065550101", ""),
        ("1 506.555.0101", "+15065550101", ""),
        ("5065550101.0", "+15065550101", ""),
        ("tel:+1-506-555-0101", "+15065550101", ""),
        ("506 555-0101 poste 12", "+15065550101", "12"),
        ("506 555-0101, p. 12", "+15065550101", "12"),
        ("506 555-0101 x12", "+15065550101", "12"),
        ("506 555-0101 ext. 12", "+15065550101", "12"),
        ("+33 1 42 68 53 00", "+33142685300", ""),
        ("0033 1 42 68 53 00", "+33142685300", ""),
        ("011 33 1 42 68 53 00", "+33142685300", ""),
        ("1-800-463-3339", "+18004633339", ""),
    ],
)
def test_a_number_is_read_however_it_was_written(words: str, number: str, extension: str) -> None:
    assert phones.read(words, "CA") == phones.Phone(number, extension)


def test_a_number_is_read_by_the_rules_of_its_country() -> None:
    assert phones.read("01 42 68 53 00", "FR").number == "+33142685300"
    assert phones.read("020 7946 0958", "GB").number == "+442079460958"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("555-0101", "phone_no_area"),
        ("12", "phone_too_short"),
        ("506 555 0101 999", "phone_too_long"),
        ("+999 555 0101", "phone_country"),
        ("5.06555E+09", "phone_rounded"),
        ("5,06555E+09", "phone_rounded"),
        ("2026-05-05", "phone_date"),
        ("appeler le soir", "phone"),
        ("000 000-0000", "phone"),
    ],
)
def test_what_cannot_be_called_is_refused_with_the_reason(words: str, code: str) -> None:
    assert refused(phones.read, words, "CA") == code


@pytest.mark.parametrize(
    ("number", "fr", "en"),
    [
        ("+16135550123", "613\u00a0555-0123", "613-555-0123"),
        ("+18005550123", "800\u00a0555-0123", "800-555-0123"),
        ("+33123456789", "+33 1 23 45 67 89", "+33 1 23 45 67 89"),
        ("911", "911", "911"),
        ("", "", ""),
    ],
)
def test_a_number_is_shown_as_people_write_it_in_each_language(number: str, fr: str, en: str) -> None:
    assert (phones.shown(number, "", "fr"), phones.shown(number, "", "en")) == (fr, en)


def test_of_several_numbers_the_first_is_kept_and_the_others_are_told() -> None:
    found = phones.read("506 555-0101 / 506 555-0102; 12345678", "CA")
    assert (found.number, found.others) == ("+15065550101", ("+15065550102", "12345678"))


@given(area=st.integers(200, 999), exchange=st.integers(200, 999), last=st.integers(0, 9999))
def test_the_short_way_to_a_number_answers_as_the_long_one(area: int, exchange: int, last: int) -> None:
    """`_is_north_american` looks at the first six digits only."""
    words = f"{area}-{exchange}-{last:04d}"
    valid = phonenumbers.is_valid_number(phonenumbers.parse(words, "CA"))
    try:
        found = phones.read(words, "CA").number
    except CellError:
        found = ""
    assert found == (f"+1{area}{exchange}{last:04d}" if valid else "")


# Places


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Canada", "CA"), ("CANADA ", "CA"), ("États-Unis", "US"), ("Etats Unis", "US"), ("É.-U.", "US"),
        ("United States", "US"), ("USA", "US"), ("U.S.A.", "US"), ("Royaume-Uni", "GB"), ("UK", "GB"),
        ("Allemagne", "DE"), ("Germany", "DE"), ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("fr", "FR"),
    ],
)  # fmt: skip
def test_a_country_is_known_in_both_languages(words: str, code: str) -> None:
    assert places.country(words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [("Québec", "QC"), ("P.Q.", "QC"), ("N.-B.", "NB"), ("New Brunswick", "NB"), ("Î.-P.-É.", "PE"),
     ("Colombie-Britannique", "BC"), ("nl", "NL"), ("Nunavut", "NU")],
)  # fmt: skip
def test_a_province_is_known_in_both_languages(words: str, code: str) -> None:
    assert places.province(words, "CA") == code


@pytest.mark.parametrize(
    ("words", "country", "code"),
    [
        ("e1c4z6", "CA", "E1C 4Z6"), ("E1C-4Z6", "CA", "E1C 4Z6"), ("E1C 4Z6", "CA", "E1C 4Z6"),
        ("04401", "US", "04401"), ("4401", "US", "04401"), ("4401.0", "US", "04401"),
        ("902101234", "US", "90210-1234"), ("75008", "FR", "75008"), ("sw1a1aa", "GB", "SW1A 1AA"),
        ("1010", "AT", "1010"),
    ],
)  # fmt: skip
def test_a_postal_code_is_written_as_its_country_does(words: str, country: str, code: str) -> None:
    assert places.postal_code(words, country) == code


def test_what_is_no_place_is_refused_with_the_reason() -> None:
    assert refused(places.country, "Syldavie") == "country"
    assert refused(places.province, "XX", "CA") == "province"
    assert refused(places.postal_code, "E1C 4ZO", "CA") == "postal_code"
    assert refused(places.postal_code, "D1C 4Z6", "CA") == "postal_code"
    assert refused(places.postal_code, "04401", "CA") == "postal_code_of_us"
    assert refused(places.postal_code, "E1C 4Z6", "FR") == "postal_code_elsewhere"


# Letters


@pytest.mark.parametrize(
    ("words", "kept", "hidden"),
    [
        ("  Zoé \t Roy\n", "Zoé Roy", False),
        ("Zoe\u0301", "Zoé", False),
        ("Zoé\u00a0Roy", "Zoé Roy", False),
        ("Zo\u200bé", "Zoé", True),
        ("\u202eyoR\u202c", "yoR", True),
        ("Zo\x00é\x07", "Zoé", True),
        ("\ufeffZoé", "Zoé", True),
        ("Ma\u200drie", "Marie", True),
        ("Mont\u00adréal", "Montréal", False),
        ("نامه\u200cای", "نامه\u200cای", False),  # noqa: RUF001  Persian, where the joiner is part of the word
        ("Nguyễn Thị", "Nguyễn Thị", False),
    ],
)
def test_what_nobody_sees_is_taken_out_and_told(words: str, kept: str, *, hidden: bool) -> None:
    assert characters.clean(words) == (kept, hidden)


@given(words=st.text(max_size=20))
def test_cleaning_twice_changes_nothing_and_what_is_fine_is_clean(words: str) -> None:
    kept, _ = characters.clean(words)
    assert characters.clean(kept) == (kept, False)
    if characters.fine(words):
        assert kept == words


# Words about all that


def test_every_finding_says_in_both_languages_what_to_do() -> None:
    found = {key: text for key, text in catalogue().items() if key.startswith("lists.")}
    assert len(found) > 60
    assert [fault for text in found.values() for fault in problems(text.fr)] == []
    for key in found:
        if key.startswith("lists.finding."):
            told = finding(2, "Courriel", "x", key.removeprefix("lists.finding."), "12").sentence
            assert told.fr.startswith("Courriel, «")
            assert told.fr != told.en
