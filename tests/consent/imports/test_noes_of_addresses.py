"""A no for an address goes in, whoever has it: one person, several, nobody yet, or someone hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from balise.consent.models import ConsentEvent, Refusal
from balise.consent.queries import may_reach
from balise.consent.words import Channel
from balise.people.models import ContactPoint
from balise.people.operations import change_client
from balise.people.words import ContactKind
from tests.consent.imports.files import faults, file, imported
from tests.people.world import NOW, later, relate

if TYPE_CHECKING:
    from tests.consent.intake.asking import Asked
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

HEADER = "Numéro de dossier,Courriel,Téléphone,Finalité,Canal,Consentement,Date du consentement"
NO = ",{},,news,courriel,non,2024-05-01"


def share(world: World, address: str) -> None:
    """Rose and Ulla have it, and always had."""
    for client in (world.rose, world.ulla):
        change_client(by=world.pia, client=client, contacts=[(ContactKind.EMAIL, address)], now=NOW)
    ContactPoint.objects.update(added_at=None)


def test_a_no_for_an_address_nobody_has_holds_for_whoever_gets_it(world: World, asked: Asked) -> None:
    result = imported(world.pia, file(NO.format("New@Example.org"), header=HEADER))
    assert result.counts.refused == 1
    change_client(by=world.pia, client=world.ulla, contacts=[(ContactKind.EMAIL, "new@example.org")], now=NOW)
    assert not may_reach(world.ulla, asked.news, Channel.EMAIL, later(days=1)).allows
    yes = "3,,,news,courriel,oui,2025-03-04"
    later_file = imported(world.pia, file(yes, header=HEADER), now=later(days=2))
    assert "This person said no" in faults(later_file.checked)[0][1]


def test_a_no_for_an_address_that_several_have_is_the_no_of_each(world: World, asked: Asked) -> None:
    share(world, "family@example.org")
    rows = (NO.format("family@example.org"), "3,,,news,courriel,oui,2024-06-01")
    result = imported(world.pia, file(*rows, header=HEADER), good_rows=True)
    assert (result.counts.refused, result.counts.faulty) == (1, 1)
    assert not ConsentEvent.objects.exists()  # the address said it; of whom, nobody knows
    for client in (world.rose, world.ulla):
        assert not may_reach(client, asked.news, Channel.EMAIL, later(days=1)).allows


def test_a_row_to_correct_for_an_address_that_several_have_holds_back_every_yes_of_each(world: World) -> None:
    share(world, "family@example.org")
    rows = (",family@example.org,,nouvelles,courriel,non,", "3,,,news,courriel,oui,2024-06-01")
    result = imported(world.pia, file(*rows, header=HEADER), good_rows=True)
    assert {number for number, _ in faults(result.checked)} == {2, 3}
    assert not result.checked.stated


def test_the_outcome_never_tells_whether_the_address_is_known(world: World) -> None:
    change_client(
        by=world.pia, client=world.theo, contacts=[(ContactKind.EMAIL, "theo@example.org")], now=NOW
    )
    share(world, "family@example.org")
    relate(world.theo, world.pia)  # who may then not know of him
    addresses = ("rose@example.org", "nobody@example.org", "theo@example.org", "family@example.org")
    outcomes = {imported(world.pia, file(NO.format(each), header=HEADER)).counts for each in addresses}
    assert len(outcomes) == 1


def test_a_phone_names_a_client_and_can_refuse_as_well(world: World, asked: Asked) -> None:
    change_client(by=world.pia, client=world.rose, contacts=[(ContactKind.PHONE, "506 555-0101")], now=NOW)
    yes, no = (f",,{phone},news,texto,{said},2024-05-01" for phone, said in (
        ("(506) 555-0101", "oui"), ("506 555-0199", "non")
    ))  # fmt: skip
    result = imported(world.pia, file(yes, no, header=HEADER))
    assert (result.counts.given, result.counts.refused) == (1, 1)
    change_client(by=world.pia, client=world.ulla, contacts=[(ContactKind.PHONE, "506-555-0199")], now=NOW)
    assert may_reach(world.rose, asked.news, Channel.TEXT_MESSAGE, NOW).allows
    assert not may_reach(world.ulla, asked.news, Channel.TEXT_MESSAGE, NOW).allows


def test_a_no_of_a_person_holds_for_the_address_of_the_row_too(world: World, asked: Asked) -> None:
    imported(world.pia, file("1,old@example.org,,news,courriel,non,2024-05-01", header=HEADER))
    assert ConsentEvent.objects.get().client == world.rose
    assert Refusal.objects.count() == 1
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


def test_an_address_that_only_says_who_it_is_does_not_refuse_for_those_who_share_it(
    world: World, asked: Asked
) -> None:
    imported(world.pia, file("1,rose@example.org,,news,téléphone,non,2024-05-01", header=HEADER))
    assert not Refusal.objects.exists()
    assert not may_reach(world.rose, asked.news, Channel.PHONE, NOW).allows


@pytest.mark.parametrize("row", [NO.format("n/a"), ",,12,news,texto,non,2024-05-01"])
def test_a_no_for_what_is_no_address_is_told(world: World, row: str) -> None:
    result = imported(world.pia, file(row, header=HEADER))
    assert result.counts.faulty == 1
    assert not Refusal.objects.exists()


def test_a_number_that_names_nobody_is_told_also_beside_an_address(world: World) -> None:
    result = imported(world.pia, file("9,new@example.org,,news,courriel,non,2024-05-01", header=HEADER))
    assert "names nobody" in faults(result.checked)[0][1]


def test_a_file_of_noes_sent_twice_changes_nothing(world: World) -> None:
    source = file(NO.format("rose@example.org"), NO.format("new@example.org"), header=HEADER)
    assert imported(world.pia, source).counts.refused == 2
    again = imported(world.pia, source, now=NOW + timedelta(days=1))
    assert (again.counts.refused, again.counts.known) == (0, 2)
    assert (ConsentEvent.objects.count(), Refusal.objects.count()) == (1, 2)
