"""What the pages of people share: who may open one, how a refusal looks, and how a form is answered.

A refusal about something the viewer may not know of is the same 404 as for what does not exist. A form that
is refused comes back with all that was typed; one that is taken leads on by a redirect, where a banner says
so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from balise.people.access import Reason
from balise.people.errors import NotAllowedError, NotFoundError, PeopleError, RefusedError
from balise.people.standing import standing_of
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.core.paginator import Page
    from django.db.models import Model, QuerySet
    from django.http.response import HttpResponseBase

    from balise.people.forms import PageForm
    from balise.people.models import Staff

P = ParamSpec("P")
Row = TypeVar("Row", bound="Model")
Answer = TypeVar("Answer", bound="HttpResponseBase")

DONE = "done"
"""Where the session keeps the key of what the next page confirms: never a name."""

PER_PAGE = 25


class StaffRequest(HttpRequest):
    """A request by someone of the personnel, at the instant it came in."""

    staff: Staff
    now: datetime


def staff_page(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a page to active staff only; a visitor is sent to sign in, and comes back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now = timezone.now()
        staff: Staff | None = getattr(request, "staff", None)
        # Read anew: who was disabled since they signed in is out.
        if staff is None or not standing_of(staff, now).holdings:
            return _to_sign_in(request)
        known = cast("StaffRequest", request)
        known.now = now
        try:
            return view(known, *args, **kwargs)
        except NotFoundError:
            raise Http404 from None
        except NotAllowedError as refusal:
            return refused(known, refusal.message[current_language()])

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", answer)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """The page of someone who knows of a thing, and may not do this with it."""
    return render(request, "people/refused.html", {"why": why}, status=403)


def not_entrusted(request: HttpRequest) -> HttpResponse:
    """The same, where no role of the viewer opens the page."""
    return refused(request, Reason.NOT_ENTRUSTED.text[current_language()])


def only_one(found: QuerySet[Row]) -> Row:
    """Return the one that is there. Raise `NotFoundError`."""
    one = found.first()
    if one is None:
        raise NotFoundError
    return one


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Write a page; what was just done is confirmed on it, once."""
    done = request.session.pop(DONE, None) if request.method in ("GET", "HEAD") else None
    told = t(done, current_language()) if done else ""
    return render(request, template, {**context, "done": told}, status=status)


def download(answer: Answer, name: str) -> Answer:
    """Have a browser keep the answer as a file, not show it. The name says nothing of anyone."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def tell(request: HttpRequest, key: str) -> None:
    """Confirm this on the next page."""
    request.session[DONE] = key


@dataclass(frozen=True, slots=True)
class FormPage:
    """Around a form: its texts, under `<room>.<texts>`, and the way back."""

    texts: str
    back: str
    room: str = "people"
    about: str = ""
    """Whom or what it is about; stands above the title."""
    grave: bool = False
    """What takes something from someone has a red button."""
    values: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    """Whether there is nothing to send: the page then only says why."""


def form_page(
    request: StaffRequest,
    form: PageForm,
    around: FormPage,
    do: Callable[[dict[str, Any]], str | HttpResponse],
) -> HttpResponse:
    """Show the form; when it is sent and whole, do what it asks, then lead to the address that `do`
    returns, or answer with its page.
    """
    if request.method == "POST" and form.is_valid():
        try:
            led = do(form.cleaned_data)
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            if isinstance(led, HttpResponse):
                return led
            tell(request, f"{around.room}.{around.texts}.done")
            return redirect(led)
    errors = form.problems()
    lang = current_language()
    context = {
        "title": t(f"{around.room}.{around.texts}.title", lang, **around.values),
        "lead": t(f"{around.room}.{around.texts}.lead", lang, **around.values),
        "submit": t(f"{around.room}.{around.texts}.submit", lang),
        "around": around,
        "form": form,
        "errors": errors,
    }
    return page(request, "people/form.html", context, status=422 if errors else 200)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was filled with, if it was."""
    return request.POST if request.method == "POST" else None


def leaf(request: HttpRequest, found: QuerySet[Any]) -> Page[Model]:
    """The page of a list that the address asks for; the nearest one when there is no such page."""
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
