"""Everyone on a list is decided: who agreed is reached, any no is obeyed, and the rest is told why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from balise.consent.operations import close_purpose, merge_clients, unsubscribe_address
from balise.consent.words import Basis, Channel, Event, Method
from balise.outreach.campaigns.fingerprints import asked_of
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone
from balise.outreach.doors import BEFORE_SENDING
from balise.outreach.errors import OutreachError
from balise.outreach.models import Recipient, Screening, Task
from balise.outreach.screening.judging import NO_ADDRESS, PURPOSE_CLOSED, REFUSED
from balise.outreach.screening.operations import keep, settle_task
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, CampaignState, Means, TaskState
from balise.people import operations as people
from balise.people.addresses import address_key
from balise.people.errors import NotFoundError
from balise.people.words import ContactKind, Language, Role
from balise.policy.verdict import Verdict
from tests.consent.saying import says, withdraws
from tests.outreach import worlds
from tests.outreach.notes import told
from tests.outreach.preparing import SIX, begun, rows, with_list
from tests.people.world import NOW, appoint, assign, day, later

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Client
    from tests.consent.conftest import Asked
    from tests.people.world import World

pytestmark = pytest.mark.django_db


def screened(campaign: Campaign, now: datetime = NOW) -> dict[str, Recipient]:
    """Each recipient by their e-mail address, else by their name."""
    screen_campaign(by=campaign.author, campaign=campaign, now=now)
    return {each.email or each.name: each for each in Recipient.objects.filter(campaign=campaign)}


def one(world: World, news: Asked, content: str, **more: Any) -> Recipient:  # noqa: ANN401  as `begun` takes them
    """The only recipient of a campaign by e-mail with this list."""
    [found] = screened(with_list(begun(world, news.purpose, **more), content)).values()
    return found


def reached(recipient: Recipient) -> bool:
    return recipient.verdict in {Verdict.PERMITTED, Verdict.CONDITIONAL}


def says_no_from(address: str, asked: Asked, channel: Channel = Channel.EMAIL) -> None:
    """Someone says no from an address, whoever has it."""
    kind = channel.contact_kind
    assert kind is not None
    unsubscribe_address(
        address_key=address_key(kind, address),
        channel=channel,
        purpose=asked.purpose,
        method=Method.ONE_CLICK,
        now=NOW,
        uuid=uuid4(),
    )


def a_client(world: World, name: str, *emails: str) -> Client:
    client = people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name=name,
        language=Language.EN,
        contacts=[(ContactKind.EMAIL, each) for each in emails],
        now=NOW,
    )
    assign(world.david, world.marie, client)
    return client


@pytest.mark.provision("S1-30", "S1-33", "S1-35", "S1-36", "S1-37", "S1-38", "S1-39", "S1-40", "S1-41")
def test_a_fitness_centre_s_list_reaches_only_who_agreed_and_tells_what_to_do_for_the_rest(
    world: World, news: Asked
) -> None:
    made = worlds.excel_list()
    member = a_client(world, "Inès Roy", "membre.0@example.org")
    says(world.marie, member, news)
    campaign = with_list(begun(world, news.purpose), made.content, "membres.xlsx")
    found = screened(campaign)
    assert [each for each, recipient in found.items() if reached(recipient)] == ["membre.0@example.org"]
    screening = Screening.objects.get(campaign=campaign)
    assert screening.recipients == made.counts["good"]
    assert (screening.joined, screening.faulty) == (made.counts["joined"], made.counts["faulty"])
    assert sum(screening.verdicts.values()) == screening.recipients
    assert set(Task.objects.filter(campaign=campaign).values_list("alternative", flat=True)) >= SIX
    assert screening.alternatives["cdo-sollicitation/reception-display"] > 1_800
    assert screening.asked == asked_of(campaign)
    assert told("screened")[0]["fields"] == {
        "recipients": screening.recipients,
        "reached": 1,
        "policy": screening.policy,
    }


@pytest.mark.provision("S1-32", "S1-42", "S1-47")
def test_who_agreed_is_reached_and_who_was_never_asked_is_not(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    found = screened(with_list(begun(world, news.purpose), rows("Rose@Example.org", "someone@example.org")))
    assert found["Rose@example.org"].verdict == Verdict.PERMITTED
    assert found["Rose@example.org"].client_id == world.rose.pk
    assert found["someone@example.org"].verdict == Verdict.PROHIBITED
    assert found["someone@example.org"].facts["consent"] == "never_asked"


@pytest.mark.provision("S1-31", "S1-33")
def test_nothing_in_a_list_is_a_consent(world: World, news: Asked) -> None:
    yes = "Courriel;Consentement;Date du consentement\nlou@example.org;Oui;2025-01-01\n"
    found = one(world, news, yes)
    assert (found.facts["consent"], found.verdict) == ("never_asked", Verdict.PROHIBITED)


def test_a_yes_counts_only_for_the_address_that_its_person_has(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    found = one(world, news, "Nom;Courriel;Téléphone\nRose;stranger@example.org;506 555-0101\n")
    assert not reached(found)
    assert found.client_id is None


def test_a_no_counts_from_any_address(world: World, news: Asked) -> None:
    lou = a_client(world, "Lou", "lou@example.org")
    says(world.marie, lou, news)
    says(world.marie, world.rose, news, Event.REFUSED)
    # Lou agreed, but the row has the phone of Rose, who refused.
    found = one(world, news, "Nom;Courriel;Téléphone\nLou;lou@example.org;506 555-0101\n")
    assert found.verdict == Verdict.PROHIBITED


@pytest.mark.provision("S1-33")
def test_the_no_of_an_address_that_is_nobody_s_is_obeyed(world: World, news: Asked) -> None:
    says_no_from("lou+news@example.org", news)
    found = one(world, news, rows("lou@example.org"))
    assert (found.facts["consent"], found.reason) == ("refused", "droit-canada/refused-in-writing")


def test_the_list_s_own_no_outweighs_a_yes(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    found = one(world, news, "Courriel;Désabonné\nrose@example.org;oui\n")
    assert found.refuses
    assert found.verdict == Verdict.PROHIBITED


def test_of_two_who_share_a_mailbox_the_strictest_counts(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    a_client(world, "Jean Landry", "rose@example.org")
    found = one(world, news, rows("rose@example.org"))
    assert not reached(found)
    assert found.client_id is None


def test_a_merged_record_s_no_is_a_no(world: World, news: Asked) -> None:
    double = a_client(world, "R. Landry", "r.landry@example.org")
    says(world.marie, world.rose, news)
    says(world.marie, double, news, Event.REFUSED)
    merge_clients(by=world.pia, kept=world.rose, merged=double, reason="one person", now=NOW)
    found = screened(with_list(begun(world, news.purpose), rows("rose@example.org", "r.landry@example.org")))
    assert {each.verdict for each in found.values()} == {Verdict.PROHIBITED}


def test_consent_to_something_else_is_not_consent(world: World, news: Asked, visits: Asked) -> None:
    says(world.marie, world.rose, visits)
    found = one(world, news, rows("rose@example.org"))
    assert (found.facts["consent"], found.verdict) == ("other_purpose", Verdict.PROHIBITED)


def test_a_closed_purpose_reaches_nobody(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    close_purpose(by=world.pia, purpose=news.purpose, now=NOW)
    [found] = screened(campaign).values()
    assert (found.verdict, found.reason) == (Verdict.PROHIBITED, PURPOSE_CLOSED)


@pytest.mark.provision("S1-04", "S1-05", "S1-08")
def test_schools_are_reached_but_for_the_one_that_said_no(world: World, news: Asked) -> None:
    says_no_from("12 rue Principale, Moncton NB E1C 4Z6", news, Channel.MAIL)
    schools = "École;Adresse;Ville;Province;Code postal\n" + "".join(
        f"École du {name};{number} rue Principale;Moncton;NB;E1C 4Z6\n"
        for name, number in (("Quai", 12), ("Phare", 14))
    )
    campaign = begun(world, news.purpose, Audience.ORGANISATIONS, Means.MAIL)
    screen_campaign(by=world.marie, campaign=with_list(campaign, schools), now=NOW)
    found = {each.organisation: each for each in Recipient.objects.all()}
    assert found["École du Phare"].verdict == Verdict.PERMITTED
    # No rule speaks of an organisation's refusal of letters: it is obeyed all the same.
    assert (found["École du Quai"].verdict, found["École du Quai"].reason) == (Verdict.PROHIBITED, REFUSED)


@pytest.mark.provision("S1-43")
def test_consent_does_not_make_a_phone_call_welcome(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, channel=Channel.PHONE)
    campaign = begun(world, news.purpose, Audience.CLIENTS, Means.PHONE)
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    [found] = Recipient.objects.all()
    assert found.facts["consent"] == "given"
    assert not reached(found)


def test_clients_are_those_whom_the_author_may_write_to_and_who_have_an_address(
    world: World, news: Asked
) -> None:
    lou = a_client(world, "Lou Roy", "lou@example.org", "other@example.org")
    a_client(world, "Max without address")
    double = a_client(world, "Lou R.", "lou.r@example.org")
    merge_clients(by=world.pia, kept=lou, merged=double, reason="one person", now=NOW)
    people.change_client(by=world.marie, client=lou, closed_date=day(0), now=NOW)
    says(world.marie, lou, news)
    found = screened(begun(world, news.purpose, Audience.CLIENTS, province="ontario"))
    assert set(found) == {"lou@example.org", "rose@example.org"}
    assert (found["lou@example.org"].name, found["lou@example.org"].language) == ("Lou Roy", "en")
    assert found["lou@example.org"].facts["client_status"] == "former"
    assert found["rose@example.org"].facts["client_status"] == "current"
    assert reached(found["lou@example.org"])
    assert address_key(ContactKind.EMAIL, "lou.r@example.org") in found["lou@example.org"].keys


@pytest.mark.provision("S1-49")
def test_of_a_client_whom_the_author_may_not_see_only_the_consent_counts(world: World, news: Asked) -> None:
    people.change_client(
        by=world.aline, client=world.ulla, contacts=[(ContactKind.EMAIL, "ulla@example.org")], now=NOW
    )
    says(world.aline, world.ulla, news)
    found = one(world, news, rows("ulla@example.org"), province="ontario")
    assert reached(found)
    assert "client_status" not in found.facts
    assert (found.name, found.first_name, found.language) == ("", "", "")


def test_an_implied_consent_is_told_as_what_it_rests_on(world: World, news: Asked) -> None:
    says(world.marie, world.rose, news, basis=Basis.PURCHASE, basis_day=day(-30))
    found = one(world, news, rows("rose@example.org"))
    assert found.facts["consent_basis"] == "purchase"
    assert found.facts["since_basis"] == day(-30).isoformat()


def test_what_was_answered_for_everyone_gives_way_to_what_is_known_of_one(world: World, news: Asked) -> None:
    campaign = with_list(
        begun(world, news.purpose, province="ontario"),
        "Courriel;Province;Pays\na@example.org;Québec;Canada\nb@example.org;;\n",
    )
    found = screened(campaign)
    assert found["a@example.org"].facts["province"] == "quebec"
    assert found["b@example.org"].facts["province"] == "ontario"


def test_who_has_no_address_for_the_means_is_told_apart(world: World, news: Asked) -> None:
    found = screened(with_list(begun(world, news.purpose), "Nom;Courriel;Téléphone\nLou;;506 555-0102\n"))
    assert (found["Lou"].verdict, found["Lou"].problem) == ("", NO_ADDRESS)


def test_screened_again_it_takes_the_place_of_the_first_and_sees_what_changed(
    world: World, news: Asked
) -> None:
    says(world.marie, world.rose, news)
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org", "lou@example.org"))
    before = screened(campaign)
    withdraws(world.rose, now=later(hours=1))
    after = screened(campaign, later(hours=2))
    assert reached(before["rose@example.org"])
    assert not reached(after["rose@example.org"])
    assert Recipient.objects.count() == 2
    assert Screening.objects.get().at == later(hours=2)


def test_what_was_settled_stays_and_what_is_proposed_no_more_goes(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    screened(campaign)
    task = Task.objects.get(alternative="cdo-sollicitation/local-newspaper")
    settle_task(by=world.marie, task=task, state=TaskState.DONE, note="L’Étoile, 3 May", now=NOW)
    settle_task(by=world.marie, task=task, state=TaskState.DONE, note="L’Étoile, 3 May", now=NOW)
    says(world.marie, world.rose, news)
    screened(campaign, later(hours=1))
    [left] = Task.objects.all()
    assert (left.alternative, left.state, left.note) == (task.alternative, TaskState.DONE, "L’Étoile, 3 May")
    assert len(told("task_settled")) == 1


def test_only_the_author_settles_what_to_do(world: World, news: Asked) -> None:
    screened(with_list(begun(world, news.purpose), rows("rose@example.org")))
    task = Task.objects.first()
    assert task is not None
    for someone, error in ((world.grace, OutreachError), (world.sam, NotFoundError)):
        with pytest.raises(error):
            settle_task(by=someone, task=task, state=TaskState.LEFT, note="", now=NOW)


def test_a_list_that_changed_while_it_was_screened_keeps_nothing(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    asked = asked_of(campaign)
    answer_for_everyone(by=world.marie, campaign=campaign, fact="commercial", words="true", now=NOW)
    with pytest.raises(OutreachError) as refusal:
        keep(
            by=world.marie,
            campaign=campaign,
            asked=asked,
            policy="",
            recipients=[],
            joined=0,
            faulty=0,
            now=NOW,
        )
    assert refusal.value.code == "changed_meanwhile"
    assert not Screening.objects.exists()


@pytest.mark.parametrize("state", sorted(set(CampaignState) - BEFORE_SENDING))
def test_once_it_leaves_a_campaign_is_screened_no_more(world: World, news: Asked, state: str) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    campaign.state = state
    campaign.save()
    with pytest.raises(OutreachError, match="no longer at that step"):
        screen_campaign(by=world.marie, campaign=campaign, now=NOW)


def test_only_the_author_has_a_campaign_screened(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose), rows("rose@example.org"))
    appoint(world, world.sam, Role.MANAGER, world.home)
    for someone, error in ((world.sam, OutreachError), (world.rita, NotFoundError)):
        with pytest.raises(error):
            screen_campaign(by=someone, campaign=campaign, now=NOW)
    assert not Recipient.objects.exists()


def test_nobody_is_examined_one_by_one_where_the_public_is_addressed(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose, Audience.PUBLIC, Means.WEBSITE)
    with pytest.raises(OutreachError, match="addresses the public"):
        screen_campaign(by=world.marie, campaign=campaign, now=NOW)


def test_of_a_young_child_the_age_is_told_to_the_policy(world: World, news: Asked) -> None:
    people.add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Zoé",
        language=Language.FR,
        birth_date=day(-3_650),
        contacts=[(ContactKind.EMAIL, "zoe@example.org")],
        now=NOW,
    )
    found = one(world, news, rows("zoe@example.org"), province="quebec")
    assert found.facts["under_14"] is True
    assert not reached(found)
