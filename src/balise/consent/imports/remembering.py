"""The noes of a file, put on the list that a restore obeys (`consent.noes`), read a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from balise.consent import noes
from balise.consent.models import Purpose
from balise.consent.words import NO, Method
from balise.journal.pieces import pieces
from balise.people.models import Client

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balise.consent.imports.rows import AddressRefused, Stated


def remember(stated: Sequence[Stated], refused: Sequence[AddressRefused]) -> None:
    """Put them there once they are committed. A failure is logged: the database has them."""
    transaction.on_commit(lambda: noes.add(_noes(stated, refused)), robust=True)


def _noes(stated: Sequence[Stated], refused: Sequence[AddressRefused]) -> Iterator[noes.No]:
    codes = dict(Purpose.objects.values_list("pk", "code"))
    events = (each for each in stated if each.event in NO)
    for some in pieces(events):
        clients = Client.objects.filter(pk__in={each.client for each in some})
        files = dict(clients.values_list("pk", "uuid"))
        for each in some:
            yield noes.No(
                uuid=str(UUID(each.uuid)),
                client=str(files[each.client]),
                purpose=codes[each.purpose],
                channel=each.channel.value,
                event=each.event.value,
                method=Method.IMPORT.value,
                at=each.at.isoformat(),
            )
    for one in refused:
        yield noes.No(
            uuid=str(UUID(one.uuid)),
            address=one.address,
            purpose=codes[one.purpose],
            channel=one.channel.value,
            at=one.at.isoformat(),
        )
