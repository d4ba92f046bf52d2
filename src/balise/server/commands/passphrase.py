"""The passphrase of backups: from the environment, else typed. Never an argument, which every user could
read.
"""

from __future__ import annotations

import getpass
import os
import sys

from balise.cli.errors import CommandError
from balise.policy.text import Lang
from balise.theme.texts import t

VARIABLE = "BALISE_BACKUP_PASSPHRASE"
SHORTEST = 12


def passphrase(lang: Lang, *, new: bool) -> str:
    """Raise `CommandError` when there is none or, for a new one, when it is too short or not typed twice
    alike.
    """
    found = os.environ.get(VARIABLE, "")
    typed = not found and sys.stdin.isatty()
    if typed:
        found = getpass.getpass(t("server.backup.type_passphrase", lang))
    if not found:
        raise CommandError([t("server.backup.no_passphrase", lang, variable=VARIABLE)])
    if new and len(found) < SHORTEST:
        raise CommandError([t("server.backup.short_passphrase", lang, shortest=SHORTEST)])
    if new and typed and getpass.getpass(t("server.backup.type_again", lang)) != found:
        raise CommandError([t("server.backup.not_alike", lang)])
    return found
