"""The people everyone knows, and a purpose with its notice in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from balise.consent import operations
from balise.consent.models import Notice, Purpose
from balise.consent.operations import Asker, NoticeWords
from balise.policy.text import LANGS, Lang, Text
from tests.people.conftest import founded, world
from tests.people.world import NOW
from tests.spec import profiles

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.people.world import World

__all__ = ["founded", "profiles", "world"]


@pytest.fixture(autouse=True)
def charity(settings: Settings) -> None:
    """Heron Cove is a registered charity: what that is needed for, a test of its own says."""
    settings.BALISE_ORGANISATION = "charity"


ASKER = Asker("Heron Cove", "1 Quay", phone="506 555-0100")


@dataclass(frozen=True)
class Asked:
    """A purpose, and its notice in each language."""

    purpose: Purpose
    fr: Notice
    en: Notice


@pytest.fixture
def news(world: World) -> Asked:
    """The news about workshops."""
    return ask_for(world, "workshops", Text("Nouvelles des ateliers", "Workshop news"))


@pytest.fixture
def visits(world: World) -> Asked:
    """Reminders of visits."""
    return ask_for(world, "visits", Text("Rappels de visites", "Visit reminders"))


def ask_for(world: World, code: str, name: Text) -> Asked:
    """Add a purpose and write its notice."""
    purpose = operations.add_purpose(
        by=world.pia, code=code, name=name, explained=name, dpv="DirectMarketing", now=NOW
    )
    words: dict[Lang, NoticeWords] = {
        lang: NoticeWords(name[lang], f"{name[lang]}.", "In Moncton.", ASKER, "506 555-0100")
        for lang in LANGS
    }
    operations.write_notice(by=world.pia, purpose=purpose, words=words, now=NOW)
    fr, en = (Notice.objects.get(purpose=purpose, language=lang) for lang in ("fr", "en"))
    return Asked(purpose, fr, en)
