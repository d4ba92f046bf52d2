"""An address as the post writes it, and where one message goes."""

from __future__ import annotations

import pytest

from balise.outreach.exports.places import address_lines, named, place_of
from balise.outreach.models import Recipient
from balise.outreach.words import Means

MARIE = {
    "name": "Marie Tremblay",
    "street": "12, rue du Port\napp. 3",
    "city": "Moncton",
    "province": "NB",
    "postal_code": "e1c4z6",
    "country": "CA",
}


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (MARIE, ["12, rue du Port", "app. 3", "Moncton NB  E1C 4Z6"]),
        ({**MARIE, "country": ""}, ["12, rue du Port", "app. 3", "Moncton NB  E1C 4Z6"]),
        (
            {**MARIE, "organisation": "École du Quai"},
            ["École du Quai", "12, rue du Port", "app. 3", "Moncton NB  E1C 4Z6"],
        ),
        (
            {
                **MARIE,
                "street": "4 rue du Bac",
                "city": "Paris",
                "province": "",
                "postal_code": "75007",
                "country": "FR",
            },
            ["4 rue du Bac", "75007 Paris", "FRANCE"],
        ),
        (
            {"street": "12, rue du Port, Moncton, NB E1C-4Z6"},
            ["12, rue du Port", "Moncton NB  E1C 4Z6"],
        ),
        ({"street": "Case postale 4, Caraquet"}, ["Case postale 4, Caraquet"]),
        ({"street": "", "city": "Moncton", "postal_code": "E1C 4Z6", "country": "CA"}, ["Moncton  E1C 4Z6"]),
        ({"street": "", "city": "Moncton", "province": "NB"}, []),
        ({}, []),
    ],
)
def test_an_address_is_written_as_canada_post_asks(fields: dict[str, str], lines: list[str]) -> None:
    assert address_lines(Recipient(**fields)) == lines


def test_two_under_one_roof_get_a_letter_each_and_one_person_gets_one() -> None:
    marie, jean = Recipient(**MARIE), Recipient(**{**MARIE, "name": "Jean Tremblay"})
    again = Recipient(**{**MARIE, "street": "12 RUE DU PORT, app 3", "postal_code": "E1C 4Z6"})
    assert place_of(marie, Means.MAIL) != place_of(jean, Means.MAIL)
    assert place_of(marie, Means.MAIL) == place_of(again, Means.MAIL)


def test_a_mailbox_gets_one_message_whoever_shares_it() -> None:
    names = ("Rose", "Ulla")
    places = {place_of(Recipient(name=name, email="both@example.org"), Means.EMAIL) for name in names}
    assert len(places) == 1


def test_who_has_no_address_has_no_place() -> None:
    assert [place_of(Recipient(name="Rose"), means) for means in Means if means.personal] == [""] * 4


def test_someone_is_written_to_by_the_name_that_is_known() -> None:
    assert named(Recipient(first_name="Rose", last_name="Landry")) == "Rose Landry"
    assert named(Recipient(organisation="École du Quai")) == "École du Quai"
