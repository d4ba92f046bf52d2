"""Addresses of campaigns. What a campaign says, and who it is for, never stands in one."""

from __future__ import annotations

from django.urls import path, register_converter

from balise.outreach.campaigns.views import checks, facts, listing, one, senders, words

app_name = "campaigns"


class Language:
    """The language of a text."""

    regex = "fr|en"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "text_language")

_ONE = "campaigns/<uuid:uuid>"
_TEXT = f"{_ONE}/content/<text_language:lang>"

urlpatterns = [
    path("campaigns/", listing.campaigns, name="campaigns"),
    path("campaigns/begin/", one.begin, name="begin"),
    path("campaigns/waiting/", listing.waiting, name="waiting"),
    path("senders/", senders.senders, name="senders"),
    path("senders/add/", senders.add, name="add_sender"),
    path("senders/<uuid:sender>/close/", senders.close, name="close_sender"),
    path(f"{_ONE}/", one.campaign, name="campaign"),
    path(f"{_ONE}/change/", one.change, name="change"),
    path(f"{_ONE}/limits/", one.limits, name="limits"),
    path(f"{_ONE}/cancel/", one.cancel, name="cancel"),
    path(f"{_ONE}/content/", words.contents, name="contents"),
    path(f"{_TEXT}/", words.content, name="content"),
    path(f"{_TEXT}/preview/", words.preview, name="preview"),
    path(f"{_TEXT}/message/", words.message, name="message"),
    path(f"{_TEXT}/remove/", words.remove, name="remove_content"),
    path(f"{_ONE}/claims/add/", words.add_claim, name="add_claim"),
    path(f"{_ONE}/claims/<uuid:claim>/", words.claim, name="claim"),
    path(f"{_ONE}/claims/<uuid:claim>/remove/", words.drop_claim, name="remove_claim"),
    path(f"{_ONE}/testimonials/", words.testimonials, name="testimonials"),
    path(f"{_ONE}/facts/", facts.facts, name="facts"),
    path(f"{_ONE}/facts/<slug:fact>/", facts.fact, name="fact"),
    path(f"{_ONE}/facts/<slug:fact>/remove/", facts.remove, name="remove_fact"),
    path(f"{_ONE}/checklist/", checks.checklist, name="checklist"),
    path(f"{_ONE}/checklist/<slug:item>/", checks.check, name="check"),
    path(f"{_ONE}/submit/", checks.submit, name="submit"),
    path(f"{_ONE}/decide/", checks.decide, name="decide"),
]
