"""The demo organisation: who is in it, what its year was, and that the same seed makes the same world."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from pytest_django import DjangoDbBlocker

from balise.api.models import ApiKey
from balise.consent.matching import pairs
from balise.consent.models import (
    ConsentEvent,
    Distinct,
    Evidence,
    Ground,
    Merge,
    Notice,
    PreferenceLink,
    Purpose,
    Refusal,
    Standing,
)
from balise.consent.notices.forms import TERMS
from balise.consent.queries import consents_of, consents_on, may_reach
from balise.consent.rights.models import Complaint, Hold
from balise.consent.standings import folded, position_now
from balise.consent.words import Basis, Channel, Event, Grantor, Likeness, Method, State
from balise.journal.models import Entry
from balise.outreach.campaigns.views.listing import waiting_for
from balise.outreach.doors import visible_campaigns
from balise.outreach.models import (
    Approval,
    Campaign,
    GateAccount,
    GateDecision,
    ListFile,
    Message,
    MessageEvent,
    Screening,
    Sender,
    Task,
)
from balise.outreach.words import (
    ApprovalDecision,
    Audience,
    CampaignState,
    Means,
    MessageEventKind,
    MessageState,
    TaskState,
)
from balise.people.accounts.sessions import person_of
from balise.people.models import (
    Assignment,
    Client,
    ClientHealth,
    ContactPoint,
    Delegation,
    EmergencyAccess,
    LinkedParty,
    RoleGrant,
    Staff,
    SupervisionLine,
    Unit,
)
from balise.people.periods import day_of, in_force
from balise.people.queries import owner_alarms
from balise.people.words import GRANTABLE, ContactKind, LinkKind, Role, Status, UnitKind
from balise.server.demo.people import CLIENT, CLIENT_FILE, PERSONAS
from balise.server.demo.world import keeping
from balise.server.demo.world.builder import build
from balise.server.demo.world.calendar import Calendar
from balise.server.demo.world.households import Household, households
from balise.server.demo.world.so_far import SoFar
from balise.server.demo.world.summary import summary
from tests.loaded import neutral

pytestmark = pytest.mark.django_db

SECOND_RECORDS = 4
"""Of clients who are registered twice."""

SUMMARY = (
    "import django; django.setup(); from balise.server.demo.world.summary import summary; print(summary())"
)


@pytest.fixture(scope="module")
def kept(worlds: Path) -> Path:
    """The world that a demo begins with."""
    return keeping.keep(worlds)


@pytest.fixture(scope="module")
def begun(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that has just begun: who opens a world writes in its folder, and kept ones stay as made."""
    data = tmp_path_factory.mktemp("begun")
    assert keeping.settle(data, kept_in=kept.parent)
    return data


@pytest.fixture(scope="module")
def last_day(kept: Path) -> date:
    return date.fromisoformat(kept.name.split("_")[1])


