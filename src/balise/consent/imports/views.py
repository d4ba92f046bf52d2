"""Importing consents in five pages: send, say what the columns hold, look, confirm, result."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.imports import mapping as mappings
from balise.consent.imports import pages
from balise.consent.imports import source as sources
from balise.consent.imports.answers import Meaning
from balise.consent.imports.checking import Counts
from balise.consent.imports.failures import error_file
from balise.consent.imports.faults import ConsentFileError
from balise.consent.imports.fields import DEFAULTED, fields
from balise.consent.imports.mapping import KIND, ConsentMapping
from balise.consent.imports.operations import import_consents, preview
from balise.consent.operations.purposes import demand_keeping
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.limits import FILE_BYTES
from balise.people.imports.mapping import DateOrder
from balise.people.imports.shapes import WORKBOOK
from balise.people.imports.store import Kept, Store
from balise.people.pages import StaffRequest, download, page, staff_page
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.consent.imports.source import Source

HOW = frozenset({"all", "good"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def start(request: StaffRequest) -> HttpResponse:
    """Send a file."""
    demand_keeping(request.staff, request.now)
    lang = current_language()
    errors = []
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None:
            errors.append({"text": t("imports.page.choose_file", lang), "field": "file"})
        else:
            try:
                # One byte more than is allowed is enough to refuse the rest.
                content = sent.read(FILE_BYTES + 1)
                if len(content) > FILE_BYTES:
                    raise ConsentFileError("too_big_for_pages", at_most=FILE_BYTES // 1_000_000)
                source = sources.read(content, sent.name or "")
            except FileRefusedError as error:
                errors.append({"text": error.message[lang], "field": "file"})
            else:
                store = Store(request.staff, request.now)
                name = store.keep(content, kind=KIND, file_name=sent.name or "")
                mapping = mappings.propose(source.headers)
                store.note(name, replace(store.find(name), mapping=mapping.to_json()))
                return redirect("consent_imports:columns", name)
    context = pages.start(errors)
    return page(request, "consent/imports/start.html", context, 422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def columns(request: StaffRequest, name: str) -> HttpResponse:
    """What does each column hold, and what do unknown answers mean?"""
    store, kept = _kept(request, name)
    source = _source(store, kept, name)
    mapping = mappings.from_json(kept.mapping)
    problems = []
    if request.method == "POST":
        mapping = _chosen(request, source)
        problems = [{"text": each[current_language()]} for each in mappings.problems(mapping, source.headers)]
        # Words are asked about on the same page, once the column they stand in is known.
        asked = mappings.unknown_words(mapping, pages.answers(source, mapping))
        if not problems:
            store.note(name, replace(kept, mapping=mapping.to_json()))
            if not asked or request.POST.get("words-shown"):
                return redirect("consent_imports:preview", name)
    context = pages.columns(source, mapping, problems)
    return page(request, "consent/imports/columns.html", context, 422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def look(request: StaffRequest, name: str) -> HttpResponse:
    """What will be written; a post confirms it."""
    store, kept = _kept(request, name)
    source, mapping = _source(store, kept, name), mappings.from_json(kept.mapping)
    errors = []
    lang = current_language()
    if request.method == "POST":
        expected = _expected(request)
        how = request.POST.get("how", "")
        if expected is None or (expected.faulty and how not in HOW):
            errors = [{"text": t("imports.page.choose_how", lang), "field": "how"}]
        else:
            try:
                return _confirmed(request, name, expected, good_rows=how == "good")
            except FileRefusedError as error:
                errors = [{"text": error.message[lang]}]
    try:
        checked = preview(by=request.staff, source=source, mapping=mapping, now=request.now)
    except FileRefusedError:  # the columns do not fit yet
        return redirect("consent_imports:columns", name)
    context = pages.preview(name, checked, errors)
    return page(request, "consent/imports/preview.html", context, 422 if errors else 200)


@require_safe
@staff_page
def result(request: StaffRequest, name: str) -> HttpResponse:
    """What was done."""
    _, kept = _kept(request, name, done=True)
    return page(request, "consent/imports/result.html", pages.result(name, json.loads(kept.result)))


@require_safe
@staff_page
def errors(request: StaffRequest, name: str) -> HttpResponse:
    """The error file."""
    store, _ = _kept(request, name, done=True)
    try:
        content = store.errors(name)
    except FileRefusedError:
        raise Http404 from None
    workbook = content.startswith(b"PK")
    answer = HttpResponse(content, content_type=WORKBOOK.content_type if workbook else "text/csv")
    return download(answer, f"consents-errors.{'xlsx' if workbook else 'csv'}")


def _confirmed(request: StaffRequest, name: str, expected: Counts, *, good_rows: bool) -> HttpResponse:
    """Do what the preview showed, once. Raise `FileRefusedError`."""
    store = Store(request.staff, request.now)
    kept = store.find(name)
    content = store.claim(name)
    try:
        done = import_consents(
            by=request.staff,
            source=sources.read(content, kept.file_name),
            mapping=mappings.from_json(kept.mapping),
            now=request.now,
            good_rows=good_rows,
            expected=expected,
        )
    except BaseException:
        store.give_back(name)
        raise
    told = {"written": done.written, **asdict(done.counts)}
    store.finish(name, replace(kept, result=json.dumps(told)), error_file(done, current_language()))
    return redirect("consent_imports:result", name)


def _expected(request: HttpRequest) -> Counts | None:
    try:
        return Counts(*map(int, request.POST.get("expected", "").split("-")))
    except (TypeError, ValueError):
        return None


def _kept(request: StaffRequest, name: str, *, done: bool = False) -> tuple[Store, Kept]:
    """The file of this name, if it is this person's, of this kind, and still there."""
    demand_keeping(request.staff, request.now)
    store = Store(request.staff, request.now)
    try:
        kept = store.find(name)
    except FileRefusedError:
        raise Http404 from None
    if kept.kind != KIND or bool(kept.result) is not done:
        raise Http404
    return store, kept


def _source(store: Store, kept: Kept, name: str) -> Source:
    try:
        return sources.read(store.content(name), kept.file_name)
    except FileRefusedError:
        raise Http404 from None


def _chosen(request: HttpRequest, source: Source) -> ConsentMapping:
    """The mapping that the form says; what is not a choice of ours counts as none."""
    held: dict[str, str | None] = {}
    for at, header in enumerate(source.headers):
        chosen = request.POST.get(f"column-{at}", "")
        held[header] = chosen if chosen in fields() else None
    defaults = {each: said for each in DEFAULTED if (said := request.POST.get(f"default-{each}", "").strip())}
    order = request.POST.get("dates", "")
    mapping = ConsentMapping(
        columns=held,
        defaults=defaults,
        dates=DateOrder(order) if order in list(DateOrder) else DateOrder.YEAR_FIRST,
    )
    words = {}
    for at, asked in enumerate(mappings.unknown_words(mapping, pages.answers(source, mapping))):
        meant = request.POST.get(f"word-{at}", "")
        if meant in list(Meaning):
            words[mappings.as_key(asked)] = Meaning(meant)
    return replace(mapping, words=words)
