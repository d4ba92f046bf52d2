"""The forms of a campaign. Their words stand under `campaigns.<form>` in `texts.yaml`."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import time
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django import forms

from balise.acts.policy import policy_in_force
from balise.consent.operations.notices import web_address
from balise.consent.queries import open_purposes
from balise.outreach.campaigns.checklist import ANSWERS, NO_TESTIMONIAL
from balise.outreach.campaigns.facts import acts_that_reach
from balise.outreach.campaigns.operations.approvals import MOST as MOST_OF_DECISION
from balise.outreach.campaigns.operations.campaigns import Fields, testimonials_by
from balise.outreach.campaigns.operations.contents import MOST as MOST_OF_CLAIM
from balise.outreach.errors import OutreachError
from balise.outreach.models import Sender
from balise.outreach.words import ApprovalDecision, Audience, CheckItem, Means
from balise.people.forms import (
    Choice,
    Confirm,
    Key,
    OneOf,
    PageForm,
    Paragraphs,
    Words,
    capitalised,
    fault,
    of,
    of_units,
)
from balise.people.wording import email_address, needed, optional, phone_number
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from balise.outreach.models import Campaign, Claim, Content
    from balise.people.models import Unit
    from balise.policy.text import Lang

__all__ = [
    "About",
    "AddSender",
    "Answer",
    "Confirm",
    "Decide",
    "Limits",
    "OneClaim",
    "Testimonials",
    "Written",
]

_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?")


class _CampaignForm(PageForm):
    texts: ClassVar[str] = "campaigns"
    BLAMED: ClassVar[dict[str, str]] = {
        "means_and_audience": "means",
        "purpose_closed": "purpose",
        "sender_closed": "sender",
        "no_such_act": "act",
        "unknown_field": "body",
        "field_in_link": "body",
        "field_in_subject": "subject",
        "per_minute": "per_minute",
        "empty": "words",
    }


class About(_CampaignForm):
    """What a campaign is about: to begin one, or to change it."""

    key = Key(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unit = OneOf(folded=True)
    title = Words(autocomplete="off")
    act = OneOf()
    purpose = OneOf(folded=True)
    audience = OneOf()
    means = OneOf()
    sender = OneOf(folded=True)

    def __init__(
        self, data: QueryDict | None, *, units: Iterable[Unit] = (), campaign: Campaign | None = None
    ) -> None:
        initial: dict[str, Any] = {"key": uuid4()}
        if campaign is not None:
            initial = {
                "seen": campaign.changed,
                "title": campaign.title,
                "act": campaign.act,
                "purpose": campaign.purpose.code,
                "audience": campaign.audience,
                "means": campaign.means,
                "sender": str(campaign.sender.uuid),
            }
        choices = of_units(units)
        if len(choices) == 1:
            initial["unit"] = choices[0].value
        super().__init__(data, initial=initial)
        lang = current_language()
        if campaign is not None:
            del self.fields["key"], self.fields["unit"]
        else:
            del self.fields["seen"]
            self.offer("unit", choices)
        self.offer(
            "act",
            [
                Choice(act.id, act.label[lang], act.id, hint=act.hint[lang] if act.hint else "")
                for act in acts_that_reach(policy_in_force())
            ],
        )
        self.offer("purpose", [Choice(each.code, each.name[lang], each) for each in open_purposes()])
        self.offer("audience", of(Audience))
        self.offer("means", of(Means))
        senders = Sender.objects.filter(closed_at=None).order_by("name", "pk")
        self.offer("sender", [Choice(str(each.uuid), each.name, each) for each in senders])

    @property
    def about(self) -> Fields:
        """What the operations take."""
        typed = self.cleaned_data
        return Fields(
            title=typed["title"],
            act=typed["act"],
            purpose=typed["purpose"],
            audience=typed["audience"],
            means=typed["means"],
            sender=typed["sender"],
        )


class Limits(_CampaignForm):
    per_minute = Words(inputmode="numeric", width=5, autocomplete="off")
    quiet_from = Words(width=5, autocomplete="off")
    quiet_until = Words(width=5, autocomplete="off")

    def __init__(self, data: QueryDict | None, campaign: Campaign) -> None:
        super().__init__(
            data,
            initial={
                "per_minute": campaign.per_minute,
                "quiet_from": f"{campaign.quiet_from:%H:%M}",
                "quiet_until": f"{campaign.quiet_until:%H:%M}",
            },
        )

    def clean_per_minute(self) -> int:
        words = self.cleaned_data["per_minute"]
        # What is no number is out of bounds, too: the operation says which they are.
        return int(words) if words.isascii() and words.isdigit() else 0

    def clean_quiet_from(self) -> time:
        return _hour(self.cleaned_data["quiet_from"])

    def clean_quiet_until(self) -> time:
        return _hour(self.cleaned_data["quiet_until"])


def _hour(words: str) -> time:
    """Read `20:00`, `20 h 30` or `8`."""
    found = _HOUR.fullmatch(words)
    with suppress(ValueError):
        if found:
            return time(int(found[1]), int(found[2] or 0))
    raise fault(OutreachError("bad_hour"))


class Written(_CampaignForm):
    """The text in one language."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    subject = Words(autocomplete="off")
    body = Paragraphs(rows=14)

    def __init__(self, data: QueryDict | None, campaign: Campaign, content: Content | None) -> None:
        initial: dict[str, Any] = {"seen": campaign.changed}
        if content is not None:
            initial |= {"subject": content.subject, "body": content.body}
        super().__init__(data, initial=initial)


