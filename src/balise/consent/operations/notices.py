"""Notices, the wording shown when asking: a new wording is a new version, in both languages at once. And the
scans of paper forms.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

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
from balise.people.wording import PAGE, needed
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.people.models import Staff
    from balise.policy.text import Lang

MOST_MEGABYTES = 10


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says, in one language."""

    purpose_said: str
    use_said: str
    asked_by: str
    withdrawal_said: str


@operation
def write_notice(*, by: Staff, purpose: Purpose, words: Mapping[Lang, NoticeWords], now: datetime) -> int:
    """Write a new version of a purpose's notice, and return its number; the same words make none."""
    demand_keeping(by, now)
    if set(words) != set(LANGS):
        raise ConsentError("one_language_only")
    said = {
        lang: NoticeWords(*(needed(each, at_most=PAGE) for each in astuple(words[lang]))) for lang in LANGS
    }
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
            asked_by=each.asked_by,
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
            notice.purpose_said, notice.use_said, notice.asked_by, notice.withdrawal_said
        )
        for notice in Notice.objects.filter(purpose=purpose, version=version)
    }


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
