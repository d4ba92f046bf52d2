"""Taking the journal out: as CSV for people, and as a bundle that anyone can verify without Balise.

A bundle is JSON lines: a signed checkpoint with its public key, then entries as they were written, personal
fields still encrypted, each with its position and its path in the Merkle tree. `docs/verify_journal.py`
checks it, says which entries belong, and whether they are all there.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from django.db import transaction

from balise.journal import checkpoints, queries, sealing, wording
from balise.journal.chain import Tree
from balise.journal.content import canonical, instant
from balise.journal.models import Link
from balise.journal.personal import is_sealed
from balise.journal.spreadsheet import harmless
from balise.journal.types import of_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from balise.journal.queries import Reader, Search
    from balise.policy.text import Lang


def as_csv(*, reader: Reader, what: Search, lang: Lang, names: Callable[[str], str] = str) -> Iterator[str]:
    """The lines of what a search finds, as a spreadsheet opens them, latest first, in the reader's
    language.
    """
    yield "\N{BYTE ORDER MARK}" + _line([heading[lang] for heading in wording.COLUMNS.values()])
    for seen in queries.everything(reader=reader, what=what):
        yield _line(
            [
                str(seen.number),
                instant(seen.at),
                seen.type.kind,
                seen.sentence(lang, names),
                names(seen.actor),
                names(seen.object),
                queries.in_words(dict(seen.people), lang, names),
                queries.in_words(dict(seen.fields), lang),
            ]
        )


def seal(*, now: datetime) -> str:
    """Link all that is committed, sign the state of the chain, keep that, and return it as a document."""
    sealing.link_forgotten()
    with transaction.atomic():
        sealing.alone()
        return checkpoints.keep(*checkpoints.state(instant(now)))


def bundle(*, reader: Reader, what: Search, now: datetime) -> Iterator[str]:
    """The lines of a bundle of what a search finds, in the order of the chain.

    An entry with a field that the reader may not see is left out: its hash needs all of it.
    """
    document = seal(now=now)
    yield document + "\n"
    chain = Link.objects.filter(position__lte=checkpoints.read(document).statement.count).order_by("position")
    tree = Tree([bytes.fromhex(one) for one in chain.values_list("entry_hash", flat=True).iterator()])
    found = chain.filter(entry__in=queries.found(reader=reader, what=what).values("pk"))
    for position, kind, content in found.values_list("position", "entry__kind", "entry__content").iterator():
        if _in_full(reader, kind, content):
            path = [step.hex() for step in tree.path(position)]
            yield canonical({"position": position, "entry": content, "path": path}) + "\n"


def _in_full(reader: Reader, kind: str, content: str) -> bool:
    """Whether the reader may see every field; an encrypted one shows nothing."""
    declared = of_kind(kind).fields
    return all(
        is_sealed(value) or (name in declared and reader.may_see(declared[name].seen_by))
        for name, value in json.loads(content)["fields"].items()
    )


def _line(cells: list[str]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(map(harmless, cells))
    return text.getvalue()
