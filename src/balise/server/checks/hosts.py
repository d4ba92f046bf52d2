"""The names that the site answers to."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from balise.server.checks import Finding, failure, ok, warning

NEAR = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def check_hosts() -> Iterator[Finding]:
    hosts = set(settings.ALLOWED_HOSTS)
    if any(host.startswith("*") for host in hosts):
        yield failure("hosts", "any")
    elif hosts <= NEAR:
        yield warning("hosts", "only_here")
    else:
        yield ok("hosts", "named", hosts=", ".join(sorted(hosts - NEAR)))
