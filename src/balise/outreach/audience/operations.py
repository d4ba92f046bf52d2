"""Lists attached to a campaign: kept as they came, with where they come from, and read by what their columns
hold. Nothing in a list is a consent, whatever its columns or its provider say.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from balise.outreach import entries
from balise.outreach.audience.gathering import LISTED, cleaned_list, source_of
from balise.outreach.campaigns.operations.checks import changed
from balise.outreach.doors import BEFORE_SENDING, hold_to_change
from balise.outreach.errors import OutreachError
from balise.outreach.lists import cleaning, sources
from balise.outreach.lists import mapping as mappings
from balise.outreach.lists.adding import with_rows_of
from balise.outreach.models import ListContent, ListFile, Message, Recipient, RememberedMapping, Screening
from balise.outreach.words import Audience, ListOrigin
from balise.people.doors import operation
from balise.people.wording import PAGE, needed, optional

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.lists.cleaning import Cleaned, Counts
    from balise.outreach.lists.mapping import ListMapping
    from balise.outreach.models import Campaign
    from balise.people.models import Staff

NAME = 200


def keep_list(
    *,
    by: Staff,
    campaign: Campaign,
    content: bytes,
    name: str,
    origin: ListOrigin,
    provider: str = "",
    statement: str = "",
    now: datetime,
) -> ListFile:
    """Attach a list, byte for byte, in place of any other; recipients drawn from that one go. The same list
    with the same origin is attached once. Raise `OutreachError`, `FileRefusedError`, or a refusal.
    """
    # Read before anything is held: programs of their own look into workbooks.
    source = sources.read(content, name)
    listed = ListFile(
        name=_name(name),
        kind=source.kind.value,
        sha256=sha256(content).hexdigest(),
        origin=origin,
        added_by=by,
        added_at=now,
    )
    if origin is ListOrigin.PROVIDER:
        if not (provider.strip() and statement.strip()):
            # S1-31: who collected the addresses told people what for, and can say so.
            raise OutreachError("provider_needed" if not provider.strip() else "statement_needed")
        listed.provider = needed(provider, at_most=NAME)
        listed.provider_statement = needed(statement, at_most=PAGE)
    return _keep(by=by, campaign=campaign, listed=listed, content=content, now=now)


@operation
def _keep(*, by: Staff, campaign: Campaign, listed: ListFile, content: bytes, now: datetime) -> ListFile:
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if current.audience not in LISTED:
        raise OutreachError("takes_no_list")
    if listed.origin == ListOrigin.PUBLISHED and current.audience != Audience.ORGANISATIONS:
        raise OutreachError("published_people")
    known: ListFile | None = current.list_file
    if known is not None and _same(known, listed):
        return known
    _forget_recipients(current)
    _keep_file(current, listed, content, by, now)
    current.list_file, current.mapping = listed, {}
    current.save(update_fields=["list_file", "mapping"])
    changed(current, "list", by=by, now=now)
    return listed


def _keep_file(campaign: Campaign, listed: ListFile, content: bytes, by: Staff, now: datetime) -> None:
    listed.campaign = campaign
    listed.save()
    ListContent.objects.create(file=listed, content=content)
    entries.note("list_kept", at=now, by=by, about=campaign, sha256=listed.sha256, origin=listed.origin)


def add_rows(*, by: Staff, campaign: Campaign, content: bytes, name: str, now: datetime) -> ListFile:
    """Add the rows of a file to the list, in place of those that are to correct: they come from where the
    list comes from. The file, and the list before and after, are kept. Raise `OutreachError`,
    `FileRefusedError`, or a refusal.
    """
    before = cleaned_list(campaign)
    known = campaign.list_file
    assert known is not None  # it was just read
    more = sources.read(content, name)
    whole = with_rows_of(more, before.source, before.mapping)
    source = sources.read(whole, known.name)
    columns = {header: before.mapping.columns.get(header) for header in source.headers}
    mapping = replace(before.mapping, columns=columns)
    counts = cleaning.clean(source, mapping).counts

    def file(called: str, kind: sources.Kind, held: bytes) -> tuple[ListFile, bytes]:
        listed = ListFile(
            name=_name(called),
            kind=kind.value,
            sha256=sha256(held).hexdigest(),
            origin=known.origin,
            provider=known.provider,
            provider_statement=known.provider_statement,
            added_by=by,
            added_at=now,
        )
        return listed, held

    return _add(
        by=by,
        campaign=campaign,
        sent=file(name, more.kind, content),
        whole=file(known.name, source.kind, whole),
        mapping=mapping,
        counts=counts,
        now=now,
    )


@operation
def _add(
    *,
    by: Staff,
    campaign: Campaign,
    sent: tuple[ListFile, bytes],
    whole: tuple[ListFile, bytes],
    mapping: ListMapping,
    counts: Counts,
    now: datetime,
) -> ListFile:
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if (current.list_file_id, current.mapping) != (campaign.list_file_id, campaign.mapping):
        raise OutreachError("changed_meanwhile")
    _forget_recipients(current)
    for listed, content in (sent, whole):
        _keep_file(current, listed, content, by, now)
    current.list_file, current.mapping = whole[0], json.loads(mapping.to_json())
    current.save(update_fields=["list_file", "mapping"])
    _note_counts(current, counts, by, now)
    changed(current, "list", by=by, now=now)
    return whole[0]


def read_list(*, by: Staff, campaign: Campaign, mapping: ListMapping, now: datetime) -> Cleaned:
    """Say what the columns of the list hold, and read it by that. Recipients drawn by another mapping go.
    Raise `OutreachError`, `FileRefusedError`, or a refusal.
    """
    source = source_of(campaign)
    mappings.require_fit(mapping, source.headers)
    kept = json.loads(mapping.to_json())
    campaign.mapping = kept
    cleaned = cleaned_list(campaign)
    shape = mappings.shape_of(source.headers)
    _note_reading(by=by, campaign=campaign, shape=shape, counts=cleaned.counts, now=now)
    return cleaned


@operation
def _note_reading(*, by: Staff, campaign: Campaign, shape: str, counts: Counts, now: datetime) -> None:
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if current.list_file_id != campaign.list_file_id:
        raise OutreachError("changed_meanwhile")
    if current.mapping == campaign.mapping:
        return
    _forget_recipients(current)
    current.mapping = campaign.mapping
    current.save(update_fields=["mapping"])
    RememberedMapping.objects.update_or_create(
        headers=shape, defaults={"mapping": campaign.mapping, "used_at": now}
    )
    _note_counts(current, counts, by, now)
    changed(current, "columns", by=by, now=now)


def _note_counts(campaign: Campaign, counts: Counts, by: Staff, now: datetime) -> None:
    entries.note(
        "list_read",
        at=now,
        by=by,
        about=campaign,
        addressees=counts.good,
        joined=counts.joined,
        faulty=counts.faulty,
    )


@operation
def note_taken(*, by: Staff, campaign: Campaign, form: str, sha256: str, now: datetime) -> None:
    """Write down that someone who reads this campaign took its list, or the rows to correct, out."""
    entries.note("list_taken", at=now, by=by, about=campaign, form=form, sha256=sha256)


def proposed(campaign: Campaign, source: sources.Source) -> ListMapping:
    """What the columns seem to hold: as said for this campaign, else for the last list of this shape."""
    if campaign.mapping:
        return mappings.from_json(json.dumps(campaign.mapping))
    shape = mappings.shape_of(source.headers)
    kept = RememberedMapping.objects.filter(headers=shape).values_list("mapping", flat=True).first()
    return mappings.propose(source, {shape: json.dumps(kept)} if kept else None)


def _same(known: ListFile, listed: ListFile) -> bool:
    return all(
        getattr(known, part) == getattr(listed, part)
        for part in ("sha256", "origin", "provider", "provider_statement")
    )


def _forget_recipients(campaign: Campaign) -> None:
    """Those of another list; never once something was written to one of them."""
    if Message.objects.filter(campaign=campaign).exists():
        raise OutreachError("already_leaving")
    Recipient.objects.filter(campaign=campaign).delete()
    Screening.objects.filter(campaign=campaign).delete()


def _name(name: str) -> str:
    """The name of the file, without folders."""
    return optional(PurePath(name.replace("\\", "/")).name[-NAME:])
