"""Notices, the wording shown when asking: a new wording is a new version, in both languages at once. And the
scans of paper forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Max

from balise.consent import entries
from balise.consent.errors import ConsentError
from balise.consent.models import Evidence, Notice
from balise.consent.operations import checks
from balise.consent.operations.purposes import demand_keeping
from balise.people.access import Act, visible_clients
from balise.people.doors import operation
from balise.people.errors import NotFoundError
from balise.people.operations.common import held
from balise.people.wording import PAGE, email_address, needed, optional, phone_number
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.people.models import Staff
    from balise.policy.text import Lang

MOST_MEGABYTES = 10


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the law wants it told: name, mailing address, and a phone, e-mail or web address."""

    name: str
    address: str
    email: str = ""
    phone: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says, in one language."""

    purpose_said: str
    use_said: str
    kept_said: str
    asked_by: Asker
    withdrawal_said: str
    shared_said: str = ""
    """Who else gets the information; empty: nobody."""


@operation
def write_notice(*, by: Staff, purpose: Purpose, words: Mapping[Lang, NoticeWords], now: datetime) -> int:
    """Write a new version of a purpose's notice, and return its number; the same words make none."""
    demand_keeping(by, now)
    if set(words) != set(LANGS):
        raise ConsentError("one_language_only")
    said = {lang: _checked(words[lang]) for lang in LANGS}
    checks.require_open(held(purpose))
    latest = Notice.objects.filter(purpose=purpose).aggregate(latest=Max("version"))["latest"] or 0
    if latest and said == words_of(purpose, latest):
        return int(latest)
    Notice.objects.bulk_create(
        Notice(
            purpose=purpose,
            version=latest + 1,
            language=lang,
            purpose_said=each.purpose_said,
            use_said=each.use_said,
            kept_said=each.kept_said,
            shared_said=each.shared_said,
            asker_name=each.asked_by.name,
            asker_address=each.asked_by.address,
            asker_email=each.asked_by.email,
            asker_phone=each.asked_by.phone,
            asker_web=each.asked_by.web,
            withdrawal_said=each.withdrawal_said,
            written_by=by,
            written_at=now,
        )
        for lang, each in said.items()
    )
    entries.notice_written(at=now, by=by, purpose=purpose, version=latest + 1)
    return int(latest) + 1


def words_of(purpose: Purpose, version: int) -> dict[str, NoticeWords]:
    """The words of one version, by language."""
    return {
        notice.language: NoticeWords(
            purpose_said=notice.purpose_said,
            use_said=notice.use_said,
            kept_said=notice.kept_said,
            shared_said=notice.shared_said,
            asked_by=Asker(
                notice.asker_name,
                notice.asker_address,
                notice.asker_email,
                notice.asker_phone,
                notice.asker_web,
            ),
            withdrawal_said=notice.withdrawal_said,
        )
        for notice in Notice.objects.filter(purpose=purpose, version=version)
    }


def mailing_address(words: str) -> str:
    """Return where letters go. Raise `PeopleError` when it is empty or too long."""
    return needed(words, at_most=500)


def web_address(words: str) -> str:
    """Return the address of a web page, with its `https://`. Raise `ConsentError`."""
    kept = needed(words)
    try:
        URLValidator(schemes=["https", "http"])(kept)
    except ValidationError:
        raise ConsentError("bad_web_address") from None
    return kept


def _checked(words: NoticeWords) -> NoticeWords:
    asker = words.asked_by
    if not (asker.email or asker.phone or asker.web):
        raise ConsentError("asker_unreachable")
    return NoticeWords(
        purpose_said=needed(words.purpose_said, at_most=PAGE),
        use_said=needed(words.use_said, at_most=PAGE),
        kept_said=needed(words.kept_said, at_most=PAGE),
        shared_said=optional(words.shared_said, at_most=PAGE),
        asked_by=Asker(
            name=needed(asker.name),
            address=mailing_address(asker.address),
            email=email_address(asker.email) if asker.email else "",
            phone=phone_number(asker.phone) if asker.phone else "",
            web=web_address(asker.web) if asker.web else "",
        ),
        withdrawal_said=needed(words.withdrawal_said, at_most=PAGE),
    )


@operation
def keep_evidence(*, by: Staff, name: str, media_type: str, content: bytes, now: datetime) -> Evidence:
    """Keep a scan as it came, for a consent that is recorded next. Only who may record one may keep one."""
    if not visible_clients(by, now, Act.RECORD_CONSENT).exists():
        raise NotFoundError
    if not content:
        raise ConsentError("evidence_empty")
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise ConsentError("evidence_too_large", most=MOST_MEGABYTES)
    evidence = Evidence.objects.create(
        name=needed(name),
        media_type=needed(media_type, at_most=60),
        sha256=sha256(content).hexdigest(),
        content=content,
        kept_at=now,
    )
    entries.evidence_kept(at=now, by=by, evidence=evidence)
    return evidence
