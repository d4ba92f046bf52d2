"""One change of what the gate answered is let through: about whom, emptied when it is forgotten."""

from django.db import migrations

from balise.journal.guards import POSTGRESQL, SQLITE

TABLE = "outreach_gatedecision"
UNLESS_EMPTIED = "WHEN (NEW.address <> '' OR NEW.message_id <> '' OR {})".format(
    " OR ".join(f"NEW.{each} <> OLD.{each}" for each in ("id", "account_id", "passed", "reason", "at"))
)


def _put(editor, condition):
    on = editor.connection.vendor == "postgresql"
    editor.execute(f"DROP TRIGGER {TABLE}_no_update{f' ON {TABLE}' if on else ''}", params=None)
    statement = POSTGRESQL if on else SQLITE
    editor.execute(
        statement.format(table=TABLE, event="update", each="ROW", condition=condition), params=None
    )


def let_through(_, editor):
    _put(editor, UNLESS_EMPTIED)


def forbid_again(_, editor):
    _put(editor, "")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_append_only")]

    operations = [migrations.RunPython(let_through, forbid_again)]
