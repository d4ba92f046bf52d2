"""Addresses where nothing arrives: a message bounced there for good, or a mail server said at once that there
is no such address. Nothing more goes there, until someone gives the address again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q

from balise.outreach.models import Message, MessageEvent
from balise.outreach.words import MessageEventKind, MessageState
from balise.people.models import ContactPoint
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Collection

BOUNCED = "returned"
"""Why nothing leaves for such an address."""

_NOT_THE_ADDRESS = r"^(4[.]|5[.]2[.]2|5[.]7[.])"
"""What a report may tell that says nothing of the address: given up after trying for long, a full mailbox, a
server that blocks us.
"""

_NO_SUCH_ADDRESS = r"^5[0-9][0-9] 5[.]1[.]([1236]|10)( |$)"
"""What a server says of the addressee; others of 5.1 are about the sender (RFC 3463)."""


def bounced(keys: Collection[str]) -> set[str]:
    """Those of these addresses, by their keys, where mail bounced since we were given them; a constant number
    of queries.
    """
    ended = Message.objects.filter(
        address__among=keys, state__in=[MessageState.BOUNCED, MessageState.REFUSED]
    ).values("pk")
    came_back = Q(kind=MessageEventKind.BOUNCED) & ~Q(detail__regex=_NOT_THE_ADDRESS)
    for_good = came_back | Q(kind=MessageEventKind.REFUSED, detail__regex=_NO_SUCH_ADDRESS)
    events = MessageEvent.objects.filter(for_good, message__in=ended).order_by()
    last = dict(events.values_list("message__address").annotate(Max("at")))
    points = ContactPoint.objects.filter(key__among=last, kind=ContactKind.EMAIL).order_by()
    given = dict(points.values_list("key").annotate(Max("added_at")))
    return {key for key, at in last.items() if not (since := given.get(key)) or since <= at}
