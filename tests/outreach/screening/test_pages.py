"""The pages of a screening tell how many, why, and who, to those who may know it, in both languages."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from balise.acts.policy import policy_in_force
from balise.consent.words import Channel, Event, Grantor
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone
from balise.outreach.models import Recipient, Task
from balise.outreach.screening.comparing import Compared, compare
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, Means, TaskState
from balise.people import operations as people
from balise.people.words import ContactKind, LinkKind
from balise.policy.rules import GuidanceKind
from tests.consent.saying import says
from tests.outreach.leaving import lives_at
from tests.outreach.notes import told
from tests.outreach.preparing import SIX, begun, rows, with_list
from tests.people.pages.someone import bare
from tests.people.world import NOW, assign

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from balise.people.models import Staff
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.pages.someone import Someone
    from tests.people.world import World

pytestmark = pytest.mark.django_db


def at(name: str, campaign: Campaign, *more: object) -> str:
    return reverse(f"screening:{name}", args=[campaign.uuid, *more])


def in_english(at_desk: At, staff: Staff) -> Someone:
    someone = at_desk(staff)
    someone.speak("en")
    return someone


@pytest.fixture
def screened(world: World, news: Asked) -> Campaign:
    """Rose agreed; Lou was never asked; nobody reads at the third address."""
    says(world.marie, world.rose, news)
    content = "Nom;Courriel\nRose;rose@example.org\nLou;lou@example.org\nX;no-reply@example.org\n"
    campaign = with_list(begun(world, news.purpose), content)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    return campaign


@pytest.mark.provision("S1-36", "S1-37", "S1-38", "S1-39", "S1-40", "S1-41")
def test_the_page_says_how_many_why_and_what_to_do_instead(
    world: World, screened: Campaign, at_desk: At, lang: Lang
) -> None:
    marie = at_desk(world.marie)
    marie.speak(lang)
    page = marie.read(at("result", screened))
    reason = {
        "fr": "Les coordonnées d’une personne ne peuvent pas servir",
        "en": "A person’s contact details may not serve",
    }
    assert reason[lang] in page
    assert {"fr": "1 sur 3", "en": "1 of 3"}[lang] in page
    tasks = page[page.index({"fr": "Que faire pour les autres", "en": "What to do for the others"}[lang]) :]
    proposed = policy_in_force().guidance[GuidanceKind.ALTERNATIVE]
    for key in SIX:
        assert proposed[key].text[lang] in tasks


def test_counts_lead_to_the_people_behind_them(world: World, screened: Campaign, at_desk: At) -> None:
    marie = in_english(at_desk, world.marie)
    html = marie.open(at("result", screened)).content.decode()
    ways = {way.replace("&amp;", "&") for way in re.findall(r'href="([^"]*/people/\?[^"]*)"', html)}
    assert len(ways) == 6  # three answers, two rules, one problem
    names = {way: marie.read(way) for way in ways}
    assert ["Rose" in page for way, page in names.items() if "permitted" in way] == [True]
    assert ["Lou" in page and "Rose" not in page for way, page in names.items() if "prohibited" in way] == [
        True
    ]


@pytest.mark.parametrize("query", ["verdict=perhaps", "missing=nothing_of_ours", "missing=.*"])
def test_an_address_that_asks_for_nonsense_is_no_page(
    world: World, screened: Campaign, at_desk: At, query: str
) -> None:
    assert at_desk(world.marie).open(f"{at('people', screened)}?{query}").status_code == 404


def test_one_person_s_page_tells_the_reason_its_source_and_what_would_change_it(
    world: World, screened: Campaign, at_desk: At
) -> None:
    marie = in_english(at_desk, world.marie)
    lou = Recipient.objects.get(name="Lou")
    page = marie.read(at("person", screened, lou.uuid))
    for words in ("A person’s contact details", "College of Dietitians", "reception", "lou@example.org"):
        assert words in page
    nobody = Recipient.objects.get(name="X")
    assert "nobody reads there" in marie.read(at("person", screened, nobody.uuid))


@pytest.mark.provision("S1-49")
def test_nothing_tells_that_someone_is_a_client_of_another_programme(
    world: World, news: Asked, at_desk: At
) -> None:
    contacts = [(ContactKind.EMAIL, "ulla@example.org")]
    people.change_client(by=world.aline, client=world.ulla, contacts=contacts, now=NOW)
    campaign = with_list(begun(world, news.purpose), rows("ulla@example.org", "stranger@example.org"))
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    ulla, stranger = Recipient.objects.order_by("number")
    marie = in_english(at_desk, world.marie)
    pages = [
        bare(marie.open(at("person", campaign, each.uuid))).replace(each.email, "SOMEONE")
        for each in (ulla, stranger)
    ]
    assert ulla.client_id == world.ulla.pk
    assert pages[0] == pages[1]


def test_who_reads_for_the_unit_sees_it_and_nobody_else(
    world: World, screened: Campaign, at_desk: At
) -> None:
    person, task = Recipient.objects.first(), Task.objects.first()
    assert person is not None
    assert task is not None
    ways = [at(name, screened) for name in ("result", "people")]
    ways += [at("person", screened, person.uuid), f"{at('compare', screened)}?means=mail"]
    for way in ways:
        assert at_desk(world.grace).open(way).status_code == 200
        # A colleague, the director of another programme, and who runs the system.
        assert {at_desk(each).open(way).status_code for each in (world.sam, world.rita, world.omar)} == {404}
    assert at_desk(world.grace).open(at("task", screened, task.uuid)).status_code == 403
    assert at_desk(world.grace).send(at("run", screened)).status_code == 403
    assert at_desk(world.sam).send(at("answers", screened)).status_code == 404


def test_to_look_changes_nothing(world: World, screened: Campaign, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for name in ("run", "answers"):
        assert marie.open(at(name, screened)).status_code == 405
    assert told("exported") == []


def test_the_list_is_examined_at_the_press_of_a_button(world: World, news: Asked, at_desk: At) -> None:
    campaign, marie = begun(world, news.purpose), in_english(at_desk, world.marie)
    answer = marie.send(at("run", campaign))
    assert answer.status_code == 422
    assert "No list is attached" in answer.content.decode()
    assert "Examine everyone" not in marie.read(at("result", campaign))
    with_list(campaign, rows("rose@example.org"))
    assert "Examine everyone" in marie.read(at("result", campaign))
    assert "Nothing was sent" in marie.do(at("run", campaign), {})


def test_a_number_is_shown_as_people_write_it(world: World, news: Asked, at_desk: At, lang: Lang) -> None:
    content = "Nom;Téléphone\nLou;(613) 555-0123 poste 12\n"
    campaign = with_list(begun(world, news.purpose, means=Means.PHONE), content)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    marie, [lou] = at_desk(world.marie), Recipient.objects.all()
    marie.speak(lang)
    written = {"fr": "613\u00a0555-0123, poste 12", "en": "613-555-0123, extension 12"}[lang]
    for page in (at("people", campaign), at("person", campaign, lou.uuid)):
        html = marie.open(page).content.decode()
        assert written in html
        assert "+1613" not in html
    table = b"".join(marie.send(at("answers", campaign)).streaming_content).decode()
    assert written in table


def test_what_changed_since_is_told(world: World, screened: Campaign, at_desk: At) -> None:
    marie = in_english(at_desk, world.marie)
    assert "changed since" not in marie.read(at("result", screened))
    answer_for_everyone(by=world.marie, campaign=screened, fact="commercial", words="true", now=NOW)
    assert "changed since" in marie.read(at("result", screened))


def test_what_an_answer_waits_for_is_asked_with_a_link(world: World, news: Asked, at_desk: At) -> None:
    contacts = [(ContactKind.EMAIL, "ulla@example.org")]
    people.change_client(by=world.aline, client=world.ulla, contacts=contacts, now=NOW)
    says(world.aline, world.ulla, news)
    campaign = with_list(begun(world, news.purpose), rows("ulla@example.org"))
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    html = in_english(at_desk, world.marie).open(at("result", campaign)).content.decode()
    assert reverse("campaigns:fact", args=[campaign.uuid, "province"]) in html


@pytest.mark.provision("S1-44")
def test_post_instead_of_e_mail_reaches_more_and_loses_some(world: World, news: Asked, at_desk: At) -> None:
    says(world.marie, world.rose, news)
    lives_at(world.theo, "14 rue du Port, Moncton NB  E1C 4Z6")
    assign(world.david, world.marie, world.theo)
    guardian = people.link_party(
        by=world.pia, client=world.theo, full_name="Max Boudreau", kind=LinkKind.GUARDIAN, now=NOW
    )
    says(world.pia, world.theo, news, channel=Channel.MAIL, grantor=Grantor.GUARDIAN, party=guardian)
    campaign = begun(world, news.purpose, Audience.CLIENTS, province="ontario")
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    assert compare(campaign, Means.MAIL, NOW) == Compared(now=1, then=1, both=0)
    page = in_english(at_desk, world.marie).read(f"{at('compare', campaign)}?means=mail")
    assert "Reached only by post" in page
    assert at_desk(world.marie).open(f"{at('compare', campaign)}?means=website").status_code == 404


def test_a_refusal_is_no_gain_of_any_other_means(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, Event.REFUSED, channel=Channel.MAIL)
    lives_at(world.rose, "12 rue du Port, Moncton NB  E1C 4Z6")
    campaign = begun(world, news.purpose, Audience.CLIENTS)
    assert compare(campaign, Means.MAIL, NOW) == Compared(now=0, then=0, both=0)


def test_answers_are_taken_out_as_a_table_that_runs_nothing(
    world: World, news: Asked, at_desk: At, lang: Lang
) -> None:
    content = 'Nom;Courriel\n"=HYPERLINK(""http://x"")";lou@example.org\n'
    campaign = with_list(begun(world, news.purpose), content)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    marie = at_desk(world.marie)
    marie.speak(lang)
    answer = marie.send(at("answers", campaign))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(StringIO(text))
    assert header[1] == {"fr": "Nom", "en": "Name"}[lang]
    assert row[1] == '\'=HYPERLINK("http://x")'
    assert row[6] == {"fr": "Interdit", "en": "Prohibited"}[lang]
    assert row[8].startswith({"fr": "Ordre des diététistes", "en": "College of Dietitians"}[lang])
    [entry] = told("exported")
    assert entry["fields"] == {"form": "answers", "recipients": 1, "withheld": 1}


def test_an_alternative_is_settled_with_a_note(world: World, screened: Campaign, at_desk: At) -> None:
    task = Task.objects.get(alternative="cdo-sollicitation/reception-display")
    page = in_english(at_desk, world.marie).do(
        at("task", screened, task.uuid), {"state": "done", "note": "Cards since Monday"}
    )
    assert "Cards since Monday" in page
    task.refresh_from_db()
    assert (task.state, task.settled_by) == (TaskState.DONE, world.marie)
