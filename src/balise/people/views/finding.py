"""What someone looks for in a list, kept in their session: names of people stand in no address."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of the name, and which of those found."""

    words: str = ""
    which: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.which or self.unit)


def wanted(request: HttpRequest, what: str) -> Wanted:
    """What this person looks for in this list."""
    return Wanted(**request.session.get(f"wanted_{what}", {}))


def keep(request: HttpRequest, what: str) -> None:
    """Remember what was typed; nothing at all forgets it."""
    sought = Wanted(*(_harmless(request.POST.get(part, "")) for part in ("words", "which", "unit")))
    if sought:
        request.session[f"wanted_{what}"] = asdict(sought)
    else:
        request.session.pop(f"wanted_{what}", None)


def _harmless(words: str) -> str:
    """What was typed, without the one character that PostgreSQL cannot take."""
    return words.replace("\0", "").strip()[:MOST]


def named(found: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """Those whose name has all of these words."""
    for word in words.split():
        either = Q()
        for name in fields:
            either |= Q(**{f"{name}__icontains": word})
        found = found.filter(either)
    return found