class OneClaim(_CampaignForm):
    key = Key()
    text = Words(check=lambda words: needed(words, at_most=MOST_OF_CLAIM))
    source = Words(check=lambda words: optional(words, at_most=MOST_OF_CLAIM), required=False)

    def __init__(self, data: QueryDict | None, claim: Claim | None = None) -> None:
        initial: dict[str, Any] = {"key": uuid4()}
        if claim is not None:
            initial = {"key": claim.uuid, "text": claim.text, "source": claim.source}
        super().__init__(data, initial=initial)


class Testimonials(_CampaignForm):
    whose = OneOf()

    def __init__(self, data: QueryDict | None, campaign: Campaign) -> None:
        super().__init__(data, initial={"whose": campaign.testimonials})
        lang = current_language()
        no = Choice(NO_TESTIMONIAL, t("campaigns.testimonials.none", lang), NO_TESTIMONIAL)
        some = [Choice(name, label[lang], name) for name, label in testimonials_by().items()]
        self.offer("whose", [no, *some])


class Answer(_CampaignForm):
    """What someone answers for an item of the checklist: the question and its answers are the item’s own."""

    answer = OneOf()

    def __init__(self, data: QueryDict | None, item: CheckItem, said: str) -> None:
        super().__init__(data, initial={"answer": said})
        self.item = item
        lang = current_language()
        self.offer(
            "answer",
            [Choice(each, t(f"campaigns.item.{item.value}.{each}", lang), each) for each in ANSWERS[item]],
        )

    def _text(self, name: str, part: str, lang: Lang) -> str:
        if name != "answer":
            return super()._text(name, part, lang)
        key = "question" if part == "label" else part
        return (
            t(f"campaigns.item.{self.item.value}.{key}", lang)
            if part in {"label", "hint"}
            else t("campaigns.item.missing", lang)
        )


class Decide(_CampaignForm):
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = OneOf()
    words = Words(check=lambda words: optional(words, at_most=MOST_OF_DECISION), required=False)

    def __init__(self, data: QueryDict | None, fingerprint: str) -> None:
        super().__init__(data, initial={"fingerprint": fingerprint})
        lang = current_language()
        self.offer(
            "decision",
            [
                Choice(each.value, capitalised(t(f"campaigns.decide.{each.value}", lang)), each)
                for each in ApprovalDecision
            ],
        )


class AddSender(_CampaignForm):
    key = Key()
    name = Words(autocomplete="organization")
    postal_address = Words(check=lambda words: needed(words, at_most=500), autocomplete="off")
    email = Words(check=email_address, type="email", autocomplete="off", spellcheck="false")
    reply_to = Words(
        check=email_address, required=False, type="email", autocomplete="off", spellcheck="false"
    )
    phone = Words(check=phone_number, required=False, type="tel", autocomplete="off")
    web = Words(check=web_address, required=False, type="url", autocomplete="off", spellcheck="false")

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"key": uuid4()})
