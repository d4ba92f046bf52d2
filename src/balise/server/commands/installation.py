"""Brings up the installation that the environment describes, for a command."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from balise.cli.errors import CommandError
from balise.policy.text import Lang
from balise.server.database import FaultyDatabaseAddressError
from balise.theme.texts import t


class RefusedSettingsError(Exception):
    """The environment does not describe an installation; the words say what is wrong."""


def bring_up() -> None:
    """Load the settings and the rooms. Raise `RefusedSettingsError`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balise.server.settings")
    try:
        django.setup()
    # `ValueError`: a time zone that is none, or a log that cannot be set up.
    except (ImproperlyConfigured, FaultyDatabaseAddressError, OSError, ValueError) as error:
        raise RefusedSettingsError(str(error)) from error


def bring_up_or_refuse(lang: Lang) -> None:
    """The same, for commands that have nothing better to say than why. Raise `CommandError`."""
    try:
        bring_up()
    except RefusedSettingsError as error:
        raise CommandError([t("server.command.settings", lang, reason=error)]) from error


def rooms_alone() -> None:
    """Let the rooms that read lists be imported, without any installation. There are no settings to get
    wrong, no folder is made, and whatever asks for a database is refused.
    """
    settings.configure(
        INSTALLED_APPS=["balise.journal", "balise.people", "balise.people.imports"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
