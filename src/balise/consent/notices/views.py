"""Purposes and their wordings: a list, one purpose with all its versions, and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Max
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.models import Notice, Purpose
from balise.consent.notices import forms
from balise.consent.operations import add_purpose, close_purpose, write_notice
from balise.consent.operations.notices import words_of
from balise.consent.operations.purposes import demand_keeping
from balise.people.errors import PeopleError, RefusedError
from balise.people.pages import (
    StaffRequest,
    only_one,
    page,
    sent,
    staff_page,
    tell,
)
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from balise.people.forms import PageForm


@require_safe
@staff_page
def purposes(request: StaffRequest) -> HttpResponse:
    """What people can be asked to agree to."""
    demand_keeping(request.staff, request.now)
    lang = current_language()
    versions = dict(Notice.objects.values_list("purpose").annotate(latest=Max("version")))
    rows = [
        {
            "title": each.name[lang],
            "href": reverse("notices:purpose", args=[each.code]),
            "notes": [each.code, _version(versions[each.pk]) if each.pk in versions else ""],
            "tags": _tags(each, versions.get(each.pk)),
        }
        for each in Purpose.objects.order_by(F("closed_at").asc(nulls_first=True), "code")
    ]
    return page(request, "consent/notices/purposes.html", {"rows": rows, "cards": _cards()})


@require_safe
@staff_page
def purpose(request: StaffRequest, code: str) -> HttpResponse:
    """One purpose, and every wording it ever had. None of them changes."""
    demand_keeping(request.staff, request.now)
    shown = only_one(Purpose.objects.filter(code=code))
    lang = current_language()
    notices = Notice.objects.filter(purpose=shown).select_related("written_by")
    versions = [
        {
            "version": each.version,
            "when": moment(each.written_at),
            "by": each.written_by.full_name,
            "said": sorted(
                (other for other in notices if other.version == each.version),
                key=lambda other: other.language != lang,
            ),
        }
        for each in notices.filter(language=lang).order_by("-version")
    ]
    context = {
        "purpose": shown,
        "name": shown.name[lang],
        "explained": shown.explained[lang],
        "closed": moment(shown.closed_at) if shown.closed_at else "",
        "versions": versions,
    }
    return page(request, "consent/notices/purpose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add(request: StaffRequest) -> HttpResponse:
    """Add a purpose."""
    demand_keeping(request.staff, request.now)
    form = forms.AddPurpose(sent(request))

    def do() -> str:
        added = add_purpose(by=request.staff, now=request.now, **form.purpose)
        return reverse("notices:write", args=[added.code])

    return _form(request, form, "add", back=reverse("notices:purposes"), do=do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def write(request: StaffRequest, code: str) -> HttpResponse:
    """Write a new version of a purpose's wording."""
    demand_keeping(request.staff, request.now)
    shown = only_one(Purpose.objects.filter(code=code))
    latest = Notice.objects.filter(purpose=shown).aggregate(latest=Max("version"))["latest"]
    form = forms.Wording(sent(request), words_of(shown, latest) if latest else {})
    back = reverse("notices:purpose", args=[code])

    def do() -> str:
        write_notice(by=request.staff, purpose=shown, words=form.words, now=request.now)
        return back

    return _form(request, form, "write", about=shown.name[current_language()], back=back, do=do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def close(request: StaffRequest, code: str) -> HttpResponse:
    """Close a purpose: nothing is sent for it any more."""
    demand_keeping(request.staff, request.now)
    shown = only_one(Purpose.objects.filter(code=code, closed_at=None))
    back = reverse("notices:purpose", args=[code])

    def do() -> str:
        close_purpose(by=request.staff, purpose=shown, now=request.now)
        return back

    form = forms.Confirm(sent(request))
    return _form(request, form, "close", about=shown.name[current_language()], back=back, do=do, grave=True)


def _form(
    request: StaffRequest,
    form: PageForm,
    texts: str,
    *,
    back: str,
    do: Callable[[], str],
    about: str = "",
    grave: bool = False,
) -> HttpResponse:
    """Show the form; when it is sent and whole, do what it asks, and go where that leads."""
    if request.method == "POST" and form.is_valid():
        try:
            address = do()
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            tell(request, f"notices.{texts}.done")
            return redirect(address)
    errors = form.problems()
    lang = current_language()
    context: dict[str, Any] = {
        "title": t(f"notices.{texts}.title", lang),
        "lead": t(f"notices.{texts}.lead", lang),
        "submit": t(f"notices.{texts}.submit", lang),
        "around": {"back": back, "about": about, "grave": grave},
        "form": form,
        "errors": errors,
    }
    return page(request, "people/form.html", context, 422 if errors else 200)


def _version(latest: int) -> str:
    return t("notices.version", current_language(), version=latest)


def _tags(purpose: Purpose, latest: int | None) -> list[dict[str, str]]:
    """That nothing is sent for it, or that nobody can agree to it before its words are written."""
    lang = current_language()
    if purpose.closed_at is not None:
        return [{"text": t("notices.closed", lang), "colour": "grey"}]
    return [] if latest else [{"text": t("notices.unwritten", lang), "colour": "orange"}]


def _cards() -> list[dict[str, str]]:
    """What else there is to do about consents."""
    lang = current_language()
    return [
        {
            "title": t(title, lang),
            "hint": t(f"notices.hints.{hint}", lang),
            "icon": icon,
            "href": reverse(address),
        }
        for title, hint, icon, address in (
            ("rights.complaints.title", "complaints", "speech", "rights:complaints"),
            ("merging.title", "merging", "people", "merging:proposals"),
            ("imports.page.title", "imports", "document", "consent_imports:start"),
            ("api.keys.title", "keys", "key", "api_keys:keys"),
        )
    ]
