"""Who sees what of a campaign: nobody sees people whom they may not know of, nor learns of one by a count."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from balise.consent.models import Purpose
from balise.consent.words import Channel
from balise.outreach.audience.gathering import addressable
from balise.outreach.doors import recipients_to_read, visible_campaigns
from balise.outreach.errors import OutreachError
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.words import Form
from balise.outreach.models import Recipient
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, Means
from balise.people import operations as people
from balise.people.models import Staff
from balise.people.words import LinkKind, Role
from tests.outreach.exports.conftest import (
    at_desk,
    by_email,
    by_phone,
    by_post,
    charity,
    founded,
    ida,
    lang,
    news,
    visits,
    world,
)
from tests.outreach.leaving import lives_at
from tests.outreach.notes import told
from tests.outreach.preparing import begun, with_list
from tests.people.world import NOW, appoint

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

__all__ = [
    "at_desk",
    "by_email",
    "by_phone",
    "by_post",
    "charity",
    "founded",
    "ida",
    "lang",
    "news",
    "visits",
    "world",
]

pytestmark = pytest.mark.django_db

LIST = "Courriel,Nom\nlou@example.org,Lou\nbroken,Max\n"


def close_to(world: World, staff: Staff) -> None:
    """Rose turns out to be of the family of this member of staff."""
    people.link_party(
        by=world.marie,
        client=world.rose,
        full_name=staff.full_name,
        kind=LinkKind.FAMILY,
        staff=staff,
        now=NOW,
    )


def names(viewer: Staff, campaign: Campaign) -> set[str]:
    return {each.name for each in recipients_to_read(viewer=viewer, campaign=campaign, at=NOW)}


def test_a_campaign_to_clients_stays_within_the_programme_that_it_speaks_for(
    world: World, news: Asked
) -> None:
    lives_at(world.rose, "12, rue du Port, Moncton NB E1C 4Z6")
    lives_at(world.ulla, "14, rue du Port, Moncton NB E1C 4Z6")
    appoint(world, world.paul, Role.MANAGER, world.relief)
    home = begun(world, news.purpose, Audience.CLIENTS, Means.MAIL, by=world.paul)
    relief = begun(world, news.purpose, Audience.CLIENTS, Means.MAIL, by=world.paul)
    relief.unit = world.relief
    relief.save()
    screen_campaign(by=world.paul, campaign=home, now=NOW)
    assert {each.name for each in Recipient.objects.all()} == {"Rose Landry"}
    assert addressable(home, Channel.MAIL, NOW) == (2, 1)
    assert addressable(relief, Channel.MAIL, NOW) == (1, 1)


def test_who_is_close_to_someone_addressed_sees_them_nowhere_though_they_began_it(
    world: World, by_post: Campaign, at_desk: At
) -> None:
    assert names(world.paul, by_post) == names(world.grace, by_post) == {"Rose Landry", "Ida Roy"}
    rose = Recipient.objects.get(name="Rose Landry")
    close_to(world, world.paul)
    close_to(world, world.grace)
    for viewer in (world.paul, world.grace):
        desk = at_desk(viewer)
        assert names(viewer, by_post) == {"Ida Roy"}
        page = desk.read(reverse("screening:people", args=[by_post.uuid]))
        assert "Ida Roy" in page
        assert "Rose" not in page
        assert desk.open(reverse("screening:person", args=[by_post.uuid, rose.uuid])).status_code == 404
        answer = desk.send(reverse("screening:answers", args=[by_post.uuid]))
        assert b"Rose" not in b"".join(answer.streaming_content)
    assert [each["fields"]["recipients"] for each in told("exported")] == [1, 1]


def test_behind_a_hidden_number_stands_nobody_whom_its_reader_may_not_know_of(
    world: World, by_post: Campaign, at_desk: At
) -> None:
    close_to(world, world.grace)
    grace = at_desk(world.grace)
    result = grace.open(reverse("screening:result", args=[by_post.uuid])).content.decode()
    assert "moins de 5" in result
    listed = reverse("screening:people", args=[by_post.uuid])
    lists = [grace.read(html.unescape(way)) for way in re.findall(rf'href="({listed}[^"]*)"', result)]
    assert any("Ida Roy" in each for each in lists)
    assert not any("Rose" in each for each in lists)
    report = grace.open(reverse("reports:campaign", args=[by_post.uuid])).content.decode()
    assert listed not in report


def test_who_is_close_to_its_author_comes_out_in_none_of_their_files(world: World, by_post: Campaign) -> None:
    close_to(world, world.paul)
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    assert [each.name for each in done.recipients] == ["Ida Roy"]


def test_the_sheet_of_calls_names_nobody_close_to_who_calls(
    world: World, by_phone: Campaign, at_desk: At
) -> None:
    export(by=world.paul, campaign=by_phone, form=Form.CALLS, now=NOW)
    close_to(world, world.paul)
    page = at_desk(world.paul).read(reverse("exports:calls", args=[by_phone.uuid]))
    assert "Ida Roy" in page
    assert "Rose" not in page


def test_who_moves_to_another_programme_leaves_their_campaigns_behind(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign = begun(world, news.purpose, by=world.marie)
    assert set(visible_campaigns(world.marie, NOW)) == {campaign}
    people.move(by=world.louise, staff=world.marie, unit=world.relief, now=NOW)
    marie = Staff.objects.get(pk=world.marie.pk)
    assert not visible_campaigns(marie, NOW).exists()
    assert at_desk(marie).open(reverse("campaigns:campaign", args=[campaign.uuid])).status_code == 404


def test_that_a_list_was_downloaded_is_noted_with_who_and_which(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign = with_list(begun(world, news.purpose), LIST)
    assert campaign.list_file is not None
    for name in ("original", "errors"):
        assert at_desk(world.grace).open(reverse(f"audience:{name}", args=[campaign.uuid])).status_code == 200
    original, errors = told("list_taken")
    assert original["fields"] == {"form": "original", "sha256": campaign.list_file.sha256}
    assert errors["fields"]["form"] == "errors"
    assert original["actor"] == errors["actor"] == f"staff:{world.grace.uuid}"


def test_no_list_asks_whether_someone_agreed_to_what_tells_of_their_health(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose), "Courriel\nrose@example.org\n")
    Purpose.objects.update(health=True)
    with pytest.raises(OutreachError) as refused:
        screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    assert refused.value.code == "health_of_a_list"
    assert not Recipient.objects.exists()


def test_small_numbers_are_for_the_author_alone(world: World, by_post: Campaign, at_desk: At) -> None:
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=timezone.now())
    ways = [reverse(f"{room}", args=[by_post.uuid]) for room in ("screening:result", "sending:state")]
    ways.append(f"{reverse('screening:compare', args=[by_post.uuid])}?means=email")
    for way in ways:
        assert "moins de 5" not in at_desk(world.paul).read(way)
        page = at_desk(world.grace).read(way)
        assert "moins de 5" in page
    assert "2 sur 2" in at_desk(world.paul).read(ways[0])
    assert "2 sur 2" not in at_desk(world.grace).read(ways[0])
