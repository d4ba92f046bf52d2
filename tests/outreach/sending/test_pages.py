"""The pages of sending: what the author can do, what others see, and the page to stop messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser

from balise.consent.models import Refusal
from balise.outreach.models import Campaign, Message, Recipient
from balise.outreach.words import Audience, CampaignState, Means, MessageState
from balise.people.addresses import address_key
from balise.people.words import ContactKind
from tests.consent.preferences.visiting import PROXY
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun, rows, with_list
from tests.outreach.sending.crowd import happened_to, message_to, send, start

if TYPE_CHECKING:
    from tests.consent.conftest import Asked
    from tests.outreach.sending.post_office import PostOffice
    from tests.people.pages.conftest import At
    from tests.people.pages.someone import Someone
    from tests.people.world import World

pytestmark = pytest.mark.django_db

ROSE = "rose@example.org"


@pytest.fixture(autouse=True)
def by_day(campaign: Campaign) -> None:
    """Pages go by the real clock."""
    del campaign
    Campaign.objects.update(quiet_from="00:00", quiet_until="00:00")


def at(campaign: Campaign, more: str = "") -> str:
    return f"/outreach/campaigns/{campaign.uuid}/sending/{more}"


def in_english(someone: Someone) -> Someone:
    someone.speak("en")
    return someone


def test_its_author_tries_starts_pauses_resumes_and_stops_it(
    campaign: Campaign, office: PostOffice, world: World, at_desk: At
) -> None:
    paul = in_english(at_desk(world.paul))
    assert "ready to go" in paul.read(at(campaign))
    assert "The test is on its way" in paul.do(at(campaign, "test/"), {})
    assert office.reached == {world.paul.email: 2}
    assert "4 people will get a message" in paul.read(at(campaign, "start/"))
    assert "Sending has started" in paul.do(at(campaign, "start/"), {})
    assert "Sending is paused" in paul.do(at(campaign, "pause/"), {})
    assert "Sending has resumed" in paul.do(at(campaign, "resume/"), {})
    assert "will never leave" in paul.read(at(campaign, "cancel/"))
    assert "Sending is stopped" in paul.do(at(campaign, "cancel/"), {})
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}


def test_looking_changes_nothing(campaign: Campaign, world: World, at_desk: At) -> None:
    paul = at_desk(world.paul)
    for more in ("", "start/", "cancel/", "messages/"):
        assert paul.open(at(campaign, more)).status_code == 200
    for more in ("test/", "pause/", "resume/"):
        assert paul.open(at(campaign, more)).status_code == 405
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.READY


def test_once_over_its_manager_reads_and_has_no_buttons_and_a_stranger_finds_nothing(
    campaign: Campaign, office: PostOffice, world: World, at_desk: At
) -> None:
    start(campaign)
    send()
    assert office.reached.total() == 4
    grace = in_english(at_desk(world.grace))
    page = grace.open(at(campaign)).content.decode()
    assert "finished" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert grace.send(at(campaign, "pause/")).status_code == 409
    assert grace.send(at(campaign, "resume/")).status_code == 403
    aline = at_desk(world.aline)
    for more in ("", "start/", "messages/", f"message/{message_to(ROSE).uuid}/"):
        assert aline.open(at(campaign, more)).status_code == 404


def test_its_manager_pauses_and_stops_it_and_neither_starts_nor_resumes(
    campaign: Campaign, world: World, at_desk: At
) -> None:
    start(campaign)
    grace = in_english(at_desk(world.grace))
    assert "Stop sending for good" in grace.read(at(campaign))
    assert "Sending is paused" in grace.do(at(campaign, "pause/"), {})
    assert "Resume sending" not in grace.read(at(campaign))
    for more in ("resume/", "start/", "test/"):
        assert grace.send(at(campaign, more)).status_code == 403
    assert "Sending is stopped" in grace.do(at(campaign, "cancel/"), {})
    aline = at_desk(world.aline)
    for more in ("pause/", "cancel/"):
        assert aline.send(at(campaign, more)).status_code == 404


def test_each_message_shows_where_it_stands_and_all_that_happened_to_it(
    campaign: Campaign, office: PostOffice, world: World, at_desk: At
) -> None:
    office.answers[ROSE] = "550 5.1.1 nobody"
    start(campaign)
    send()
    grace = in_english(at_desk(world.grace))
    assert "refused by the server" in grace.read(at(campaign))
    listed = grace.read(at(campaign, "messages/refused/"))
    assert "Rose" in listed
    assert "Reader" not in listed
    shown = grace.read(at(campaign, f"message/{message_to(ROSE).uuid}/"))
    assert "The address does not exist (550 5.1.1)" in shown
    assert message_to(ROSE).message_id in shown
    assert grace.open(at(campaign, "messages/elsewhere/")).status_code == 404


def test_what_nobody_can_tell_is_listed_until_someone_says(
    campaign: Campaign, office: PostOffice, world: World, at_desk: At
) -> None:
    start(campaign)
    send()
    Message.objects.filter(recipient__email=ROSE).update(state=MessageState.UNCERTAIN, reason="interrupted")
    paul = in_english(at_desk(world.paul))
    assert "For you to check" in paul.read(at(campaign))
    message = message_to(ROSE)
    assert "It did not leave: send it again" in paul.read(at(campaign, f"message/{message.uuid}/"))
    assert "It left" in in_english(at_desk(world.grace)).read(at(campaign, f"message/{message.uuid}/"))
    assert "Noted" in paul.do(at(campaign, f"message/{message.uuid}/settle/"), {"said": "sent"})
    assert message_to(ROSE).state == MessageState.SENT
    told = paul.send(at(campaign, f"message/{message.uuid}/settle/"), {"said": "not_sent"})
    assert told.status_code == 409
    assert office.reached[ROSE] == 1


def test_what_is_refused_is_told_on_the_page(campaign: Campaign, world: World, at_desk: At) -> None:
    campaign.contents.update(body="Something else.")
    paul = in_english(at_desk(world.paul))
    assert "What still stops the sending" in paul.read(at(campaign))
    told = paul.send(at(campaign, "start/"))
    assert told.status_code == 422
    assert "may not leave" in told.content.decode()


def test_who_is_on_no_file_of_ours_stops_it_with_one_click(
    world: World, news: Asked, office: PostOffice
) -> None:
    """A school on a list: it has no preference page, and the same right to say no."""
    other = with_list(
        begun(
            world,
            news.purpose,
            Audience.ORGANISATIONS,
            Means.EMAIL,
            by=world.paul,
            commercial="true",
            consent_basis="published_address",
            relevant_to_role="true",
        ),
        rows("office@school.example"),
    )
    other = ready(other)
    Campaign.objects.update(quiet_from="00:00", quiet_until="00:00")
    start(other)
    send()
    path = re.sub(r"^<https://[^/]+|>$", "", str(office.mail("office@school.example")["List-Unsubscribe"]))
    assert path.startswith("/outreach/stop/")
    browser = Browser(enforce_csrf_checks=True)
    looked = browser.get(path, secure=True, headers=PROXY)
    assert (
        "Stop these messages" in browser.get(f"{path}?lang=en", secure=True, headers=PROXY).content.decode()
    )
    assert looked.status_code == 200
    assert not Refusal.objects.exists()
    for _ in range(2):
        clicked = browser.post(
            path,
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            secure=True,
            headers=PROXY,
        )
        assert clicked.status_code == 200
        assert not clicked.cookies
    [refusal] = Refusal.objects.all()
    assert refusal.address == address_key(ContactKind.EMAIL, "office@school.example")
    assert happened_to(message_to("office@school.example")) == ["queued", "sent", "unsubscribed"]
    assert Recipient.objects.filter(client=None).exists()
    nowhere = browser.get("/outreach/stop/aaaaaaaaaaaaaaaaaaaaaaaa/", secure=True, headers=PROXY)
    assert nowhere.status_code == 404
    assert "nulle part" in nowhere.content.decode()
