"""A list is attached with where it comes from, its columns are said, and what became of each row is shown."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from balise.outreach.audience.gathering import cleaned_list
from balise.outreach.audience.operations import keep_list
from balise.outreach.errors import OutreachError
from balise.outreach.models import ListContent, ListFile, Recipient, RememberedMapping, Screening
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, CampaignState, ListOrigin, Means
from balise.people.errors import NotAllowedError, NotFoundError
from balise.people.imports.faults import FileRefusedError
from balise.people.words import Role
from tests.outreach import worlds
from tests.outreach.campaigns.steps import again
from tests.outreach.notes import told
from tests.outreach.preparing import STATEMENT, begun, rows, with_list
from tests.people.world import NOW, appoint

if TYPE_CHECKING:
    from typing import Any

    from balise.outreach.models import Campaign
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

pytestmark = pytest.mark.django_db

ATTACHED = {"origin": "provider", "provider": "Fitness Centre", "statement": STATEMENT}


def keep(campaign: Campaign, **more: Any) -> ListFile:  # noqa: ANN401  whatever `keep_list` takes
    said: dict[str, Any] = {
        "by": campaign.author,
        "content": rows("rose@example.org").encode(),
        "name": "list.csv",
        "origin": ListOrigin.OURS,
        "now": NOW,
    }
    return keep_list(campaign=campaign, **{**said, **more})


@pytest.mark.provision("S1-31")
@pytest.mark.parametrize(
    ("missing", "code"), [("provider", "provider_needed"), ("statement", "statement_needed")]
)
def test_a_list_of_another_organisation_needs_its_name_and_what_it_states(
    world: World, news: Asked, missing: str, code: str
) -> None:
    came_from = {"provider": "Fitness Centre", "statement": STATEMENT} | {missing: " "}
    with pytest.raises(OutreachError) as refusal:
        keep(begun(world, news.purpose), origin=ListOrigin.PROVIDER, **came_from)
    assert refusal.value.code == code
    assert not ListFile.objects.exists()


@pytest.mark.provision("S1-31")
def test_a_list_is_kept_byte_for_byte_with_where_it_came_from(world: World, news: Asked) -> None:
    content = "Nom;Courriel\r\nRose;rose@example.org\r\n".encode("cp1252")
    campaign = begun(world, news.purpose)
    listed = keep(campaign, content=content, origin=ListOrigin.PROVIDER, provider="Gym", statement=STATEMENT)
    assert listed.content == content
    assert listed.sha256 == sha256(content).hexdigest()
    assert (listed.provider, listed.provider_statement) == ("Gym", STATEMENT)
    [entry] = told("list_kept")
    assert entry["fields"] == {"sha256": listed.sha256, "origin": "provider"}


def test_the_same_list_attached_twice_is_kept_and_noted_once(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose)
    assert keep(campaign) == keep(campaign)
    assert ListFile.objects.count() == ListContent.objects.count() == len(told("list_kept")) == 1


def test_another_list_takes_the_place_of_the_first_which_stays_as_evidence(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    keep(campaign, content=rows("theo@example.org").encode())
    campaign.refresh_from_db()
    assert (campaign.mapping, Recipient.objects.count(), ListFile.objects.count()) == ({}, 0, 2)


def test_a_public_directory_is_of_organisations_never_of_people(world: World, news: Asked) -> None:
    with pytest.raises(OutreachError, match="public directory"):
        keep(begun(world, news.purpose), origin=ListOrigin.PUBLISHED)
    kept = keep(begun(world, news.purpose, Audience.ORGANISATIONS), origin=ListOrigin.PUBLISHED)
    assert kept.origin == ListOrigin.PUBLISHED


@pytest.mark.parametrize("audience", [Audience.CLIENTS, Audience.PUBLIC])
def test_who_needs_no_list_gets_none(world: World, news: Asked, audience: Audience) -> None:
    means = Means.WEBSITE if audience is Audience.PUBLIC else Means.EMAIL
    campaign = begun(world, news.purpose, audience, means)
    with pytest.raises(OutreachError, match="needs no list"):
        keep(campaign)


def test_a_file_that_is_no_list_is_refused_with_what_to_do(world: World, news: Asked) -> None:
    with pytest.raises(FileRefusedError, match="not a list"):
        keep(begun(world, news.purpose), content=b"%PDF-1.7 ...", name="list.xlsx")
    assert not ListFile.objects.exists()


def test_only_the_author_attaches_a_list(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose)
    appoint(world, world.sam, Role.MANAGER, world.home)
    for someone, error in ((world.sam, OutreachError), (world.aline, NotFoundError)):
        with pytest.raises(error):
            keep(campaign, by=someone)
    assert not ListFile.objects.exists()


def test_who_may_no_longer_prepare_outreach_attaches_nothing(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose)
    type(world.marie).objects.filter(pk=world.marie.pk).update(disabled_at=NOW)
    with pytest.raises((NotAllowedError, NotFoundError)):
        keep(campaign)
    assert not ListFile.objects.exists()


def test_nothing_is_attached_to_a_campaign_that_leaves(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose)
    campaign.state = CampaignState.SENDING
    campaign.save()
    with pytest.raises(OutreachError, match="no longer at that step"):
        keep(campaign)


def test_an_excel_list_goes_from_its_file_to_rows_to_correct(
    world: World, news: Asked, at_desk: At, lang: Lang
) -> None:
    made = worlds.excel_list()
    marie, campaign = at_desk(world.marie), begun(world, news.purpose)
    marie.speak(lang)
    pages = {
        name: reverse(f"audience:{name}", args=[campaign.uuid])
        for name in ("list", "attach", "columns", "result", "errors", "original")
    }
    assert pages["attach"] in marie.open(pages["list"]).content.decode()
    file = BytesIO(made.content)
    file.name = "membres.xlsx"
    sent = marie.send(pages["attach"], {**ATTACHED, "file": file})
    assert sent.headers["location"] == pages["columns"]
    shown = marie.open(pages["columns"]).content.decode()
    assert "membre.0@example.org" in shown
    proposed = (
        "first_name", "last_name", "organisation", "email", "phone", "street", "city", "province",
        "postal_code", "country", "language", "statement", "note",
    )  # fmt: skip
    chosen = {f"column-{at}": held for at, held in enumerate(proposed)}
    result = marie.do(pages["columns"], {**chosen, "country": "CA"})
    counts = made.counts
    for number in (counts["good"], counts["joined"], counts["faulty"]):
        assert str(number) in result.replace("\u00a0", "").replace("\u202f", "").replace(",", "")
    # The first faulty row, by its number, with what is wrong and how to mend it.
    first = min(row.number for row in made.rows if row.fate == "faulty")
    assert f"{'Ligne' if lang == 'fr' else 'Row'} {first}" in result
    # Whoever goes on without them is not sent through all of them first.
    assert result.index({"fr": "Examiner chaque personne", "en": "Examine everyone"}[lang]) < result.index(
        f"{'Ligne' if lang == 'fr' else 'Row'} {first}"
    )
    to_correct = load_workbook(BytesIO(marie.open(pages["errors"]).content)).active
    assert to_correct is not None
    assert to_correct.max_row == counts["faulty"] + 1
    assert marie.open(pages["original"]).content == made.content
    assert told("list_read")[0]["fields"] == {
        "addressees": counts["good"],
        "joined": counts["joined"],
        "faulty": counts["faulty"],
    }


FAULTY = "Nom;Courriel;Désabonné\nRose;rose@example.org;\nLou;lou@;\nTheo;theo@;oui\n"


def test_corrected_rows_are_added_to_the_rest_and_every_file_is_kept(
    world: World, news: Asked, at_desk: At, lang: Lang
) -> None:
    campaign, marie = with_list(begun(world, news.purpose), FAULTY), at_desk(world.marie)
    marie.speak(lang)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    result = reverse("audience:result", args=[campaign.uuid])
    way = reverse("audience:add", args=[campaign.uuid])
    assert way in marie.open(result).content.decode()
    broken = marie.open(reverse("audience:errors", args=[campaign.uuid])).content
    mended = BytesIO(broken.replace(b"lou@", b"lou@example.org").replace(b"theo@", b"rose@example.org"))
    mended.name = "corriges.csv"
    marie.do(way, {"file": mended})
    listed = cleaned_list(again(campaign))
    # Theo's row says no, and may be anyone's: it stays. The row that was made Rose's is a double of hers.
    assert [(each.email, each.refuses) for each in listed.addressees()] == [
        ("rose@example.org", True),
        ("lou@example.org", False),
    ]
    assert (listed.counts.joined, listed.counts.faulty) == (1, 1)
    contents = [bytes(each.content) for each in ListContent.objects.order_by("pk")]
    assert contents[:2] == [FAULTY.encode(), mended.getvalue()]
    assert (len(contents), len(told("list_kept")), Screening.objects.count()) == (3, 3, 0)
    assert {each.provider for each in ListFile.objects.all()} == {"Fitness Centre"}


def test_rows_that_do_not_fit_the_columns_of_the_list_are_not_added(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign, marie = with_list(begun(world, news.purpose), FAULTY), at_desk(world.marie)
    way = reverse("audience:add", args=[campaign.uuid])
    too_long = "Nom;Courriel;Désabonné\nLou;lou@example.org;;oui\n"
    for pasted in ("Courriel;Ville\nlou@example.org;Moncton\n", "lou@example.org", "", too_long):
        assert marie.send(way, {"pasted": pasted}).status_code == 422
    assert ListFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.vcf",
            "BEGIN:VCARD\nFN:Rose\nEMAIL:rose@example.org\nEND:VCARD\nBEGIN:VCARD\nFN:Lou\nEMAIL:lou@\nEND:VCARD\n",
        ),
        ("", "Rose <rose@example.org>\nLou <lou@>\n"),
    ],
)
def test_cards_and_pasted_addresses_are_corrected_alike(
    world: World, news: Asked, at_desk: At, name: str, content: str
) -> None:
    campaign, marie = with_list(begun(world, news.purpose), content, name), at_desk(world.marie)
    broken = marie.open(reverse("audience:errors", args=[campaign.uuid])).content.decode()
    marie.do(
        reverse("audience:add", args=[campaign.uuid]), {"pasted": broken.replace("lou@", "lou@example.org")}
    )
    listed = cleaned_list(again(campaign))
    assert [each.email for each in listed.addressees()] == ["rose@example.org", "lou@example.org"]
    assert listed.counts.faulty == 0


def test_a_column_of_refusals_that_is_left_out_is_asked_about_again(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign, marie = begun(world, news.purpose), at_desk(world.marie)
    keep(campaign, content="Courriel;Désabonné\nrose@example.org;oui\n".encode())
    answer = marie.send(
        reverse("audience:columns", args=[campaign.uuid]), {"column-0": "email", "column-1": ""}
    )
    assert answer.status_code == 422
    assert "Désabonné" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.mapping == {}


def test_pasted_addresses_are_a_list_too(world: World, news: Asked, at_desk: At) -> None:
    campaign, marie = begun(world, news.purpose), at_desk(world.marie)
    pasted = "Rose Landry <rose@example.org>\ntheo@example.org"
    marie.send(reverse("audience:attach", args=[campaign.uuid]), {"origin": "ours", "pasted": pasted})
    campaign.refresh_from_db()
    assert campaign.list_file is not None
    assert campaign.list_file.content == pasted.encode()


@pytest.mark.parametrize(("lang", "said"), [("fr", "envoyez un fichier"), ("en", "send a file")])
def test_more_than_a_form_takes_is_to_be_sent_as_a_file(
    world: World, news: Asked, at_desk: At, lang: Lang, said: str
) -> None:
    campaign, marie = begun(world, news.purpose), at_desk(world.marie)
    marie.speak(lang)
    answer = marie.send(
        reverse("audience:attach", args=[campaign.uuid]),
        {"origin": "ours", "pasted": "rose@example.org\n" * 60_000},
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ListFile.objects.exists()


@pytest.mark.provision("S1-31")
def test_the_form_says_what_is_missing_and_keeps_what_was_typed(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign, marie = begun(world, news.purpose), at_desk(world.marie)
    marie.speak("en")
    answer = marie.send(
        reverse("audience:attach", args=[campaign.uuid]),
        {"origin": "provider", "provider": "Gym", "pasted": "rose@example.org"},
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#statement"' in said
    assert "rose@example.org" in said
    assert not ListFile.objects.exists()


def test_what_columns_hold_is_proposed_for_the_next_list_with_the_same_ones(
    world: World, news: Asked
) -> None:
    first = with_list(begun(world, news.purpose), "Nom;Lieu;Courriel\nRose;Moncton;rose@example.org\n")
    changed = {**first.mapping, "columns": {**first.mapping["columns"], "Lieu": "city"}}
    RememberedMapping.objects.update(mapping=changed)
    second = with_list(begun(world, news.purpose), "Courriel;Nom;Lieu\ntheo@example.org;Theo;Moncton\n")
    assert second.mapping["columns"]["Lieu"] == "city"


def test_the_list_is_for_its_author_and_those_who_read_for_the_unit(
    world: World, news: Asked, at_desk: At
) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    for name in ("list", "result", "original"):
        address = reverse(f"audience:{name}", args=[campaign.uuid])
        seen = {each: at_desk(each).open(address).status_code for each in (world.marie, world.grace)}
        assert set(seen.values()) == {200}
        # A colleague of the same unit, and the director of another programme.
        assert {at_desk(each).open(address).status_code for each in (world.sam, world.rita)} == {404}
    for name in ("attach", "columns"):
        assert at_desk(world.grace).open(reverse(f"audience:{name}", args=[campaign.uuid])).status_code == 403
