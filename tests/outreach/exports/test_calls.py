"""Calls: at the right hours, with words to say, and a no that is obeyed at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.translation import override

from balise.consent.models import ConsentEvent, Refusal
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.outreach.audience.whom import keys_used
from balise.outreach.errors import OutreachError
from balise.outreach.exports import calling, paper
from balise.outreach.exports.operations.calls import calls_of, note_call
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.saying import words_to_say
from balise.outreach.exports.tables import table
from balise.outreach.exports.words import Form, Outcome
from balise.outreach.models import Message, MessageEvent, Recipient
from balise.outreach.words import MessageState
from balise.people.errors import RefusedError
from balise.people.models import ContactPoint
from tests.consent.saying import withdraws
from tests.outreach.exports.reading import is_tagged, pages_of, rows_of
from tests.people.notes import noted
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

MORNING = datetime(2025, 3, 3, 15, tzinfo=UTC)  # a Monday, 10:00 in Toronto and 11:00 in Moncton
NIGHT = datetime(2025, 3, 3, 4, tzinfo=UTC)


@pytest.fixture
def called(world: World, by_phone: Campaign) -> dict[str, Message]:
    """Who stands on the call sheet, by name."""
    export(by=world.paul, campaign=by_phone, form=Form.CALLS, now=NOW)
    return {each.recipient.name: each for each in Message.objects.select_related("recipient", "campaign")}


def notes(world: World, message: Message, outcome: Outcome, seen: int = 0) -> None:
    note_call(by=world.paul, message=message, outcome=outcome, seen=seen, now=later(hours=1))


def test_each_call_is_noted_once_however_often_its_form_is_sent(
    world: World, called: dict[str, Message]
) -> None:
    for _ in range(2):
        notes(world, called["Rose Landry"], Outcome.NO_ANSWER)
    notes(world, called["Rose Landry"], Outcome.NO_ANSWER, seen=1)
    assert calls_of(called["Rose Landry"]) == 2
    told = [each["fields"]["outcome"] for each in noted() if each["kind"] == "outreach.call_noted"]
    assert told == ["no_answer"] * 2


@pytest.mark.provision("S1-26", "S1-27")
def test_who_does_not_want_calls_about_this_is_obeyed_at_once(
    world: World, news: Asked, visits: Asked, called: dict[str, Message]
) -> None:
    assert may_reach(world.rose, news.purpose, Channel.PHONE, NOW).allows
    for _ in range(2):
        notes(world, called["Rose Landry"], Outcome.NOT_ABOUT_THIS)
    assert may_reach(world.rose, news.purpose, Channel.PHONE, later(hours=1)) is State.WITHDRAWN
    assert may_reach(world.rose, visits.purpose, Channel.PHONE, later(hours=1)) is State.UNKNOWN
    assert ConsentEvent.objects.get(event="withdrawn").recorded_by == world.paul
    assert Refusal.objects.count() == 1
    assert Message.objects.get(pk=called["Rose Landry"].pk).state == MessageState.WITHHELD
    done = export(by=world.paul, campaign=called["Ida Roy"].campaign, form=Form.CALLS, now=later(hours=2))
    assert [each.name for each in done.recipients] == ["Ida Roy"]


def test_who_wants_no_calls_at_all_gets_none_for_anything(
    world: World, visits: Asked, called: dict[str, Message]
) -> None:
    notes(world, called["Rose Landry"], Outcome.NO_CALLS)
    assert may_reach(world.rose, visits.purpose, Channel.PHONE, later(hours=1)) is State.REFUSED
    assert may_reach(world.rose, visits.purpose, Channel.EMAIL, later(hours=1)) is State.UNKNOWN


def test_a_no_holds_for_the_person_also_when_the_number_is_not_in_their_file(
    world: World, news: Asked, called: dict[str, Message]
) -> None:
    ContactPoint.objects.filter(client=world.rose, kind="phone").delete()
    notes(world, called["Rose Landry"], Outcome.NOT_ABOUT_THIS)
    assert may_reach(world.rose, news.purpose, Channel.PHONE, later(hours=1)) is State.WITHDRAWN


def test_a_no_of_someone_who_is_nobodys_client_is_kept_by_their_number(
    world: World, called: dict[str, Message]
) -> None:
    Recipient.objects.update(client=None, phone="+15065550999")
    message = Message.objects.get(pk=called["Rose Landry"].pk)
    notes(world, message, Outcome.NO_CALLS)
    assert Refusal.objects.get().address == keys_used(message.recipient, Channel.PHONE)[0]


def test_a_no_told_after_the_campaign_ended_counts_as_well(
    world: World, news: Asked, called: dict[str, Message]
) -> None:
    campaign = called["Rose Landry"].campaign
    campaign.state = "finished"
    campaign.save()
    notes(world, called["Rose Landry"], Outcome.NOT_ABOUT_THIS)
    assert not may_reach(world.rose, news.purpose, Channel.PHONE, later(hours=1)).allows


def test_a_no_of_someone_whose_row_was_emptied_is_told_to_be_noted_elsewhere(
    world: World, called: dict[str, Message]
) -> None:
    Recipient.objects.update(phone="", extension="", keys=[])
    with pytest.raises(OutreachError, match="no longer keeps"):
        notes(world, Message.objects.get(pk=called["Rose Landry"].pk), Outcome.NO_CALLS)


def test_nobody_else_notes_a_call(world: World, called: dict[str, Message]) -> None:
    for person in (world.grace, world.pia, world.marie, world.omar, world.rita):
        with pytest.raises((OutreachError, RefusedError)):
            note_call(by=person, message=called["Rose Landry"], outcome=Outcome.NO_CALLS, seen=0, now=NOW)
    assert not Refusal.objects.exists()
    assert not MessageEvent.objects.filter(kind="called").exists()


def test_a_call_to_someone_whom_no_sheet_has_is_refused(world: World, by_email: Campaign) -> None:
    export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    with pytest.raises(OutreachError, match="call sheet"):
        notes(world, Message.objects.earliest("pk"), Outcome.NO_CALLS)


def test_a_number_can_be_dialled_only_at_an_hour_to_call(called: dict[str, Message]) -> None:
    recipient = called["Rose Landry"].recipient
    assert calling.call_to(recipient, MORNING).dialled == "+15065550101"
    at_night = calling.call_to(recipient, NIGHT)
    assert at_night.dialled == ""
    assert at_night.when == "Pas avant le 3 mars 2025 à 8\u00a0h\u00a000"  # 9:00 in Halifax


def test_a_sheet_says_what_to_say_in_both_languages_and_when_to_call(
    world: World, called: dict[str, Message]
) -> None:
    campaign = called["Rose Landry"].campaign
    done = export(by=world.paul, campaign=campaign, form=Form.CALLS, now=MORNING)
    made = paper.call_sheet(done.campaign, done.recipients, now=MORNING)
    text = " ".join(" ".join(pages_of(made.content)).split())
    for words in ("de la part de Heron Cove", "on behalf of Heron Cove", "Rose Landry", "8 h 00 à 20 h 30"):
        assert words in text
    assert is_tagged(made.content)


@pytest.mark.provision("S1-56")
def test_the_words_to_say_are_those_of_the_policy(by_phone: Campaign) -> None:
    french, english = words_to_say(by_phone, Recipient.objects.earliest("pk"), NOW)
    assert "Vous êtes libre de dire non" in " ".join(french["lines"])
    assert "You are free to say no" in " ".join(english["lines"])
    assert len(french["lines"]) == len(english["lines"]) > 4
    with override("en-ca"):
        assert [each["lang"] for each in words_to_say(by_phone, None, NOW)] == ["en", "fr"]


def test_who_was_reached_stands_on_no_later_sheet(world: World, called: dict[str, Message]) -> None:
    notes(world, called["Rose Landry"], Outcome.REACHED)
    notes(world, called["Ida Roy"], Outcome.NO_ANSWER)
    recipients = list(Recipient.objects.order_by("number"))
    assert [each.name for each in calling.still_to_call(recipients)] == ["Ida Roy"]


def test_the_table_of_calls_has_the_last_outcome(world: World, called: dict[str, Message]) -> None:
    notes(world, called["Rose Landry"], Outcome.NO_ANSWER)
    recipients = list(Recipient.objects.order_by("number"))
    rows = rows_of(table(called["Rose Landry"].campaign, recipients, now=MORNING).content)
    assert [each["Dernier appel"] for each in rows] == ["Pas de réponse", ""]
    assert [each["Téléphone"] for each in rows] == ["1 (506) 555-0101", "1 (506) 555-0102"]


def test_the_page_of_calls_notes_an_outcome_with_one_tap(
    world: World, at_desk: At, called: dict[str, Message]
) -> None:
    campaign = called["Rose Landry"].campaign
    paul = at_desk(world.paul)
    address = reverse("exports:calls", args=[campaign.uuid])
    assert "Rose Landry" in paul.read(address)
    tap = reverse("exports:call", args=[campaign.uuid, called["Rose Landry"].uuid])
    assert "en vigueur partout" in paul.do(tap, {"outcome": "not_about_this", "seen": "0"})
    assert "Ne l’appelez pas" in paul.read(address)
    for wrong in ({"outcome": "shouted", "seen": "0"}, {"outcome": "reached", "seen": "x"}):
        assert paul.send(tap, wrong).status_code == 404


def test_who_withdrew_since_the_sheet_was_made_is_marked_on_the_page(
    world: World, at_desk: At, called: dict[str, Message]
) -> None:
    withdraws(world.rose)
    page = at_desk(world.paul).read(reverse("exports:calls", args=[called["Rose Landry"].campaign.uuid]))
    assert page.count("Ne l’appelez pas") == 1
    assert "555-0101" not in page


def test_nobody_but_the_author_sees_the_numbers(
    world: World, at_desk: At, called: dict[str, Message]
) -> None:
    campaign = called["Rose Landry"].campaign
    address = reverse("exports:calls", args=[campaign.uuid])
    assert at_desk(world.grace).open(address).status_code == 403  # she reads what her programme sends
    for person in (world.marie, world.rita, world.omar):
        assert at_desk(person).open(address).status_code == 404
    tap = reverse("exports:call", args=[campaign.uuid, called["Rose Landry"].uuid])
    assert at_desk(world.grace).send(tap, {"outcome": "no_calls", "seen": "0"}).status_code == 403
    assert not Refusal.objects.exists()
