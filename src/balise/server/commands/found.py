"""`balise found`: the organisation and its first person, with what is missing asked in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import DatabaseError

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.checks import Level
from balise.server.commands.installation import bring_up_or_refuse
from balise.theme.texts import t


def found(lang: Lang, *, given: Mapping[str, str], language: Lang, url: str) -> int:
    """The exit status. Raises `CommandError`; then nothing was founded."""
    bring_up_or_refuse(lang)
    from balise.people.accounts.operations import LINK_LASTS_DAYS  # noqa: PLC0415  rooms load from here on
    from balise.server import founding  # noqa: PLC0415  as above

    _require_tables(lang)
    try:
        founding.require_nobody()  # before anything is asked
        wanted = founding.Wanted(**{name: value or _asked(name, lang) for name, value in given.items()})
        invitation = founding.found(wanted, language=language, site=url, now=datetime.now(UTC))
    except founding.RefusedError as error:
        raise CommandError(error.lines(lang)) from error
    except DatabaseError as error:
        raise CommandError([t("server.found.not_written", lang, reason=error)]) from error
    say(t("server.found.done", lang, name=wanted.name[lang]))
    if invitation.failure:
        say(t("server.found.not_mailed", lang, reason=invitation.failure))
    if invitation.mailed:
        say(t("server.found.mailed", lang, email=wanted.email))
    else:
        say(t("server.found.link", lang, days=LINK_LASTS_DAYS))
        say(invitation.link)
    return 0


def _asked(name: str, lang: Lang) -> str:
    return input(t(f"server.found.ask.{name}", lang) + " ") if sys.stdin.isatty() else ""


def _require_tables(lang: Lang) -> None:
    from balise.server.checks.database import check_database, check_migrations  # noqa: PLC0415  as above

    refused = [each for each in [*check_database(), *check_migrations()] if each.level is Level.FAILURE]
    if refused:
        raise CommandError(line for each in refused for line in (each.says(lang), each.do(lang)))
