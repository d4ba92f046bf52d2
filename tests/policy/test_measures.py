"""Numbers and lengths of time as people write them in French and English, and as they are shown."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.policy.facts import with_unit
from balise.policy.measures import (
    Period,
    format_duration,
    format_number,
    order_is_certain,
    parse_duration,
    parse_number,
    parse_period,
)

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("12,50 $", "12.50"),
        (f"12,50{NBSP}$", "12.50"),
        ("$12.50", "12.50"),
        ("1 250,50", "1250.50"),
        (f"1{NBSP}250,50", "1250.50"),
        ("1\N{NARROW NO-BREAK SPACE}250", "1250"),
        ("1,250.50", "1250.50"),
        ("1,250", "1250"),
        ("1,250,000", "1250000"),
        ("-3", "-3"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read(words: str, number: str) -> None:
    assert parse_number(words) == Decimal(number)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "$",
        "a",
        "1e5",
        "1e309",
        "nan",
        "inf",
        "Infinity",
        "0x10",
        "1_000",
        "1.2.3",
        "1,2,3",
        "--1",
        "12 or 13",
        "½",
        "9" * 41,
    ],
)
def test_what_is_no_number_is_not_guessed(words: str) -> None:
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("90 min", 90),
        ("90min", 90),
        ("1 h 30 min", 90),
        ("1 h et 30 min", 90),
        ("1.5 h", 90),
        ("1,5 heure", 90),
        ("2 hours", 120),
        ("3 d", 4320),
        ("3 jours", 4320),
        ("1 wk", 10080),
        ("1 sem.", 10080),
        ("2 SEMAINES", 20160),
        ("0 min", 0),
    ],
)
def test_a_duration_is_read(words: str, minutes: int) -> None:
    assert parse_duration(words) == minutes


@pytest.mark.parametrize(
    "words", ["", "90", "min", "1 month", "2 ans", "-1 h", "1 h 30", "1 h ou 2 h", "h 1", "1 h" * 50]
)
def test_what_is_no_duration_is_not_guessed(words: str) -> None:
    assert parse_duration(words) is None


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2 years", Period(24, 0)),
        ("2 ans et 3 mois", Period(27, 0)),
        ("2 years and 3 months", Period(27, 0)),
        ("1 an", Period(12, 0)),
        ("1 année", Period(12, 0)),
        ("6 mois", Period(6, 0)),
        ("6 months, 3 days", Period(6, 3)),
        ("90 d", Period(0, 90)),
        ("90 j.", Period(0, 90)),
        ("2 wk", Period(0, 14)),
        ("0 d", Period(0, 0)),
    ],
)
def test_a_period_is_read(words: str, period: Period) -> None:
    assert parse_period(words) == period


@pytest.mark.parametrize(
    "words", ["", "2", "years", "1.5 years", "2 h", "-2 years", "2 years ago", "40000 d", "next year"]
)
def test_what_is_no_period_is_not_guessed(words: str) -> None:
    assert parse_period(words) is None


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        ("1250.5", f"1{NBSP}250,5", "1,250.5"),
        ("25", "25", "25"),
        ("25.00", "25", "25"),
        ("1000000", f"1{NBSP}000{NBSP}000", "1,000,000"),
        ("-0.5", "-0,5", "-0.5"),
        ("100", "100", "100"),
    ],
)
def test_a_number_is_shown(number: str, french: str, english: str) -> None:
    assert (format_number(Decimal(number), "fr"), format_number(Decimal(number), "en")) == (french, english)


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        ("25", f"25{NBSP}$", "$25"),
        ("25.5", f"25,50{NBSP}$", "$25.50"),
        ("1250.01", f"1{NBSP}250,01{NBSP}$", "$1,250.01"),
    ],
)
def test_money_is_shown(number: str, french: str, english: str) -> None:
    assert (with_unit(Decimal(number), "CAD", "fr"), with_unit(Decimal(number), "CAD", "en")) == (
        french,
        english,
    )


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [
        ("90", f"90{NBSP}min", f"90{NBSP}min"),
        ("120", f"2{NBSP}h", f"2{NBSP}h"),
        ("1440", f"1{NBSP}j", f"1{NBSP}d"),
        ("10080", f"1{NBSP}sem.", f"1{NBSP}wk"),
        ("0", f"0{NBSP}min", f"0{NBSP}min"),
    ],
)
def test_a_duration_is_shown(minutes: str, french: str, english: str) -> None:
    assert (format_duration(Decimal(minutes), "fr"), format_duration(Decimal(minutes), "en")) == (
        french,
        english,
    )


periods = st.builds(Period, st.integers(0, 60), st.integers(0, 400))
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(periods)
def test_a_period_shown_is_read_back(period: Period) -> None:
    assert parse_period(period.words("fr")) == period
    assert parse_period(period.words("en")) == period


@given(st.decimals(0, 10**6, places=2))
def test_a_number_shown_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number, "fr")) == number
    assert parse_number(format_number(number, "en")) == number


@given(periods, periods, days)
def test_periods_of_certain_order_end_in_that_order(one: Period, other: Period, start: date) -> None:
    if one != other and order_is_certain(one, other):
        assert (one.about_days < other.about_days) is (one.after(start) < other.after(start))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 d", "1 month"),
        ("28 d", "1 month"),
        ("31 d", "1 month"),
        ("365 d", "1 year"),
        ("59 d", "2 months"),
    ],
)
def test_periods_that_the_calendar_may_turn_round(one: str, other: str) -> None:
    first, second = parse_period(one), parse_period(other)
    assert first is not None
    assert second is not None
    assert not order_is_certain(first, second)


def test_the_end_of_time_is_a_day_like_any_other() -> None:
    for period in (Period(12, 0), Period(0, 36500), Period(10**6, 10**6)):
        assert period.after(date.max) == date.max
