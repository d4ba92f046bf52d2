"""Rows that are one person are joined, and told; those that only look alike stay two."""

from __future__ import annotations

import random

import pytest

from balise.outreach.lists.addressees import Sameness
from tests.outreach.lists.saying import table

HEADER = "Nom,Courriel,Téléphone,Adresse,Ville,Langue,Désabonné"


def joined(*rows: str) -> list[tuple[int, int, Sameness]]:
    return [(each.row, each.into, each.by) for each in table(*rows, header=HEADER).joined()]


def test_one_address_in_any_spelling_is_one_addressee() -> None:
    assert joined(
        "Zoé,zoe@example.org",
        "Z. Côté,ZOE@example.ORG.",
        "Zoé,zoe+club@example.org",
        "Luc,l.roy@gmail.com",
        "Luc,lroy@googlemail.com",
        "École,info@école.example",
        "Ecole,info@xn--cole-9oa.example",
    ) == [
        (3, 2, Sameness.EMAIL),
        (4, 2, Sameness.EMAIL),
        (6, 5, Sameness.EMAIL),
        (8, 7, Sameness.EMAIL),
    ]


def test_one_phone_and_one_name_are_one_addressee_whatever_the_address() -> None:
    assert joined("Zoé Côté,zoe@example.org,506 555-0101", "ZOE COTE,z@other.example,+1 (506) 555-0101") == [
        (3, 2, Sameness.PHONE)
    ]


def test_a_number_without_a_name_is_whoever_has_it() -> None:
    assert joined("Zoé,zoe@example.org,506 555-0101", ",,506 555-0101") == [(3, 2, Sameness.PHONE)]
    assert joined(",,506 555-0101", "Zoé,,506 555-0101", "Luc,,506 555-0101") == [(3, 2, Sameness.PHONE)]


def test_colleagues_with_one_switchboard_stay_two() -> None:
    assert (
        joined("Zoé,zoe@example.org,506 555-0101", "Luc,luc@example.org,506 555-0101", "Ann,,506 555-0101")
        == []
    )


def test_two_extensions_of_one_number_are_two() -> None:
    assert joined(",,506 555-0101 poste 1", ",,506 555-0101 poste 2") == []


def test_one_name_at_one_postal_address_is_one_addressee() -> None:
    assert joined("Zoé Côté,,,12 rue de l’Église,Moncton", 'zoe cote,,,"12, RUE DE L\'EGLISE",MONCTON') == [
        (3, 2, Sameness.NAME_AND_ADDRESS)
    ]


def test_father_and_son_of_one_name_in_one_house_stay_two() -> None:
    assert (
        joined("Luc Roy,luc@example.org,,1 Main,Moncton", "Luc Roy,lucjr@example.org,,1 Main,Moncton") == []
    )
    # Nor are they joined by a third row that says neither.
    rows = (
        "Luc Roy,,,1 Main,Moncton",
        "Luc Roy,a@example.org,,1 Main,Moncton",
        "Luc Roy,b@example.org,,1 Main,Moncton",
    )
    assert joined(*rows) == [(3, 2, Sameness.NAME_AND_ADDRESS)]


def test_what_joins_in_two_ways_is_joined_into_the_first_row() -> None:
    found = table(
        "Zoé,zoe@example.org,506 555-0101",
        "Luc,luc@example.org,506 555-0102",
        "Zoé,,506 555-0101",
        "Zoé,ZOE@example.org,506 555-0199",
        header=HEADER,
    )
    assert [(each.row, each.into) for each in found.joined()] == [(4, 2), (5, 2)]
    assert [each.rows for each in found.addressees()] == [(4, 5), ()]


def test_a_double_fills_what_the_kept_row_leaves_open_and_changes_nothing_else() -> None:
    (zoe,) = table(
        "Zoé,zoe@example.org,,,,,",
        "Autre,zoe@example.org,506 555-0101,1 Main,Moncton,fr,",
        "Encore,zoe+b@example.org,506 555-0102,2 Main,Dieppe,en,",
        header=HEADER,
    ).addressees()
    assert (zoe.name, zoe.phone, zoe.street, zoe.city, zoe.language) == (
        "Zoé", "+15065550101", "1 Main", "Moncton", "fr",
    )  # fmt: skip
    assert zoe.others == ("zoe+b@example.org", "+15065550102")


def test_a_refusal_in_any_double_is_a_refusal() -> None:
    for rows in (("zoe@example.org,", "ZOE@example.org,oui"), ("zoe@example.org,oui", "ZOE@example.org,")):
        (zoe,) = table(*rows, header="Courriel,Désabonné").addressees()
        assert zoe.refuses


def test_what_was_joined_is_told_in_both_languages() -> None:
    (double,) = table("zoe@example.org", "ZOE@example.org", header="Courriel").joined()
    assert double.text.fr == (
        "La ligne 3 désigne la même personne que la ligne 2\u00a0: même courriel. Les deux ont été réunies."
    )
    assert double.text.en == "Row 3 is the same person as row 2: same e-mail address. The two were joined."


def test_a_list_is_always_joined_the_same_way() -> None:
    drawn = random.Random(5)  # noqa: S311  the same list each time, no secret
    rows = [
        f"N{drawn.randrange(20)},{drawn.choice(['', f'p{drawn.randrange(40)}@example.org'])},"
        f"506 555-{drawn.randrange(30):04d},{drawn.randrange(5)} Main,Moncton"
        for _ in range(300)
    ]
    first = joined(*rows)
    assert len(first) > 100
    assert joined(*rows) == first


@pytest.mark.parametrize(
    "row", ["Someone Else,,b@example.org,506 555-0101,,,,,,,,", "Ann Roy,,ann@example.org,,,,,,,,,"]
)
def test_a_no_in_a_row_to_correct_holds_for_whom_the_rest_of_the_row_names(row: str) -> None:
    found = table("Ann Roy,,ann@@example,506 555-0101,,,,,,,non,", row, "Bea,,bea@example.org,,,,,,,,,")
    assert found.counts.faulty == 1
    assert [each.refuses for each in found.addressees()] == [True, False]
