"""What `balise screen` does: a function that returns what to print and the exit code. No server is needed,
and no database: only a list, a campaign file and a consent export.
"""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from balise.journal.commands import Outcome
from balise.outreach.lists import cleaning, failures, mapping, sources
from balise.outreach.lists.crew import alone, crew, processors
from balise.outreach.offline import campaign_file, consents, outputs, writing
from balise.outreach.offline.deciding import decide_all
from balise.outreach.offline.errors import OfflineError
from balise.outreach.offline.summary import Summary
from balise.people.errors import PeopleError
from balise.people.imports.commands import progress_bar, read_file, write_file
from balise.policy import PolicyError
from balise.policy.screening import connect
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.crew import Share
    from balise.outreach.lists.sources import Source
    from balise.outreach.offline.campaign_file import CampaignFile
    from balise.outreach.offline.consents import ConsentExport
    from balise.people.imports.outcomes import Progress
    from balise.policy import Lang

MEMORY = "1GB"
"""For DuckDB; what does not fit goes to the disk."""
WORTH_SHARING = 3_000_000
"""Bytes of a list, some thirty thousand rows: below, helpers take longer to start than they save."""


def screen_file(
    *,
    file: Path,
    campaign: Path,
    consents_file: Path | None,
    columns: Path | None,
    output: Path,
    force: bool,
    today: date,
    lang: Lang,
    accept_old: bool = False,
    begin: Callable[[], object] | None = None,
) -> Outcome:
    """Decide every row of the list, and leave the answers in the folder `output`. Consents of another day
    than today are taken only when whoever asks says that they know. A long list is shared out among
    processes, which call `begin` first; without it, none are started.
    """
    try:
        asked = campaign_file.read(campaign, today)
        content = None if consents_file is None else read_file(consents_file)
        known = None if content is None else consents.read(content)
        day = _day(asked, known, today)
        if known is not None and not accept_old and {known.made, known.as_of} != {today}:
            raise OfflineError("old_consents", made=str(known.made), day=str(known.as_of))
        listed = read_file(file)
        with (
            outputs.written_whole(output, force=force) as folder,
            progress_bar(lang) as progress,
            _crew(listed, begin) as share,
        ):
            cleaned = _cleaned(sources.read(listed, file.name), columns, share, progress)
            summary = _screen(
                asked,
                cleaned,
                known,
                folder,
                day=day,
                today=today,
                made=known.made if known else None,
                fingerprint=sha256(content).hexdigest() if content is not None else "",
                share=share,
                progress=progress,
                lang=lang,
            )
    except PeopleError as error:
        return Outcome([error.message[lang]], code=2)
    except PolicyError as error:
        return Outcome(error.lines(lang), code=2)
    return Outcome(list(_told(summary, output, lang)), code=1 if summary.cleaned.counts.faulty else 0)


def _day(asked: CampaignFile, known: ConsentExport | None, today: date) -> date:
    """The day of the export, for which its consents were worked out. Raise `OfflineError`."""
    if known is None:
        return asked.as_of or today
    if known.purpose != asked.purpose or known.channel != asked.channel:
        raise OfflineError(
            "other_campaign",
            purpose=known.purpose,
            channel=known.channel,
            wanted_purpose=asked.purpose,
            wanted_channel=asked.channel,
        )
    if asked.as_of is not None and asked.as_of != known.as_of:
        raise OfflineError("other_day", day=str(known.as_of), wanted=str(asked.as_of))
    return known.as_of


def _crew(listed: bytes, begin: Callable[[], object] | None) -> AbstractContextManager[Share]:
    if begin is None or len(listed) <= WORTH_SHARING:
        return nullcontext(alone)
    return crew(processors(), begin)


def _cleaned(source: Source, columns: Path | None, share: Share, progress: Progress) -> Cleaned:
    if columns is None:
        chosen = mapping.propose(source)
    else:
        chosen = mapping.from_json(read_file(columns).decode(errors="replace"))
    return cleaning.clean(source, chosen, progress, share)


def _screen(
    asked: CampaignFile,
    cleaned: Cleaned,
    known: ConsentExport | None,
    folder: Path,
    *,
    day: date,
    today: date,
    made: date | None,
    fingerprint: str,
    share: Share,
    progress: Progress,
    lang: Lang,
) -> Summary:
    with tempfile.TemporaryDirectory(prefix="balise-screen-") as place:
        work = Path(place)
        with connect(work / "work.duckdb", memory=MEMORY) as connection:
            decided = decide_all(
                connection,
                work,
                cleaned=cleaned,
                campaign=asked,
                known=known.rows if known else (),
                day=day,
                share=share,
                progress=progress,
            )
            found = writing.Tables(decided, asked, folder, work, lang, known is not None).write()
            if cleaned.counts.joined:
                writing.write_doubles(cleaned.joined(), folder / outputs.DOUBLES, lang)
            if (faulty := failures.error_file(cleaned, lang)) is not None:
                write_file(folder / outputs.TO_CORRECT[cleaned.source.kind], faulty)
            summary = Summary(cleaned, asked, decided, found, day, today, fingerprint, made)
            write_file(folder / outputs.SUMMARY, summary.to_markdown(lang).encode())
            write_file(folder / outputs.FIGURES, summary.to_json().encode())
    return summary


def _told(summary: Summary, output: Path, lang: Lang) -> Iterator[str]:
    counts = summary.cleaned.counts
    yield t(
        "offline.done",
        lang,
        rows=counts.rows,
        allowed=summary.allowed,
        refused=summary.refused,
        doubles=counts.joined,
        faulty=counts.faulty,
    )
    yield from summary.cautions(lang)
    if left := mapping.unknown(summary.cleaned.mapping):
        yield t("people.imports.command.unknown", lang, columns=", ".join(left))
    yield t("offline.where", lang, folder=output)
