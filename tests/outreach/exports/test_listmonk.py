"""A campaign handed to listmonk: only who may be written to is on its list, and its noes come back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse

from balise.consent.models import Refusal
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.outreach.errors import OutreachError
from balise.outreach.exports import listmonk
from balise.outreach.exports.listmonk import ListmonkError
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.operations.handing import hand_over, take_all_noes, take_noes
from balise.outreach.exports.words import Form
from balise.outreach.models import Message, MessageEvent
from balise.outreach.words import CampaignState, MessageEventKind, MessageState
from balise.people.errors import RefusedError
from tests.consent.saying import says, withdraws
from tests.outreach.exports.mailer import TOKEN, Mailer, served
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_django import Settings

    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World


@pytest.fixture
def mailer(settings: Settings) -> Iterator[Mailer]:
    for mailer, address in served():
        settings.BALISE_LISTMONK_URL, settings.BALISE_LISTMONK_TOKEN = address, TOKEN
        yield mailer


def test_only_those_who_may_be_written_to_are_on_the_list(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    withdraws(world.rose)
    hand_over(by=world.paul, campaign=by_email, now=later(hours=1))
    assert mailer.on(1) == ["ida@example.org"]
    assert mailer.lists[0]["type"] == "private"
    (name,) = [each.name for each in mailer.people.values()]
    assert name == "Ida Roy"


def test_a_repeat_takes_off_who_withdrew_and_makes_no_second_list(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    assert mailer.on(1) == ["rose@example.org", "ida@example.org"]
    withdraws(world.rose, now=later(hours=1))
    done = hand_over(by=world.paul, campaign=by_email, now=later(hours=2))
    assert mailer.on(1) == ["ida@example.org"]
    assert [each.name for each in done.withdrawn] == ["Rose Landry"]
    assert len(mailer.lists) == 1


def test_who_withdraws_while_the_list_is_handed_over_is_not_left_on_it(
    world: World, by_email: Campaign, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = listmonk.Listmonk.put

    def slowly(client: listmonk.Listmonk, list_id: int, people: Iterable[tuple[str, str]]) -> None:
        withdraws(world.rose)
        put(client, list_id, people)

    monkeypatch.setattr(listmonk.Listmonk, "put", slowly)
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    assert mailer.on(1) == ["ida@example.org"]


@pytest.mark.provision("S1-34")
def test_who_unsubscribes_there_is_obeyed_here_and_never_subscribed_again(
    world: World, news: Asked, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    mailer.unsubscribe("rose@example.org")
    done = hand_over(by=world.paul, campaign=by_email, now=later(hours=1))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(hours=1)) is State.WITHDRAWN
    assert [each.name for each in done.recipients] == ["Ida Roy"]
    assert mailer.on(1) == ["ida@example.org"]
    told = MessageEvent.objects.get(kind=MessageEventKind.UNSUBSCRIBED)
    assert told.message.recipient.name == "Rose Landry"


def test_a_no_is_told_once_and_a_new_one_after_a_new_yes_again(
    world: World, news: Asked, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    mailer.unsubscribe("rose@example.org")
    for hours in (1, 2):
        take_noes(by_email, later(hours=hours))
    assert Refusal.objects.count() == 1
    says(None, world.rose, news, now=later(hours=3))
    hand_over(by=world.paul, campaign=by_email, now=later(hours=4))
    mailer.unsubscribe("rose@example.org")
    take_noes(by_email, later(hours=5))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(hours=5)) is State.WITHDRAWN


def test_who_is_blocked_there_gets_nothing_more_of_any_kind(
    world: World, visits: Asked, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    mailer.people["rose@example.org"].status = "blocklisted"
    take_all_noes(later(hours=1))
    assert may_reach(world.rose, visits.purpose, Channel.EMAIL, later(hours=1)) is State.REFUSED


def test_what_it_did_not_take_is_told(world: World, by_email: Campaign, mailer: Mailer) -> None:
    mailer.leaves_out.add("rose@example.org")
    with pytest.raises(ListmonkError, match="did not take 1"):
        hand_over(by=world.paul, campaign=by_email, now=NOW)
    mailer.leaves_out.clear()
    assert len(hand_over(by=world.paul, campaign=by_email, now=later(hours=1)).recipients) == 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "listmonk_refuses"), (403, "listmonk_forbids"), (302, "listmonk_refuses")],
)
def test_a_refusal_is_told_and_nothing_is_written_down(
    world: World, by_email: Campaign, mailer: Mailer, status: int, code: str
) -> None:
    mailer.status = status
    with pytest.raises(ListmonkError) as refused:
        hand_over(by=world.paul, campaign=by_email, now=NOW)
    assert refused.value.code == code
    assert not Message.objects.exists()
    assert "GET /api/elsewhere" not in mailer.requests


ODD = ["", "[]", "<html>", '{"data"', "null", '{"data": {}}', '{"data": {"results": [1]}}']


@pytest.mark.parametrize("body", [*ODD, '{"data": {"results": [{"tags": null}]}}'])
def test_an_answer_that_is_not_documented_is_told(mailer: Mailer, body: str) -> None:
    mailer.body = body
    with pytest.raises(ListmonkError) as refused:
        listmonk.listmonk().list_for(uuid4(), "Autumn workshops")
    assert refused.value.code == "listmonk_not_understood"


@pytest.mark.parametrize("one", ["{}", "7", '{"id": "x", "email": "a@b.ca"}', '{"id": 1, "lists": null}'])
def test_a_member_who_is_not_documented_is_told(mailer: Mailer, one: str) -> None:
    mailer.body = f'{{"data": {{"results": [{one}], "total": 1}}}}'
    with pytest.raises(ListmonkError) as refused:
        list(listmonk.listmonk().members(1))
    assert refused.value.code == "listmonk_not_understood"


@pytest.mark.parametrize("state", ["failed", "stopped", "importing"])
def test_an_import_that_does_not_end_is_told(
    world: World, by_email: Campaign, mailer: Mailer, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listmonk, "SECONDS", 0.3)
    mailer.stays = state
    with pytest.raises(ListmonkError, match="did not finish"):
        hand_over(by=world.paul, campaign=by_email, now=NOW)


@pytest.mark.parametrize(
    ("url", "token", "code"),
    [
        ("", TOKEN, "listmonk_not_configured"),
        ("https://lists.example.org", "", "listmonk_not_configured"),
        ("http://lists.example.org", TOKEN, "listmonk_not_https"),
        ("ftp://127.0.0.1", TOKEN, "listmonk_not_https"),
        ("http://127.0.0.1:9", TOKEN, "listmonk_unreachable"),
    ],
)
def test_addresses_never_travel_in_clear(settings: Settings, url: str, token: str, code: str) -> None:
    settings.BALISE_LISTMONK_URL, settings.BALISE_LISTMONK_TOKEN = url, token
    with pytest.raises(ListmonkError) as refused:
        listmonk.listmonk().list_for(uuid4(), "Autumn workshops")
    assert refused.value.code == code


def test_the_chore_goes_on_when_listmonk_is_away(
    world: World, by_email: Campaign, mailer: Mailer, settings: Settings
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    mailer.status = 503
    take_all_noes(later(hours=1))
    settings.BALISE_LISTMONK_URL = ""
    take_all_noes(later(hours=2))
    assert Message.objects.filter(state=MessageState.EXPORTED).count() == 2


def test_a_request_that_is_not_documented_is_refused_by_the_stand_in(mailer: Mailer) -> None:
    client = listmonk.listmonk()
    with pytest.raises(ListmonkError):
        client._send("POST", "/api/lists", name="x", type="secret", optin="single", tags=[])
    with pytest.raises(ListmonkError):
        client._upload("/api/import/subscribers", '{"mode": "subscribe"}', b"email,name\n")
    assert mailer.lists == []


def test_the_page_hands_over_and_reads_back(
    world: World, at_desk: At, by_email: Campaign, mailer: Mailer
) -> None:
    paul = at_desk(world.paul)
    take = reverse("exports:take", args=[by_email.uuid])
    assert "remise à listmonk" in paul.do(take, {"form": "listmonk"})
    mailer.unsubscribe("rose@example.org")
    pull = reverse("exports:pull", args=[by_email.uuid])
    assert at_desk(world.grace).send(pull).status_code == 403
    assert at_desk(world.rita).send(pull).status_code == 404
    paul.do(pull, {})
    assert Refusal.objects.exists()
    mailer.status = 500
    assert paul.send(pull).status_code == 422
    assert paul.send(take, {"form": "listmonk"}).status_code == 422


def test_who_withdraws_here_is_taken_off_the_list_there_within_the_hour_whatever_the_campaign_is(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    withdraws(world.rose, now=later(hours=1))
    by_email.refresh_from_db()
    by_email.state = CampaignState.FINISHED
    by_email.save()
    take_all_noes(later(hours=2))
    assert mailer.on(1) == ["ida@example.org"]


def test_someone_whom_we_never_gave_out_is_taken_off_the_list(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    hand_over(by=world.paul, campaign=by_email, now=NOW)
    Message.objects.filter(recipient__name="Rose Landry").update(state=MessageState.WITHHELD)
    take_all_noes(later(hours=2))
    assert mailer.on(1) == ["ida@example.org"]


def test_nothing_is_asked_of_listmonk_by_who_may_not_take_the_campaign_out(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    for person in (world.grace, world.rita):
        with pytest.raises((OutreachError, RefusedError)):
            hand_over(by=person, campaign=by_email, now=NOW)
    assert mailer.requests == []


def test_a_campaign_that_one_mailer_has_is_not_given_to_another(
    world: World, by_email: Campaign, mailer: Mailer
) -> None:
    export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    with pytest.raises(OutreachError, match="another form"):
        hand_over(by=world.paul, campaign=by_email, now=NOW)
    assert mailer.requests == []
