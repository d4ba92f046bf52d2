"""Fifty attempts to open a file in an emergency: each is refused, or opens it for four hours with two people
told; each leaves a trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import NamedTuple
from uuid import UUID

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from balise.people import operations
from balise.people.access import Act, may
from balise.people.accounts.sessions import IDLE, LASTS
from balise.people.models import Client, EmergencyAccess, Notice, Staff
from balise.people.words import Role
from tests.people.notes import noted
from tests.people.pages.someone import Someone
from tests.people.world import NOBODY, World, relate

pytestmark = pytest.mark.postgres

REASON = "flood tonight, who has to be moved?"
OPENS = ("ines", "paul", "rita")
OTHERS = ("omar", "louise", "marie", "sam", "david", "grace", "aline", "pia", "axel")
CLIENTS = ("rose", "theo", "ulla")
NO_REASONS = ("", "   ", "\n\t", "\u00a0", "a\u202eb", "x" * 10_001)


class Attempt(NamedTuple):
    """Who tries to open what. `before` happens after sign-in; `traced`: the journal tells of the attempt."""

    name: str
    number: str
    reason: str = REASON
    before: Callable[[World, Staff], object] = lambda _world, _person: None
    opens: bool = False
    traced: bool = False


def aged(field: str, by: timedelta) -> Callable[[World, Staff], object]:
    return lambda _world, person: UserSession.objects.filter(user_id=person.user_id).update(
        **{field: timezone.now() - by}
    )


def ended(_: World, person: Staff) -> object:
    return UserSession.objects.filter(user_id=person.user_id).delete()


def disabled(world: World, person: Staff) -> object:
    return operations.disable(by=world.louise, staff=person, reason="left", now=timezone.now())


def nobody_hears(world: World, _: Staff) -> None:
    for staff, role in (
        ("pia", Role.PRIVACY_OFFICER),
        ("axel", Role.AUDITOR),
        ("rita", Role.PROGRAMME_DIRECTOR),
    ):
        grant = world.grant(getattr(world, staff), role)
        operations.revoke_role(by=world.louise, grant=grant, reason="reorganised", now=timezone.now())


def attempts() -> Iterator[Attempt]:
    for name, client in product(OPENS, CLIENTS):  # 9
        yield Attempt(name, client, opens=True, traced=True)
    for name, client in product(OTHERS, ("rose", "nobody")):  # 18: refused before the number is looked at
        yield Attempt(name, client)
    for reason in NO_REASONS:  # 6
        yield Attempt("ines", "rose", reason=reason)
    stale = (aged("created_at", LASTS), aged("last_seen_at", IDLE), ended, disabled)
    for name, before in product(OPENS, stale):  # 12
        yield Attempt(name, "ulla", before=before)
    for name in OPENS:  # 3: the file of someone close
        yield Attempt(name, "rose", before=lambda world, person: relate(world.rose, person), traced=True)
    yield Attempt("ines", "nobody", traced=True)
    yield Attempt("ines", "ulla", before=nobody_hears)


def test_fifty_attempts_are_refused_or_open_for_four_hours_with_two_people_told(world: World) -> None:
    tried = list(attempts())
    assert len(tried) == 50
    for attempt in tried:
        with transaction.atomic():
            _try(world, attempt)
            transaction.set_rollback(True)


def _try(world: World, attempt: Attempt) -> None:
    person = Staff.objects.get(pk=getattr(world, attempt.name).pk)
    client: Client | None = getattr(world, attempt.number, None)
    someone = Someone(person)
    person.refresh_from_db()
    attempt.before(world, person)
    before = len(noted())
    answer = someone.send(
        "/clients/emergency/",
        {"file_number": str(_number(client)), "reason": attempt.reason, "understood": "yes"},
    )
    assert answer.status_code in {302, 403, 422}, attempt
    kinds = [entry["kind"] for entry in noted()[before:]]
    if not attempt.opens:
        assert (EmergencyAccess.objects.count(), Notice.objects.count()) == (0, 0), attempt
        assert ("people.file_refused" in kinds) is attempt.traced, attempt
        return
    opened = EmergencyAccess.objects.get()
    assert client is not None
    assert kinds == ["people.emergency_opened"]
    assert Notice.objects.count() == 2
    assert len({opened.told_first_id, opened.told_second_id, person.pk}) == 3
    end = opened.opened_at + timedelta(hours=4)
    assert may(person, Act.READ, client, end - timedelta(seconds=1))
    assert not may(person, Act.READ, client, end)
    assert not may(person, Act.READ_HEALTH, client, opened.opened_at)


def _number(client: Client | None) -> UUID:
    return client.uuid if client else NOBODY
