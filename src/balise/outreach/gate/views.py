"""The pages of the gate: which tools send through it, one account with its answers, and the one page that
ever shows a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.views.question import Question, question_page
from balise.outreach.doors import demand_keeping
from balise.outreach.gate import forms, showing
from balise.outreach.gate.operations import add_account, answer_for_all, can_be_said, close_account
from balise.outreach.models import GateAccount
from balise.people.access import Act, visible_units
from balise.people.pages import FormPage, StaffRequest, form_page, only_one, page, sent, staff_page
from balise.people.periods import day_of
from balise.theme.dates import long_date
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

ROOM = "gate"


def _kept(request: StaffRequest) -> QuerySet[GateAccount]:
    """The accounts that they keep: those of their units."""
    demand_keeping(request.staff, request.now)
    units = visible_units(request.staff, request.now, Act.KEEP_SENDING)
    return GateAccount.objects.filter(unit__in=units.values("pk")).select_related("purpose", "unit")


@require_safe
@staff_page
def accounts(request: StaffRequest) -> HttpResponse:
    """All of them; those that are closed stand last."""
    lang = current_language()
    rows = [
        {
            "name": each.name,
            "href": reverse("gate:account", args=[each.uuid]),
            "notes": [each.login, each.purpose.name[lang], each.unit.name[lang]],
            "closed": each.closed_at is not None,
        }
        for each in _kept(request).order_by(F("closed_at").asc(nulls_first=True), "name", "pk")
    ]
    where = settings.BALISE_GATE
    return page(request, "outreach/gate/accounts.html", {"rows": rows, "where": f"{where.host}:{where.port}"})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add(request: StaffRequest) -> HttpResponse:
    """Open an account. Its secret is on the page that answers, and nowhere else."""
    demand_keeping(request.staff, request.now)
    form = forms.AccountForm(sent(request), visible_units(request.staff, request.now, Act.KEEP_SENDING))

    def do(typed: dict[str, Any]) -> HttpResponse:
        account, secret = add_account(by=request.staff, now=request.now, **typed)
        # No redirect: the secret stands in no address and no session.
        return page(request, "outreach/gate/secret.html", {"account": account, "secret": secret})

    return form_page(request, form, FormPage("add", reverse("gate:accounts"), ROOM), do)


@require_safe
@staff_page
def account(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """One account: what it sends, what is still asked, and what the gate answered lately."""
    shown = only_one(_kept(request).filter(uuid=uuid))
    lang, known = current_language(), policy_in_force().facts
    decision = showing.would_answer(shown, request.now)
    context = {
        "account": shown,
        "purpose": shown.purpose.name[lang],
        "act": policy_in_force().acts[shown.act].label[lang] if shown.act in policy_in_force().acts else "",
        "domains": ", ".join(shown.from_domains) or t("gate.account.any_domain", lang),
        "added": long_date(day_of(shown.added_at)),
        "verdict": decision.verdict.value if decision else "",
        "asked": [
            {"title": known[fact].question[lang], "href": reverse("gate:fact", args=[uuid, fact])}
            for fact in showing.still_asked(shown, request.now)
        ],
        "answered": showing.said_for_all(shown, request.now),
        "lately": showing.lately(shown, request.now),
        "days": showing.DAYS.days,
    }
    return page(request, "outreach/gate/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def fact(request: StaffRequest, uuid: UUID, fact: str) -> HttpResponse:
    """One question, for everyone whom the tool writes to; left empty, it is asked again."""
    shown = only_one(_kept(request).filter(uuid=uuid, closed_at=None))
    if not can_be_said(shown, fact):
        raise Http404
    back = reverse("gate:account", args=[uuid])

    def save(words: str) -> None:
        answer_for_all(by=request.staff, account=shown, fact=fact, words=words, now=request.now)

    return question_page(request, Question(ROOM, fact, shown.name, back, shown.facts), save, lambda: back)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def close(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Close an account: its tool sends nothing more."""
    shown = only_one(_kept(request).filter(uuid=uuid, closed_at=None))

    def do(_: dict[str, Any]) -> str:
        close_account(by=request.staff, account=shown, now=request.now)
        return reverse("gate:accounts")

    around = FormPage("close", reverse("gate:account", args=[uuid]), ROOM, about=shown.name, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)
