"""The page from which a campaign is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from balise.outreach.exports.words import Form
from balise.outreach.models import Campaign, Message
from balise.outreach.words import CampaignState, Means
from balise.people.models import Client
from tests.consent.saying import withdraws
from tests.outreach.exports.reading import pages_of, rows_of

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.people.pages.conftest import At
    from tests.people.world import World


def of(campaign: Campaign, page: str = "start") -> str:
    return reverse(f"exports:{page}", args=[campaign.uuid])


def test_letters_labels_and_a_table_are_offered_and_come_as_files(
    world: World, at_desk: At, by_post: Campaign, lang: Lang
) -> None:
    paul = at_desk(world.paul)
    paul.speak(lang)
    page = paul.read(of(by_post))
    for form in (Form.LETTERS, Form.LABELS, Form.TABLE):
        answer = paul.send(of(by_post, "take"), {"form": form.value})
        assert answer.status_code == 200, form
        assert answer["Content-Disposition"].startswith("attachment")
        assert "Rose" not in answer["Content-Disposition"]
        if form is Form.TABLE:
            assert len(rows_of(answer.content)) == 2
        else:
            assert "Rose Landry" in "".join(pages_of(answer.content))
    assert {"fr": "Préparer les lettres", "en": "Make the letters"}[lang] in page
    assert {"fr": "Personnes sorties", "en": "People taken out"}[lang] in paul.read(of(by_post))


def test_who_withdrew_after_the_printing_is_named_to_the_author_alone(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    paul = at_desk(world.paul)
    paul.send(of(by_post, "take"), {"form": "letters"})
    withdraws(world.rose)
    paul.send(of(by_post, "take"), {"form": "letters"})
    assert "Rose Landry" in paul.read(of(by_post))
    assert "Rose Landry" not in at_desk(world.grace).read(of(by_post))


def test_what_stops_a_campaign_is_said_and_nothing_is_offered(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    Campaign.objects.filter(pk=by_post.pk).update(state=CampaignState.DRAFT)
    paul = at_desk(world.paul)
    page = paul.read(of(by_post))
    assert "ne peut pas encore partir" in page
    assert "Préparer les lettres" not in page
    assert paul.send(of(by_post, "take"), {"form": "letters"}).status_code == 422
    assert not Message.objects.exists()


def test_a_campaign_that_reaches_nobody_in_particular_has_nothing_to_take_out(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    Campaign.objects.filter(pk=by_post.pk).update(means=Means.WEBSITE)
    paul = at_desk(world.paul)
    assert "ne joint personne en particulier" in paul.read(of(by_post))
    assert paul.open(of(by_post, "calls")).status_code == 404
    assert paul.send(of(by_post, "pull")).status_code == 404


def test_when_nobody_may_be_reached_any_more_no_empty_file_comes_out(
    world: World, at_desk: At, by_post: Campaign
) -> None:
    for client in Client.objects.filter(pk__in=by_post.recipients.values("client")):
        withdraws(client)
    answer = at_desk(world.paul).send(of(by_post, "take"), {"form": "letters"})
    assert answer.status_code == 422
    assert "Personne ne peut être joint" in answer.content.decode()


def test_a_campaign_is_finished_from_the_page(world: World, at_desk: At, by_post: Campaign) -> None:
    paul = at_desk(world.paul)
    assert paul.send(of(by_post, "finish")).status_code == 422
    paul.send(of(by_post, "take"), {"form": "letters"})
    paul.do(of(by_post, "finish"), {})
    assert Campaign.objects.get().state == CampaignState.FINISHED


@pytest.mark.parametrize("page", ["take", "finish", "pull"])
def test_a_link_that_is_followed_takes_nothing_out(
    world: World, at_desk: At, by_post: Campaign, page: str
) -> None:
    assert at_desk(world.paul).open(of(by_post, page)).status_code == 405


def test_others_may_look_and_not_take(world: World, at_desk: At, by_post: Campaign) -> None:
    grace = at_desk(world.grace)
    assert "Seule la personne qui a préparé" in grace.read(of(by_post))
    for page in ("take", "finish"):
        assert grace.send(of(by_post, page), {"form": "letters"}).status_code == 403
    for person in (world.marie, world.david, world.rita, world.louise, world.omar, world.axel):
        someone = at_desk(person)
        assert someone.open(of(by_post)).status_code == 404
        for page in ("take", "finish", "pull"):
            assert someone.send(of(by_post, page), {"form": "letters"}).status_code == 404
    assert not Message.objects.exists()


def test_a_form_that_nobody_knows_is_no_form(world: World, at_desk: At, by_post: Campaign) -> None:
    paul = at_desk(world.paul)
    assert paul.send(of(by_post, "take"), {"form": "exe"}).status_code == 404
    assert paul.send(of(by_post, "take"), {"form": "calls"}).status_code == 422
