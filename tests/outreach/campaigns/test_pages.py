"""The pages of a campaign, from its beginning to the decision on it, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse

from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone
from balise.outreach.campaigns.operations.contents import write_claim
from balise.outreach.models import Approval, Campaign, Check, Claim, Content, Screening, Sender
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, CampaignState, Means
from tests.outreach.campaigns.steps import again, complete
from tests.outreach.preparing import begun, rows, with_list
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

CHECKS = {
    "health": "no",
    "no_pressure": "yes",
    "no_conflict": "perceived",
    "conduct": "yes",
    "spheres": "yes",
}


def at(name: str, campaign: Campaign, *more: str) -> str:
    return reverse(f"campaigns:{name}", args=[campaign.uuid, *more])


@pytest.mark.provision("S1-46")
def test_marie_prepares_a_poster_and_grace_approves_it(
    world: World, news: Asked, at_desk: At, lang: Lang
) -> None:
    pia, marie, grace = at_desk(world.pia), at_desk(world.marie), at_desk(world.grace)
    for someone in (pia, marie, grace):
        someone.speak(lang)
    pia.do(
        reverse("campaigns:add_sender"),
        {"key": uuid4(), "name": "Heron Cove", "postal_address": "1 Quay", "email": "news@example.org"},
    )
    page = marie.do(
        reverse("campaigns:begin"),
        {
            "key": uuid4(),
            "unit": world.clinic.uuid,
            "title": "Autumn poster",
            "act": "promote_service",
            "purpose": news.purpose.code,
            "audience": "public",
            "means": "display",
            "sender": Sender.objects.get().uuid,
        },
    )
    assert "Autumn poster" in page
    poster = Campaign.objects.get()
    preview = marie.do(
        at("content", poster, lang), {"seen": 0, "subject": "Come", "body": "Hello {first_name}!"}
    )
    assert "Hello Camille!" in preview
    marie.do(at("add_claim", poster), {"key": uuid4(), "text": "Half price", "source": "Price list of 2025"})
    marie.do(at("testimonials", poster), {"whose": "none"})
    for item, answer in CHECKS.items():
        marie.do(at("check", poster, item), {"answer": answer})
    assert "Marie Tremblay" in marie.read(at("checklist", poster))
    marie.do(at("submit", poster), {})
    assert again(poster).state == CampaignState.SUBMITTED
    assert "Autumn poster" in grace.read(reverse("campaigns:waiting"))
    assert "Half price" in grace.read(at("decide", poster))
    shown = {"fingerprint": again(poster).submitted, "decision": "approved", "words": ""}
    assert "Grace Roy" in grace.do(at("decide", poster), shown)
    assert again(poster).state == CampaignState.READY
    assert Approval.objects.get().decided_by == world.grace
    for name in ("campaign", "contents", "facts", "checklist", "submit", "decide"):
        assert grace.open(at(name, poster)).status_code == 200, name


@pytest.fixture
def full(poster: Campaign) -> Campaign:
    """Complete, with a claim and an answer for everyone."""
    write_claim(by=poster.author, campaign=poster, uuid=uuid4(), text="Half price", source="List", now=NOW)
    complete(poster, "real")
    return again(poster)


OF_AUTHOR = [
    ("change",),
    ("limits",),
    ("cancel",),
    ("content", "fr"),
    ("remove_content", "fr"),
    ("add_claim",),
    ("testimonials",),
    ("fact", "price"),
    ("check", "conduct"),
]
OF_READERS = [
    ("campaign",),
    ("contents",),
    ("preview", "fr"),
    ("message", "fr"),
    ("facts",),
    ("checklist",),
    ("submit",),
]


@pytest.mark.parametrize("page", [*OF_AUTHOR, *OF_READERS, ("decide",)], ids=lambda page: page[0])
def test_who_may_not_know_of_a_campaign_finds_nothing(
    world: World, full: Campaign, at_desk: At, page: tuple[str, ...]
) -> None:
    for stranger in (world.sam, world.rita):
        someone = at_desk(stranger)
        assert someone.open(at(page[0], full, *page[1:])).status_code == 404
        assert someone.send(at(page[0], full, *page[1:])).status_code in {404, 405}
    unknown = reverse(f"campaigns:{page[0]}", args=[uuid4(), *page[1:]])
    assert at_desk(world.marie).open(unknown).status_code == 404


@pytest.mark.parametrize("page", OF_AUTHOR, ids=lambda page: page[0])
def test_who_only_reads_a_campaign_gets_no_form(
    world: World, full: Campaign, at_desk: At, page: tuple[str, ...]
) -> None:
    address = at(page[0], full, *page[1:])
    assert at_desk(world.marie).open(address).status_code == 200
    grace = at_desk(world.grace)
    assert grace.open(address).status_code == 403
    assert grace.send(address, {"answer": "yes"}).status_code == 403
    assert again(full).changed == full.changed


@pytest.mark.parametrize("page", OF_READERS, ids=lambda page: page[0])
def test_who_reads_for_the_unit_reads_all_of_it_and_changes_nothing_by_it(
    world: World, full: Campaign, at_desk: At, lang: Lang, page: tuple[str, ...]
) -> None:
    grace = at_desk(world.grace)
    grace.speak(lang)
    assert grace.open(at(page[0], full, *page[1:])).status_code == 200
    assert again(full).state == CampaignState.DRAFT


@pytest.mark.parametrize("name", ["marie", "david", "pia"])
def test_the_page_of_the_decision_opens_to_who_may_decide_only(
    world: World, full: Campaign, at_desk: At, name: str
) -> None:
    submit_campaign(by=full.author, campaign=full, now=NOW)
    refused = at_desk(getattr(world, name)).open(at("decide", full))
    assert refused.status_code == (404 if name == "david" else 403)


def test_a_decision_on_an_older_page_is_told_and_not_made(world: World, full: Campaign, at_desk: At) -> None:
    submit_campaign(by=full.author, campaign=full, now=NOW)
    grace = at_desk(world.grace)
    response = grace.send(at("decide", full), {"fingerprint": "0" * 64, "decision": "approved", "words": ""})
    assert response.status_code == 422
    assert "a changé depuis" in response.content.decode()
    assert not Approval.objects.exists()
    again_sent = {"fingerprint": again(full).submitted, "decision": "returned", "words": ""}
    assert grace.send(at("decide", full), again_sent).status_code == 422
    assert not Approval.objects.exists()


def test_the_author_does_not_submit_what_is_not_complete(world: World, poster: Campaign, at_desk: At) -> None:
    marie = at_desk(world.marie)
    assert marie.send(at("submit", poster)).status_code == 422
    assert again(poster).state == CampaignState.DRAFT
    grace = at_desk(world.grace)
    assert grace.send(at("submit", poster)).status_code == 403


def test_the_message_stands_in_a_frame_where_nothing_can_run(
    world: World, full: Campaign, at_desk: At
) -> None:
    marie = at_desk(world.marie)
    framed = marie.open(at("message", full, "fr"))
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    around = marie.open(at("preview", full, "fr"))
    assert "frame-src 'self'" in around.headers["Content-Security-Policy"]
    assert around.headers["X-Frame-Options"] == "DENY"
    assert "sandbox></iframe>" in around.content.decode()
    assert marie.open(at("preview", full, "en")).status_code == 404


@pytest.mark.parametrize(
    ("page", "data", "said"),
    [
        (("content", "fr"), {"subject": "A", "body": "Bonjour {prenom}"}, "{first_name}"),
        (("content", "fr"), {"subject": "", "body": ""}, "Écrivez l’objet"),
        (("limits",), {"per_minute": "many", "quiet_from": "20:00", "quiet_until": "8"}, "de 1 à 6000"),
        (("limits",), {"per_minute": "10", "quiet_from": "25:00", "quiet_until": "8"}, "Écrivez une heure"),
        (("fact", "price"), {"answer": "perhaps"}, "Choisissez une réponse"),
        (("fact", "price"), {}, "Choisissez une réponse"),
        (("check", "health"), {"answer": "perhaps"}, "Choisissez une réponse"),
        (("testimonials",), {}, "Choisissez une réponse"),
        (("add_claim",), {"key": str(uuid4()), "text": ""}, "Écrivez ce qui est affirmé"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_comes_back(
    poster: Campaign, at_desk: At, page: tuple[str, ...], data: dict[str, str], said: str
) -> None:
    marie = at_desk(poster.author)
    response = marie.send(at(page[0], poster, *page[1:]), {"seen": 0, **data})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert again(poster).changed == 0
    assert not Content.objects.exists()
    assert not Claim.objects.exists()


def test_an_answer_for_everyone_is_given_changed_and_taken_back(
    poster: Campaign, at_desk: At, lang: Lang
) -> None:
    marie = at_desk(poster.author)
    marie.speak(lang)
    price = {"fr": "Gratuit", "en": "Free"}[lang]
    assert price in marie.do(at("fact", poster, "price"), {"answer": "free"})
    marie.do(at("remove_fact", poster, "price"), {})
    assert again(poster).facts == {}
    assert marie.open(at("remove_fact", poster, "price")).status_code == 404
    for fact in ("act", "channel", "nothing"):
        assert marie.open(at("fact", poster, fact)).status_code == 404


def test_forty_campaigns_are_told_apart(world: World, news: Asked, at_desk: At, lang: Lang) -> None:
    first = begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY)
    for number, state in zip(range(40), [*CampaignState] * 6, strict=False):
        Campaign.objects.create(
            unit=first.unit,
            author=world.marie if number % 2 else world.sam,
            title=f"Campaign {number:02}",
            act=first.act,
            purpose=first.purpose,
            audience=first.audience,
            means=first.means,
            sender=first.sender,
            state=state,
            quiet_from=first.quiet_from,
            quiet_until=first.quiet_until,
            created_at=NOW,
        )
    grace, sam = at_desk(world.grace), at_desk(world.sam)
    grace.speak(lang)
    listed = reverse("campaigns:campaigns")
    assert grace.read(listed).count("Campaign ") >= 25
    assert "Campaign 00" in grace.read(f"{listed}?which=all&page=2")
    assert "Campaign 05" not in grace.read(f"{listed}?which=under_way&page=1")
    assert "Campaign 05" in grace.read(f"{listed}?which=over")
    assert "Campaign" not in grace.read(f"{listed}?which=mine").replace("Campaigns", "")
    assert "Campaign 01" not in sam.read(listed)
    assert sam.read(f"{listed}?which=mine").count("Campaign ") == sam.read(listed).count("Campaign ") == 20
    assert grace.open(f"{listed}?which=nothing&page=99").status_code == 200


def test_what_waits_is_told_on_the_home_page_of_who_decides(
    world: World, full: Campaign, at_desk: At
) -> None:
    waiting = reverse("campaigns:waiting")
    assert waiting not in at_desk(world.grace).open("/").content.decode()
    submit_campaign(by=full.author, campaign=full, now=NOW)
    assert waiting in at_desk(world.grace).open("/").content.decode()
    assert waiting not in at_desk(world.marie).open("/").content.decode()
    assert reverse("campaigns:campaigns") in at_desk(world.marie).open("/").content.decode()


def test_senders_are_kept_on_their_page_by_those_who_keep_them(
    world: World, poster: Campaign, at_desk: At, lang: Lang
) -> None:
    addresses = [
        reverse("campaigns:senders"),
        reverse("campaigns:add_sender"),
        reverse("campaigns:close_sender", args=[poster.sender.uuid]),
    ]
    for address in addresses:
        assert at_desk(world.marie).open(address).status_code == 403
        assert at_desk(world.marie).send(address, {"key": uuid4(), "name": "x"}).status_code in {403, 405}
    pia = at_desk(world.pia)
    pia.speak(lang)
    pia.do(addresses[2], {})
    assert Sender.objects.get().closed_at is not None
    assert pia.open(addresses[2]).status_code == 404
    marie = at_desk(world.marie)
    assert str(poster.sender.uuid) not in marie.open(reverse("campaigns:begin")).content.decode()


def test_a_campaign_is_changed_and_cancelled_on_its_pages(full: Campaign, at_desk: At, lang: Lang) -> None:
    marie = at_desk(full.author)
    marie.speak(lang)
    same = {
        "seen": full.changed,
        "title": "Winter poster",
        "act": full.act,
        "purpose": full.purpose.code,
        "audience": "public",
        "means": "website",
        "sender": full.sender.uuid,
    }
    assert "Winter poster" in marie.do(at("change", full), same)
    assert Check.objects.count() == 1
    late = marie.send(at("change", full), {**same, "title": "Spring poster"})
    assert late.status_code == 422
    assert again(full).title == "Winter poster"
    Campaign.objects.update(audience="clients", means="email")
    marie.do(at("limits", full), {"per_minute": "60", "quiet_from": "21 h", "quiet_until": "7:30"})
    assert f"{again(full).quiet_until:%H:%M}" == "07:30"
    Campaign.objects.update(audience="public", means="website")
    marie.do(at("remove_content", full, "fr"), {})
    claim = Claim.objects.get()
    marie.do(at("claim", full, str(claim.uuid)), {"key": claim.uuid, "text": "A third off", "source": ""})
    marie.do(at("remove_claim", full, str(claim.uuid)), {})
    assert not Claim.objects.exists()
    marie.do(at("cancel", full), {})
    assert again(full).state == CampaignState.CANCELLED
    assert all("Half" not in address and "Tremblay" not in address for address in marie.visited)


@pytest.mark.parametrize("means", [Means.EMAIL, Means.MAIL])
def test_the_page_of_a_listed_campaign_leads_to_each_of_its_parts(
    world: World, news: Asked, at_desk: At, lang: Lang, means: Means
) -> None:
    campaign = begun(world, news.purpose, Audience.CLIENTS, means)
    marie = at_desk(world.marie)
    marie.speak(lang)
    leaves = "sending:state" if means is Means.EMAIL else "exports:start"
    page = marie.open(at("campaign", campaign)).content.decode()
    for part in ("audience:list", "screening:result", leaves):
        assert reverse(part, args=[campaign.uuid]) in page
    assert reverse("reports:campaign", args=[campaign.uuid]) not in page
    Campaign.objects.update(state=CampaignState.FINISHED)
    assert (
        reverse("reports:campaign", args=[campaign.uuid])
        in marie.open(at("campaign", campaign)).content.decode()
    )


def test_an_answer_that_the_policy_no_longer_takes_is_shown_and_can_be_taken_back(
    poster: Campaign, at_desk: At
) -> None:
    Campaign.objects.update(facts={"price": "barter", "colour": "blue"})
    marie = at_desk(poster.author)
    page = marie.read(at("facts", poster))
    assert "barter" in page
    assert "blue" in page
    for fact in ("price", "colour"):
        marie.do(at("remove_fact", poster, fact), {})
    assert again(poster).facts == {}
    for name in ("campaign", "checklist", "submit"):
        assert marie.open(at(name, poster)).status_code == 200


def test_one_question_leads_to_the_next_and_the_last_back_to_all_answers(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign = begun(world, news.purpose)
    Screening.objects.create(
        campaign=campaign, at=NOW, by=world.marie, recipients=9, missing={"province": 4, "client_is_minor": 7}
    )
    marie = at_desk(world.marie)
    assert at("fact", campaign, "client_is_minor") in marie.open(at("facts", campaign)).content.decode()
    first = marie.send(at("fact", campaign, "client_is_minor"), {"answer": "false"})
    assert first.headers["location"] == at("fact", campaign, "province")
    second = marie.send(at("fact", campaign, "province"), {"answer": "quebec"})
    assert second.headers["location"] == at("facts", campaign)
    changed = marie.send(at("fact", campaign, "client_is_minor"), {"answer": "true"})
    assert changed.headers["location"] == at("facts", campaign)
    assert again(campaign).facts == {"client_is_minor": True, "province": "quebec"}


def test_the_page_says_where_screening_and_sending_stand(world: World, news: Asked, at_desk: At) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    marie = at_desk(world.marie)

    def stands(step: str, after: str) -> str:
        page = marie.read(at("campaign", campaign))
        start = page.index(f" {step} ")
        return page[start : page.index(f" {after} ", start)]

    assert "À faire" in stands("Filtrage", "Réponses pour tous")
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    assert "Fait" in stands("Filtrage", "Réponses pour tous")
    answer_for_everyone(by=world.marie, campaign=campaign, fact="commercial", words="true", now=NOW)
    assert "À refaire" in stands("Filtrage", "Réponses pour tous")
    for state, said in {
        CampaignState.READY: "À venir",
        CampaignState.SENDING: "En cours",
        CampaignState.PAUSED: "En pause",
        CampaignState.FINISHED: "Terminé",
        CampaignState.CANCELLED: "Annulé",
    }.items():
        Campaign.objects.update(state=state)
        assert said in stands("Envoi", "La campagne")
    Campaign.objects.update(means=Means.MAIL, state=CampaignState.READY, started_at=NOW)
    assert "En cours" in stands("Lettres, étiquettes et appels", "La campagne")
