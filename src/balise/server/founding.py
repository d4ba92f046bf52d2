"""The start of an installation: the organisation, its first person, and a link to choose a password once.

The link goes by mail when mail is set up. Otherwise, or when the mail server does not take it, whoever runs
the command is given it: they have the whole database in their hands anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from balise.people.accounts import mailing
from balise.people.accounts.operations import one_time_path, open_account
from balise.people.errors import PeopleError
from balise.people.models import Unit
from balise.people.notices import site_address
from balise.people.operations import found_organisation
from balise.people.wording import email_address, needed
from balise.people.words import Language
from balise.policy.text import Lang, Text
from balise.theme.texts import t


class RefusedError(Exception):
    """Nothing was founded; the faults are by the name of what is wrong, empty for the whole."""

    def __init__(self, faults: Mapping[str, PeopleError]) -> None:
        super().__init__(*faults.values())
        self._faults = faults

    def lines(self, lang: Lang) -> list[str]:
        return [
            f"`--{name.replace('_', '-')}`: {fault.message[lang]}" if name else fault.message[lang]
            for name, fault in self._faults.items()
        ]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What has to be known, checked; all that is wrong is told at once. Raise `RefusedError`."""

    name_fr: str
    name_en: str
    full_name: str
    email: str

    def __post_init__(self) -> None:
        faults = {}
        for name, value in vars(self).items():
            check: Callable[[str], str] = email_address if name == "email" else needed
            try:
                check(value)
            except PeopleError as error:
                faults[name] = error
        if faults:
            raise RefusedError(faults)

    @property
    def name(self) -> Text:
        return Text(self.name_fr, self.name_en)


@dataclass(frozen=True)
class Invitation:
    """The link, whether it went by mail, and if it did not though it should have, why."""

    link: str
    mailed: bool
    failure: str = ""


def require_nobody() -> None:
    """Raise `RefusedError` when there is an organisation already."""
    if Unit.objects.exists():
        raise RefusedError({"": PeopleError("already_founded")})


def found(wanted: Wanted, *, language: Lang, site: str, now: datetime) -> Invitation:
    """Make the organisation, open its first person's account, and send the link, or give it back.

    Raise `RefusedError`.
    """
    try:
        with transaction.atomic():
            first = found_organisation(
                name=wanted.name,
                full_name=wanted.full_name,
                email=wanted.email,
                language=Language(language),
                reason=t("server.found.reason", language),
                now=now,
            )
            account = open_account(by=first, staff=first, now=now)
            link = (site or site_address()).rstrip("/") + one_time_path(account)
    except PeopleError as error:
        raise RefusedError({"": error}) from error
    return _sent(link, account.email)


def _sent(link: str, email: str) -> Invitation:
    if not mailing.is_set_up():
        return Invitation(link, mailed=False)
    try:
        mailing.letter("invitation", email, {"password_reset_url": link}).send()
    except OSError as error:  # what smtplib raises, too
        return Invitation(link, mailed=False, failure=type(error).__name__)
    return Invitation(link, mailed=True)
