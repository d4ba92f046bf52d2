"""A small journal for tests and benchmarks: kinds of entries as a room above would register them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from balise.journal.operations import Draft
from balise.journal.types import EntryType, Personal, Plain, Removal, register
from balise.policy.text import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYONE = frozenset({"auditor", "investigator", "hr_director"})
AUDITOR = frozenset({"auditor"})

GIFT = register(
    EntryType(
        kind="sample.gift_declared",
        sentence=Text(
            "{actor} a déclaré un cadeau de {client} ({cents} cents)\N{NO-BREAK SPACE}: {what}",
            "{actor} declared a gift from {client} ({cents} cents): {what}",
        ),
        seen_by=EVERYONE,
        people=("client",),
        fields={
            "cents": Plain(seen_by=EVERYONE),
            "what": Personal(of="client", seen_by=AUDITOR, removal=Removal.DESTROY_KEY),
        },
    )
)
VISIT = register(
    EntryType(
        kind="sample.visit_noted",
        sentence=Text("{actor} a visité {object}", "{actor} visited {object}"),
        seen_by=AUDITOR,
    )
)
CONCERN = register(
    EntryType(
        kind="sample.concern_opened",
        sentence=Text("{actor} a ouvert {object} sur {accused}", "{actor} opened {object} about {accused}"),
        seen_by=EVERYONE,
        people=("accused",),
        hidden_from=("accused",),
    )
)


def gift(number: int, *, client: str = "", at: datetime | None = None) -> Draft:
    return Draft(
        kind=GIFT.kind,
        at=at or NOON + timedelta(minutes=number),
        actor=f"staff:{number % 5}",
        object=f"gift:{number}",
        people={"client": client or f"client:{number % 7}"},
        fields={"cents": number * 100, "what": f"chocolat n° {number}"},
    )


def visit(number: int, *, at: datetime | None = None) -> Draft:
    return Draft(
        kind=VISIT.kind,
        at=at or NOON + timedelta(minutes=number),
        actor=f"staff:{number % 5}",
        object=f"client:{number % 7}",
    )
