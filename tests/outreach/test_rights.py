"""What outreach holds about someone: told to them, gone when they are erased, and not kept for ever."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from balise.consent.models import Purpose
from balise.consent.rights.erasing import erase_client
from balise.outreach.audience.operations import keep_list
from balise.outreach.campaigns.operations.campaigns import cancel_campaign
from balise.outreach.exports.operations.exporting import export, finish_exports
from balise.outreach.exports.words import Form
from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.models import (
    Campaign,
    ListContent,
    ListFile,
    Message,
    MessageEvent,
    Recipient,
    Screening,
)
from balise.outreach.rights import KEPT, forget_due
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, CampaignState, ListOrigin, MessageState
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.operations import change_client, open_emergency_access
from balise.people.words import ContactKind
from tests.outreach.exports.conftest import (
    at_desk,
    by_email,
    by_post,
    charity,
    founded,
    ida,
    lang,
    news,
    visits,
    world,
)
from tests.outreach.exports.reading import pages_of
from tests.outreach.preparing import begun, with_list
from tests.people.notes import noted
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

__all__ = ["at_desk", "by_email", "by_post", "charity", "founded", "ida", "lang", "news", "visits", "world"]

LONG_AFTER = NOW + timedelta(days=365 * 12)

ROSE = "rose@example.org"

LIST = "Courriel,Nom,Téléphone\nrose@example.org,Rose Landry,\nzoe@example.org,Zoé Stranger,506 555-0777\n"


@pytest.fixture
def listed(world: World, news: Asked) -> Campaign:
    """A list of two: Rose, whom we serve, and Zoé, whom nobody knows."""
    campaign = with_list(begun(world, news.purpose, Audience.OUTSIDE_LIST), LIST)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    return campaign


def erased(world: World, client: Client) -> None:
    change_client(by=world.pia, client=client, closed_date=date(2025, 3, 3), now=NOW)
    erase_client(by=world.pia, client=Client.objects.get(pk=client.pk), now=LONG_AFTER)


def add_address(client: Client, email: str) -> None:
    key = address_key(ContactKind.EMAIL, email)
    ContactPoint.objects.create(client=client, kind=ContactKind.EMAIL, value=email, key=key, added_at=NOW)


def words_of(recipient: Recipient) -> set[str]:
    recipient.refresh_from_db()
    return {str(getattr(recipient, name)) for name in IDENTIFYING} - {""}


def test_the_copy_of_a_file_says_what_was_sent(
    world: World, at_desk: At, by_post: Campaign, lang: Lang
) -> None:
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    pia = at_desk(world.pia)
    pia.speak(lang)
    held = json.loads(pia.send(reverse("rights:copy", args=[world.rose.uuid, "json"])).content)
    (sent,) = held["announcements"]["sent"]
    assert sent["title"] == "Autumn workshops"
    assert sent["details"]["name"] == "Rose Landry"
    assert [each["what"] for each in sent["history"]] == [{"fr": "exporté", "en": "exported"}[lang]]
    assert "Ida" not in str(held)
    paper = pia.send(reverse("rights:copy", args=[world.rose.uuid, "pdf"])).content
    text = " ".join(pages_of(paper))
    assert {"fr": "Ce que nous vous avons envoyé", "en": "What we sent you"}[lang] in text
    assert "Autumn workshops" in text


def test_an_erased_person_is_in_no_list_any_more_and_still_counted(world: World, listed: Campaign) -> None:
    rose, zoe = Recipient.objects.filter(campaign=listed).order_by("number")
    Message.objects.create(
        campaign=listed, recipient=rose, address=rose.keys[0], message_id="1", state=MessageState.SENT
    )
    erased(world, world.rose)
    assert words_of(rose) == set()
    assert (rose.keys, rose.facts) == ([], {})
    assert "Zoé Stranger" in words_of(zoe)
    assert not Message.objects.get().address.startswith(zoe.keys[0][:8])
    assert Message.objects.get().state == MessageState.SENT
    assert not ListContent.objects.exists()
    assert ListFile.objects.get().content is None
    (told,) = [each for each in noted() if each["kind"] == "outreach.list_forgotten"]
    assert told["fields"]["sha256"] == ListFile.objects.get().sha256


def test_nothing_leaves_for_who_was_erased_while_a_campaign_was_ready(
    world: World, by_post: Campaign
) -> None:
    erased(world, world.rose)
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(hours=1))
    assert [each.name for each in done.recipients] == ["Ida Roy"]


def test_a_list_and_its_strangers_are_forgotten_a_while_after_the_campaign_ended(
    world: World, listed: Campaign
) -> None:
    rose, zoe = Recipient.objects.filter(campaign=listed).order_by("number")
    cancel_campaign(by=world.marie, campaign=listed, now=NOW)
    forget_due(now=NOW + KEPT)
    assert "Zoé Stranger" in words_of(zoe)
    assert ListFile.objects.get().content == LIST.encode()
    for _ in range(2):
        forget_due(now=NOW + KEPT + timedelta(seconds=1))
    assert words_of(zoe) == set()
    assert "Rose Landry" in words_of(rose)  # her own file says for how long
    assert ListFile.objects.get().content is None
    assert len([each for each in noted() if each["kind"] == "outreach.list_forgotten"]) == 1


def test_a_campaign_that_goes_on_forgets_nobody(listed: Campaign) -> None:
    Campaign.objects.update(state=CampaignState.PAUSED)
    forget_due(now=LONG_AFTER)
    assert all(words_of(each) for each in Recipient.objects.filter(campaign=listed))
    assert ListContent.objects.exists()


def test_a_draft_that_nobody_came_back_to_forgets_its_list_and_its_strangers(listed: Campaign) -> None:
    _, zoe = Recipient.objects.filter(campaign=listed).order_by("number")
    forget_due(now=NOW + KEPT)
    assert words_of(zoe)
    forget_due(now=NOW + KEPT + timedelta(seconds=1))
    assert words_of(zoe) == set()
    assert not ListContent.objects.exists()
    assert not Screening.objects.exists()


def test_who_is_erased_goes_from_a_list_that_knew_them_by_nothing_but_an_address(
    world: World, news: Asked, ida: Client
) -> None:
    add_address(ida, ROSE)
    campaign = with_list(begun(world, news.purpose, Audience.OUTSIDE_LIST), LIST)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    rose, zoe = Recipient.objects.filter(campaign=campaign).order_by("number")
    assert rose.client is None  # two people have the address
    erased(world, world.rose)
    assert words_of(rose) == set()
    assert rose.keys == []
    assert "Zoé Stranger" in words_of(zoe)
    assert not ListContent.objects.exists()


def test_who_is_erased_goes_from_a_list_that_was_never_screened_and_other_lists_stay(
    world: World, news: Asked
) -> None:
    hers = with_list(begun(world, news.purpose), LIST)
    unread = begun(world, news.purpose)
    keep_list(
        by=world.marie,
        campaign=unread,
        content=LIST.encode(),
        name="",
        origin=ListOrigin.PROVIDER,
        provider="Centre",
        statement="They agreed.",
        now=NOW,
    )
    others = with_list(begun(world, news.purpose), "Courriel\nzoe@example.org\n")
    erased(world, world.rose)
    kept = set(ListContent.objects.values_list("file__campaign", flat=True))
    assert kept == {others.pk}
    assert {hers.pk, unread.pk}.isdisjoint(kept)


def test_what_is_forgotten_is_still_counted(world: World, by_email: Campaign) -> None:
    export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    Recipient.objects.update(client=None)
    finish_exports(by=world.paul, campaign=by_email, now=NOW)
    forget_due(now=LONG_AFTER)
    assert Message.objects.filter(state=MessageState.EXPORTED).count() == 2
    assert MessageEvent.objects.count() == 2
    assert set().union(*map(words_of, Recipient.objects.all())) == set()


def test_a_clients_page_says_what_we_sent_them_to_who_may_read_the_file(
    world: World, at_desk: At, by_post: Campaign, lang: Lang
) -> None:
    page = reverse("people:client", args=[world.rose.uuid])
    nothing = {"fr": "Aucune campagne ne lui a été adressée", "en": "No campaign was addressed to them"}[lang]
    marie = at_desk(world.marie)
    marie.speak(lang)
    assert nothing in marie.read(page)
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    # It is Paul's, and she does not read what others send: that something came, she may know.
    told = marie.read(page)
    assert nothing not in told
    assert {"fr": "Une campagne de collègues", "en": "A campaign of colleagues"}[lang] in told
    assert "Autumn workshops" not in told
    assert "Autumn workshops" not in at_desk(world.paul).read(page)  # he sees the name only
    campaign = reverse("campaigns:campaign", args=[by_post.uuid]).encode()
    assert campaign not in marie.open(page).content
    assert campaign in at_desk(world.pia).open(page).content
    assert "Autumn workshops" in at_desk(world.pia).read(page)


def test_a_purpose_of_health_stands_on_a_clients_page_for_nobody_who_may_not_read_health(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    Purpose.objects.update(health=True)
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    page = reverse("people:client", args=[world.rose.uuid])
    assert "Une campagne de collègues" in at_desk(world.marie).read(page)
    assert "Aucune campagne" in at_desk(world.david).read(page)  # he supervises her, and reads no health


def test_who_opened_a_file_in_emergency_is_not_told_what_was_sent(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    open_emergency_access(
        by=world.ines, client_uuid=world.rose.uuid, reason="fell at home", now=timezone.now()
    )
    page = at_desk(world.ines).read(reverse("people:client", args=[world.rose.uuid]))
    assert "506 555-0101" in page
    assert "Ce que nous lui avons envoyé" not in page
