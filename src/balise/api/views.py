"""The pages of the keys: a list, a form, and the one page that ever shows a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from balise.api import forms
from balise.api.models import ApiKey
from balise.api.operations import demand_keys, make_key, revoke_key
from balise.consent.queries import open_purposes
from balise.people.access import Act, visible_units
from balise.people.errors import PeopleError, RefusedError
from balise.people.pages import (
    StaffRequest,
    only_one,
    page,
    sent,
    staff_page,
    tell,
)
from balise.people.periods import day_of
from balise.theme.dates import long_date
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def keys(request: StaffRequest) -> HttpResponse:
    """The keys there are; a post makes one."""
    demand_keys(request.staff, request.now)
    form = forms.Key(sent(request), open_purposes())
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = make_key(by=request.staff, now=request.now, **form.cleaned_data)
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            # No redirect: the secret stands in no address and no session, only here.
            return page(request, "api/secret.html", {"secret": secret})
    errors = form.problems()
    lang = current_language()
    rows = [
        {
            "uuid": each.uuid,
            "name": each.name,
            "note": t(
                "api.keys.made", lang, purpose=each.purpose.name[lang], day=long_date(day_of(each.made_at))
            ),
            "allows": t("api.keys.yes_and_no" if each.may_grant else "api.keys.only_no", lang),
            "revoked": each.revoked_at is not None,
        }
        for each in ApiKey.objects.select_related("purpose").order_by("-made_at", "-pk")
    ]
    context = {
        "rows": rows,
        "form": form,
        "errors": errors,
        # The administrator comes here too, for whom the page of consents does not open.
        "may_keep": visible_units(request.staff, request.now, Act.KEEP_CONSENTS).exists(),
    }
    return page(request, "api/keys.html", context, 422 if errors else 200)


@require_POST
@staff_page
def revoke(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Make a key open nothing."""
    demand_keys(request.staff, request.now)
    revoke_key(by=request.staff, key=only_one(ApiKey.objects.filter(uuid=uuid)), now=request.now)
    tell(request, "api.keys.is_revoked")
    return redirect("api_keys:keys")
