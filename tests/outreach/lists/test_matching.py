"""Whom an addressee is known as, by the keys of their addresses alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.outreach.lists.matching import keys_of
from balise.people.addresses import address_key
from balise.people.words import ContactKind
from tests.outreach.lists.saying import good, table

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture(autouse=True)
def _key(settings: Settings, tmp_path: Path) -> None:
    settings.BALISE_ADDRESS_KEY_FILE = tmp_path / "key"


@pytest.mark.parametrize(
    ("cells", "kind", "kept"),
    [
        ({"courriel": "Zoe+club@Example.org"}, ContactKind.EMAIL, "zoe@example.org"),
        ({"courriel": "z.o.e@gmail.com"}, ContactKind.EMAIL, "zoe@googlemail.com"),
        ({"courriel": "élève@école.example"}, ContactKind.EMAIL, "élève@xn--cole-9oa.example"),
        ({"telephone": "506 555-0101"}, ContactKind.PHONE, "+1 (506) 555-0101"),
        ({"telephone": "506 555-0101 poste 12"}, ContactKind.PHONE, "506-555-0101 ext. 12"),
        ({"telephone": "01 42 68 53 00", "pays": "France"}, ContactKind.PHONE, "+33 1 42 68 53 00"),
    ],
)
def test_an_addressee_has_the_key_that_is_kept_of_people(
    cells: dict[str, str], kind: ContactKind, kept: str
) -> None:
    assert keys_of(good(**cells)) == (address_key(kind, kept),)


def test_the_keys_of_doubles_and_of_further_addresses_count_too() -> None:
    (zoe,) = table(
        "Zoé,,zoe@example.org; zc@example.org,506 555-0101", "Zoé,,z@other.example,506 555-0101"
    ).addressees()
    assert keys_of(zoe) == (
        address_key(ContactKind.EMAIL, "zoe@example.org"),
        address_key(ContactKind.PHONE, "506 555-0101"),
        address_key(ContactKind.EMAIL, "zc@example.org"),
        address_key(ContactKind.EMAIL, "z@other.example"),
    )
