"""What the pages of an import of consents show, as plain values for their templates."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from balise.consent.imports import mapping as mappings
from balise.consent.imports.answers import Meaning
from balise.consent.imports.checking import Counts
from balise.consent.imports.fields import ANSWER, CHANNEL, DEFAULTED, PROBLEM, PURPOSE, fields, plain
from balise.consent.queries import open_purposes
from balise.consent.words import Channel
from balise.people.forms import capitalised
from balise.people.imports.mapping import DateOrder
from balise.people.imports.store import LASTS
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.consent.imports.checking import Checked
    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source

SHOWN = 50
EXAMPLES = 3
WORDS = 20
"""Unknown answers asked about on the page; a column with more of them holds something else."""
COUNTS = ("given", "implied", "refused", "known", "silent", "faulty")


def start(errors: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "hours": int(LASTS.total_seconds() // 3600),
        "errors": errors,
        "wrong": {error["field"]: error["text"] for error in errors},
    }


def answers(source: Source, mapping: ConsentMapping) -> Iterator[str]:
    """What stands in the column of answers."""
    at = next(
        (at for at, header in enumerate(source.headers) if mapping.columns.get(header) == ANSWER.id), None
    )
    return iter(()) if at is None else (row.cells[at] for row in source.rows())


def columns(source: Source, mapping: ConsentMapping, errors: list[dict[str, str]]) -> dict[str, Any]:
    lang = current_language()
    choices = [{"value": held.id, "label": held.label[lang]} for held in fields().values()]
    first = list(islice(source.rows(), EXAMPLES))
    asked = mappings.unknown_words(mappings.ConsentMapping(columns=mapping.columns), answers(source, mapping))
    return {
        "errors": errors,
        "columns": [
            {
                "name": f"column-{at}",
                "header": header,
                "examples": ", ".join(row.cells[at] for row in first if row.cells[at]),
                "items": choices,
                "value": mapping.columns.get(header) or "",
            }
            for at, header in enumerate(source.headers)
            if plain(header) != plain(PROBLEM)
        ],
        "defaults": [
            {
                "name": f"default-{held}",
                "label": fields()[held].label[lang],
                "items": _defaults(held),
                "value": mapping.defaults.get(held, ""),
            }
            for held in DEFAULTED
        ],
        "words": [
            {
                "name": f"word-{at}",
                "label": words,
                "items": [{"value": each.value, "label": each.label[lang]} for each in Meaning],
                "value": meant.value if (meant := mapping.words.get(mappings.as_key(words))) else "",
            }
            for at, words in enumerate(asked[:WORDS])
        ],
        "orders": [{"value": order.value, "label": order.label[lang]} for order in DateOrder],
        "order": mapping.dates.value,
    }


def preview(name: str, checked: Checked, errors: list[dict[str, str]]) -> dict[str, Any]:
    lang = current_language()
    problems = [each for found in islice(checked.faults.values(), SHOWN) for each in found]
    return {
        "errors": errors,
        "undecided": next((each["text"] for each in errors if each.get("field") == "how"), ""),
        "name": name,
        "counts": _counts(checked.counts),
        "expected": "-".join(str(getattr(checked.counts, each)) for each in COUNTS),
        "faulty": checked.counts.faulty,
        "problems": [{"row": each.row, "text": each.sentence[lang]} for each in problems[:SHOWN]],
        "more_problems": checked.counts.faulty > SHOWN or len(problems) > SHOWN,
        "shown": SHOWN,
        "how": [
            {
                "value": each,
                "label": t(f"imports.page.how_{each}", lang),
                "hint": t(f"imports.page.how_{each}_hint", lang),
            }
            for each in ("all", "good")
        ],
    }


def result(name: str, told: dict[str, Any]) -> dict[str, Any]:
    counts = Counts(**{each: told[each] for each in COUNTS})
    return {
        "name": name,
        "written": told["written"],
        "counts": _counts(counts),
        "count": counts.written,
        "faulty": counts.faulty,
    }


def _counts(counts: Counts) -> list[dict[str, Any]]:
    lang = current_language()
    rows = [{"key": t("imports.page.rows", lang), "value": counts.rows}]
    return rows + [
        {"key": t(f"imports.page.{each}", lang), "value": getattr(counts, each)} for each in COUNTS
    ]


def _defaults(held: str) -> list[dict[str, str]]:
    lang = current_language()
    if held == PURPOSE.id:
        return [{"value": each.code, "label": each.name[lang]} for each in open_purposes()]
    assert held == CHANNEL.id
    return [{"value": each.label[lang], "label": capitalised(each.label[lang])} for each in Channel]
