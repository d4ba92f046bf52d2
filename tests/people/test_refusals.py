"""A refusal for every permission: each operation is tried by everyone, and done only by those named beside
it.

Who is refused changes nothing, and nothing is noted but the refusal itself when it is about a client's file.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction

from balise.people import operations
from balise.people.errors import PeopleError, RefusedError
from balise.people.models import Delegation, LinkedParty, Staff
from balise.people.words import Language, LineKind, LinkKind, Role, Status, UnitKind
from balise.policy.text import Text
from tests.people.notes import count, noted
from tests.people.world import NOW, World, assign, day

pytestmark = pytest.mark.postgres

EVERYONE = frozenset({
    "omar", "louise", "marie", "sam", "david", "grace", "paul", "aline", "rita", "ines", "pia", "axel",
})  # fmt: skip

Attempt = Callable[[World, Staff], object]


def hire(world: World, by: Staff) -> object:
    return operations.hire(
        by=by,
        unit=world.home,
        full_name="Zoé Roy",
        email="zoe@example.org",
        status=Status.EMPLOYEE,
        language=Language.FR,
        now=NOW,
    )


def add_unit(world: World, by: Staff) -> object:
    name = Text("Point de vue", "Lookout")
    return operations.add_unit(by=by, parent=world.home, kind=UnitKind.SITE, name=name, now=NOW)


def set_supervisor(world: World, by: Staff) -> object:
    return operations.set_supervisor(
        by=by, staff=world.marie, supervisor=world.sam, kind=LineKind.SUPERVISOR, now=NOW
    )


def grant_role(world: World, by: Staff) -> object:
    return operations.grant_role(
        by=by, staff=world.sam, role=Role.SUPERVISOR, unit=world.home, reason="promoted", now=NOW
    )


def revoke_role(world: World, by: Staff) -> object:
    return operations.revoke_role(
        by=by, grant=world.grant(world.david, Role.SUPERVISOR), reason="moved on", now=NOW
    )


def delegate(world: World, by: Staff) -> object:
    return operations.delegate(
        by=by,
        giver=world.david,
        receiver=world.sam,
        role=Role.SUPERVISOR,
        unit=world.home,
        to_date=day(7),
        reason="holidays",
        now=NOW,
    )


def end_delegation(_: World, by: Staff) -> object:
    return operations.end_delegation(by=by, delegation=Delegation.objects.get(), now=NOW)


def add_client(world: World, by: Staff) -> object:
    return operations.add_client(
        by=by, unit=world.home, uuid=UUID(int=9), full_name="Una", language=Language.EN, now=NOW
    )


def link_party(world: World, by: Staff) -> object:
    return operations.link_party(
        by=by, client=world.rose, full_name="Anne Landry", kind=LinkKind.FRIEND, now=NOW
    )


def end_link(world: World, by: Staff) -> object:
    return operations.end_link(by=by, link=LinkedParty.objects.get(client=world.rose), now=NOW)


def end_assignment(world: World, by: Staff) -> object:
    assignment = world.assignment(world.marie, world.rose)
    return operations.end_assignment(by=by, assignment=assignment, reason="rota", now=NOW)


def open_emergency_access(world: World, by: Staff) -> object:
    return operations.open_emergency_access(by=by, client_uuid=world.rose.uuid, reason="police", now=NOW)


CASES: dict[str, tuple[set[str], Attempt]] = {
    "hire": ({"omar", "louise"}, hire),
    "add_unit": ({"omar", "louise"}, add_unit),
    "disable": (
        {"omar", "louise"},
        lambda world, by: operations.disable(by=by, staff=world.marie, reason="left", now=NOW),
    ),
    "enable": (
        {"omar", "louise"},
        lambda world, by: operations.enable(by=by, staff=world.marie, reason="back", now=NOW),
    ),
    "move": (
        {"omar", "louise"},
        lambda world, by: operations.move(by=by, staff=world.marie, unit=world.relief, now=NOW),
    ),
    "set_supervisor": ({"louise", "grace", "paul"}, set_supervisor),
    "grant_role": ({"louise"}, grant_role),
    "revoke_role": ({"louise"}, revoke_role),
    "delegate": ({"david", "louise"}, delegate),
    "end_delegation": ({"david", "louise"}, end_delegation),
    "add_client": ({"david", "grace", "paul"}, add_client),
    "change_client": (
        {"marie", "pia"},
        lambda world, by: operations.change_client(by=by, client=world.rose, preferred_name="Rosie", now=NOW),
    ),
    "record_health": (
        {"marie", "pia"},
        lambda world, by: operations.record_health(by=by, client=world.rose, needs="insulin", now=NOW),
    ),
    "link_party": ({"marie", "pia"}, link_party),
    "end_link": ({"marie", "pia"}, end_link),
    "assign": ({"david", "grace", "paul"}, lambda world, by: assign(by, world.sam, world.rose)),
    "end_assignment": ({"david", "grace", "paul"}, end_assignment),
    "open_emergency_access": (
        {"ines", "paul", "rita"},
        open_emergency_access,
    ),
}
OF_A_FILE = {
    "change_client",
    "record_health",
    "link_party",
    "end_link",
    "assign",
    "end_assignment",
    "open_emergency_access",
}


def prepare(world: World, operation: str) -> None:
    """What has to be there before it can be ended."""
    if operation == "enable":
        operations.disable(by=world.louise, staff=world.marie, reason="left", now=NOW)
    if operation == "end_delegation":
        delegate(world, world.david)


def rows() -> dict[str, list[dict[str, object]]]:
    models = apps.get_app_config("people").get_models()
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_every_operation_is_tried_by_everyone() -> None:
    assert set(CASES) == set(operations.__all__) - {"found_organisation"}


@pytest.mark.parametrize(
    ("operation", "name"), [(operation, name) for operation in CASES for name in sorted(CASES[operation][0])]
)
def test_who_may_does_it(world: World, operation: str, name: str) -> None:
    prepare(world, operation)
    before = count()
    CASES[operation][1](world, getattr(world, name))
    assert count() == before + 1


@pytest.mark.provision("S2-30")
@pytest.mark.parametrize("operation", CASES)
def test_who_may_not_changes_nothing(world: World, operation: str) -> None:
    allowed, attempt = CASES[operation]
    prepare(world, operation)
    for name in sorted(EVERYONE - allowed):
        with transaction.atomic():
            before, refused_before = rows(), len(noted("file_refused"))
            with pytest.raises(RefusedError):
                attempt(world, getattr(world, name))
            assert rows() == before, name
            noted_now = len(noted("file_refused")) - refused_before
            assert noted_now == (1 if operation in OF_A_FILE else 0), name
            transaction.set_rollback(True)


@pytest.mark.parametrize("operation", CASES)
def test_a_disabled_person_does_nothing(world: World, operation: str) -> None:
    allowed, attempt = CASES[operation]
    prepare(world, operation)
    for name in sorted(allowed):
        with transaction.atomic():
            person = getattr(world, name)
            Staff.objects.filter(pk=person.pk).update(disabled_at=NOW)
            with pytest.raises(RefusedError):
                attempt(world, person)
            transaction.set_rollback(True)


# What nobody does to themself


@pytest.mark.parametrize("name", ["omar", "louise"])
def test_nobody_disables_themself(world: World, name: str) -> None:
    person = getattr(world, name)
    with pytest.raises(RefusedError) as refused:
        operations.disable(by=person, staff=person, reason="tired", now=NOW)
    assert refused.value.message.en == "This decision is about you. It belongs to someone else."


def test_nobody_grants_themself_a_role(world: World) -> None:
    with pytest.raises(RefusedError):
        operations.grant_role(
            by=world.louise,
            staff=world.louise,
            role=Role.INVESTIGATOR,
            unit=world.home,
            reason="?",
            now=NOW,
        )


@pytest.mark.parametrize("name", ["david", "grace", "paul"])
def test_nobody_gives_themself_a_file(world: World, name: str) -> None:
    person = getattr(world, name)
    with pytest.raises(RefusedError):
        assign(person, person, world.rose)


def test_a_delegation_is_no_way_to_take_a_role(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.delegate(
            by=world.louise,
            giver=world.david,
            receiver=world.louise,
            role=Role.SUPERVISOR,
            unit=world.home,
            to_date=day(7),
            reason="?",
            now=NOW,
        )
    assert refused.value.code == "not_to_oneself"
