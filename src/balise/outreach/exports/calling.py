"""One call: who, at which number, when it may be made, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import phonenumbers
from django.utils import timezone

from balise.journal.pieces import pieces
from balise.outreach.exports.hours import may_call, next_span, spans, zones_of
from balise.outreach.exports.places import named
from balise.outreach.exports.words import Outcome
from balise.outreach.models import MessageEvent
from balise.outreach.words import MessageEventKind
from balise.people.addresses import REGION
from balise.people.words import Language
from balise.theme.dates import hour, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from balise.outreach.exports.hours import Span
    from balise.outreach.models import Message, Recipient


class Call(NamedTuple):
    """Someone to call, as a page shows them."""

    name: str
    number: str
    dialled: str
    """As a phone takes it (`tel:`); empty while it is no hour to call."""
    language: str
    when: str


def call_to(recipient: Recipient, now: datetime) -> Call:
    """The number is only offered at an hour when it may be called."""
    lang = current_language()
    zones = zones_of(recipient.phone, recipient.province)
    open_now = may_call(zones, now)
    begins, ends = next_span(zones, now)
    if open_now:
        when = t("exports.calls.until", lang, hour=hour(ends))
    else:
        when = t("exports.calls.from", lang, moment=moment(begins))
    number = dialled(recipient)
    return Call(named(recipient), spoken(recipient), number if open_now else "", _language(recipient), when)


def spoken(recipient: Recipient) -> str:
    """The number as one dials it from Canada, with its extension."""
    lang = current_language()
    parsed = _parsed(recipient.phone)
    number = phonenumbers.format_out_of_country_calling_number(parsed, REGION) if parsed else recipient.phone
    return (
        t("lists.extension", lang, number=number, extension=recipient.extension)
        if (recipient.extension)
        else str(number)
    )


def dialled(recipient: Recipient) -> str:
    """The number for a `tel:` link; the extension is typed by hand."""
    parsed = _parsed(recipient.phone)
    if parsed is None:
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def hours_today(recipient: Recipient, now: datetime) -> str:
    """When they may be called today, by our own clock; empty when not today any more."""
    midnight = datetime.combine(timezone.localdate(now), time(), timezone.get_current_timezone())
    tomorrow = datetime.combine(
        timezone.localdate(now) + timedelta(days=1), time(), timezone.get_current_timezone()
    )
    found = spans(zones_of(recipient.phone, recipient.province), midnight, tomorrow)
    return "; ".join(map(_span, found))


def on_sheet(recipients: Iterable[Recipient], now: datetime) -> Iterator[tuple[str, str, str, str]]:
    """The rows of a sheet: name, number, language, hours of today."""
    for each in recipients:
        yield named(each), spoken(each), _language(each), hours_today(each, now)


def still_to_call(recipients: Sequence[Recipient]) -> list[Recipient]:
    """Those of whom no call ended it."""
    done: set[int] = set()
    ends = [each.value for each in Outcome if each.ends]
    for some in pieces(recipients):
        events = MessageEvent.objects.filter(
            message__recipient__in=some, kind=MessageEventKind.CALLED, detail__in=ends
        )
        done.update(events.values_list("message__recipient", flat=True))
    return [each for each in recipients if each.pk not in done]


def outcomes_of(messages: Iterable[Message]) -> dict[int, list[tuple[Outcome, datetime]]]:
    """What became of the calls of each message, in order."""
    found: defaultdict[int, list[tuple[Outcome, datetime]]] = defaultdict(list)
    events = MessageEvent.objects.filter(message__in=messages, kind=MessageEventKind.CALLED).order_by("pk")
    for message, detail, at in events.values_list("message_id", "detail", "at"):
        found[message].append((Outcome(detail), at))
    return dict(found)


def _span(span: Span) -> str:
    return t("exports.calls.span", current_language(), begins=hour(span[0]), ends=hour(span[1]))


def _language(recipient: Recipient) -> str:
    return Language(recipient.language).label[current_language()] if recipient.language else ""


def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return None
