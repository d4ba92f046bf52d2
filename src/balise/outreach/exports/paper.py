"""Letters, labels and call sheets, as PDF."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import override

from balise.journal.pieces import pieces
from balise.outreach.campaigns.composing import content_for, on_paper
from balise.outreach.exports.calling import on_sheet
from balise.outreach.exports.nodes import nodes_of
from balise.outreach.exports.places import address_lines, named
from balise.outreach.exports.saying import words_to_say
from balise.outreach.models import Content
from balise.outreach.sending.preparing import fields_of
from balise.outreach.words import Audience
from balise.people.periods import day_of
from balise.policy.text import LANGS
from balise.theme.dates import long_date
from balise.theme.language import current_language
from balise.theme.paper import typeset
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.outreach.models import Campaign, Recipient
    from balise.policy.text import Lang

HERE = Path(__file__).parent

IN_ONE = 1_000
"""Letters or labels in one file, which takes a few seconds; what is longer comes as several."""


class File(NamedTuple):
    """What is handed to the browser."""

    name: str
    content_type: str
    content: bytes


def letters(campaign: Campaign, recipients: Sequence[Recipient], *, preferences: str, now: datetime) -> File:
    """A letter for each, in their language. `preferences` is where those whom we serve can change their mind,
    without any secret in it.
    """
    contents = list(Content.objects.filter(campaign=campaign))
    page = preferences if campaign.audience == Audience.CLIENTS else ""
    days = {}
    for lang in LANGS:
        with override(f"{lang}-ca"):
            days[lang] = long_date(day_of(now))

    def letter(recipient: Recipient) -> dict[str, object]:
        content = content_for(contents, recipient.language)
        lang: Lang = "fr" if content.language == "fr" else "en"
        subject, body = on_paper(content=content, fields={**fields_of(recipient), "name": named(recipient)})
        return {
            "lang": lang,
            "day": days[lang],
            "place": [named(recipient), *address_lines(recipient)],
            "subject": subject,
            "body": nodes_of(body),
            "foot": _foot(campaign, lang, page),
        }

    sender = {"name": campaign.sender.name, "address": campaign.sender.postal_address.splitlines()}
    made = [
        typeset(
            HERE / "letters.typ",
            {"title": campaign.title, "sender": sender, "letters": [letter(each) for each in some]},
            now,
        )
        for some in pieces(recipients, IN_ONE)
    ]
    return _file("letters", made)


def labels(campaign: Campaign, recipients: Sequence[Recipient], *, now: datetime) -> File:
    """Sheets of 30 labels."""
    lang = current_language()
    made = [
        typeset(
            HERE / "labels.typ",
            {
                "title": t("exports.labels.title", lang, campaign=campaign.title),
                "lang": lang,
                "labels": [[named(each), *address_lines(each)] for each in some],
            },
            now,
        )
        for some in pieces(recipients, IN_ONE)
    ]
    return _file("labels", made)


def call_sheet(campaign: Campaign, recipients: Sequence[Recipient], *, now: datetime) -> File:
    """Who to call, when, and what to say."""
    lang = current_language()
    data = {
        "title": t("exports.calls.title", lang, campaign=campaign.title),
        "lang": lang,
        "day": long_date(day_of(now)),
        "lead": t("exports.calls.sheet_lead", lang, day=long_date(day_of(now))),
        "words": {
            "people": t("exports.calls.people", lang),
            "columns": [
                t(f"exports.columns.{name}", lang)
                for name in ("number", "name", "phone", "language", "hours", "outcome")
            ],
        },
        "say": words_to_say(campaign, recipients[0] if recipients else None, now),
        "calls": [
            [str(number), *row, t("exports.calls.boxes", lang)]
            for number, row in enumerate(on_sheet(recipients, now), 1)
        ],
    }
    return _file("calls", [typeset(HERE / "calls.typ", data, now)])


def _foot(campaign: Campaign, lang: Lang, page: str) -> list[str]:
    """Who sends, how they are reached, why this came, and how to stop it."""
    sender = campaign.sender
    ways = [each for each in (sender.phone, sender.reply_to or sender.email, sender.web) if each]
    stop = t("exports.letters.stop_page", lang, ways=" · ".join(ways), page=page) if page else ""
    return [
        f"{sender.name} · {' '.join(sender.postal_address.splitlines())} · {' · '.join(ways)}",
        t("exports.letters.why", lang, purpose=campaign.purpose.name[lang]),
        stop or t("exports.letters.stop", lang, ways=" · ".join(ways)),
    ]


def _file(name: str, made: list[bytes]) -> File:
    """The one PDF, or all of them in one file."""
    if len(made) == 1:
        return File(f"{name}.pdf", "application/pdf", made[0])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number, content in enumerate(made, 1):
            packed.writestr(f"{name}-{number}.pdf", content)
    return File(f"{name}.zip", "application/zip", out.getvalue())