@pytest.fixture(scope="module", autouse=True)
def world(
    last_day: date,
    django_db_setup: None,  # noqa: ARG001  it has to be there first
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SoFar]:
    """Made once for all these tests, which only look at it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "BALISE_JOURNAL_FOLDER", tmp_path_factory.mktemp("journal"))
        patch.setattr(settings, "BALISE_ORGANISATION", "charity")  # as in the demo
        yield build(last_day=last_day)
        transaction.set_rollback(True)


@pytest.fixture
def now(last_day: date) -> datetime:
    """When a visitor comes: the day after."""
    return datetime.fromisoformat(f"{last_day + timedelta(days=1)}T15:00:00+00:00")


def test_the_same_seed_makes_the_same_world_in_another_process(begun: Path) -> None:
    there = subprocess.run(
        [sys.executable, "-c", SUMMARY], env=_environment(begun), capture_output=True, text=True, check=True
    )
    assert there.stdout == summary() + "\n"


def drawn(seed: int, last_day: date) -> list[Household]:
    return households(Random(seed), "sante", last_day)  # noqa: S311  to be repeatable, not secret


def test_another_seed_makes_another_world(last_day: date) -> None:
    one, same, other = (drawn(seed, last_day) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_its_journal_is_whole(begun: Path) -> None:
    verified = subprocess.run(
        [sys.executable, "-m", "balise.cli", "journal", "verify"],
        env=_environment(begun),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _environment(data: Path) -> dict[str, str]:
    demo = {"BALISE_DATA": str(data), "BALISE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "balise.server.settings"}
    return {**neutral(), **demo}


def test_it_has_three_regions_eight_programmes_sixty_members_of_the_personnel_and_four_hundred_clients() -> (
    None
):
    assert Counter(Unit.objects.values_list("kind", flat=True)) == {
        UnitKind.ORGANISATION: 1,
        UnitKind.REGION: 3,
        UnitKind.PROGRAMME: 8,
        UnitKind.SITE: 3,
    }
    assert Staff.objects.count() == 60
    assert set(Staff.objects.values_list("status", flat=True)) == set(Status)
    assert Client.objects.count() == 400 + SECOND_RECORDS


def test_each_role_has_a_persona_who_can_sign_in(now: datetime) -> None:
    held = {}
    for persona in PERSONAS:
        staff = Staff.objects.select_related("user").get(email=persona.email)
        assert staff.full_name == persona.name
        assert staff.user is not None
        assert person_of(staff.user, now) == staff
        for role in RoleGrant.objects.filter(in_force(now), staff=staff).values_list("role", flat=True):
            held[Role(role)] = persona.name
    assert held.keys() == GRANTABLE
    assert {Staff.objects.get(email=persona.email).status for persona in PERSONAS} == set(Status)


def test_nobody_holds_two_roles_that_check_each_other(now: datetime) -> None:
    held = Counter(RoleGrant.objects.filter(in_force(now)).values_list("staff", flat=True))
    assert set(held.values()) == {1}


def test_everyone_but_the_head_answers_to_someone(now: datetime) -> None:
    answering = SupervisionLine.objects.filter(in_force(now)).values("staff")
    assert [one.full_name for one in Staff.objects.exclude(pk__in=answering)] == ["Edmond Arsenault"]


def test_every_client_still_served_has_someone_who_can_act(now: datetime) -> None:
    served = Assignment.objects.filter(in_force(now)).filter(
        Q(staff__disabled_at=None) | Q(staff__disabled_at__gt=now)
    )
    alone = Client.objects.filter(closed_date=None).exclude(pk__in=served.values("client"))
    assert not alone.exists()
    assert Client.objects.exclude(closed_date=None).count() > 20


def test_clients_are_of_every_age_and_language_and_some_are_vulnerable(now: datetime) -> None:
    clients = list(Client.objects.all())
    minors = [one for one in clients if one.is_minor(day_of(now))]
    assert 40 < len(minors) < 150
    languages = Counter(one.language for one in clients)
    assert min(languages["fr"], languages["en"]) > 100
    assert {one.vulnerable for one in clients} == {True, False, None}
    assert any(one.birth_date is None for one in clients)
    assert 50 < ClientHealth.objects.count() < 200
    assert Assignment.objects.filter(service__contains="interpr").count() > 20


def test_minors_have_a_guardian_and_clients_have_family_friends_and_representatives(now: datetime) -> None:
    guarded = set(LinkedParty.objects.filter(kind=LinkKind.GUARDIAN).values_list("client", flat=True))
    assert {one.pk for one in Client.objects.all() if one.is_minor(day_of(now))} <= guarded
    assert set(LinkedParty.objects.values_list("kind", flat=True)) == set(LinkKind)


def test_nobody_real_can_be_written_to_or_called() -> None:
    addresses = [*Staff.objects.values_list("email", flat=True)]
    for kind, value in ContactPoint.objects.values_list("kind", "value"):
        match kind:
            case ContactKind.EMAIL:
                addresses.append(value)
            case ContactKind.PHONE:
                assert re.fullmatch(r"(\d{3}|\(\d{3}\)) 555-01\d\d", value)
            case ContactKind.ADDRESS:
                assert re.search(r" [EGP]\d[A-Z] \d[ABCEGHJ-NPRSTV-Z]\d$", value)
    assert all(re.fullmatch(r"[a-z0-9+-]+@example\.org", address) for address in addresses)


def test_the_year_had_an_emergency_absences_departures_and_a_tie(now: datetime) -> None:
    assert EmergencyAccess.objects.count() == 2
    assert Delegation.objects.exclude(ended_at=None).count() == 1
    assert Staff.objects.exclude(disabled_at=None).count() == 1
    assert LinkedParty.objects.exclude(staff=None).count() == 1
    assert Delegation.objects.filter(in_force(now)).count() == 1, "a director is away when a visitor comes"
    assert [alarm.programme.name.en for alarm in owner_alarms(now)] == ["Food bank and kitchens"]
    ended = Assignment.objects.exclude(ended_at=None)
    assert ended.count() > 50
    assert not ended.filter(end_reason="").exists()


def test_each_thing_that_was_done_is_one_entry_of_the_journal() -> None:
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    done = {
        "organisation_founded": 1,
        "unit_added": Unit.objects.count() - 1,
        "hired": Staff.objects.count() - 1,
        "supervisor_set": SupervisionLine.objects.count(),
        "role_lent": Delegation.objects.count(),
        "client_added": Client.objects.count(),
        "party_linked": LinkedParty.objects.count(),
        "file_assigned": Assignment.objects.count(),
        "assignment_ended": Assignment.objects.exclude(ended_at=None).count(),
        "emergency_opened": EmergencyAccess.objects.count(),
        "staff_disabled": 2,
        "staff_enabled": 1,
        "file_refused": 1,
    }
    assert {kind: kinds[f"people.{kind}"] for kind in done} == done


def test_six_purposes_are_asked_for_each_worded_in_both_languages() -> None:
    assert Purpose.objects.filter(closed_at=None).count() == 6
    for purpose in Purpose.objects.all():
        versions = Counter(Notice.objects.filter(purpose=purpose).values_list("version", flat=True))
        assert 1 <= len(versions) <= 3
        assert set(versions.values()) == {2}
        assert purpose.dpv in TERMS


def test_most_clients_said_something_in_every_way_there_is() -> None:
    said = ConsentEvent.objects.all()
    assert said.values("client").distinct().count() > 250
    assert set(said.values_list("event", flat=True)) == set(Event)
    assert set(said.values_list("method", flat=True)) == set(Method) - {Method.WEB_FORM, Method.ERASURE}
    assert set(said.values_list("grantor", flat=True)) == set(Grantor)
    assert 3 <= Evidence.objects.count() <= 12
    assert said.filter(evidence=None, method=Method.PAPER_FORM).count() > 10, "few forms are scanned"


def test_some_implied_consents_still_hold_and_others_ran_out(now: datetime) -> None:
    today = day_of(now)
    resting = {ground.standing.client for ground in Ground.objects.select_related("standing__client")}
    found = {
        (each.basis, each.state)
        for client in resting
        for each in consents_of(client, today)
        if each.kind == "implied"
    }
    assert {basis for basis, _ in found} == {Basis.GIFT, Basis.INQUIRY, Basis.MEMBERSHIP, Basis.PURCHASE}
    assert (Basis.MEMBERSHIP, State.IMPLIED) in found
    assert (Basis.INQUIRY, State.EXPIRED) in found


def test_a_no_from_a_mailbox_that_two_people_share_holds_for_both(now: datetime) -> None:
    refused = Refusal.objects.filter(channel=Channel.EMAIL).values("address")
    shared = Counter(ContactPoint.objects.filter(key__in=refused).values_list("key", flat=True))
    keys = [key for key, people in shared.items() if people > 1]
    assert keys
    newsletter = Purpose.objects.get(code="newsletter")
    for client in Client.objects.filter(pk__in=ContactPoint.objects.filter(key__in=keys).values("client")):
        assert not may_reach(client, newsletter, Channel.EMAIL, now).allows


def test_three_people_have_a_second_record_one_had_and_two_only_looked_alike(now: datetime) -> None:
    found = pairs(viewer=Staff.objects.get(email="emile-cormier@example.org"), at=now)
    named = [pair for pair in found if set(pair.reasons) != {Likeness.ADDRESS}]
    assert len(named) >= 3
    assert any("+" in address for pair in named for address in _contacts(pair.second)), "a mailbox with a tag"
    assert Merge.objects.count() == Distinct.objects.count() == 1


def _contacts(client: Client) -> list[str]:
    return list(ContactPoint.objects.filter(client=client).values_list("value", flat=True))


def test_a_file_is_held_a_complaint_waits_another_was_answered_and_the_web_site_has_a_key() -> None:
    assert Hold.objects.get().ended_at is None
    assert sorted(bool(each.answer) for each in Complaint.objects.all()) == [False, True]
    assert ApiKey.objects.get().revoked_at is None
    assert 20 < PreferenceLink.objects.count() < 150


def test_the_client_whom_visitors_can_be_changed_her_mind_in_every_direction(
    last_day: date, now: datetime
) -> None:
    jeanne = Client.objects.get(uuid=CLIENT_FILE)
    assert jeanne.full_name == CLIENT.name
    assert ContactPoint.objects.filter(client=jeanne, value=CLIENT.email).exists()

    def state(after: int, purpose: str, channel: Channel) -> State | None:
        found = {
            (each.purpose.code, each.channel): each.state
            for each in consents_on(jeanne, Calendar(last_day).date_of(after))
        }
        return found.get((purpose, channel))

    assert [state(day, "workshops", Channel.EMAIL) for day in (50, 130, 230)] == [
        None,
        State.GIVEN,
        State.WITHDRAWN,
    ]
    assert [state(day, "fundraising", Channel.MAIL) for day in (270, 310)] == [
        State.IMPLIED,
        State.WITHDRAWN,
    ]
    assert may_reach(jeanne, Purpose.objects.get(code="newsletter"), Channel.EMAIL, now) is State.GIVEN
    assert ConsentEvent.objects.filter(client=jeanne).exclude(evidence=None).count() == 3


def test_what_was_kept_of_each_consent_is_what_its_events_amount_to() -> None:
    for standing in Standing.objects.select_related("client", "purpose"):
        kept = position_now(standing.client, standing.purpose, Channel(standing.channel))
        events = ConsentEvent.objects.filter(
            client=standing.client, purpose=standing.purpose, channel=standing.channel
        )
        assert folded(events) == kept


def test_each_thing_that_was_done_about_consents_is_one_entry_of_the_journal() -> None:
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    versions = Notice.objects.values("purpose", "version").distinct().count()
    by_email = Message.objects.filter(campaign__means=Means.EMAIL)
    written_to = by_email.exclude(state=MessageState.QUEUED).count()
    done = {
        "consent.purpose_added": Purpose.objects.count(),
        "consent.notice_written": versions,
        "consent.evidence_kept": Evidence.objects.count(),
        "consent.expired": ConsentEvent.objects.filter(event=Event.EXPIRED).count(),
        # Those in the messages of campaigns are told by the messages.
        "consent.link_made": PreferenceLink.objects.count() - written_to,
        "consent.merged": Merge.objects.count(),
        "consent.found_distinct": Distinct.objects.count(),
        "consent.unsubscribed": Refusal.objects.exclude(address="").count(),
        "consent_imports.imported": 1,
        "consent_rights.held": Hold.objects.count(),
        "consent_rights.complained": Complaint.objects.count(),
        "consent_rights.complaint_answered": 1,
        "api.key_made": ApiKey.objects.count(),
    }
    assert {kind: kinds[kind] for kind in done} == done


def test_a_campaign_stands_in_each_state_there_is() -> None:
    assert Sender.objects.filter(closed_at=None).count() == 2
    campaigns = Campaign.objects.all()
    assert {each.state for each in campaigns} == set(CampaignState) - {CampaignState.SENDING}
    assert {each.audience for each in campaigns} == set(Audience)
    assert {each.means for each in campaigns} == {Means.EMAIL, Means.MAIL, Means.PHONE, Means.NEWSPAPER}
    assert len({each.author_id for each in campaigns}) >= 6
    assert set(Approval.objects.values_list("decision", flat=True)) == set(ApprovalDecision)


def test_nobody_was_written_to_whom_the_policy_does_not_allow() -> None:
    states = {MessageState.SENT, MessageState.BOUNCED, MessageState.REFUSED, MessageState.EXPORTED}
    left = Message.objects.filter(state__in=states)
    assert left.count() > 20
    assert set(left.values_list("recipient__verdict", flat=True)) <= {"permitted", "conditional"}
    [withheld] = Message.objects.filter(campaign__means=Means.EMAIL, state=MessageState.WITHHELD)
    assert withheld.recipient.verdict == "permitted", "who took it back before it left"


def test_one_campaign_is_over_with_all_that_comes_back_and_one_stopped_half_way() -> None:
    over = Campaign.objects.get(state=CampaignState.FINISHED, means=Means.EMAIL)
    kinds = set(MessageEvent.objects.filter(message__campaign=over).values_list("kind", flat=True))
    came_back = {MessageEventKind.BOUNCED, MessageEventKind.COMPLAINED, MessageEventKind.UNSUBSCRIBED}
    assert kinds >= came_back | {MessageEventKind.REFUSED, MessageEventKind.WITHHELD}
    paused = Message.objects.filter(campaign__state=CampaignState.PAUSED)
    assert set(paused.values_list("state", flat=True)) == {MessageState.SENT, MessageState.QUEUED}


def test_a_list_that_a_fitness_centre_gave_reaches_few_and_the_rest_is_done_otherwise() -> None:
    [listed] = ListFile.objects.exclude(provider="").select_related("campaign")
    assert listed.provider_statement
    screening = Screening.objects.get(campaign=listed.campaign)
    assert 0 < screening.verdicts["permitted"] < screening.verdicts["prohibited"]
    assert screening.faulty
    assert screening.joined
    tasks = Task.objects.filter(campaign=listed.campaign)
    assert set(tasks.values_list("state", flat=True)) == set(TaskState)


def test_the_gate_let_some_through_and_refused_others_whom_it_does_not_name() -> None:
    [account] = GateAccount.objects.filter(closed_at=None)
    decisions = GateDecision.objects.filter(account=account)
    assert set(decisions.values_list("passed", flat=True)) == {True, False}
    assert not any("@" in each for each in decisions.values_list("address", flat=True))


def test_personas_find_campaigns_of_theirs_and_one_waits_for_a_decision(now: datetime) -> None:
    marie, nadia = (
        Staff.objects.get(email=f"{name}@example.org") for name in ("marie-tremblay", "nadia-haddad")
    )
    assert visible_campaigns(marie, now).count() == 2
    assert {Audience(each.audience) for each in visible_campaigns(nadia, now)} >= {Audience.CLIENTS}
    assert [each.state for each in waiting_for(nadia, now)] == [CampaignState.SUBMITTED]


def test_each_thing_that_was_done_in_outreach_is_one_entry_of_the_journal() -> None:
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    done = {
        "sender_added": Sender.objects.count(),
        "campaign_begun": Campaign.objects.count(),
        "campaign_decided": Approval.objects.count(),
        "campaign_cancelled": 1,
        "list_kept": ListFile.objects.count(),
        "screened": Screening.objects.count(),
        "task_settled": Task.objects.exclude(state=TaskState.OPEN).count(),
        "sending_started": 2,
        "sending_paused": 1,
        "sending_finished": Campaign.objects.filter(state=CampaignState.FINISHED).count(),
        "bounced": 1,
        "complained": 1,
        "gate_account_added": GateAccount.objects.count(),
        "gate_refused": GateDecision.objects.filter(passed=False).count(),
    }
    assert {kind: kinds[f"outreach.{kind}"] for kind in done} == done


def test_the_journal_tells_the_year_in_order_and_none_of_it_is_still_to_come(last_day: date) -> None:
    times = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert times == sorted(times)
    assert day_of(times[-1]) <= last_day
    assert day_of(times[0]) <= last_day - timedelta(days=360)


def test_offices_are_closed_on_weekends_and_nothing_happens_after_the_last_day() -> None:
    happened: list[datetime] = []
    calendar = Calendar(last_day=date(2026, 3, 1))  # a Sunday
    for day in range(300, 366):
        calendar.plan(day, happened.append)
    calendar.plan(364, happened.append, hour=22)
    calendar.happen(lambda _done, _all: None)
    assert happened == sorted(happened)
    assert {day_of(at).weekday() for at in happened if at != happened[-1]} == {0, 1, 2, 3, 4}
    assert day_of(happened[-1]) == date(2026, 2, 28)
    with pytest.raises(ValueError, match="day 366 is after the last one, 365"):
        calendar.plan(366, happened.append)


def test_a_folder_becomes_a_demo_once_and_starts_over_when_the_world_changed(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    assert keeping.settle(data, kept_in=kept.parent)
    database = data / "balise.sqlite3"
    database.write_bytes(b"what a visitor did")
    assert not keeping.settle(data, kept_in=kept.parent)
    assert database.read_bytes() == b"what a visitor did"
    (data / keeping.MARK).write_text("of another version")
    assert keeping.settle(data, kept_in=kept.parent)
    assert database.read_bytes() == (kept / "balise.sqlite3").read_bytes()
    monkeypatch.setattr("shutil.copy2", _fails)
    (data / keeping.MARK).write_text("of another version")
    with pytest.raises(OSError, match="full"):
        keeping.settle(data, kept_in=kept.parent)
    monkeypatch.undo()
    assert keeping.settle(data, kept_in=kept.parent), "a copy cut short is made again"


def _fails(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_kept_world_that_is_not_whole_is_made_again(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(folder: Path, *_: object) -> None:
        for name in keeping.MADE:
            (folder / name).write_text("made")

    monkeypatch.setattr(keeping, "_make", make)
    broken = tmp_path / kept.name
    broken.mkdir()
    (broken / "balise.sqlite3").write_bytes(b"")
    again = keeping.keep(tmp_path)
    assert (again / "balise.sqlite3").read_text() == "made"
    monkeypatch.setattr(keeping, "_make", _fails)
    assert keeping.keep(tmp_path) == again, "what is whole is not made twice"


def test_the_world_of_another_version_stays_for_whoever_is_at_work_on_it_and_goes_the_day_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_make", lambda *_: None)
    marks = {name: tmp_path / f"{name}_2025-03-03" / keeping.MARK for name in ("recent", "old")}
    for mark in marks.values():
        mark.parent.mkdir()
        mark.touch()
    os.utime(marks["old"], (0, 0))
    kept = keeping.keep(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {kept.name, "recent_2025-03-03"}


def test_the_draft_that_another_process_is_at_work_on_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = tmp_path / ".draft-ab_cd12"
    draft.mkdir()
    monkeypatch.setattr(keeping, "_make", lambda *_: None)
    keeping.keep(tmp_path)
    assert draft.exists()


def test_data_that_no_demo_made_are_never_touched(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "balise.sqlite3").write_bytes(b"of an organisation")
    with pytest.raises(keeping.NotADemoError):
        keeping.settle(tmp_path, kept_in=kept.parent)
    assert [each.name for each in tmp_path.iterdir()] == ["balise.sqlite3"]
    assert (tmp_path / "balise.sqlite3").read_bytes() == b"of an organisation"


def test_who_waits_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(keeping.StoppedError):
        keeping.keep(tmp_path / "worlds", stopped=lambda: True)
    assert list((tmp_path / "worlds").iterdir()) == []
