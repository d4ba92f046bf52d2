"""What the gate answered is counted for ever; about whom it was asked is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from balise.outreach.models import GateDecision
from balise.outreach.rights import KEPT, forget_due
from balise.people.models import ContactPoint
from tests.consent.conftest import Asked, charity, founded, news, world
from tests.outreach.gate.conftest import opened
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["charity", "founded", "news", "world"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

LONG_AGO = NOW - KEPT - timedelta(seconds=1)


@pytest.fixture
def answered(world: World, news: Asked) -> None:
    """What the gate answered about Rose, whom we serve, and about a stranger, now and long ago."""
    account, _ = opened(world, news.purpose)
    rose = ContactPoint.objects.filter(client=world.rose).values_list("key", flat=True)[0]
    for at in (LONG_AGO, NOW):
        for address in (rose, "stranger"):
            GateDecision.objects.create(
                account=account, address=address, passed=False, reason="r", message_id="<1@tool>", at=at
            )


def test_about_which_stranger_the_gate_was_asked_is_forgotten_after_a_while(answered: None) -> None:
    del answered
    forget_due(now=NOW)
    old = GateDecision.objects.filter(at=LONG_AGO)
    assert [(each.address == "", each.message_id == "") for each in old.order_by("pk")] == [
        (False, False),
        (True, True),
    ]
    assert GateDecision.objects.exclude(address="").count() == 3
    # It still counts.
    assert GateDecision.objects.count() == 4


@pytest.mark.parametrize(
    "change",
    [{"address": "other"}, {"address": "", "message_id": "", "passed": True}, {"message_id": ""}],
)
def test_nothing_else_of_an_answer_can_be_changed(answered: None, change: dict[str, object]) -> None:
    del answered
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuerySet(GateDecision).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuerySet(GateDecision).delete()
