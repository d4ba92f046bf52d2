"""Work shared out among processes: nothing of it is lost, and its order stays."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import pytest

from balise.outreach.lists import crew as crews
from balise.outreach.lists.crew import crew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NUMBERS = range(-20, 20)


@pytest.mark.parametrize("begin", [int, partial(os._exit, 1)], ids=["they work", "they end at once"])
def test_what_comes_out_is_in_the_order_of_what_went_in_also_when_helpers_end(
    begin: Callable[[], object],
) -> None:
    with crew(2, begin) as share:
        assert list(share(abs, NUMBERS)) == list(map(abs, NUMBERS))


def test_no_more_is_taken_in_than_a_few_pieces_ahead() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in NUMBERS:
            taken.append(number)
            yield number

    with crew(2, int) as share:
        assert next(share(abs, numbers())) == 20
        assert len(taken) == 2 * crews.AHEAD + 1


def test_what_goes_wrong_with_a_piece_is_told_here() -> None:
    with crew(2, int) as share, pytest.raises(ValueError, match="three"):
        list(share(int, ["1", "2", "three"]))


def test_where_there_can_be_no_helpers_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(crews, "ProcessPoolExecutor", none)
    with crew(2, int) as share:
        assert list(share(abs, NUMBERS)) == list(map(abs, NUMBERS))
