"""Need to know: what each person may do with each file, and what they never find out."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from balise.people import access, operations
from balise.people.access import (
    FIELDS,
    OPENS,
    TABLE,
    Act,
    FieldClass,
    Reason,
    Refused,
    may,
    readable_fields,
    visible_clients,
    visible_staff,
)
from balise.people.doors import demand, get_or_hidden, noting_refusals
from balise.people.errors import NotAllowedError, NotFoundError, PeopleError, RefusedError
from balise.people.models import Client, Staff
from balise.people.queries import read_client, read_health
from balise.people.words import Role, Status
from tests.people.notes import count, noted
from tests.people.world import NOBODY, NOW, ROSE, World, day, later, relate

EVERYONE = (
    "omar",
    "louise",
    "marie",
    "sam",
    "david",
    "grace",
    "paul",
    "aline",
    "rita",
    "ines",
    "pia",
    "axel",
)


def reason(viewer: Staff, act: Act, thing: Client | Staff) -> Reason | None:
    answer = may(viewer, act, thing, NOW)
    return answer.reason if isinstance(answer, Refused) else None


def names(seen: QuerySet[Client] | QuerySet[Staff]) -> set[str]:
    return {each.full_name for each in seen}


# Who reads Rose's file


@pytest.mark.provision("S2-17", "S2-30")
@pytest.mark.parametrize("name", EVERYONE)
def test_a_file_is_read_by_those_who_serve_their_supervisors_and_the_privacy_officer(
    world: World, name: str
) -> None:
    readers = {"marie", "david", "grace", "pia"}
    assert bool(may(getattr(world, name), Act.READ, world.rose, NOW)) == (name in readers)


@pytest.mark.provision("S1-49", "S2-17")
@pytest.mark.parametrize("name", EVERYONE)
def test_health_is_read_by_those_who_serve_and_the_privacy_officer(world: World, name: str) -> None:
    viewer = getattr(world, name)
    assert bool(may(viewer, Act.READ_HEALTH, world.rose, NOW)) == (name in {"marie", "pia"})
    assert (FieldClass.HEALTH in readable_fields(viewer, world.rose, NOW)) == (name in {"marie", "pia"})


@pytest.mark.provision("S2-30", "S2-59")
@pytest.mark.parametrize("name", ["sam", "aline"])
def test_a_colleague_who_does_not_serve_her_finds_nothing_and_the_attempt_is_noted(
    world: World, name: str
) -> None:
    colleague = getattr(world, name)
    with pytest.raises(NotFoundError):
        read_client(viewer=colleague, uuid=ROSE, at=NOW)
    last = noted("file_refused")[-1]
    assert (last["actor"], last["object"]) == (f"staff:{colleague.uuid}", f"client:{ROSE}")
    assert last["fields"]["act"] == "read"
    assert "Rose Landry" not in names(visible_clients(colleague, NOW))


@pytest.mark.provision("S2-30")
def test_every_reading_is_noted(world: World) -> None:
    file = read_client(viewer=world.marie, uuid=ROSE, at=NOW)
    assert {point.value for point in file.contacts} == {"506 555-0101", "rose@example.org"}
    assert [party.full_name for party in file.circle] == ["Jean Landry"]
    assert [assignment.staff for assignment in file.assigned] == [world.marie]
    assert read_health(viewer=world.marie, uuid=ROSE, at=NOW).conditions == "diabetes"
    assert [entry["kind"] for entry in noted()[-2:]] == ["people.file_read", "people.health_read"]


def test_no_content_of_a_file_goes_into_the_journal(world: World) -> None:
    read_health(viewer=world.marie, uuid=ROSE, at=NOW)
    said = str(noted())
    assert [secret for secret in ("Landry", "diabetes", "555-0101", "rose@") if secret in said] == []


def test_who_knows_of_a_file_without_reading_it_is_told_why(world: World) -> None:
    with pytest.raises(NotAllowedError) as refused:
        read_client(viewer=world.paul, uuid=ROSE, at=NOW)
    assert refused.value.reason == Reason.OUT_OF_REACH
    assert refused.value.message.fr == "Votre rôle ne s’étend pas jusqu’ici."
    assert len(noted("file_refused")) == 1


# Hidden and absent


@pytest.mark.parametrize("name", ["sam", "aline", "louise", "axel", "omar"])
def test_hidden_and_absent_answer_alike_and_leave_the_same_trace(world: World, name: str) -> None:
    viewer = getattr(world, name)
    told = []
    for uuid in (ROSE, NOBODY):
        with pytest.raises(NotFoundError) as refused:
            read_client(viewer=viewer, uuid=uuid, at=NOW)
        trace = noted("file_refused")[-1]
        told.append((str(refused.value), refused.value.message, trace["actor"], trace["fields"]))
    assert told[0] == told[1]


def test_hidden_and_absent_take_as_many_queries(world: World) -> None:
    counted = []
    for uuid in (ROSE, NOBODY):
        with CaptureQueriesContext(connection) as queries, pytest.raises(NotFoundError):
            read_client(viewer=world.sam, uuid=uuid, at=NOW)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_refusal_inside_a_larger_transaction_that_is_undone_is_still_noted_and_once(world: World) -> None:
    @noting_refusals
    def a_long_errand() -> None:
        operations.move(by=world.louise, staff=world.sam, unit=world.relief, now=NOW)
        read_client(viewer=world.sam, uuid=ROSE, at=NOW)

    with pytest.raises(NotFoundError):
        a_long_errand()
    assert len(noted("file_refused")) == 1
    assert noted("staff_moved") == []


def test_a_refusal_that_is_caught_inside_a_larger_transaction_is_noted(world: World) -> None:
    @noting_refusals
    def a_forgiving_errand() -> None:
        for uuid in (ROSE, NOBODY):
            with suppress(NotFoundError):
                get_or_hidden(Client, uuid, viewer=world.sam, at=NOW)

    a_forgiving_errand()
    assert len(noted("file_refused")) == 2


def test_a_refusal_outside_of_any_transaction_of_ours_is_noted(world: World) -> None:
    with pytest.raises(NotFoundError):
        get_or_hidden(Client, ROSE, viewer=world.sam, at=NOW)
    with pytest.raises(NotAllowedError):
        demand(viewer=world.paul, act=Act.READ, thing=world.rose, at=NOW)
    assert [entry["fields"]["act"] for entry in noted("file_refused")] == ["see", "read"]


# Relations


@pytest.mark.provision("S2-59")
def test_the_end_of_an_assignment_closes_the_file_at_once(world: World) -> None:
    assignment = world.assignment(world.marie, world.rose)
    operations.end_assignment(by=world.david, assignment=assignment, reason="new rota", now=later(minutes=5))
    assert may(world.marie, Act.READ, world.rose, later(minutes=4))
    answer = may(world.marie, Act.READ, world.rose, later(minutes=5))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.FORMERLY_ASSIGNED


def test_nobody_opens_the_file_of_someone_close_whatever_their_roles(world: World) -> None:
    relate(world.rose, world.marie)
    relate(world.rose, world.david)
    for person in (world.marie, world.david):
        assert reason(person, Act.READ, world.rose) is Reason.IN_CONFLICT
        assert "Rose Landry" not in names(visible_clients(person, NOW))
    with pytest.raises(NotFoundError):
        read_client(viewer=world.marie, uuid=ROSE, at=NOW)


def test_a_disabled_person_may_do_nothing_at_once(world: World) -> None:
    stale = world.marie
    operations.disable(by=world.omar, staff=world.marie, reason="left", now=later(seconds=1))
    assert may(stale, Act.READ, world.rose, NOW)
    answer = may(stale, Act.READ, world.rose, later(seconds=1))
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.DISABLED
    assert not visible_clients(stale, later(seconds=1)).exists()
    assert not visible_staff(stale, later(seconds=1)).exists()


def test_a_role_reaches_only_inside_its_unit(world: World) -> None:
    assert names(visible_clients(world.david, NOW)) == {"Rose Landry", "Theo Boudreau"}
    assert names(visible_clients(world.rita, NOW)) == {"Ulla Meyer"}


@pytest.mark.parametrize("name", ["omar", "axel", "louise", "ines"])
def test_roles_without_clients_see_none(world: World, name: str) -> None:
    assert not visible_clients(getattr(world, name), NOW).exists()


def test_an_administrator_reads_no_client(world: World) -> None:
    for client in (world.rose, world.theo, world.ulla):
        for act in Act:
            assert not may(world.omar, act, client, NOW)


def test_an_auditor_reads_the_journal_and_only_that(world: World) -> None:
    assert may(world.axel, Act.READ_JOURNAL, world.heron_cove, NOW)
    assert {role for role, rows in TABLE[Client].items()} & {Role.AUDITOR, Role.ADMINISTRATOR} == set()
    others = [name for name in EVERYONE if name != "axel"]
    assert not any(may(getattr(world, name), Act.READ_JOURNAL, world.heron_cove, NOW) for name in others)


def test_colleagues_of_another_programme_are_not_in_the_directory(world: World) -> None:
    seen = names(visible_staff(world.sam, NOW))
    assert seen == {"Sam Okafor", "Marie Tremblay", "David Chen", "Grace Roy", "Paul Leblanc"}


# Fields


def test_every_field_of_a_file_is_in_exactly_one_class() -> None:
    models = ("Client", "ContactPoint", "LinkedParty", "ClientHealth")
    fields = [
        f"{name}.{field.name}"
        for name in models
        for field in apps.get_model("people", name)._meta.get_fields()
        if field.name != "id"
    ]
    classed = [field for members in FIELDS.values() for field in members]
    assert sorted(classed) == sorted(fields)


@pytest.mark.provision("S1-49")
def test_health_leaves_with_no_sending_and_no_export() -> None:
    assert [act for act, classes in OPENS.items() if FieldClass.HEALTH in classes] == [Act.READ_HEALTH]


@pytest.mark.provision("S1-49")
def test_no_role_that_promotes_services_reads_health() -> None:
    promoting = {
        role
        for role, rows in TABLE[Client].items()
        for relation, acts in rows.items()
        if Act.REACH_OUT in acts and relation is not access.Relation.ASSIGNED
    }
    reading = {role for role, rows in TABLE[Client].items() if Act.READ_HEALTH in set().union(*rows.values())}
    assert promoting == {Role.MANAGER, Role.PROGRAMME_DIRECTOR}
    assert promoting & reading == set()


def test_nothing_leads_back_from_a_client_to_what_is_about_them() -> None:
    for model in apps.get_app_config("people").get_models():
        back = [field.name for field in model._meta.get_fields() if field.auto_created and not field.concrete]
        assert back == []


# Same rules for all


@pytest.mark.provision("S2-07", "S2-09")
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", EVERYONE)
def test_status_changes_no_permission_for_anyone(world: World, status: Status, name: str) -> None:
    viewer = getattr(world, name)
    things = (world.rose, world.theo, world.ulla, world.sam, world.louise)

    def permissions() -> list[bool]:
        return [
            bool(may(viewer, act, thing, NOW)) for thing in things for act in (Act.SEE, Act.READ, Act.DECIDE)
        ]

    before = permissions()
    Staff.objects.filter(pk=viewer.pk).update(status=status)
    assert permissions() == before


@pytest.mark.provision("S2-07")
@pytest.mark.parametrize("name", ["louise", "paul", "rita", "omar"])
def test_rank_opens_no_file_and_exempts_from_no_bar(world: World, name: str) -> None:
    senior = getattr(world, name)
    assert not may(senior, Act.READ, world.rose, NOW)
    assert reason(senior, Act.DECIDE, senior) is Reason.ONESELF


@pytest.mark.provision("S2-07")
def test_nobody_can_be_left_out_of_the_personnel_who_are_bound(world: World) -> None:
    field = Staff._meta.get_field("status")
    assert {value for value, _ in field.flatchoices} == {"employee", "volunteer", "delegate"}
    with pytest.raises(PeopleError) as refused:
        operations.grant_role(
            by=world.louise, staff=world.sam, role=Role.STAFF, unit=world.home, reason="?", now=NOW
        )
    assert refused.value.code == "not_grantable"


# Emergencies


def test_an_investigator_opens_a_file_for_four_hours_and_two_people_are_told(world: World) -> None:
    before = count()
    opened = operations.open_emergency_access(
        by=world.ines, client_uuid=ROSE, reason="a call from the police", now=NOW
    )
    assert count() == before + 1
    assert {opened.told_first, opened.told_second} == {world.pia, world.paul}
    assert may(world.ines, Act.READ, world.rose, later(hours=3, minutes=59))
    assert not may(world.ines, Act.READ, world.rose, later(hours=4))
    assert not may(world.ines, Act.READ_HEALTH, world.rose, NOW)
    assert not may(world.ines, Act.CHANGE, world.rose, NOW)


def test_a_second_opening_while_it_is_open_adds_no_time_and_no_entry(world: World) -> None:
    first = operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="police", now=NOW)
    before = count()
    again = operations.open_emergency_access(
        by=world.ines, client_uuid=ROSE, reason="police", now=later(hours=2)
    )
    assert (again, count()) == (first, before)
    assert not may(world.ines, Act.READ, world.rose, later(hours=4))


@pytest.mark.parametrize("name", [name for name in EVERYONE if name not in {"ines", "paul", "rita"}])
def test_nobody_else_opens_a_file_in_an_emergency(world: World, name: str) -> None:
    before = len(noted("file_refused"))
    with pytest.raises(RefusedError):
        operations.open_emergency_access(by=getattr(world, name), client_uuid=ROSE, reason="curious", now=NOW)
    assert len(noted("file_refused")) == before + 1


def test_no_emergency_opens_the_file_of_someone_close(world: World) -> None:
    relate(world.rose, world.ines)
    with pytest.raises(NotFoundError):
        operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="police", now=NOW)


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_an_emergency_without_a_reason_is_refused(world: World, words: str) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason=words, now=NOW)
    assert refused.value.code == "empty"


def test_an_emergency_that_nobody_would_hear_of_is_refused(world: World) -> None:
    for person, role in (
        (world.pia, Role.PRIVACY_OFFICER),
        (world.paul, Role.PROGRAMME_DIRECTOR),
        (world.axel, Role.AUDITOR),
    ):
        operations.revoke_role(
            by=world.louise, grant=world.grant(person, role), reason="reorganised", now=NOW
        )
    with pytest.raises(PeopleError) as refused:
        operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="police", now=NOW)
    assert refused.value.code == "nobody_to_tell"


def test_the_loss_of_the_role_ends_the_emergency(world: World) -> None:
    operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="police", now=NOW)
    grant = world.grant(world.ines, Role.INVESTIGATOR)
    operations.revoke_role(by=world.louise, grant=grant, reason="conflict", now=later(hours=1))
    assert not may(world.ines, Act.READ, world.rose, later(hours=1))


def test_a_planned_assignment_opens_nothing_before_its_day(world: World) -> None:
    operations.assign(
        by=world.david,
        staff=world.sam,
        client=world.rose,
        service="home help",
        reason="holidays",
        from_date=day(3),
        to_date=day(5),
        now=NOW,
    )
    open_days = [after for after in range(8) if may(world.sam, Act.READ, world.rose, later(days=after))]
    assert open_days == [3, 4, 5]
