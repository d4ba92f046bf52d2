"""The consent export: what the ledger says leaves for a screening elsewhere, and no refusal is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from balise.consent.models import Refusal
from balise.consent.words import Channel
from balise.outreach.offline import consents
from balise.outreach.offline.exporting import export, export_file
from balise.outreach.screening.running import screen_campaign
from balise.people.addresses import address_key
from balise.people.errors import NotAllowedError
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.conftest import Asked, charity, founded, news, world
from tests.consent.saying import says, withdraws
from tests.outreach.notes import told
from tests.outreach.offline.conftest import CAMPAIGN, Desk, listed
from tests.outreach.preparing import begun, rows, with_list
from tests.people.world import NOW, TODAY, day

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people.world import World

__all__ = ["charity", "founded", "news", "world"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

ROSE, ULLA, NOBODY = "rose@example.org", "ulla@example.org", "nobody@example.org"


def exported(world: World, asked: Asked, *, as_parquet: bool = False) -> bytes:
    done = export(
        by=world.pia,
        purpose=asked.purpose,
        channel=Channel.EMAIL,
        day=TODAY,
        as_parquet=as_parquet,
        now=NOW,
    )
    return done.content


def by_address(content: bytes) -> dict[str, str]:
    return {known.address: known.facts[0] for known in consents.read(content).rows}


def refuses(address: str) -> None:
    """Someone refuses from an address that is nobody's."""
    Refusal.objects.create(
        uuid=uuid4(), address=address_key(ContactKind.EMAIL, address), channel=Channel.EMAIL, at=NOW
    )


@pytest.mark.parametrize("as_parquet", [False, True])
def test_a_list_is_answered_elsewhere_as_it_would_be_here(
    world: World, news: Asked, desk: Desk, *, as_parquet: bool
) -> None:
    key = address_key(ContactKind.EMAIL, ULLA)
    ContactPoint.objects.create(client=world.ulla, kind=ContactKind.EMAIL, value="Ulla@Example.org", key=key)
    says(world.marie, world.rose, news)
    says(world.pia, world.ulla, news)
    withdraws(world.ulla, news)
    known = desk.write("consents", exported(world, news, as_parquet=as_parquet))
    desk.screen(listed(ROSE, ULLA, NOBODY), known, CAMPAIGN, today=TODAY)
    assert desk.allowed == [ROSE]
    assert set(desk.refused) == {ULLA, NOBODY}
    assert by_address(known.read_bytes())["+15065550101"] == "given"


@pytest.mark.provision("S1-34")
def test_a_refusal_from_an_address_leaves_with_it_or_is_counted(world: World, news: Asked) -> None:
    refuses(NOBODY)
    refuses("gone@example.org")
    assert by_address(exported(world, news)) == {"": "refused"}
    campaign = with_list(begun(world, news.purpose), rows(NOBODY))
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    assert by_address(exported(world, news)) == {NOBODY: "refused", "": "refused"}
    assert [entry["fields"]["not_carried"] for entry in told("consents_exported")] == [2, 1]


def test_who_never_said_anything_is_left_out(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    assert set(by_address(exported(world, news))) == {ROSE, "+15065550101"}


def test_only_who_keeps_the_consents_exports_them_and_the_journal_tells(world: World, news: Asked) -> None:
    for someone in (world.marie, world.paul, world.omar, world.axel, world.louise):
        with pytest.raises(NotAllowedError):
            export(by=someone, purpose=news.purpose, channel=Channel.EMAIL, day=TODAY, now=NOW)
    assert told("consents_exported") == []
    says(world.marie, world.rose, news)
    exported(world, news)
    [entry] = told("consents_exported")
    assert entry["fields"]["addresses"] == 2
    assert "rose" not in str(entry)


def test_the_command_tells_what_cannot_be_done(world: World, news: Asked, tmp_path: Path) -> None:
    del news  # only so that there is a purpose
    said: dict[str, Any] = {
        "output": tmp_path / "c.csv", "purpose": "workshops", "channel": "email", "by": world.pia.email,
        "day": None, "now": NOW, "lang": "en",
    }  # fmt: skip
    for wrong in (
        {"purpose": "nothing"},
        {"channel": "pigeon"},
        {"by": "eve@example.org"},
        {"by": world.marie.email},
        {"day": day(-1)},
        {"day": day(1)},
    ):
        assert export_file(**{**said, **wrong}).code == 2
        assert not (tmp_path / "c.csv").exists()
    assert export_file(**said).code == 0
    assert consents.read((tmp_path / "c.csv").read_bytes()).as_of == TODAY
