"""Lengths of time: fixed ones (`90 min`) and calendar ones (`2 years`), read as people write them.

A fixed length is a number of minutes. A calendar period is months and days kept apart, because two years
end on the same day of the month whatever the leap years between: the day is found by adding the period to a
date, never by counting days.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from balise.policy.text import Lang, Text

_AMOUNT = re.compile(r"(?P<amount>\d{1,9}(?:[.,]\d{1,6})?)\s*(?P<unit>[a-zé]+)\.?", re.IGNORECASE)

_MINUTES = {
    "min": 1, "minute": 1, "minutes": 1,
    "h": 60, "hour": 60, "hours": 60, "heure": 60, "heures": 60,
    "d": 1440, "day": 1440, "days": 1440, "j": 1440, "jour": 1440, "jours": 1440,
    "wk": 10080, "week": 10080, "weeks": 10080, "sem": 10080, "semaine": 10080, "semaines": 10080,
}  # fmt: skip

# Months, days.
_CALENDAR = {
    "y": (12, 0), "yr": (12, 0), "year": (12, 0), "years": (12, 0), "an": (12, 0), "ans": (12, 0),
    "année": (12, 0), "années": (12, 0),
    "m": (1, 0), "month": (1, 0), "months": (1, 0), "mois": (1, 0),
    "wk": (0, 7), "week": (0, 7), "weeks": (0, 7), "sem": (0, 7), "semaine": (0, 7), "semaines": (0, 7),
    "d": (0, 1), "day": (0, 1), "days": (0, 1), "j": (0, 1), "jour": (0, 1), "jours": (0, 1),
}  # fmt: skip

_MEAN_DAYS_A_MONTH = Decimal("30.436875")


def parse_number(words: str) -> Decimal | None:
    """A number as people type it in French or English: `12,50 $`, `1 250.5`; None when it is not one."""
    bare = (
        words.strip()
        .removesuffix("$")
        .removeprefix("$")
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
    )
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", bare) and not re.fullmatch(r"[-+]?\d+,\d{1,2}", bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    if len(bare) > 40 or not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)", bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
        return None


def parse_duration(words: str) -> Decimal | None:
    """Minutes in a fixed length such as `90 min` or `1 h 30 min`; None when it is not one."""
    total = Decimal(0)
    for amount, unit in _amounts(words) or ():
        if unit not in _MINUTES:
            return None
        total += amount * _MINUTES[unit]
    return total if _amounts(words) else None


def format_duration(minutes: Decimal, lang: Lang) -> str:
    """The length in the largest unit that divides it: `2 h`, `90 min`."""
    for size, unit in ((10080, Text("sem.", "wk")), (1440, Text("j", "d")), (60, Text("h", "h"))):
        if minutes >= size and minutes % size == 0:
            return f"{minutes // size}\u00a0{unit[lang]}"
    return f"{format_number(minutes, lang)}\u00a0min"


def format_number(number: Decimal, lang: Lang) -> str:
    """`1 250,5` in French, `1,250.5` in English; no needless zeros, two decimals kept for cents."""
    plain = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    shown = f"{plain:,f}"
    return shown.replace(",", "\u00a0").replace(".", ",") if lang == "fr" else shown


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar length: whole months and whole days, both zero or more."""

    months: int
    days: int

    def after(self, start: date) -> date:
        """The day this long after `start`; the last day of the month when that month is shorter."""
        index = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(index, 12)
        if year >= date.max.year:
            return date.max
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        first = date(year, month + 1, day)
        return first + timedelta(days=self.days) if self.days <= (date.max - first).days else date.max

    @property
    def about_days(self) -> Decimal:
        """Its length in days on average: orders periods that no calendar can put the other way round."""
        return self.months * _MEAN_DAYS_A_MONTH + self.days

    @property
    def said(self) -> Text:
        """Its words in both languages."""
        return Text(self.words("fr"), self.words("en"))

    def words(self, lang: Lang) -> str:
        """`2 years`, `6 months and 3 days`."""
        parts = []
        years, months = divmod(self.months, 12)
        for count, one, many in (
            (years, Text("an", "year"), Text("ans", "years")),
            (months, Text("mois", "month"), Text("mois", "months")),
            (self.days, Text("jour", "day"), Text("jours", "days")),
        ):
            if count:
                parts.append(f"{count}\u00a0{(one if count == 1 else many)[lang]}")
        if not parts:
            return f"0\u00a0{Text('jour', 'days')[lang]}"
        return Text(" et ", " and ")[lang].join(parts)


def parse_period(words: str) -> Period | None:
    """A calendar period such as `2 years`, `6 mois` or `90 d`; None when it is not one."""
    months, days = 0, 0
    amounts = _amounts(words)
    for amount, unit in amounts or ():
        if unit not in _CALENDAR or amount != amount.to_integral_value() or amount > 36500:
            return None
        months += int(amount) * _CALENDAR[unit][0]
        days += int(amount) * _CALENDAR[unit][1]
    return Period(months, days) if amounts else None


def order_is_certain(first: Period, second: Period) -> bool:
    """Whether every calendar puts two periods in the same order; it does not for `30 days` and `1 month`."""
    if first.months == second.months or first.days == second.days:
        return True
    fewer, more = sorted((first, second), key=lambda period: period.months)
    months, days = more.months - fewer.months, fewer.days - more.days
    return days < 28 * months or days > 31 * months


def _amounts(words: str) -> list[tuple[Decimal, str]] | None:
    """The amounts and units that make up all of `words`; None when anything else stands there."""
    bare = re.sub(r"\b(et|and)\b", " ", words.replace("\u00a0", " ").replace("\u202f", " "))
    if len(bare) > 60 or _AMOUNT.sub("", bare).strip(" ,"):
        return None
    found = [(Decimal(m["amount"].replace(",", ".")), m["unit"].lower()) for m in _AMOUNT.finditer(bare)]
    return found or None
