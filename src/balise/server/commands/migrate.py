"""`balise migrate`: makes the tables, or brings them up to date. Safe to call again."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DatabaseError

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.checks import Level
from balise.server.commands.installation import bring_up_or_refuse
from balise.theme.texts import t


def migrate(lang: Lang) -> int:
    """The exit status. Raises `CommandError` when the database cannot be reached or is too new."""
    bring_up_or_refuse(lang)
    from balise.server.checks.database import check_database, check_migrations  # noqa: PLC0415  as above

    newer = [finding for finding in check_migrations() if finding.what == "newer"]
    refused = [finding for finding in [*check_database(), *newer] if finding.level is Level.FAILURE]
    if refused:
        raise CommandError(line for finding in refused for line in (finding.says(lang), finding.do(lang)))
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise CommandError([t("server.command.migration_failed", lang, reason=error)]) from error
    say(t("server.command.migrated", lang))
    return 0
