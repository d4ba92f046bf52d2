"""The policies in force can be read, without a problem."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from balise.policy import Lang, PackError, load
from balise.server.checks import Finding, failure, ok


def check_packs(lang: Lang) -> Iterator[Finding]:
    """`lang` is that of the problems, which packs tell in words."""
    try:
        policy = load(*settings.BALISE_PACKS)
    except PackError as error:
        yield failure("packs", "faulty", count=len(error.problems), problems="; ".join(error.lines(lang)))
    else:
        packs = ", ".join(f"{pack.id} {pack.version}" for pack in policy.packs.values())
        yield ok("packs", "sound", packs=packs, rules=len(policy.rules))
