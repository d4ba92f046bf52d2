"""Every check of an installation, in the order in which one would mend what they find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from balise.policy import Lang
from balise.server.checks import Finding
from balise.server.checks.clock import check_clock
from balise.server.checks.consents import check_consents
from balise.server.checks.hosts import check_hosts
from balise.server.checks.journal import check_journal
from balise.server.checks.packs import check_packs
from balise.server.checks.proxy import check_https
from balise.server.checks.readiness import readiness
from balise.server.checks.secrets import check_secrets


def examine(*, now: datetime, lang: Lang, url: str | None) -> Iterator[Finding]:
    """`url` is the address that visitors use; through it, HTTPS is tried for real."""
    yield from check_secrets()
    yield from check_https(url)
    yield from check_hosts()
    yield from readiness()
    yield from check_clock()
    yield from check_journal(now)
    yield from check_consents()
    yield from check_packs(lang)
