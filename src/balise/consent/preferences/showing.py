"""What the preference page shows, as plain values for its templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from balise.consent.models import ConsentEvent, Notice, Purpose
from balise.consent.queries import Consent, consents_of, history_of, notice_in_force, open_purposes
from balise.consent.standings import records_of
from balise.consent.words import Basis, Channel, Event, Grantor, Method, State
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of
from balise.theme.dates import long_date, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

SIGNS = {
    State.GIVEN: "check",
    State.IMPLIED: "check",
    State.REFUSED: "hand",
    State.WITHDRAWN: "hand",
    State.REVOKED: "hand",
    State.EXPIRED: "clock",
    State.ASKED: "info",
    State.UNKNOWN: "info",
}
"""By the outline alone, yes, no and nothing can be told apart."""

NO = frozenset({State.REFUSED, State.WITHDRAWN, State.REVOKED})


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose by one channel, where it stands, and what can be said about it."""

    purpose: Purpose
    channel: Channel
    title: str
    state: State
    sign: str
    said: str
    note: str
    may_say_yes: bool
    """A yes was not said yet, and there is a wording to say it on."""
    may_say_no: bool


def choices(client: Client, at: datetime) -> list[dict[str, Any]]:
    """Every open purpose in plain words, each with every channel that could reach this person: those about
    which something was said or asked, then the others, by which nothing is sent.
    """
    lang = current_language()
    known = {(each.purpose.pk, each.channel): each for each in consents_of(client, day_of(at))}
    reached = set(ContactPoint.objects.filter(client__in=records_of(client)).values_list("kind", flat=True))
    found = []
    for purpose in open_purposes():
        worded = notice_in_force(purpose, lang) is not None
        shown = [
            _choice(purpose, channel, known.get((purpose.pk, channel)), worded=worded)
            for channel in Channel
            if channel.contact_kind is None
            or channel.contact_kind in reached
            or (purpose.pk, channel) in known
        ]
        unanswered = [each for each in shown if each.state is State.UNKNOWN]
        channels = _capitalised(", ".join(each.channel.label[lang] for each in unanswered))
        found.append(
            {
                "code": purpose.code,
                "name": purpose.name[lang],
                "explained": purpose.explained[lang],
                "answered": [each for each in shown if each.state is not State.UNKNOWN],
                "unanswered": unanswered,
                "unanswered_said": t("preferences.page.unanswered", lang, channels=channels),
            }
        )
    return found


def history(client: Client) -> list[dict[str, Any]]:
    """All that was said, the latest first, with the wording that was shown and a receipt of each."""
    return [_event(each) for each in history_of(client)]


def receipts_now(client: Client, at: datetime) -> list[ConsentEvent]:
    """The events that decide where each consent stands today."""
    decisive = [each.event.pk for each in consents_of(client, day_of(at)) if each.event is not None]
    events = ConsentEvent.objects.filter(pk__in=decisive)
    return list(events.select_related("purpose", "notice", "client").order_by("purpose__code", "channel"))


def _choice(purpose: Purpose, channel: Channel, consent: Consent | None, *, worded: bool) -> Choice:
    lang = current_language()
    state = consent.state if consent else State.UNKNOWN
    return Choice(
        purpose=purpose,
        channel=channel,
        title=_capitalised(channel.label[lang]),
        state=state,
        sign=SIGNS[state],
        said=t(f"preferences.state.{state.value}", lang),
        note=_note(consent) if consent else "",
        may_say_yes=worded and state is not State.GIVEN,
        may_say_no=state not in NO,
    )


def _note(consent: Consent) -> str:
    lang = current_language()
    if consent.state is State.IMPLIED and consent.basis is not None:
        basis = consent.basis.label[lang]
        if consent.ends:
            return t("preferences.note.implied_until", lang, basis=basis, day=long_date(consent.ends))
        return t("preferences.note.implied", lang, basis=basis)
    if consent.state is State.EXPIRED:
        return t("preferences.note.ended", lang, day=long_date(consent.ends)) if consent.ends else ""
    if consent.since is None:
        return ""
    since = long_date(timezone.localtime(consent.since).date())
    if consent.ends and consent.state.allows:
        return t("preferences.note.until", lang, since=since, day=long_date(consent.ends))
    return t("preferences.note.since", lang, since=since)


def _event(event: ConsentEvent) -> dict[str, Any]:
    lang = current_language()
    said = {"purpose": event.purpose.name[lang], "channel": Channel(event.channel).label[lang]}
    if event.basis:
        what = t("preferences.event.implied", lang, basis=Basis(event.basis).label[lang], **said)
    else:
        what = t("preferences.event.said", lang, event=Event(event.event).label[lang], **said)
    grantor = Grantor(event.grantor)
    return {
        "uuid": event.uuid,
        "what": what,
        "when": moment(event.effective_at),
        "how": Method(event.method).label[lang],
        "who": "" if grantor is Grantor.SELF else grantor.label[lang],
        "wording": event.notice,
    }


def shown_notice(purpose: Purpose, number: str) -> Notice | None:
    """The wording that stood on the page when the answer was given, even if a newer one was written since."""
    if not (number.isdecimal() and len(number) < 18):
        return None
    return Notice.objects.filter(pk=int(number), purpose=purpose).first()


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
