"""The year behind the demo, as an agenda: chapters plan what happens, then all of it happens in order of
time.

So the journal stays in order however many chapters there are, and each thing that happens has a minute of its
own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush

from django.utils import timezone

Happening = Callable[[datetime], object]

YEAR = 365
OPENS_AT = 8 * 60 + 30
SUNDAY_AND_SATURDAY = (6, 5)


@dataclass
class Calendar:
    """Days are counted from the first one, 0, to the last, `YEAR`; on weekends nobody is in the office."""

    last_day: date
    _planned: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _taken: Counter[tuple[date, int]] = field(default_factory=Counter)
    _count: int = 0

    def date_of(self, day: int) -> date:
        return self.last_day - timedelta(days=YEAR - day)

    def number_of(self, day: date) -> int:
        return YEAR - (self.last_day - day).days

    def plan(self, day: int, happening: Happening, *, hour: int | None = None) -> None:
        """Let it happen that day, after what was planned before: in office hours, or from this hour on."""
        if day > YEAR:
            raise ValueError(f"day {day} is after the last one, {YEAR}")
        when = self.date_of(day) if hour is not None else self._in_office(self.date_of(day))
        first = OPENS_AT if hour is None else hour * 60
        minute = first + self._taken[when, first]
        self._taken[when, first] += 1
        local = datetime.combine(when, time(*divmod(minute, 60)), timezone.get_default_timezone())
        heappush(self._planned, (local.astimezone(UTC), self._count, happening))
        self._count += 1

    def happen(self, progress: Callable[[int, int], None]) -> None:
        """Let all of it happen; `progress` is told how much is done, of how much: what happens plans more."""
        done = 0
        while self._planned:
            now, _, happening = heappop(self._planned)
            happening(now)
            done += 1
            progress(done, done + len(self._planned))

    def _in_office(self, day: date) -> date:
        """The day itself, or the Monday after; the Friday before, when that would be after the last day."""
        if day.weekday() not in SUNDAY_AND_SATURDAY:
            return day
        monday = day + timedelta(days=7 - day.weekday())
        return monday if monday <= self.last_day else day - timedelta(days=day.weekday() - 4)
