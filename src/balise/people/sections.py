"""Parts that rooms above bring to a client's page: people does not know them, it only keeps their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.safestring import SafeString

    from balise.people.models import Client
    from balise.people.pages import StaffRequest

    Section = Callable[[StaffRequest, Client], SafeString | None]

_sections: list[Section] = []


def bring(section: Section) -> None:
    """Have a part drawn on each client's page; called once, when the room starts."""
    if section not in _sections:
        _sections.append(section)


def sections(request: StaffRequest, client: Client) -> list[SafeString]:
    """The parts that this viewer may see, in the order of the rooms."""
    return [drawn for each in _sections if (drawn := each(request, client)) is not None]
