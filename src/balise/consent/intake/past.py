"""A client's consents on a day of the past, what held and what we knew of it: the form, and the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from balise.consent.intake.errors import IntakeError
from balise.consent.intake.showing import standing_row
from balise.consent.queries import read_consents_on
from balise.consent.words import Channel
from balise.people.forms import Day, PageForm, fault
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import QueryDict

    from balise.consent.queries import Consent
    from balise.people.models import Client, Staff


class OnDay(PageForm):
    """Which day. Sent by a GET: to ask about the past changes nothing, and a day tells nobody's name."""

    texts: ClassVar[str] = "intake"

    day = Day()

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__(data if "day-year" in data else None)
        self._today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self._today:
            raise fault(IntakeError("day_to_come"))
        return day


def rows(*, viewer: Staff, client: Client, day: date, at: datetime) -> list[dict[str, Any]]:
    """By purpose and channel, both readings side by side. Opening them is noted."""
    found = read_consents_on(viewer=viewer, uuid=client.uuid, day=day, at=at)
    lang = current_language()
    held, known = _by_key(found.held), _by_key(found.known)
    # What was known then may have turned out otherwise: either reading can have what the other lacks.
    purposes = {each.purpose.code: each.purpose for each in (*found.held, *found.known)}
    return [
        {
            "code": code,
            "name": purpose.name[lang],
            "rows": [
                {
                    "channel": channel,
                    "held": standing_row(held.get((code, channel)), channel),
                    "known": standing_row(known.get((code, channel)), channel),
                }
                for channel in Channel
                if (code, channel) in held or (code, channel) in known
            ],
        }
        for code, purpose in sorted(purposes.items())
    ]


def _by_key(consents: Iterable[Consent]) -> dict[tuple[str, Channel], Consent]:
    return {(each.purpose.code, each.channel): each for each in consents}
