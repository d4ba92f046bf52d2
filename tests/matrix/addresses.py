"""Every address of Balise by its name, from Django's resolver itself: nobody has to keep a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def addresses() -> dict[str, str]:
    """The patterns of all addresses, by the name that the table calls them."""
    found: dict[str, str] = {}
    for name, pattern in _walk(get_resolver()):
        if not name.rpartition(":")[2]:
            raise AssertionError(f"the address /{pattern} has no name: give it one in its `path(…, name=…)`")
        if name in found:
            raise AssertionError(f"two addresses are named `{name}`: /{found[name]} and /{pattern}")
        found[name] = pattern
    return found


def _walk(resolver: Any, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  Django's two kinds
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            yield from _walk(each, pattern, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name or ''}", pattern


def arguments(pattern: str) -> list[str]:
    """The names of what the address needs."""
    return [typed or named for typed, named in ARGUMENT.findall(pattern)]


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The address with its arguments. Raise `KeyError` when one is not among the values."""
    return "/" + ARGUMENT.sub(lambda found: values[found[1] or found[2]], pattern)
