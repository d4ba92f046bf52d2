"""What stands in a column of refusals, and what a row that cannot be read may have meant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from balise.consent.models import ConsentEvent
from balise.consent.queries import may_reach
from balise.consent.words import Channel
from tests.consent.imports.files import faults, file, imported, looked_at
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.consent.intake.asking import Asked
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

HEADER = "Numéro de dossier,Finalité,Canal,Consentement,Date du consentement,Opt-out"


@pytest.mark.parametrize(
    "words",
    ["oui", "x", "1", "Ne pas contacter", "Refusé", "DNC", "declined", "jamais", "désabonnée",
     "not interested", "2024-05-01", "2024-05-01 10:22:33", "2024-05-01T10:22:33Z"],
)  # fmt: skip
def test_a_word_that_refuses_or_a_date_is_a_refusal_there(world: World, asked: Asked, words: str) -> None:
    result = imported(world.pia, file(f"1,news,courriel,oui,2024-04-01,{words}", header=HEADER))
    assert (result.counts.refused, result.counts.given) == (1, 0)
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


@pytest.mark.parametrize("words", ["", "non", "N", "no", "faux", "false", "0", "-"])
def test_only_a_plain_no_there_says_that_nobody_refuses(world: World, asked: Asked, words: str) -> None:
    imported(world.pia, file(f"1,news,courriel,oui,2024-04-01,{words}", header=HEADER))
    assert may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


@pytest.mark.parametrize("words", ["✗", "inconnu", "accepté", "peut-être", "02/05/2024"])
def test_what_is_not_plain_there_is_asked_about(world: World, words: str) -> None:
    result = imported(
        world.pia, file(f"1,news,courriel,oui,2024-04-01,{words}", header=HEADER), good_rows=True
    )
    assert "column of refusals is not understood" in faults(result.checked)[0][1]
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ("1,news,courriel,oui,2024-04-01,2024-05-01", datetime(2024, 5, 2, 3, 59, 59, 999_999, UTC)),
        ("1,news,courriel,non,2024-04-01,oui", datetime(2024, 4, 2, 3, 59, 59, 999_999, UTC)),
        ("1,news,courriel,oui,2024-04-01,oui", NOW),  # the only day there is that of the yes it takes back
    ],
)
def test_a_refusal_counts_from_its_own_day(world: World, row: str, at: datetime) -> None:
    imported(world.pia, file(row, header=HEADER))
    assert ConsentEvent.objects.get().effective_at == at


@pytest.mark.parametrize("words", ["2999-01-01", "0020-01-01"])
def test_a_refusal_on_an_impossible_day_is_asked_about_and_holds_back_every_yes(
    world: World, words: str
) -> None:
    rows = (f"1,news,courriel,,,{words}", "1,news,courriel,oui,2024-04-01,")
    result = imported(world.pia, file(*rows, header=HEADER), good_rows=True)
    assert [number for number, _ in faults(result.checked)] == [2, 3]
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize(
    "doubtful",
    ["1,news,courriel,does not want any,2024-05-01,", "1,news,courriel,peut-être,2024-05-01,",
     "1,news,courriel,oui,2024-05-01,inconnu", "1,nouvelles,courriel,,,oui"],
)  # fmt: skip
def test_a_row_that_may_be_a_no_holds_back_every_yes_of_that_person(
    world: World, asked: Asked, doubtful: str
) -> None:
    result = imported(
        world.pia, file("1,news,courriel,oui,2024-06-01,", doubtful, header=HEADER), good_rows=True
    )
    assert {number for number, _ in faults(result.checked)} == {2, 3}
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, NOW).allows


@pytest.mark.parametrize("day", ["0020-01-01", "1899-12-31"])
def test_a_day_before_1900_is_a_mistake_that_is_told(world: World, day: str) -> None:
    checked = looked_at(world.pia, file(f"1,news,courriel,oui,{day}", header=HEADER))
    assert "before 1900" in faults(checked)[0][1]
