"""What the pages of intake show, as plain values for their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from balise.consent.book import Book
from balise.consent.models import Notice
from balise.consent.queries import notice_in_force, open_purposes, read_consents
from balise.consent.standings import living, mark_of
from balise.consent.words import Basis, Channel, Event, Grantor, Method, State
from balise.people.forms import Choice, capitalised
from balise.people.models import ContactPoint, LinkedParty
from balise.people.periods import day_of, in_force
from balise.people.words import Language, LinkKind
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.consent.models import ConsentEvent, Purpose
    from balise.consent.queries import Consent
    from balise.people.models import Client, Staff

ICONS = {
    State.GIVEN: ("check", "green"),
    State.IMPLIED: ("check", "green"),
    State.REFUSED: ("hand", "red"),
    State.WITHDRAWN: ("hand", "red"),
    State.REVOKED: ("hand", "red"),
    State.EXPIRED: ("clock", "grey"),
    State.ASKED: ("speech", "grey"),
    State.UNKNOWN: ("info", "grey"),
}
"""By the outline alone yes, no and nothing can be told apart."""

EVENT_ICONS = {
    Event.GIVEN: "check",
    Event.RENEWED: "check",
    Event.REFUSED: "hand",
    Event.WITHDRAWN: "hand",
    Event.REVOKED: "hand",
    Event.EXPIRED: "clock",
    Event.ASKED: "speech",
}


def askable(client: Client) -> list[tuple[Purpose, Channel]]:
    """What this client can be asked: each open purpose, by each channel that could reach them."""
    kinds = set(ContactPoint.objects.filter(client=living(client)).values_list("kind", flat=True))
    channels = [each for each in Channel if each.contact_kind is None or each.contact_kind in kinds]
    return [(purpose, channel) for purpose in open_purposes() for channel in channels]


def seen(client: Client, asked: Iterable[tuple[Purpose, Channel]]) -> dict[str, str]:
    """The last no of each, as hidden fields: what came after it is noticed when the page is sent."""
    book = Book(living(client))
    return {
        seen_field(purpose, channel): mark_of(book.heard(purpose, channel).no) for purpose, channel in asked
    }


def seen_field(purpose: Purpose, channel: Channel) -> str:
    """The name of the hidden field with the last no of one purpose and channel."""
    return f"seen-{purpose.code}-{channel.value}"


def only_no(client: Client, purpose: Purpose, channel: Channel, *, may_say_yes: bool) -> str:
    """Why nothing but a no can be written down here, in words; empty when a yes can."""
    lang = current_language()
    if not may_say_yes:
        return t("intake.page.only_no.merged", lang)
    if purpose.closed_at is not None:
        return t("intake.page.only_no.closed", lang)
    kind = channel.contact_kind
    if kind is not None and not ContactPoint.objects.filter(client=living(client), kind=kind).exists():
        return t("intake.page.only_no.no_address", lang, channel=channel.label[lang])
    return ""


def to_refuse(client: Client) -> list[dict[str, Any]]:
    """Each open purpose and channel with its form, and not a word of what was said before."""
    lang = current_language()
    return [
        {
            "code": purpose.code,
            "name": purpose.name[lang],
            "rows": [],
            "unasked": _forms(client, purpose, Channel),
        }
        for purpose in open_purposes()
    ]


def consents(*, viewer: Staff, client: Client, at: datetime) -> dict[str, Any]:
    """Where each consent stands, by purpose, and all that happened. The reading is noted."""
    read = read_consents(viewer=viewer, uuid=client.uuid, at=at)
    known = {
        (each.purpose.code, each.channel): each for each in read.consents if each.state is not State.UNKNOWN
    }
    purposes = {each.code: each for each in open_purposes()}
    purposes |= {each.purpose.code: each.purpose for each in read.consents}
    lang = current_language()
    groups = [
        {
            "code": code,
            "name": purpose.name[lang],
            "rows": [
                {**standing_row(known[code, channel], channel), "href": _form(client, purpose, channel)}
                for channel in Channel
                if (code, channel) in known
            ],
            # Also what nobody can be reached by: one may refuse it before we learn how.
            "unasked": _forms(
                client,
                purpose,
                (each for each in Channel if purpose.closed_at is None and (code, each) not in known),
            ),
        }
        for code, purpose in sorted(purposes.items())
    ]
    return {"groups": groups, "events": [_event(each) for each in read.history]}


def speakers(client: Client, now: datetime) -> list[Choice]:
    """Who may have answered: the client, and who is noted on the file as able to speak for them."""
    lang, minor = current_language(), client.is_minor(day_of(now))
    name = client.preferred_name or client.full_name
    found = [Choice("self", t("intake.spoke.self", lang, name=name), (Grantor.SELF, None))]
    for link in LinkedParty.objects.filter(in_force(now), client=client).order_by("kind", "full_name"):
        for grantor in (Grantor.PARENT, Grantor.GUARDIAN, Grantor.REPRESENTATIVE):
            # Whether someone of the family is a parent, whoever records says; of an adult, nobody is.
            if grantor.link_kind is not LinkKind(link.kind) or (
                minor is False and grantor is not Grantor.REPRESENTATIVE
            ):
                continue
            label = t("intake.spoke.other", lang, name=link.full_name, kind=grantor.label[lang])
            found.append(Choice(str(link.uuid), label, (grantor, link)))
    return found


def wordings(purposes: Iterable[Purpose], client: Client) -> list[dict[str, Any]]:
    """What to read aloud, in the client's language; the other one is there for who needs it."""
    lang = current_language()
    other = Language.EN if client.language == Language.FR else Language.FR
    title = t(f"intake.page.other_language.{'french' if other is Language.FR else 'english'}", lang)
    return [
        {
            "code": purpose.code,
            "name": purpose.name[lang],
            "said": notice_in_force(purpose, client.language),
            "other": notice_in_force(purpose, other),
            "other_title": title,
        }
        for purpose in purposes
    ]


