"""What the pages of an import show, as plain values for their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balise.people.forms import capitalised
from balise.people.imports import mapping as mappings
from balise.people.imports.fields import DEFAULTED, PROBLEM, Kind, fields, plain
from balise.people.imports.mapping import ColumnMapping, DateOrder
from balise.people.imports.outcomes import Checked, Counts
from balise.people.imports.store import LASTS
from balise.people.imports.units import Units
from balise.people.words import Language, Status, Word
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.people.imports.tables import Table
    from balise.policy.text import Lang

SHOWN = 50
EXAMPLES = 3
WORDS: dict[str, type[Word]] = {"status": Status, "language": Language}
YES_OR_NO = ("regular_client_contact", "vulnerable")
COUNTS = ("added", "changed", "unchanged", "kept", "faulty")


def start(
    kinds: list[Kind], exports: list[Kind], chosen: str, errors: list[dict[str, str]]
) -> dict[str, Any]:
    lang = current_language()
    return {
        "kinds": [
            {"value": kind.value, "label": t(f"people.imports.page.what_{kind.value}", lang)}
            for kind in kinds
        ],
        "exports": [
            {"value": kind.value, "label": t(f"people.imports.page.export_{kind.value}", lang)}
            for kind in exports
        ],
        "chosen": kinds[0].value if len(kinds) == 1 else chosen,
        "hours": int(LASTS.total_seconds() // 3600),
        "errors": errors,
        "wrong": {error["field"]: error["text"] for error in errors},
    }


def columns(table: Table, mapping: ColumnMapping, errors: list[dict[str, str]]) -> dict[str, Any]:
    lang = current_language()
    choices = [{"value": held.id, "label": held.label[lang]} for held in fields(mapping.kind).values()]
    unknown = mappings.unknown(mapping)
    return {
        "errors": errors,
        "unknown": ", ".join(unknown),
        "columns": [
            {
                "name": f"column-{at}",
                "header": header,
                "examples": ", ".join(row.cells[at] for row in table.rows[:EXAMPLES] if row.cells[at]),
                "items": choices,
                "value": mapping.columns.get(header) or "",
            }
            for at, header in enumerate(table.headers)
            if plain(header) != plain(PROBLEM)
        ],
        "defaults": [
            {
                "name": f"default-{held}",
                "label": fields(mapping.kind)[held].label[lang],
                "items": _defaults(held),
                "value": mapping.defaults.get(held, ""),
            }
            for held in DEFAULTED[mapping.kind]
        ],
        "orders": [{"value": order.value, "label": order.label[lang]} for order in DateOrder]
        if mapping.kind is Kind.CLIENTS
        else [],
        "order": mapping.dates.value,
    }


def preview(name: str, checked: Checked, errors: list[dict[str, str]]) -> dict[str, Any]:
    lang = current_language()
    known = fields(checked.mapping.kind)
    problems = checked.problems
    changes = [
        {
            "row": outcome.row.number,
            "field": known[change.field].label[lang],
            "before": _in_words(change.field, change.before, lang),
            "after": _in_words(change.field, change.after, lang),
        }
        for outcome in checked.outcomes
        for change in outcome.changes
    ]
    how = (("all", "how_all"), ("good", "how_good"))
    return {
        "errors": errors,
        "name": name,
        "counts": _counts(checked.counts),
        "expected": "-".join(str(getattr(checked.counts, each)) for each in COUNTS),
        "faulty": checked.counts.faulty,
        "undecided": next((error["text"] for error in errors if error.get("field") == "how"), ""),
        "problems": [{"row": each.row, "text": each.sentence[lang]} for each in problems[:SHOWN]],
        "more_problems": len(problems) > SHOWN,
        "changes": changes[:SHOWN],
        "more_changes": len(changes) > SHOWN,
        "shown": SHOWN,
        "how": [
            {
                "value": value,
                "label": t(f"people.imports.page.{key}", lang),
                "hint": t(f"people.imports.page.{key}_hint", lang),
            }
            for value, key in how
        ],
    }


def result(name: str, told: dict[str, Any]) -> dict[str, Any]:
    counts = Counts(*(told[each] for each in COUNTS))
    return {
        "name": name,
        "written": told["written"],
        "left_out": told["left_out"],
        "imported": counts.imported,
        "counts": _counts(counts, done=told["written"]),
    }


def _in_words(held: str, value: str, lang: Lang) -> str:
    """What a cell held or will hold, as the reader's language says it."""
    words = WORDS.get(held)
    if words is not None and value in words.__members__.values():
        return capitalised(words(value).label[lang])
    return t(f"people.imports.page.{value.lower()}", lang) if held in YES_OR_NO and value else value


def _counts(counts: Counts, *, done: bool = False) -> list[dict[str, Any]]:
    lang = current_language()
    called = {each: f"{each}_done" if done and each in ("added", "changed") else each for each in COUNTS}
    rows = [{"key": t("people.imports.page.rows", lang), "value": counts.rows}]
    rows += [
        {"key": t(f"people.imports.page.{key}", lang), "value": getattr(counts, each)}
        for each, key in called.items()
        # Few lists have any of these, and what they are takes many words.
        if each != "kept" or counts.kept
    ]
    return rows


def _defaults(held: str) -> list[dict[str, str]]:
    lang = current_language()
    if held == "unit":
        units = Units()
        names = sorted(units.name(pk, lang) for pk in units.by_pk)
        return [{"value": name, "label": name} for name in names]
    words = Status if held == "status" else Language
    return [{"value": word.value, "label": word.label[lang]} for word in words]
