"""How consents are asked and written down in the demo: what the chapters about them share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

import typst

from balise.consent.intake.recording import Answer, record_answers
from balise.consent.intake.scans import Scan
from balise.consent.intake.showing import seen, seen_field
from balise.consent.operations import record_consent
from balise.consent.words import YES, Channel, Event, Grantor, Method
from balise.people.letters import spoken_by
from balise.people.models import Client, ContactPoint, LinkedParty, Staff
from balise.people.periods import day_of, in_force
from balise.people.words import LinkKind
from balise.server.demo.world import sources
from balise.server.demo.world.so_far import Open, SoFar

Choice = tuple[str, Channel]
"""A purpose, by its code, and a channel."""

Speaker = tuple[Grantor, LinkedParty | None]
"""Who speaks for a client, as what."""

THEMSELVES: Speaker = (Grantor.SELF, None)


def channels_of(client: Client) -> list[Channel]:
    """How this client can be reached, written to first."""
    kinds = set(ContactPoint.objects.filter(client=client).values_list("kind", flat=True))
    channels = (Channel.EMAIL, Channel.MAIL, Channel.PHONE, Channel.TEXT_MESSAGE)
    return [channel for channel in channels if channel.contact_kind in kinds]


def by_letter(client: Client) -> Channel:
    """How this client is written to: by e-mail if they have any, else by what they have."""
    return channels_of(client)[0]


def speaker(client: Client, now: datetime) -> Speaker | None:
    """The client, or for a child the guardian on file; None when there is nobody who could."""
    if not client.is_minor(day_of(now)):
        return THEMSELVES
    guardians = LinkedParty.objects.filter(in_force(now), client=client, kind=LinkKind.GUARDIAN)
    guardian = guardians.order_by("pk").first()
    return (Grantor.GUARDIAN, guardian) if guardian else None


@dataclass(frozen=True, slots=True)
class Asking:
    """Says things for clients; what has a random number gets it from `rng`."""

    rng: Random
    so_far: SoFar

    def number(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def say(
        self,
        one: Open,
        choice: Choice,
        event: Event,
        *,
        by: Staff,
        now: datetime,
        spoken: Speaker = THEMSELVES,
        **more: Any,  # noqa: ANN401  whatever else `record_consent` takes
    ) -> None:
        """Write one thing down: an express yes on the wording of the day, in the client's language."""
        code, channel = choice
        notice = self.so_far.notices[code, one.client.language]
        record_consent(
            by=by,
            client=one.client,
            purpose=self.so_far.purposes[code],
            channel=channel,
            event=event,
            now=now,
            uuid=self.number(),
            grantor=spoken[0],
            party=spoken[1],
            notice=notice if event in YES and "basis" not in more else None,
            **more,
        )

    def answer_all(
        self,
        one: Open,
        answers: dict[Choice, bool],
        *,
        by: Staff,
        method: Method,
        now: datetime,
        spoken: Speaker = THEMSELVES,
        day: date | None = None,
        scanned: bool = False,
    ) -> None:
        """Write down all that was answered in one talk, or on one form, as staff do."""
        asked = {choice: (self.so_far.purposes[choice[0]], choice[1]) for choice in answers}
        noes = seen(one.client, asked.values())
        record_answers(
            by=by,
            client=one.client,
            answers=[
                Answer(
                    uuid=self.number(),
                    purpose=purpose,
                    channel=channel,
                    event=Event.GIVEN if answers[choice] else Event.REFUSED,
                    notice=self.so_far.notices[purpose.code, one.client.language],
                    seen=noes[seen_field(purpose, channel)],
                )
                for choice, (purpose, channel) in asked.items()
            ],
            method=method,
            grantor=spoken[0],
            party=spoken[1],
            day=day,
            scan=self._scan(one.client, answers) if scanned else None,
            now=now,
        )

    def _scan(self, client: Client, answers: dict[Choice, bool]) -> Scan:
        """A picture of the form on paper, with what was ticked."""
        lang = spoken_by(client.language)
        ticked = [
            (f"{self.so_far.purposes[code].name[lang]}, {channel.label[lang]}", yes)
            for (code, channel), yes in answers.items()
        ]
        words = {name: text[lang] for name, text in sources.form().items()}
        picture = typst.compile(
            sources.DATA / "form.typ",
            format="png",
            ppi=72,
            ignore_system_fonts=True,  # the same picture on every machine
            sys_inputs={**words, "lang": lang, "answers": json.dumps(ticked)},
        )
        assert isinstance(picture, bytes)
        return Scan(f"form-{self.rng.getrandbits(32):08x}.png", "image/png", picture)
