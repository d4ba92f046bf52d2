"""Purposes and their wordings: a list, one purpose with all its versions, and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.consent.models import Notice, Purpose
from balise.consent.notices import forms
from balise.consent.operations import add_purpose, close_purpose, write_notice
from balise.consent.operations.notices import words_of
from balise.consent.operations.purposes import demand_keeping
from balise.people.errors import PeopleError, RefusedError
from balise.people.pages import StaffRequest, moment, only_one, page, sent, staff_page, tell
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
            "notes": [each.code, _version(versions.get(each.pk))],
            "tags": [{"text": t("notices.closed", lang), "colour": "grey"}] if each.closed_at else [],
        }
        for each in Purpose.objects.order_by("closed_at", "code")
    ]
    return page(request, "consent/notices/purposes.html", {"rows": rows})


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


def _version(latest: int | None) -> str:
    lang = current_language()
    return t("notices.version", lang, version=latest) if latest else t("notices.unwritten", lang)