def notice_read(purpose: Purpose, client: Client, number: str) -> Notice | None:
    """The wording that stood on the page when it was read aloud, even if a newer one was written since."""
    if number.isdecimal() and len(number) < 18:
        found: Notice | None = Notice.objects.filter(
            pk=int(number), purpose=purpose, language=client.language
        ).first()
        if found is not None:
            return found
    return notice_in_force(purpose, client.language)


def standing_row(consent: Consent | None, channel: Channel) -> dict[str, str]:
    """Where one consent stands, in words with a sign."""
    lang = current_language()
    state = consent.state if consent else State.UNKNOWN
    icon, colour = ICONS[state]
    return {
        "channel": capitalised(channel.label[lang]),
        "state": state.label[lang],
        "icon": icon,
        "colour": colour,
        "note": _note(consent) if consent else "",
    }


def _forms(client: Client, purpose: Purpose, channels: Iterable[Channel]) -> list[dict[str, str]]:
    lang = current_language()
    return [{"channel": channel.label[lang], "href": _form(client, purpose, channel)} for channel in channels]


def _form(client: Client, purpose: Purpose, channel: Channel) -> str:
    """Where an answer is written down."""
    return reverse("intake:one", args=[client.uuid, purpose.code, channel.value])


def _note(consent: Consent) -> str:
    lang = current_language()
    since = long_date(timezone.localtime(consent.since).date()) if consent.since else ""
    until = long_date(consent.ends) if consent.ends else ""
    key = "between" if since and until else "since" if since else "until" if until else ""
    days = t(f"intake.row.{key}", lang, **_only(key, since, until)) if key else ""
    if consent.basis is not None:
        return t("intake.row.basis", lang, basis=consent.basis.label[lang], days=days)
    return days


def _only(key: str, since: str, until: str) -> dict[str, str]:
    values = {"since": since, "until": until}
    return values if key == "between" else {key: values[key]}


def _event(event: ConsentEvent) -> dict[str, Any]:
    lang = current_language()
    said = {"purpose": event.purpose.name[lang], "channel": Channel(event.channel).label[lang]}
    if event.basis:
        what = t("intake.event.implied", lang, basis=Basis(event.basis).label[lang], **said)
    else:
        what = t("intake.event.what", lang, event=Event(event.event).label[lang], **said)
    by = event.recorded_by
    # What came in right away needs no second date.
    late = day_of(event.recorded_at) != day_of(event.effective_at)
    return {
        "icon": EVENT_ICONS[Event(event.event)],
        "what": what,
        "when": moment(event.effective_at),
        "how": Method(event.method).label[lang],
        "who": Grantor(event.grantor).label[lang] if event.grantor != Grantor.SELF else "",
        "by": t("intake.event.by", lang, name=by.full_name) if by else t("intake.event.by_person", lang),
        "late": t("intake.event.late", lang, moment=moment(event.recorded_at)) if late else "",
        "wording": event.notice,
        "paper": event.uuid if event.evidence_id else None,
    }
