"""What the pages of an import show, as plain values for their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balise.people.imports import mapping as mappings
from balise.people.imports.fields import DEFAULTED, PROBLEM, Kind, fields, plain
from balise.people.imports.mapping import ColumnMapping, DateOrder
from balise.people.imports.outcomes import Checked, Counts
from balise.people.imports.store import LASTS
from balise.people.imports.units import Units
from balise.people.words import Language, Status
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.people.imports.tables import Table

SHOWN = 50
EXAMPLES = 3
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
        "chosen": chosen,
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
            "before": change.before,
            "after": change.after,
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
        "counts": _counts(counts),
    }


def _counts(counts: Counts) -> list[dict[str, Any]]:
    lang = current_language()
    rows = [{"key": t("people.imports.page.rows", lang), "value": counts.rows}]
    rows += [
        {"key": t(f"people.imports.page.{each}", lang), "value": getattr(counts, each)} for each in COUNTS
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
