"""What the pages of a list show, as plain values for their templates."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.urls import reverse

from balise.consent.words import Channel
from balise.outreach.audience.gathering import LISTED, addressable, is_forgotten
from balise.outreach.lists.fields import PROBLEM, fields, plain, speaks_of_consent
from balise.outreach.lists.places import COUNTRIES
from balise.outreach.words import Audience, ListOrigin, Means
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.mapping import ListMapping
    from balise.outreach.lists.sources import Source
    from balise.outreach.models import Campaign, ListFile
    from balise.policy.text import Text

SHOWN = 50
EXAMPLES = 3
NEAR = ("CA", "US", "FR")
"""The countries that a list is most often of, first in their list."""


def overview(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Whom the campaign addresses, and the list if there is one."""
    audience = Audience(campaign.audience)
    context: dict[str, Any] = {"listed": audience in LISTED, "public": audience is Audience.PUBLIC}
    if audience is Audience.CLIENTS:
        means = Means(campaign.means)
        count, reached = addressable(campaign, Channel(means), now)
        lang = current_language()
        context["people"] = [
            {"key": t("audience.people.all", lang), "value": count},
            {"key": t(f"audience.people.{means}", lang), "value": reached},
        ]
    if context["listed"] and campaign.list_file is not None:
        context["rows"] = _about(campaign.list_file)
        context["forgotten"] = is_forgotten(campaign.list_file)
    return context


def _about(listed: ListFile) -> list[dict[str, Any]]:
    lang = current_language()
    said = {
        "name": listed.name or t("audience.list.pasted", lang),
        "kept": t(
            "audience.list.kept_by", lang, name=listed.added_by.full_name, moment=moment(listed.added_at)
        ),
        "origin": ListOrigin(listed.origin).label[lang],
        "provider": listed.provider,
        "statement": listed.provider_statement,
        "sha256": listed.sha256,
    }
    return [
        {"key": t(f"audience.list.{name}", lang), "value": value} for name, value in said.items() if value
    ]


def columns(source: Source, mapping: ListMapping, problems: tuple[Text, ...]) -> dict[str, Any]:
    """Each column with examples and what it may hold."""
    lang = current_language()
    choices = [{"value": held.id, "label": held.label[lang]} for held in fields().values()]
    first = list(islice((line for line in source.examples() if line.broken is None), EXAMPLES))
    return {
        "errors": [{"text": each[lang]} for each in problems],
        "remarks": [each[lang] for each in source.remarks],
        "columns": [
            {
                "name": f"column-{at}",
                "header": header,
                "hint": _hint(header, [line.cells[at] for line in first if line.cells[at]]),
                "items": choices,
                "value": mapping.columns.get(header) or "",
            }
            for at, header in enumerate(source.headers)
            if plain(header) != plain(PROBLEM)
        ],
        "countries": _countries(),
        "country": mapping.country,
    }


def _hint(header: str, examples: list[str]) -> str:
    lang = current_language()
    hint = t("audience.columns.example", lang, words=", ".join(examples)) if examples else ""
    if speaks_of_consent(header):
        hint = f"{hint} {t('audience.columns.no_consent', lang)}".strip()
    return hint or t("audience.columns.no_example", lang)


def _countries() -> list[dict[str, str]]:
    names = {str(code): str(name) for code, name in Locale(current_language()).territories.items()}
    others = sorted(COUNTRIES - set(NEAR), key=lambda code: plain(names.get(code) or code))
    return [{"value": code, "label": names.get(code, code)} for code in (*NEAR, *others)]


def result(campaign: Campaign, cleaned: Cleaned) -> dict[str, Any]:
    """What became of the rows, those to correct first."""
    lang, counts = current_language(), cleaned.counts
    problems = [found for faulty in islice(cleaned.faulty(), SHOWN) for found in faulty.findings]
    remarks = (found for one in cleaned.addressees() for found in one.remarks)
    return {
        "counts": [
            {"key": t(f"audience.result.{name}", lang), "value": value}
            for name, value in (
                ("rows", counts.rows),
                ("good", counts.good),
                ("joined", counts.joined),
                ("faulty", counts.faulty),
            )
        ],
        "faulty": counts.faulty,
        "problems": [{"row": each.row, "text": each.sentence[lang]} for each in problems[:SHOWN]],
        "more_problems": counts.faulty > SHOWN,
        "doubles": [each.text[lang] for each in islice(cleaned.joined(), SHOWN)],
        "remarks": [{"row": each.row, "text": each.sentence[lang]} for each in islice(remarks, SHOWN)],
        "shown": SHOWN,
        "screen": reverse("screening:run", args=[campaign.uuid]),
    }
