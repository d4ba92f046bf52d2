"""The whole year, from the chapters: planned one after the other, then lived through day by day.

A new chapter is a file with one function `(rng, calendar, so_far)`, added to the end of `CHAPTERS`. It plans
what happens, and reads `so_far` when it happens. Each chapter has random numbers of its own, so that a new
one changes nothing that was there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from random import Random

from django.db import transaction

from balise.server.demo.world.calendar import Calendar
from balise.server.demo.world.consent_cases import consent_cases
from balise.server.demo.world.consents import consents
from balise.server.demo.world.events import events
from balise.server.demo.world.files import files
from balise.server.demo.world.outreach import outreach
from balise.server.demo.world.people import people
from balise.server.demo.world.so_far import SoFar

SEED = 2026

Chapter = Callable[[Random, Calendar, SoFar], None]

CHAPTERS: tuple[Chapter, ...] = (people, files, events, consents, consent_cases, outreach)


def build(
    *, last_day: date, seed: int = SEED, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> SoFar:
    """Make the world, all of it or nothing: same seed and last day, same world.

    `last_day` is where the history ends; it has to be in the past, for nothing to happen in the future.
    """
    calendar, so_far = Calendar(last_day), SoFar()
    for chapter in CHAPTERS:
        chapter(Random(f"{seed} {chapter.__name__}"), calendar, so_far)  # noqa: S311  to be repeatable, not secret
    with transaction.atomic(), _without_collecting():
        calendar.happen(progress)
    return so_far


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Thousands of queries leave no cycles that matter; looking for them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
