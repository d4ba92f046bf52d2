"""One change of these append-only tables is let through: what tells who a person was, emptied at erasure."""

from django.db import migrations

from balise.journal.guards import POSTGRESQL, SQLITE

EMPTIED = {
    "consent_evidence": ("content", ("id", "name", "media_type", "sha256", "kept_at")),
    "consent_merge": ("reason", ("id", "kept_id", "merged_id", "by_id", "at")),
    "consent_distinct": ("reason", ("id", "first_id", "second_id", "by_id", "at")),
}
"""The table, the column that may become empty, and those that never change."""


def _put(editor, condition):
    on = editor.connection.vendor == "postgresql"
    for table, (column, others) in EMPTIED.items():
        editor.execute(f"DROP TRIGGER {table}_no_update{f' ON {table}' if on else ''}", params=None)
        statement = POSTGRESQL if on else SQLITE
        when = condition(column, others) if condition else ""
        editor.execute(
            statement.format(table=table, event="update", each="ROW", condition=when), params=None
        )


def _unless_emptied(column, others):
    changed = " OR ".join(f"NEW.{each} <> OLD.{each}" for each in others)
    return f"WHEN (length(NEW.{column}) > 0 OR {changed})"


def let_through(_, editor):
    _put(editor, _unless_emptied)


def forbid_again(_, editor):
    _put(editor, None)


class Migration(migrations.Migration):
    dependencies = [("consent_rights", "0001_initial"), ("consent", "0002_append_only")]

    operations = [migrations.RunPython(let_through, forbid_again)]
