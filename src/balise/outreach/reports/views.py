"""Reports: one campaign, and campaigns over some months. On the page and as a file, the same numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from balise.outreach.doors import campaign_to_read, visible_campaigns
from balise.outreach.entries import note
from balise.outreach.reports.telling import month_of, month_words, of_campaign, of_period
from balise.people.doors import noting_refusals
from balise.people.imports import tables
from balise.people.imports.shapes import Format
from balise.people.pages import StaffRequest, download, page, staff_page
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from balise.outreach.reports.telling import Table

CSV = Format(workbook=False)

MONTHS = 12
"""How many a report over time holds, unless others are asked for."""


@require_safe
@staff_page
def campaign(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What became of one campaign. That it was read is noted."""
    found = _read(request, uuid)
    context = {
        "campaign": found,
        "tables": of_campaign(found),
        "back": reverse("campaigns:campaign", args=[uuid]),
    }
    return page(request, "outreach/reports/campaign.html", context)


@require_safe
@staff_page
def campaign_file(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The same, for a spreadsheet."""
    return _file("campaign", of_campaign(_read(request, uuid)))


@require_safe
@staff_page
def period(request: StaffRequest) -> HttpResponse:
    """Campaigns over some months: those that this person prepared or reads."""
    known = _begun(request)
    begins, ends = _asked(request)
    lang = current_language()
    months = sorted({month_of(each) for each in known} | {begins, ends})
    offered = [{"value": f"{each:%Y-%m}", "label": month_words(each)} for each in months]
    within = [each for each in known if begins <= month_of(each) <= ends]
    context: dict[str, Any] = {
        "tables": of_period(within) if within else [],
        "months": offered,
        "begins": f"{begins:%Y-%m}",
        "ends": f"{ends:%Y-%m}",
        "said": t("reports.between", lang, begins=month_words(begins), ends=month_words(ends)),
    }
    return page(request, "outreach/reports/period.html", context)


@require_safe
@staff_page
def period_file(request: StaffRequest) -> HttpResponse:
    """The same, for a spreadsheet."""
    begins, ends = _asked(request)
    within = [each for each in _begun(request) if begins <= month_of(each) <= ends]
    return _file("campaigns", of_period(within) if within else [])


@noting_refusals
def _read(request: StaffRequest, uuid: UUID) -> Campaign:
    found = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    note("report_read", at=request.now, by=request.staff, about=found)
    return found


def _begun(request: StaffRequest) -> list[Campaign]:
    """Every campaign that this person may read and that has begun, in order."""
    seen = visible_campaigns(request.staff, request.now).exclude(started_at=None)
    return list(seen.select_related("unit").order_by("started_at", "pk"))


def _asked(request: StaffRequest) -> tuple[date, date]:
    """The first and the last month asked for; what is no month is the last twelve."""
    this = timezone.localdate(request.now).replace(day=1)
    year_ago = this.replace(year=this.year - (this.month < MONTHS), month=this.month % MONTHS + 1)
    begins = _month(request.GET.get("from", "")) or year_ago
    ends = _month(request.GET.get("to", "")) or this
    return min(begins, ends), max(begins, ends)


def _month(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _file(name: str, told: list[Table]) -> HttpResponse:
    lines: list[tuple[str, ...]] = []
    for each in told:
        rows = [*each.rows, *([each.sum] if each.sum else [])]
        lines += [each.headers, *((row.title, *map(str, row.cells)) for row in rows), ()]
    content = tables.write(CSV, lines[0], lines[1:]) if lines else b""
    return download(HttpResponse(content, content_type=CSV.content_type), f"{name}.csv")
