"""Address cards of every version, and addresses as people paste them."""

from __future__ import annotations

import base64

import pytest

from balise.outreach.lists import cleaning, mapping
from balise.outreach.lists.addressees import Addressee
from tests.outreach.lists.saying import cleaned, pasted

CARD_2 = """BEGIN:VCARD\r
VERSION:2.1\r
N;LANGUAGE=fr;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4t=C3=A9;Zo=C3=A9;;Mme\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 =\r
C=C3=B4t=C3=A9\r
ORG:Centre sportif;Accueil\r
TEL;CELL;VOICE:506-555-0101\r
ADR;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:;;12 rue de l'=C9glise;Moncton;NB;E1C 4Z6;Canada\r
EMAIL;PREF;INTERNET:zoe@example.org\r
PHOTO;ENCODING=BASE64;TYPE=JPEG:\r
 {photo}\r
\r
END:VCARD\r
""".replace("{photo}", base64.b64encode(bytes(300)).decode())
CARD_3 = """begin:vcard
version:3.0
n:Roy;Luc;;;
fn:Luc Roy
item1.EMAIL;type=INTERNET;type=WORK:luc@work.example
item1.X-ABLabel:Bureau
EMAIL;TYPE=INTERNET,PREF:luc@example.org
TEL;TYPE=WORK:+1 506 555-0102
ORG:École Saint-Jean\\, Moncton;
NOTE:Rappeler\\nle lundi\\; matin
ADR;TYPE=WORK:;;34 Main
  Street;Dieppe;N.-B.;e1a4z6;
end:vcard
"""
CARD_4 = """BEGIN:VCARD
VERSION:4.0
FN:Inès Haddad
N:Haddad;Inès;;;
LANG;PREF=1:fr-CA
EMAIL;PREF=1;TYPE="home,work":ines@example.org
TEL;VALUE=uri;TYPE="voice,cell":tel:+1-506-555-0103;ext=7
KEY:data:application/pgp-keys;base64,AAAA
END:VCARD
"""


def addressees(content: str) -> list[Addressee]:
    return list(cleaned(content.encode(), "contacts.vcf").addressees())


def test_a_card_of_a_phone_of_twenty_years_ago_is_read() -> None:
    (zoe,) = addressees(CARD_2)
    assert (zoe.name, zoe.organisation, zoe.email) == (
        "Zoé Côté",
        "Centre sportif, Accueil",
        "zoe@example.org",
    )
    assert (zoe.phone, zoe.street, zoe.postal_code) == ("+15065550101", "12 rue de l'Église", "E1C 4Z6")


def test_a_card_of_a_mail_program_is_read_the_preferred_address_first() -> None:
    (luc,) = addressees(CARD_3)
    assert (luc.name, luc.email, luc.others) == ("Luc Roy", "luc@example.org", ("luc@work.example",))
    assert (luc.organisation, luc.note) == ("École Saint-Jean, Moncton", "Rappeler le lundi; matin")
    assert (luc.street, luc.city, luc.province, luc.postal_code) == (
        "34 Main Street",
        "Dieppe",
        "NB",
        "E1A 4Z6",
    )


def test_a_card_of_today_is_read() -> None:
    (ines,) = addressees(CARD_4)
    assert (ines.name, ines.first_name, ines.last_name) == ("Inès Haddad", "Inès", "Haddad")
    assert (ines.email, ines.phone, ines.extension, ines.language) == (
        "ines@example.org", "+15065550103", "7", "fr",
    )  # fmt: skip


def test_many_cards_of_mixed_versions_are_read_and_a_broken_one_costs_itself() -> None:
    broken = "BEGIN:VCARD\nFN:Perdue\nEMAIL:perdue@example.org\n"
    found = cleaned(f"{CARD_2}{CARD_3}{broken}{CARD_4}".encode(), "contacts.vcf")
    assert (found.counts.good, found.counts.faulty) == (3, 1)
    (wrong,) = found.faulty()
    assert wrong.row == (CARD_2 + CARD_3).count("\n") + 1
    assert wrong.findings[0].code == "broken_card"


