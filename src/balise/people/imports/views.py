"""Importing in five pages: send, say what the columns hold, look, confirm, result. Works without JavaScript.

The person is `request.staff`, which sign-in puts there; without it, every page refuses.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import wraps
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.people.errors import RefusedError
from balise.people.imports import mapping as mappings
from balise.people.imports import pages, tables
from balise.people.imports.exporting import export
from balise.people.imports.failures import error_file
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import DEFAULTED, Kind, fields
from balise.people.imports.limits import FILE_BYTES
from balise.people.imports.mapping import ColumnMapping, DateOrder
from balise.people.imports.operations import import_people, preview
from balise.people.imports.outcomes import Counts
from balise.people.imports.permission import demand_health, may_export, may_import
from balise.people.imports.shapes import WORKBOOK
from balise.people.imports.store import Kept, Store
from balise.people.pages import download
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.people.models import Staff

    View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """Give the page who is there and what time it is; refuse visitors, and answer refusals of the room."""

    @wraps(view)
    def answer(request: HttpRequest, **values: str) -> HttpResponse:
        staff: Staff | None = getattr(request, "staff", None)
        if staff is None:
            raise PermissionDenied
        try:
            return view(request, staff, timezone.now(), **values)
        except RefusedError as refusal:
            raise PermissionDenied from refusal

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def start(request: HttpRequest, staff: Staff, now: datetime) -> HttpResponse:
    """Send a file, or take one out."""
    kinds = [kind for kind in Kind if may_import(kind, staff, now)]
    exports = [kind for kind in Kind if may_export(kind, staff, now)]
    if not kinds and not exports:
        raise PermissionDenied
    errors: list[dict[str, str]] = []
    chosen = request.POST.get("kind", "")
    if request.method == "POST":
        lang = current_language()
        sent = request.FILES.get("file")
        if chosen not in kinds:
            errors.append({"text": t("people.imports.page.choose_what", lang), "field": "kind"})
        if sent is None:
            errors.append({"text": t("people.imports.page.choose_file", lang), "field": "file"})
        elif not errors:
            try:
                # One byte more than is allowed is enough to refuse the rest.
                content = sent.read(FILE_BYTES + 1)
                table = tables.read(content, sent.name or "")
            except FileRefusedError as error:
                errors.append({"text": error.message[lang], "field": "file"})
            else:
                store = Store(staff, now)
                name = store.keep(content, kind=chosen, file_name=sent.name or "")
                mapping = mappings.propose(Kind(chosen), table.headers)
                store.note(name, replace(store.find(name), mapping=mapping.to_json()))
                return redirect("people_imports:columns", name)
    context = pages.start(kinds, exports, chosen, errors)
    return render(request, "people/imports/start.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def columns(request: HttpRequest, staff: Staff, now: datetime, name: str) -> HttpResponse:
    """What does each column hold?"""
    store, kept = _kept(staff, now, name)
    table = tables.read(_content(store, name), kept.file_name)
    mapping = mappings.from_json(kept.mapping)
    problems: list[str] = []
    if request.method == "POST":
        mapping = _chosen(request, mapping.kind, table.headers)
        lang = current_language()
        problems = [problem[lang] for problem in mappings.problems(mapping, table.headers)]
        try:
            demand_health(mapping, staff, now)
        except FileRefusedError as error:
            problems.append(error.message[lang])
        if not problems:
            store.note(name, replace(kept, mapping=mapping.to_json()))
            return redirect("people_imports:preview", name)
    context = pages.columns(table, mapping, [{"text": problem} for problem in problems])
    return render(request, "people/imports/columns.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def look(request: HttpRequest, staff: Staff, now: datetime, name: str) -> HttpResponse:
    """What will change; a post confirms it."""
    store, kept = _kept(staff, now, name)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return _confirmed(request, staff, now, name)
        except FileRefusedError as error:
            errors = [{"text": error.message[current_language()]}]
        except _UndecidedError:
            text = t("people.imports.page.choose_how", current_language())
            errors = [{"text": text, "field": "how"}]
    table = tables.read(_content(store, name), kept.file_name)
    try:
        checked = preview(by=staff, table=table, mapping=mappings.from_json(kept.mapping), now=now)
    except FileRefusedError:  # the columns do not fit yet
        return redirect("people_imports:columns", name)
    context = pages.preview(name, checked, errors)
    return render(request, "people/imports/preview.html", context, status=422 if errors else 200)


@require_safe
@for_staff
def result(request: HttpRequest, staff: Staff, now: datetime, name: str) -> HttpResponse:
    """What was done."""
    _, kept = _kept(staff, now, name, done=True)
    return render(request, "people/imports/result.html", pages.result(name, json.loads(kept.result)))


@require_safe
@for_staff
def errors(request: HttpRequest, staff: Staff, now: datetime, name: str) -> HttpResponse:  # noqa: ARG001  as all views
    """The error file."""
    store, kept = _kept(staff, now, name, done=True)
    try:
        content = store.errors(name)
    except FileRefusedError:
        raise Http404 from None
    workbook = content.startswith(b"PK")
    return _file(
        content, WORKBOOK.content_type if workbook else "text/csv", f"{kept.kind}-errors", workbook=workbook
    )


@require_POST
@for_staff
def export_people(request: HttpRequest, staff: Staff, now: datetime, kind: str) -> HttpResponse:  # noqa: ARG001  as all views
    """A list, as a workbook. A post: a link that is merely followed takes nothing out."""
    if kind not in Kind.__members__.values():
        raise Http404
    content = export(by=staff, kind=Kind(kind), shape=WORKBOOK, lang=current_language(), now=now)
    return _file(content, WORKBOOK.content_type, kind, workbook=True)


class _UndecidedError(Exception):
    """There are faulty rows, and nothing was said about them."""


def _confirmed(request: HttpRequest, staff: Staff, now: datetime, name: str) -> HttpResponse:
    """Do what the preview showed, once. Raise `FileRefusedError` or `_UndecidedError`."""
    expected = _expected(request)
    how = request.POST.get("how", "")
    if expected is None or (expected.faulty and how not in {"all", "good"}):
        raise _UndecidedError
    store = Store(staff, now)
    kept = store.find(name)
    content = store.claim(name)
    try:
        table = tables.read(content, kept.file_name)
        mapping = mappings.from_json(kept.mapping)
        done = import_people(
            by=staff, table=table, mapping=mapping, now=now, good_rows=how == "good", expected=expected
        )
    except BaseException:
        store.give_back(name)
        raise
    told = {"written": done.written, "left_out": len(done.left_out), **asdict(done.counts)}
    left = error_file(table, mapping, done.left_out, current_language()) if done.left_out else None
    store.finish(name, replace(kept, result=json.dumps(told)), left)
    return redirect("people_imports:result", name)


def _expected(request: HttpRequest) -> Counts | None:
    try:
        return Counts(*map(int, request.POST.get("expected", "").split("-")))
    except (TypeError, ValueError):
        return None


def _kept(staff: Staff, now: datetime, name: str, *, done: bool = False) -> tuple[Store, Kept]:
    """The file of this name, if it is this person's and still there."""
    store = Store(staff, now)
    try:
        kept = store.find(name)
    except FileRefusedError:
        raise Http404 from None
    if done and not kept.result:
        raise Http404
    return store, kept


def _content(store: Store, name: str) -> bytes:
    try:
        return store.content(name)
    except FileRefusedError:
        raise Http404 from None


def _chosen(request: HttpRequest, kind: Kind, headers: tuple[str, ...]) -> ColumnMapping:
    """The mapping that the form says; what is not a choice of ours counts as none."""
    known = fields(kind)
    held: dict[str, str | None] = {}
    for at, header in enumerate(headers):
        chosen = request.POST.get(f"column-{at}", "")
        held[header] = chosen if chosen in known else None
    defaults: dict[str, str] = {}
    for each in DEFAULTED[kind]:
        if said := request.POST.get(f"default-{each}", "").strip():
            defaults[each] = said
    order = request.POST.get("dates", "")
    dates = DateOrder(order) if order in list(DateOrder) else DateOrder.YEAR_FIRST
    return ColumnMapping(kind=kind, columns=held, defaults=defaults, dates=dates)


def _file(content: bytes, content_type: str, name: str, *, workbook: bool) -> HttpResponse:
    extension = "xlsx" if workbook else "csv"
    return download(HttpResponse(content, content_type=content_type), f"{name}.{extension}")
