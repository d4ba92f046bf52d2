"""Days and instants as people of Canada write them, in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

from balise.theme.language import current_language

if TYPE_CHECKING:
    from datetime import date, datetime

NOON = 12


def long_date(day: date) -> str:
    """Write a day as people of Canada do: `3 mars 2025`, `March 3, 2025`."""
    if current_language() == "en":
        return date_format(day, "F j, Y")
    written = date_format(day, "j F Y")
    return f"1er{written[1:]}" if day.day == 1 else written


def hour(at: datetime) -> str:
    """Write the time of day, where the organisation is."""
    here = timezone.localtime(at)
    if current_language() == "fr":
        return f"{here:%-H}\u00a0h\u00a0{here:%M}"
    return f"{here:%-I:%M}\u00a0{'a.m.' if here.hour < NOON else 'p.m.'}"


def moment(at: datetime) -> str:
    """Write an instant: its day and its hour."""
    between = " à " if current_language() == "fr" else ", "
    return f"{long_date(timezone.localtime(at).date())}{between}{hour(at)}"
