"""The tables of a report, with small numbers hidden: the same for the page and for the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from balise.outreach.exports.operations.exporting import DOUBLE
from balise.outreach.exports.words import Outcome
from balise.outreach.reports.counting import WITHIN, End, counts_of
from balise.outreach.screening.wording import BARS, problem_words, rule_words, verdict_words
from balise.outreach.small import Shown, shown, total
from balise.outreach.words import Means
from balise.policy.verdict import Verdict
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from balise.outreach.models import Campaign
    from balise.outreach.reports.counting import Counts

OVER_TIME = ("reached", "withheld", "withdrew", "complained", "bounced")
"""The columns of a report over several campaigns."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, and its numbers."""

    title: str
    cells: tuple[Shown, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, and headers over what it is about and over each number."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    sum: Row | None = None

    @property
    def lines(self) -> list[dict[str, object]]:
        """The rows as a page draws them: each number beside its header, for who sees them one below the
        other.
        """
        some = [*self.rows, *([self.sum] if self.sum else [])]
        return [
            {
                "title": each.title,
                "href": each.href,
                "cells": list(zip(self.headers[1:], each.cells, strict=True)),
            }
            for each in some
        ]


def of_campaign(campaign: Campaign) -> list[Table]:
    """All that is told of one campaign."""
    lang = current_language()
    counts = counts_of([campaign])[campaign.pk]
    ends = {end: shown(counts.ends[end]) for end in End}
    # What is withheld is told as its reasons are, so that neither gives the other away.
    why = {code: shown(count) for code, count in counts.why.items()}
    ends[End.WITHHELD] = total(why.values())
    people = t("reports.people", lang)
    tables = [
        Table(
            t("reports.ends_title", lang),
            (t("reports.became", lang), people),
            tuple(
                Row(t(f"reports.end.{end}", lang), (ends[end],))
                for end in End
                if counts.ends[end] or end is End.REACHED
            ),
            Row(t("reports.total", lang), (total(ends.values()),)),
        ),
        Table(
            t("reports.why_title", lang),
            (t("reports.reason", lang), people),
            tuple(
                Row(reason_words(code), (why[code],)) for code, _ in sorted(counts.why.items(), key=_largest)
            ),
        ),
        Table(
            t("reports.after_title", lang),
            (t("reports.became", lang), people),
            (
                Row(t("reports.withdrew", lang, days=WITHIN.days), (shown(counts.withdrew),)),
                Row(t("reports.complained", lang), (shown(counts.complained),)),
            ),
        ),
    ]
    if campaign.means == Means.PHONE:
        tables.append(
            Table(
                t("reports.calls_title", lang),
                (t("reports.became", lang), people),
                tuple(Row(each.label[lang], (shown(counts.calls[each]),)) for each in Outcome),
            )
        )
    return [each for each in tables if each.rows]


def of_period(campaigns: Sequence[Campaign]) -> list[Table]:
    """Campaigns by month, by unit and one by one. A campaign counts whole, in the month it began: no two
    reports can be subtracted from each other to see a part of one.
    """
    lang = current_language()
    counts = counts_of(campaigns)
    cells = {each.pk: _over_time(counts[each.pk]) for each in campaigns}
    months: defaultdict[date, list[Campaign]] = defaultdict(list)
    units: defaultdict[str, list[Campaign]] = defaultdict(list)
    for each in campaigns:
        months[month_of(each)].append(each)
        units[each.unit.name[lang]].append(each)
    headers = tuple(t(f"reports.column.{name}", lang) for name in OVER_TIME)

    def row(title: str, some: Iterable[Campaign], href: str = "") -> Row:
        return Row(title, tuple(map(total, zip(*(cells[each.pk] for each in some), strict=True))), href)

    def table(by: str, rows: Iterable[Row]) -> Table:
        return Table(
            t(f"reports.by_{by}", lang),
            (t(f"reports.{by}", lang), *headers),
            tuple(rows),
            row(t("reports.total", lang), campaigns),
        )

    return [
        table("month", (row(month_words(month), months[month]) for month in sorted(months))),
        table("unit", (row(unit, units[unit]) for unit in sorted(units))),
        table(
            "campaign",
            (row(each.title, [each], reverse("reports:campaign", args=[each.uuid])) for each in campaigns),
        ),
    ]


def month_of(campaign: Campaign) -> date:
    """The first day of the month in which it began, where the organisation is."""
    assert campaign.started_at is not None  # only those that began are in a report over time
    return timezone.localdate(campaign.started_at).replace(day=1)


def month_words(month: date) -> str:
    return date_format(month, "F Y")


def reason_words(code: str) -> str:
    """Why someone was withheld: a rule of the policy, a bar, an answer, or one of our own reasons."""
    lang = current_language()
    if code in set(Outcome):
        return Outcome(code).label[lang]
    if code == DOUBLE:
        return t("reports.double", lang)
    if code in BARS or "/" in code:
        return rule_words(code)[0]
    if code in {"", *Verdict}:
        return verdict_words(code)
    return problem_words(code)


def _over_time(counts: Counts) -> tuple[Shown, ...]:
    ends = counts.ends
    return (
        shown(ends[End.REACHED]),
        total(map(shown, counts.why.values())),
        shown(counts.withdrew),
        shown(counts.complained),
        shown(ends[End.BOUNCED]),
    )


def _largest(each: tuple[str, int]) -> tuple[bool, int, str]:
    """Most people first; the hidden ones last, in an order that does not tell which is larger."""
    code, count = each
    small = not shown(count).exact
    return small, 0 if small else -count, code
