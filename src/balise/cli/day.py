"""The day of the act, as typed."""

import re
from datetime import date

from balise.cli.errors import CommandError
from balise.cli.texts import BAD_DAY
from balise.policy import Lang


def day_of(typed: str | None, lang: Lang) -> date:
    """`2026-03-01` as a day; today when nothing was typed."""
    if typed is None:
        return date.today()  # noqa: DTZ011  the caller's own day
    try:
        # Without the pattern, `20260301` and week dates would pass too.
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed, re.ASCII):
            return date.fromisoformat(typed)
    except ValueError:
        pass
    raise CommandError([BAD_DAY.format(day=typed[:80])[lang]])
