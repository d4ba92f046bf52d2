"""The list of a campaign in four pages: whom it addresses, attach, say what the columns hold, result."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.outreach.audience import forms, pages
from balise.outreach.audience.gathering import LISTED, can_be_gathered, cleaned_list, source_of
from balise.outreach.audience.operations import add_rows, keep_list, note_taken, proposed, read_list
from balise.outreach.campaigns.views.one import campaign_to_change, is_authors
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read
from balise.outreach.errors import OutreachError
from balise.outreach.lists import mapping as mappings
from balise.outreach.lists.failures import error_file
from balise.outreach.lists.fields import fields
from balise.outreach.lists.mapping import ListMapping
from balise.outreach.lists.places import COUNTRIES
from balise.outreach.lists.sources import Kind
from balise.people.errors import PeopleError, RefusedError
from balise.people.forms import Confirm
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.shapes import WORKBOOK
from balise.people.pages import StaffRequest, download, page, sent, staff_page, tell
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from balise.outreach.lists.sources import Source
    from balise.outreach.models import Campaign
    from balise.people.forms import PageForm
    from balise.policy.text import Text

ENDINGS = {
    Kind.TEXT: "csv",
    Kind.WORKBOOK: "xlsx",
    Kind.PARQUET: "parquet",
    Kind.CARDS: "vcf",
    Kind.PASTED: "txt",
}


@require_safe
@staff_page
def overview(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Whom the campaign addresses."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    context = {
        "campaign": shown,
        "may_change": is_authors(request, shown) and shown.state in BEFORE_SENDING,
        **pages.overview(shown, request.now),
    }
    return page(request, "outreach/audience/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def attach(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Attach a list, in place of the one there is."""
    shown = campaign_to_change(request, uuid)
    if shown.audience not in LISTED:
        return redirect("audience:list", uuid)
    form = forms.AttachList(sent(request), shown)

    def keep(content: bytes, name: str) -> str:
        keep_list(
            by=request.staff, campaign=shown, content=content, name=name, now=request.now, **form.came_from()
        )
        return reverse("audience:columns", args=[uuid])

    return _send_list(
        request, shown, form, part="attach", back=reverse("audience:list", args=[uuid]), keep=keep
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Add rows to the list, such as those that were to correct."""
    shown = campaign_to_change(request, uuid)
    if shown.audience not in LISTED or not can_be_gathered(shown):
        return redirect("audience:list", uuid)
    back = reverse("audience:result", args=[uuid])

    def keep(content: bytes, name: str) -> str:
        add_rows(by=request.staff, campaign=shown, content=content, name=name, now=request.now)
        tell(request, "audience.add.done")
        return back

    return _send_list(request, shown, Confirm(sent(request)), part="add", back=back, keep=keep)


def _send_list(
    request: StaffRequest,
    shown: Campaign,
    form: PageForm,
    *,
    part: str,
    back: str,
    keep: Callable[[bytes, str], str],
) -> HttpResponse:
    """A file or pasted text, with what the form asks more; `keep` says where to go on."""
    lang = current_language()
    words, wrong = request.POST.get("pasted", ""), ""
    content, name = b"", ""
    if request.method == "POST":
        try:
            content, name = forms.sent_list(request.FILES.get("file"), words)
        except forms.NoListSentError as refusal:
            wrong = str(refusal)
        if form.is_valid() and not wrong:
            try:
                return redirect(keep(content, name))
            except RefusedError:
                raise
            except FileRefusedError as refusal:
                wrong = refusal.message[lang]
            except PeopleError as refusal:
                form.blame(refusal)
    # In the order of the page.
    errors = [*([{"text": wrong, "field": "file"}] if wrong else []), *form.problems()]
    context = {
        "campaign": shown,
        **{name: t(f"audience.{part}.{name}", lang) for name in ("title", "lead", "promise", "submit")},
        "back": back,
        "form": form,
        "errors": errors,
        "wrong": wrong,
        "pasted": words,
        "rows": forms.PASTED_ROWS,
        "at_most": forms.AT_MOST,
    }
    return page(request, "outreach/audience/attach.html", context, 422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def columns(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What does each column hold?"""
    shown = campaign_to_change(request, uuid)
    source = _source(shown)
    mapping = proposed(shown, source)
    problems: tuple[Text, ...] = ()
    if request.method == "POST":
        mapping = _chosen(request, source, mapping)
        problems = mappings.problems(mapping, source.headers)
        if not problems:
            try:
                read_list(by=request.staff, campaign=shown, mapping=mapping, now=request.now)
            except RefusedError:
                raise
            except PeopleError as refusal:
                problems = (refusal.message,)
            else:
                tell(request, "audience.columns.done")
                return redirect("audience:result", uuid)
    context = {"campaign": shown, **pages.columns(source, mapping, problems)}
    return page(request, "outreach/audience/columns.html", context, 422 if problems else 200)


@require_safe
@staff_page
def result(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What became of the rows of the list."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    if shown.list_file is not None and not shown.mapping and is_authors(request, shown):
        return redirect("audience:columns", uuid)
    try:
        cleaned = cleaned_list(shown)
    except (OutreachError, FileRefusedError):
        raise Http404 from None
    may_change = is_authors(request, shown) and shown.state in BEFORE_SENDING
    context = {"campaign": shown, "may_change": may_change, **pages.result(shown, cleaned)}
    return page(request, "outreach/audience/result.html", context)


@require_safe
@staff_page
def errors(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The rows to correct, in the form of the list, each with what is wrong. That it was taken is noted."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    try:
        cleaned = cleaned_list(shown)
    except (OutreachError, FileRefusedError):
        raise Http404 from None
    content = error_file(cleaned, current_language())
    if content is None:
        raise Http404
    note_taken(
        by=request.staff, campaign=shown, form="errors", sha256=sha256(content).hexdigest(), now=request.now
    )
    return _file(content, cleaned.source.kind, "list-to-correct")


@require_safe
@staff_page
def original(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The list as it came, byte for byte. That it was taken is noted."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    listed = shown.list_file
    content = None if listed is None else listed.content
    if listed is None or content is None:
        raise Http404
    note_taken(by=request.staff, campaign=shown, form="original", sha256=listed.sha256, now=request.now)
    return _file(content, Kind(listed.kind), "list")


def _source(campaign: Campaign) -> Source:
    try:
        return source_of(campaign)
    except (OutreachError, FileRefusedError):
        raise Http404 from None


def _chosen(request: StaffRequest, source: Source, proposed: ListMapping) -> ListMapping:
    """The mapping that the form says; what is not a choice of ours counts as none."""
    held: dict[str, str | None] = {}
    for at, header in enumerate(source.headers):
        chosen = request.POST.get(f"column-{at}", "")
        held[header] = chosen if chosen in fields() else None
    country = request.POST.get("country", "")
    return replace(proposed, columns=held, country=country if country in COUNTRIES else proposed.country)


def _file(content: bytes, kind: Kind, name: str) -> HttpResponse:
    content_type = WORKBOOK.content_type if kind is Kind.WORKBOOK else "application/octet-stream"
    # Never shown by a browser: whatever a stranger packed is only handed back.
    return download(HttpResponse(content, content_type=content_type), f"{name}.{ENDINGS[kind]}")