def test_cards_of_an_old_encoding_are_read() -> None:
    (luc,) = cleaned(CARD_3.encode("cp1252"), "contacts.vcf").addressees()
    assert luc.organisation == "École Saint-Jean, Moncton"


def test_a_card_of_endless_pictures_takes_no_room() -> None:
    picture = "\n ".join(["A" * 70] * 40_000)
    (ines,) = addressees(CARD_4.replace("KEY:", f"PHOTO:{picture}\nKEY:"))
    assert ines.email == "ines@example.org"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a@example.org", [("", "a@example.org")]),
        ("a@example.org\nb@example.org\n", [("", "a@example.org"), ("", "b@example.org")]),
        ("a@example.org, b@example.org; c@example.org", [("", "a@example.org"), ("", "b@example.org"),
                                                         ("", "c@example.org")]),
        ("a@example.org b@example.org", [("", "a@example.org"), ("", "b@example.org")]),
        ("Marie Roy <marie@example.org>", [("Marie Roy", "marie@example.org")]),
        ("Marie Roy marie@example.org", [("Marie Roy", "marie@example.org")]),
        ("marie@example.org Marie Roy", [("Marie Roy", "marie@example.org")]),
        ('"Roy, Marie" <marie@example.org>, Luc <luc@example.org>', [("Roy, Marie", "marie@example.org"),
                                                                     ("Luc", "luc@example.org")]),
        ("Roy, Marie <marie@example.org>; Roy, Luc <luc@example.org>", [("Roy, Marie", "marie@example.org"),
                                                                        ("Roy, Luc", "luc@example.org")]),
        ("Marie Roy\tmarie@example.org\t506-555-0101", [("Marie Roy", "marie@example.org")]),
        ("\n\n# Courriel : rien\n  a@example.org  \n", [("", "a@example.org")]),
        ("mailto:a@example.org", [("", "a@example.org")]),
    ],
)  # fmt: skip
def test_pasted_addresses_are_read_as_mail_programs_show_them(
    words: str, expected: list[tuple[str, str]]
) -> None:
    source = pasted(words)
    found = cleaning.clean(source, mapping.propose(source))
    assert [(each.name, each.email) for each in found.addressees()] == expected
    assert found.counts.faulty == 0


def test_a_pasted_number_is_an_entry_of_its_own() -> None:
    source = pasted("Marie Roy, 506-555-0101\n506 555-0102 poste 3\nLuc sans adresse\n")
    found = cleaning.clean(source, mapping.propose(source))
    assert [(each.name, each.phone, each.extension) for each in found.addressees()] == [
        ("Marie Roy", "+15065550101", ""),
        ("", "+15065550102", "3"),
    ]
    assert [each.row for each in found.faulty()] == [3]


@pytest.mark.parametrize(
    ("fn", "org", "expected"),
    [
        ("Marie Anne Roy", "", ("Marie Anne Roy", "Marie Anne", "Roy")),
        ("Marie", "", ("Marie", "Marie", "")),
        ("Club Alpha", "ORG:Club Alpha\n", ("", "", "")),
    ],
)
def test_a_card_that_gives_the_whole_name_alone_keeps_it(
    fn: str, org: str, expected: tuple[str, str, str]
) -> None:
    (found,) = addressees(f"BEGIN:VCARD\nVERSION:3.0\nFN:{fn}\n{org}EMAIL:a@example.org\nEND:VCARD\n")
    assert (found.name, found.first_name, found.last_name) == expected


def test_a_card_that_names_a_codec_that_only_refuses_is_read() -> None:
    quoted = "NOTE;CHARSET=undefined;ENCODING=QUOTED-PRINTABLE:caf=C3=A9"
    card = f"BEGIN:VCARD\nVERSION:2.1\nN:Roy;Marie\n{quoted}\nEMAIL:a@example.org\nEND:VCARD\n"
    (found,) = addressees(card)
    assert found.note
