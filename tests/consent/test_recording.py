"""What can be written down, and what is refused: each refusal says what is wrong, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from balise.consent import operations
from balise.consent.campaigns import campaign
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Purpose, Refusal, Standing
from balise.consent.operations import NoticeWords
from balise.consent.queries import consents_of, consents_on, history_of, may_reach, purpose_of
from balise.consent.words import Basis, Channel, Event, Grantor, Method, State
from balise.journal.models import Entry
from balise.people import operations as people
from balise.people.errors import NotAllowedError, NotFoundError
from balise.people.models import Client, LinkedParty
from balise.people.words import ContactKind, Language, LinkKind
from balise.policy.text import Text
from tests.consent.conftest import ASKER, Asked, ask_for
from tests.consent.saying import says, withdraws
from tests.people.world import NOW, TODAY, World, day, later

pytestmark = pytest.mark.postgres


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=f"consent.{kind}").count()


@pytest.mark.provision("S1-30", "S1-34", "S1-42")
def test_a_yes_on_paper_is_in_force_and_tells_its_wording(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    (found,) = consents_of(world.rose, TODAY)
    assert (found.state, found.kind, found.notice, found.since) == (State.GIVEN, "express", news.fr, NOW)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN


@pytest.mark.provision("S1-32", "S1-43")
def test_a_yes_is_for_its_purpose_and_its_channel_alone(world: World, news: Asked, visits: Asked) -> None:
    says(world.marie, world.rose, news)
    assert may_reach(world.rose, visits.purpose, Channel.EMAIL, NOW) is State.UNKNOWN
    assert may_reach(world.rose, news.purpose, Channel.PHONE, NOW) is State.UNKNOWN


@pytest.mark.provision("S1-33", "S1-35")
def test_nobody_may_be_reached_who_never_said_yes(world: World, news: Asked) -> None:
    assert not may_reach(world.rose, news.purpose, Channel.EMAIL, NOW).allows
    says(world.marie, world.rose, news, Event.ASKED)
    assert not may_reach(world.rose, news.purpose, Channel.EMAIL, NOW).allows


def test_said_twice_it_is_written_and_noted_once(world: World, news: Asked) -> None:
    number = uuid4()
    one, two = (says(world.marie, world.rose, news, uuid=number) for _ in range(2))
    assert one == two
    assert ConsentEvent.objects.count() == entries("recorded") == 1


def test_a_number_that_served_for_something_else_is_refused(world: World, news: Asked) -> None:
    number = uuid4()
    says(world.marie, world.rose, news, uuid=number)
    with pytest.raises(ConsentError, match="already used"):
        says(world.marie, world.rose, news, Event.REFUSED, uuid=number)


@pytest.mark.provision("S1-34")
def test_a_withdrawal_is_in_force_at_once_for_every_purpose_and_channel(
    world: World, news: Asked, visits: Asked
) -> None:
    says(world.marie, world.rose, news)
    says(world.marie, world.rose, visits, channel=Channel.PHONE)
    written = withdraws(world.rose)
    assert {consent.state for consent in consents_of(world.rose, TODAY)} == {State.WITHDRAWN, State.REFUSED}
    assert len(written) == 2 * len(Channel)
    assert entries("withdrawn") == 1
    assert withdraws(world.rose) == ()
    assert entries("withdrawn") == 1


def test_nothing_implied_stands_again_after_a_withdrawal(world: World, news: Asked) -> None:
    withdraws(world.rose)
    says(world.marie, world.rose, news, basis=Basis.PURCHASE, basis_day=TODAY)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.REFUSED


@pytest.mark.provision("S1-33", "S1-34")
def test_a_page_left_open_says_no_again_after_a_yes_came_in_between(world: World, news: Asked) -> None:
    """Stop, yes, back in the browser, stop: the form has the number of the first no."""
    page, form = uuid4(), uuid4()
    for typed, number in ((False, page), (True, form)):
        for hour in range(2):
            no = {"now": later(hours=hour), "uuid": number}
            if typed:
                says(world.marie, world.rose, news, Event.REFUSED, **no)
            else:
                withdraws(world.rose, news, **no)
            assert not may_reach(world.rose, news.purpose, Channel.EMAIL, later(hours=9)).allows
            says(None, world.rose, news, now=later(hours=hour, minutes=30))
        before = ConsentEvent.objects.count()
        says(None, world.rose, news, Event.REFUSED, now=later(hours=3))
        assert ConsentEvent.objects.count() == before + 1


def test_a_no_said_again_outlasts_a_form_from_before_it_that_comes_in_late(world: World, news: Asked) -> None:
    withdraws(world.rose, now=NOW)
    withdraws(world.rose, now=later(days=3))
    says(world.marie, world.rose, news, effective_at=later(days=2), now=later(days=5))
    assert not may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=5)).allows


@pytest.mark.provision("S1-34")
def test_who_stops_everything_also_refuses_what_is_asked_next_month(world: World, news: Asked) -> None:
    withdraws(world.rose)
    visits = ask_for(world, "visits", Text("Rappels", "Reminders"))
    says(world.marie, world.rose, visits, basis=Basis.PURCHASE, basis_day=day(30), now=later(days=30))
    at = later(days=31)
    assert may_reach(world.rose, visits.purpose, Channel.EMAIL, at) is State.WITHDRAWN
    assert campaign(visits.purpose, Channel.EMAIL, day(31)) == {world.rose.pk: State.WITHDRAWN}
    assert {one.state for one in consents_of(world.rose, day(31)) if one.purpose == visits.purpose} == {
        State.WITHDRAWN
    }
    says(world.marie, world.rose, visits, now=at)
    assert may_reach(world.rose, visits.purpose, Channel.EMAIL, at) is State.GIVEN
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, at) is State.REFUSED


def test_who_stops_one_channel_for_good_is_still_asked_by_another(world: World) -> None:
    withdraws(world.rose, channel=Channel.EMAIL)
    visits = ask_for(world, "visits", Text("Rappels", "Reminders"))
    for channel, state in ((Channel.EMAIL, State.WITHDRAWN), (Channel.PHONE, State.IMPLIED)):
        says(world.marie, world.rose, visits, channel=channel, basis=Basis.PURCHASE, basis_day=TODAY)
        assert may_reach(world.rose, visits.purpose, channel, NOW) is state
    assert Refusal.objects.get().client == world.rose
    assert "*:email" in Entry.objects.get(kind="consent.withdrawn").content


@pytest.mark.parametrize("table", ["address", "client", "purpose"])
def test_a_refusal_is_of_an_address_or_of_a_client_never_of_both_or_neither(
    world: World, news: Asked, table: str
) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "address": {"address": "key", "client": world.rose},
        "client": {"address": ""},
        "purpose": {"client": world.rose, "purpose": news.purpose},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Refusal.objects.create(uuid=uuid4(), channel=Channel.EMAIL, at=NOW, **wrong[table])


def test_a_form_typed_in_a_week_late_does_not_undo_a_withdrawal(world: World, news: Asked) -> None:
    withdraws(world.rose, now=NOW)
    says(world.marie, world.rose, news, now=later(days=7), effective_at=later(days=-1))
    assert not may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=7)).allows


def test_a_clock_set_back_never_puts_a_withdrawal_before_the_yes_it_takes_back(
    world: World, news: Asked
) -> None:
    says(world.marie, world.rose, news)
    withdraws(world.rose, now=later(hours=-5))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN
    says(world.marie, world.rose, news, now=later(hours=-5))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.GIVEN


def test_what_was_true_and_what_was_known_on_a_day_are_two_things(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, effective_at=later(days=-30))
    letter = {"method": Method.LETTER, "effective_at": later(days=-10)}
    says(world.marie, world.rose, news, Event.WITHDRAWN, now=later(days=2), **letter)

    def state(on: int, known: int | None = None) -> State:
        known_by = None if known is None else later(days=known)
        (found,) = consents_on(world.rose, day(on), known_by)
        return found.state

    assert (state(-20), state(-5)) == (State.GIVEN, State.WITHDRAWN)
    assert state(-5, known=1) is State.GIVEN  # the letter was still under way
    assert consents_on(world.rose, day(-40)) == ()


def test_a_term_ends_by_itself_and_is_told_once(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, until=day(30))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=30)) is State.GIVEN
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=31)) is State.EXPIRED
    assert [operations.record_expiries(now=later(days=days)) for days in (30, 40, 50)] == [0, 1, 0]
    assert [event.event for event in history_of(world.rose)] == [Event.EXPIRED, Event.GIVEN]
    says(world.marie, world.rose, news, now=later(days=60))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=60)) is State.GIVEN


def test_a_yes_in_force_is_renewed_for_longer(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, until=day(30))
    says(world.marie, world.rose, news, Event.RENEWED, until=day(60), now=later(days=20))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=45)) is State.GIVEN


def test_the_person_withdraws_and_the_organisation_revokes(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    says(world.marie, world.rose, news, Event.REVOKED)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.REVOKED
    with pytest.raises(ConsentError, match="Only the organisation"):
        says(None, world.rose, news, Event.REVOKED)


def test_a_closed_purpose_lets_nothing_out_and_still_takes_a_no(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    operations.close_purpose(by=world.pia, purpose=news.purpose, now=NOW)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.EXPIRED
    with pytest.raises(ConsentError, match="closed"):
        says(world.marie, world.rose, news, Event.RENEWED)
    says(None, world.rose, news, Event.WITHDRAWN)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


Wrong = Callable[[World, Asked, Asked], object]

WRONG: dict[str, tuple[str, Wrong]] = {
    "no_address": (
        "No address is on file",
        lambda world, news, _: says(world.marie, world.rose, news, channel=Channel.MAIL),
    ),
    "in_the_future": (
        "in the future",
        lambda world, news, _: says(world.marie, world.rose, news, effective_at=later(seconds=1)),
    ),
    "basis_in_the_future": (
        "in the future",
        lambda world, news, _: says(world.marie, world.rose, news, basis=Basis.GIFT, basis_day=day(1)),
    ),
    "expired_before_given": (
        "end before it was given",
        lambda world, news, _: says(world.marie, world.rose, news, until=day(-1)),
    ),
    "nothing_to_renew": (
        "nothing to renew",
        lambda world, news, _: says(world.marie, world.rose, news, Event.RENEWED),
    ),
    "notice_needed": (
        "shown or read",
        lambda world, news, _: says(world.marie, world.rose, news, notice=None),
    ),
    "notice_of_another_purpose": (
        "another purpose",
        lambda world, news, visits: says(world.marie, world.rose, news, notice=visits.fr),
    ),
    "notice_of_another_language": (
        "not in the person’s language",
        lambda world, news, _: says(world.marie, world.rose, news, notice=news.en),
    ),
    "only_the_person": (
        "Only the person",
        lambda world, news, _: says(world.marie, world.rose, news, method=Method.ONE_CLICK),
    ),
    "staff_only": (
        "not written by hand",
        lambda world, news, _: says(None, world.rose, news, method=Method.PAPER_FORM),
    ),
    "expired_by_hand": (
        "not written by hand",
        lambda world, news, _: says(world.marie, world.rose, news, Event.EXPIRED),
    ),
    "only_given_is_implied": (
        "Only a consent can be implied",
        lambda world, news, _: says(world.marie, world.rose, news, Event.REFUSED, basis=Basis.GIFT),
    ),
    "day_needed": (
        "is missing",
        lambda world, news, _: says(world.marie, world.rose, news, basis=Basis.PURCHASE),
    ),
    "first_day_needed": (
        "first day",
        lambda world, news, _: says(world.marie, world.rose, news, basis=Basis.MEMBERSHIP),
    ),
    "day_not_needed": (
        "not counted from a day",
        lambda world, news, _: says(
            world.marie, world.rose, news, basis=Basis.PUBLISHED_ADDRESS, basis_day=TODAY
        ),
    ),
    "only_a_yes_ends": (
        "Only an express consent",
        lambda world, news, _: says(world.marie, world.rose, news, Event.REFUSED, until=day(9)),
    ),
    "guardian_not_linked": (
        "not noted on the file",
        lambda world, news, _: says(world.marie, world.rose, news, grantor=Grantor.GUARDIAN),
    ),
    "guardian_of_an_adult": (
        "of age",
        lambda world, news, _: says(
            world.marie,
            world.rose,
            news,
            grantor=Grantor.PARENT,
            party=LinkedParty.objects.get(client=world.rose),
        ),
    ),
    "party_not_needed": (
        "answered for themself",
        lambda world, news, _: says(
            world.marie, world.rose, news, party=LinkedParty.objects.get(client=world.rose)
        ),
    ),
    "unknown_purpose": ("no such purpose", lambda *_: purpose_of("nothing")),
}


@pytest.mark.provision("S1-31", "S1-48")
@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_told_in_both_languages_and_writes_nothing(
    world: World, news: Asked, visits: Asked, name: str
) -> None:
    words, wrong = WRONG[name]
    before = Entry.objects.count()
    with pytest.raises(ConsentError) as refused:
        wrong(world, news, visits)
    assert words in refused.value.message.en
    assert refused.value.message.fr != refused.value.message.en
    assert not ConsentEvent.objects.exists()
    assert not Standing.objects.exists()
    assert Entry.objects.count() == before


@pytest.mark.provision("S1-47")
def test_under_14_a_parent_consents_and_the_child_may_always_refuse(world: World, news: Asked) -> None:
    child = people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Zoé Landry",
        language=Language.FR,
        birth_date=date(2014, 3, 4),
        contacts=[(ContactKind.EMAIL, "zoe@example.org")],
        now=NOW,
    )
    parent = people.link_party(
        by=world.pia, client=child, full_name="Anne Landry", kind=LinkKind.FAMILY, now=NOW
    )
    with pytest.raises(ConsentError, match="Under 14"):
        says(world.pia, child, news)
    says(world.pia, child, news, grantor=Grantor.PARENT, party=parent)
    assert may_reach(child, news.purpose, Channel.EMAIL, NOW) is State.GIVEN
    says(world.pia, child, news, Event.REFUSED)
    assert may_reach(child, news.purpose, Channel.EMAIL, NOW) is State.REFUSED
    birthday = later(days=366 * 3 + 1)
    assert says(world.pia, child, news, now=birthday).grantor == Grantor.SELF


def test_nobody_else_takes_back_what_a_person_refused(world: World, news: Asked) -> None:
    teen, parent = _teen(world, born=date(2009, 1, 1))
    says(world.pia, teen, news, Event.REFUSED)
    for_them: dict[str, Any] = {"grantor": Grantor.PARENT, "party": parent, "now": later(days=1)}
    with pytest.raises(ConsentError, match="Only the person"):
        says(world.pia, teen, news, **for_them)
    says(world.pia, teen, news, **for_them, effective_at=later(days=-1))  # from before it, it is history
    assert may_reach(teen, news.purpose, Channel.EMAIL, later(days=1)) is State.REFUSED
    says(world.pia, teen, news, now=later(days=1))
    assert may_reach(teen, news.purpose, Channel.EMAIL, later(days=1)) is State.GIVEN


def test_who_refused_for_someone_may_take_that_back_and_so_may_the_person(world: World, news: Asked) -> None:
    teen, parent = _teen(world, born=None)
    other = people.link_party(by=world.pia, client=teen, full_name="Luc", kind=LinkKind.FAMILY, now=NOW)
    says(world.pia, teen, news, Event.REFUSED, grantor=Grantor.PARENT, party=parent)
    with pytest.raises(ConsentError, match="Only the person"):
        says(world.pia, teen, news, grantor=Grantor.PARENT, party=other, now=later(days=1))
    says(world.pia, teen, news, grantor=Grantor.PARENT, party=parent, now=later(days=1))
    assert may_reach(teen, news.purpose, Channel.EMAIL, later(days=1)) is State.GIVEN


def test_a_no_from_an_address_or_for_everything_is_the_person_s_own(world: World, news: Asked) -> None:
    teen, parent = _teen(world, born=None)
    withdraws(teen)
    with pytest.raises(ConsentError, match="Only the person"):
        says(world.pia, teen, news, grantor=Grantor.PARENT, party=parent, now=later(days=1))


def test_for_a_young_child_a_parent_decides_anew(world: World, news: Asked) -> None:
    child, parent = _teen(world, born=date(2015, 1, 1))
    says(world.pia, child, news, Event.REFUSED)
    says(world.pia, child, news, grantor=Grantor.PARENT, party=parent, now=later(days=1))
    assert may_reach(child, news.purpose, Channel.EMAIL, later(days=1)) is State.GIVEN


def test_who_spoke_for_someone_counts_as_what_they_were_when_they_spoke(world: World, news: Asked) -> None:
    child, parent = _teen(world, born=date(2015, 1, 1))
    people.end_link(by=world.pia, link=parent, now=later(days=2))
    for_them: dict[str, Any] = {"grantor": Grantor.PARENT, "party": parent, "now": later(days=3)}
    with pytest.raises(ConsentError, match="not noted on the file"):
        says(world.pia, child, news, **for_them)
    says(world.pia, child, news, **for_them, effective_at=later(days=1))
    assert may_reach(child, news.purpose, Channel.EMAIL, later(days=3)) is State.GIVEN
    says(world.pia, child, news, Event.REFUSED, **for_them)
    assert may_reach(child, news.purpose, Channel.EMAIL, later(days=3)) is State.REFUSED


def _teen(world: World, *, born: date | None) -> tuple[Client, LinkedParty]:
    client = people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Zoé Landry",
        language=Language.FR,
        birth_date=born,
        contacts=[(ContactKind.EMAIL, "zoe@example.org")],
        now=NOW,
    )
    parent = people.link_party(by=world.pia, client=client, full_name="Anne", kind=LinkKind.FAMILY, now=NOW)
    return client, parent


def test_a_file_of_consents_never_makes_a_yes_of_a_no(world: World, news: Asked) -> None:
    withdraws(world.rose, now=NOW)
    with pytest.raises(ConsentError, match="A file cannot make it a yes"):
        says(world.pia, world.rose, news, method=Method.IMPORT, notice=None, now=later(days=1))
    says(world.pia, world.rose, news, method=Method.IMPORT, notice=None, effective_at=later(days=-9))
    assert not may_reach(world.rose, news.purpose, Channel.EMAIL, NOW).allows


def test_only_who_serves_the_client_or_answers_for_privacy_records(world: World, news: Asked) -> None:
    for stranger in (world.sam, world.aline, world.ines, world.omar):
        with pytest.raises(NotFoundError):
            says(stranger, world.rose, news)
    for knows in (world.david, world.grace, world.paul):
        with pytest.raises(NotAllowedError):
            says(knows, world.rose, news)
    assert not ConsentEvent.objects.exists()
    says(world.pia, world.rose, news)


def test_someone_close_to_a_client_records_nothing_for_them(world: World, news: Asked) -> None:
    people.link_party(
        by=world.pia, client=world.rose, full_name="Marie", kind=LinkKind.FAMILY, staff=world.marie, now=NOW
    )
    with pytest.raises(NotFoundError):
        says(world.marie, world.rose, news)


def test_only_the_privacy_officer_keeps_purposes_and_wordings(world: World, news: Asked) -> None:
    words = NoticeWords("a", "b", "c", ASKER, "d")
    attempts: list[Callable[[Any], object]] = [
        lambda by: operations.add_purpose(
            by=by, code="x", name=Text("x", "x"), explained=Text("x", "x"), dpv="Marketing", now=NOW
        ),
        lambda by: operations.write_notice(
            by=by, purpose=news.purpose, words={"fr": words, "en": words}, now=NOW
        ),
        lambda by: operations.close_purpose(by=by, purpose=news.purpose, now=NOW),
    ]
    for attempt in attempts:
        for person in (world.marie, world.paul, world.louise, world.omar):
            with pytest.raises(NotAllowedError):
                attempt(person)
        attempt(world.pia)


@pytest.mark.provision("S1-31", "S1-48")
def test_a_new_wording_is_a_new_version_and_the_same_words_are_none(world: World, news: Asked) -> None:
    words = NoticeWords("a", "b", "c", ASKER, "d")

    def write() -> int:
        return operations.write_notice(
            by=world.pia, purpose=news.purpose, words={"fr": words, "en": words}, now=NOW
        )

    assert [write(), write()] == [2, 2]
    with pytest.raises(ConsentError, match="one language"):
        operations.write_notice(by=world.pia, purpose=news.purpose, words={"fr": words}, now=NOW)


def test_a_purpose_is_added_once_and_its_code_is_its_own(world: World, news: Asked) -> None:
    name = news.purpose.name
    again = operations.add_purpose(
        by=world.pia, code="workshops", name=name, explained=name, dpv="DirectMarketing", now=NOW
    )
    assert again == news.purpose
    other = Text("Autre", "Other")
    for code, words in (("workshops", "already has this code"), ("Les ateliers", "lower-case")):
        with pytest.raises(ConsentError, match=words):
            operations.add_purpose(by=world.pia, code=code, name=other, explained=other, dpv="M", now=NOW)
    assert Purpose.objects.count() == 1


def test_a_scan_is_kept_as_it_came_by_who_may_record(world: World) -> None:
    kept = operations.keep_evidence(
        by=world.marie, name="form.pdf", media_type="application/pdf", content=b"%PDF-1.7", now=NOW
    )
    kept.refresh_from_db()
    assert bytes(kept.content) == b"%PDF-1.7"
    with pytest.raises(NotFoundError):
        operations.keep_evidence(
            by=world.omar, name="form.pdf", media_type="application/pdf", content=b"x", now=NOW
        )
    for content, words in ((b"", "empty"), (b"x" * 10_000_001, "too large")):
        with pytest.raises(ConsentError, match=words):
            operations.keep_evidence(
                by=world.marie, name="form.pdf", media_type="application/pdf", content=content, now=NOW
            )


GUARDED = ("consentevent", "notice", "refusal")


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("sql", ["DELETE FROM consent_{0}", "UPDATE consent_{0} SET purpose_id = purpose_id"])
def test_the_database_itself_refuses_to_change_the_ledger(
    world: World, news: Asked, table: str, sql: str
) -> None:
    says(world.marie, world.rose, news)
    withdraws(world.rose)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


def test_the_journal_names_purpose_and_channel_and_seals_who_spoke(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    content = Entry.objects.get(kind="consent.recorded").content
    assert "workshops" in content
    assert "email" in content
    assert '"self"' not in content
