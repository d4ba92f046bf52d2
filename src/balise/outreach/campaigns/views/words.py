"""What a campaign says: its texts, written and as they will be received, its claims and its testimonials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from balise.outreach.campaigns import forms, parts
from balise.outreach.campaigns.composing import Composed, compose, known_fields
from balise.outreach.campaigns.operations.campaigns import say_testimonials, testimonials_by
from balise.outreach.campaigns.operations.contents import (
    remove_claim,
    remove_content,
    write_claim,
    write_content,
)
from balise.outreach.campaigns.views.one import ROOM, address, campaign_to_change, is_authors
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read
from balise.outreach.models import Claim, Content
from balise.outreach.words import Audience
from balise.people.notices import site_address
from balise.people.pages import FormPage, StaffRequest, form_page, only_one, page, sent, staff_page
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from balise.outreach.models import Campaign
    from balise.policy.text import Lang

_DIRECTIVES = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
)
MESSAGE_POLICY = "; ".join(_DIRECTIVES)
"""What the message may do on our site: show its colours, in a frame of ours, and nothing else."""


@require_safe
@staff_page
def contents(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """All that a campaign says, and ways to change it."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    context = {
        "campaign": shown,
        "contents": parts.contents(shown),
        "claims": parts.claims(shown),
        "testimonials": testimonials_said(shown),
        "may_change": is_authors(request, shown) and shown.state in BEFORE_SENDING,
    }
    return page(request, "outreach/campaigns/contents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def content(request: StaffRequest, uuid: UUID, lang: Lang) -> HttpResponse:
    """Write the text in one language."""
    shown = campaign_to_change(request, uuid)
    known = Content.objects.filter(campaign=shown, language=lang).first()
    form = forms.Written(sent(request), shown, known)

    def do(typed: dict[str, Any]) -> str:
        write_content(by=request.staff, campaign=shown, lang=lang, now=request.now, **typed)
        return reverse("campaigns:preview", args=[shown.uuid, lang])

    around = FormPage(
        f"content_{lang}",
        address("contents", shown),
        ROOM,
        about=shown.title,
        values={"fields": known_fields()},
    )
    return form_page(request, form, around, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def remove(request: StaffRequest, uuid: UUID, lang: Lang) -> HttpResponse:
    """Leave one language out."""
    shown = campaign_to_change(request, uuid)

    def do(_: dict[str, Any]) -> str:
        remove_content(by=request.staff, campaign=shown, lang=lang, now=request.now)
        return address("contents", shown)

    around = FormPage("remove_content", address("contents", shown), ROOM, about=shown.title, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)


# The message stands in a frame of its own: its colours are its own, too, and no page of ours allows them.
# A refusal has no frame, and is as closed as all pages: so this is inside.
@require_safe
@staff_page
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its type knows no view with arguments
def preview(request: StaffRequest, uuid: UUID, lang: Lang) -> HttpResponse:
    """A message as its recipient gets it, with the name of an example."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    composed = _composed(shown, lang)
    context = {
        "campaign": shown,
        "lang": lang,
        "composed": composed,
        "sender": shown.sender,
        "message": reverse("campaigns:message", args=[shown.uuid, lang]),
        "may_change": is_authors(request, shown) and shown.state in BEFORE_SENDING,
        "edit": reverse("campaigns:content", args=[shown.uuid, lang]),
    }
    return page(request, "outreach/campaigns/preview.html", context)


@require_safe
@staff_page
@xframe_options_sameorigin
def message(request: StaffRequest, uuid: UUID, lang: Lang) -> HttpResponse:
    """The HTML of the message itself, as it leaves."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    response = HttpResponse(_composed(shown, lang).html)
    response.headers["Content-Security-Policy"] = MESSAGE_POLICY
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def add_claim(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Write down a claim."""
    return _claim_form(request, campaign_to_change(request, uuid), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def claim(request: StaffRequest, uuid: UUID, claim: UUID) -> HttpResponse:
    """Change a claim, or say where it is verified."""
    shown = campaign_to_change(request, uuid)
    return _claim_form(request, shown, only_one(Claim.objects.filter(campaign=shown, uuid=claim)))


def _claim_form(request: StaffRequest, shown: Campaign, known: Claim | None) -> HttpResponse:
    form = forms.OneClaim(sent(request), known)

    def do(typed: dict[str, Any]) -> str:
        uuid = known.uuid if known is not None else typed["key"]
        write_claim(
            by=request.staff,
            campaign=shown,
            uuid=uuid,
            text=typed["text"],
            source=typed["source"],
            now=request.now,
        )
        return address("contents", shown)

    return form_page(
        request, form, FormPage("claim", address("contents", shown), ROOM, about=shown.title), do
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def drop_claim(request: StaffRequest, uuid: UUID, claim: UUID) -> HttpResponse:
    """Take a claim off."""
    shown = campaign_to_change(request, uuid)
    known = only_one(Claim.objects.filter(campaign=shown, uuid=claim))

    def do(_: dict[str, Any]) -> str:
        remove_claim(by=request.staff, campaign=shown, uuid=known.uuid, now=request.now)
        return address("contents", shown)

    around = FormPage("remove_claim", address("contents", shown), ROOM, about=known.text, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def testimonials(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Whether the text holds a testimonial, and whose."""
    shown = campaign_to_change(request, uuid)
    form = forms.Testimonials(sent(request), shown)

    def do(typed: dict[str, Any]) -> str:
        say_testimonials(by=request.staff, campaign=shown, whose=typed["whose"], now=request.now)
        return address("contents", shown)

    around = FormPage("testimonials", address("contents", shown), ROOM, about=shown.title)
    return form_page(request, form, around, do)


def testimonials_said(campaign: Campaign) -> str:
    """What was said of testimonials, in words; empty when nothing was."""
    lang = current_language()
    labels = {name: label[lang] for name, label in testimonials_by().items()}
    labels["none"] = t("campaigns.testimonials.none", lang)
    return labels.get(campaign.testimonials, "")


def _composed(campaign: Campaign, lang: Lang) -> Composed:
    content = only_one(Content.objects.filter(campaign=campaign, language=lang))
    key = "organisation" if campaign.audience == Audience.ORGANISATIONS else "person"
    fields = {
        name: t(f"campaigns.example.{key}.{name}", lang)
        for name in ("first_name", "last_name", "name", "organisation")
    }
    return compose(
        content=content,
        fields=fields,
        sender=campaign.sender,
        purpose=campaign.purpose,
        lang=lang,
        preference_link=f"{site_address()}/preferences/",
    )
