"""The pages of clients: what each person sees, and that nothing else shows through, not even by counting."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balise.people.models import Assignment, Client, ContactPoint, LinkedParty
from tests.desk.visitor import Visitor, said_by
from tests.people.notes import count, noted
from tests.people.pages.conftest import At
from tests.people.pages.someone import Someone, bare
from tests.people.world import NOBODY, World, relate

FIELDS = {
    "full_name": "Nora Doucet",
    "language": "fr",
    "vulnerable": "unknown",
    "birth_date-year": "1950",
    "birth_date-month": "2",
    "birth_date-day": "3",
    "phones": "506 555-0199\n506 555-0188",
}


def file(client: Client, more: str = "") -> str:
    return f"/clients/{client.uuid}/{more}"


# Who sees what


@pytest.mark.provision("S2-17", "S2-58")
def test_each_person_lists_and_counts_only_the_clients_they_may_know_of(world: World, at_desk: At) -> None:
    seen = {
        "marie": {"Rose Landry"},
        "sam": {"Theo Boudreau"},
        "david": {"Rose Landry", "Theo Boudreau"},
        "rita": {"Ulla Meyer"},
        "ines": set(),
        "axel": set(),
        "omar": set(),
    }
    for name, clients in seen.items():
        text = at_desk(getattr(world, name)).read("/clients/")
        shown = {each for each in ("Rose Landry", "Theo Boudreau", "Ulla Meyer") if each in text}
        assert shown == clients, name
        told = {0: "Aucun dossier", 1: "1 personne", 2: "2 personnes"}[len(clients)]
        assert told in text, name


def test_a_search_finds_nobody_whom_the_searcher_may_not_know_of(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for words in ("Ulla", "Nobody at all"):
        assert "Aucune personne ne correspond" in marie.do("/clients/", {"words": words})
    assert "Rose Landry" in marie.do("/clients/", {"words": "rose"})
    assert "Tout afficher" in marie.read("/clients/")
    assert "Tout afficher" not in marie.do("/clients/", {})


def test_no_name_stands_in_an_address(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    marie.do("/clients/", {"words": "Rose Landry", "which": "assigned"})
    marie.read(file(world.rose))
    marie.do(file(world.rose, "circle/add/"), {"full_name": "Sylvie Landry", "kind": "family"})
    assert not any(
        name in address for address in marie.visited for name in ("Rose", "Landry", "Sylvie", "words")
    )


@pytest.mark.provision("S2-58", "S2-59")
def test_hidden_and_absent_answer_with_the_same_page(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    pages = ("", "change/", "health/", "health/change/", "circle/add/", "assign/")
    for page in pages:
        hidden, absent = marie.open(file(world.ulla, page)), marie.open(f"/clients/{NOBODY}/{page}")
        assert hidden.status_code == absent.status_code == 404, page
        assert bare(hidden) == bare(absent), page


def test_a_file_closes_to_who_is_close_to_its_client(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    marie.read(file(world.rose))
    relate(world.rose, world.marie)
    assert marie.open(file(world.rose)).status_code == 404
    assert "Rose Landry" not in marie.read("/clients/")
    assert "Rose Landry" not in marie.read("/")


def test_who_may_only_know_of_a_file_sees_its_name_and_not_its_content(world: World, at_desk: At) -> None:
    text = at_desk(world.paul).read(file(world.rose))
    assert "Rose Landry" in text
    assert not any(hidden in text for hidden in ("506 555-0101", "Jean Landry", "1941", "vulnérable"))
    assert noted("file_read") == []


@pytest.mark.provision("S1-49")
def test_health_shows_only_on_its_own_page_and_only_to_who_may_read_it(world: World, at_desk: At) -> None:
    assert "diabetes" not in at_desk(world.marie).read(file(world.rose))
    assert "diabetes" in at_desk(world.marie).read(file(world.rose, "health/"))
    david = at_desk(world.david)
    assert "santé" not in david.read(file(world.rose)).lower()
    assert david.open(file(world.rose, "health/")).status_code == 403


@pytest.mark.provision("S2-30")
def test_every_reading_is_noted_once(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    marie.read(file(world.rose))
    assert len(noted("file_read")) == 1
    assert noted("health_read") == []
    marie.read(file(world.rose, "health/"))
    assert len(noted("health_read")) == 1
    assert len(noted("file_read")) == 1


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    for address in ("/clients/", file(world.rose), "/people/", "/journal/"):
        response = Visitor().open(address)
        assert response.status_code == 302
        assert "next=" in response.headers["location"]


@pytest.mark.parametrize("words", ["\0Rose", "%", "' OR 1=1 --", "x" * 5000, "\u202e", "Rose\nLandry"])
def test_odd_words_are_searched_for_like_any_others(world: World, at_desk: At, words: str) -> None:
    marie = at_desk(world.marie)
    assert "Ulla" not in marie.do("/clients/", {"words": words, "unit": words, "which": words})
    assert "Rita" not in marie.do("/people/", {"words": words, "unit": words})


# Writing


def test_a_supervisor_opens_a_file_and_sending_it_twice_makes_one(world: World, at_desk: At) -> None:
    david = at_desk(world.david)
    data = {**FIELDS, "unit": world.home.uuid, "key": uuid4()}
    assert "Le dossier est ouvert." in david.do("/clients/add/", data)
    david.do("/clients/add/", data)
    added = Client.objects.get(full_name="Nora Doucet")
    assert ContactPoint.objects.filter(client=added).count() == 2


def test_nobody_else_opens_a_file(world: World, at_desk: At) -> None:
    for person in (world.marie, world.louise, world.axel):
        assert at_desk(person).open("/clients/add/").status_code == 403
    david = at_desk(world.david)
    # A unit outside of one's reach is no choice, whether it exists or not.
    for unit in (world.relief.uuid, uuid4()):
        response = david.send("/clients/add/", {**FIELDS, "unit": unit, "key": uuid4()})
        assert response.status_code == 422
        assert "Choisissez l’unité" in said_by(response)


def test_a_form_that_is_refused_keeps_all_that_was_typed(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    before = count()
    data = {**FIELDS, "full_name": "", "birth_date-month": "13", "emails": "not an address", "language": "en"}
    response = marie.send(file(world.rose, "change/"), data)
    html, text = response.content.decode(), said_by(response)
    assert response.status_code == 422
    assert "Il y a un problème" in text
    for told in ("Écrivez le nom complet", "Cette date n’existe pas", "pas une adresse de courriel complète"):
        assert text.count(told) == 2, told
    for kept in ('value="1950"', 'value="13"', "not an address", "506 555-0188", 'value="en" checked'):
        assert kept in html, kept
    assert 'href="#birth_date-year"' in html
    assert count() == before
    assert Client.objects.get(pk=world.rose.pk).full_name == "Rose Landry"


def test_what_is_saved_is_confirmed_once(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    data = {**FIELDS, "full_name": "Rose Landry"}
    assert "Le dossier est à jour." in marie.do(file(world.rose, "change/"), data)
    assert "Le dossier est à jour." not in marie.read(file(world.rose))


def test_who_notes_a_tie_of_their_own_closes_the_file_to_themself(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    data = {"full_name": "Marie Tremblay", "kind": "family", "staff": world.marie.uuid}
    assert "La personne est ajoutée." in marie.do(file(world.rose, "circle/add/"), data)
    assert marie.open(file(world.rose)).status_code == 404


def test_someone_close_is_taken_off_the_list(world: World, at_desk: At) -> None:
    link = LinkedParty.objects.get(client=world.rose)
    marie = at_desk(world.marie)
    assert "Jean Landry" not in marie.do(file(world.rose, f"circle/{link.uuid}/end/"), {})
    assert marie.open(file(world.rose, f"circle/{link.uuid}/end/")).status_code == 404


# Who has the file


def test_a_supervisor_assigns_a_file_and_takes_it_back_at_once(world: World, at_desk: At) -> None:
    david, sam = at_desk(world.david), at_desk(world.sam)
    assert sam.open(file(world.rose)).status_code == 404
    data = {"staff": world.sam.uuid, "service": "Courses", "reason": "Marie est absente"}
    david.do(file(world.rose, "assign/"), data)
    sam.read(file(world.rose))
    given = Assignment.objects.get(staff=world.sam, client=world.rose)
    end = file(world.rose, f"assigned/{given.uuid}/end/")
    assert david.send(end, {"reason": " "}).status_code == 422
    david.do(end, {"reason": "Marie est revenue"})
    assert sam.open(file(world.rose)).status_code == 404


def test_why_a_file_cannot_be_assigned_is_not_told(world: World, at_desk: At) -> None:
    relate(world.rose, world.sam)
    data = {"staff": world.sam.uuid, "service": "Courses", "reason": "besoin"}
    response = at_desk(world.david).send(file(world.rose, "assign/"), data)
    assert response.status_code == 422
    text = said_by(response)
    assert "Choisissez quelqu’un d’autre" in text
    assert "proche" not in text.partition("Il y a un problème")[2].partition("Service rendu")[0].replace(
        "ni suivre le dossier d’un proche", ""
    )


def test_who_only_reads_a_file_may_not_assign_it(world: World, at_desk: At) -> None:
    assert at_desk(world.marie).open(file(world.rose, "assign/")).status_code == 403


def test_pages_speak_the_language_of_their_reader(world: World) -> None:
    assert "Client’s name" in Someone(world.marie, "en").read("/clients/")
    assert "Who has this file" in Someone(world.marie, "en").read(file(world.rose))


# Emergency

REASON = "Une inondation ce soir, il faut savoir qui évacuer"


def opening(client: object, **other: str) -> dict[str, object]:
    return {"file_number": client, "reason": REASON, "understood": "yes", **other}


def test_an_emergency_opens_a_file_for_four_hours_and_tells_two_people(world: World, at_desk: At) -> None:
    ines = at_desk(world.ines)
    assert ines.open(file(world.ulla)).status_code == 404
    text = ines.do("/clients/emergency/", opening(world.ulla.uuid))
    assert "Ulla Meyer" in text
    assert "Il se refermera le" in text
    assert ines.open(file(world.ulla, "health/")).status_code == 403
    for told in (world.pia, world.rita):
        home = at_desk(told).read("/")
        assert "Inès Moreau a ouvert d’urgence le dossier" in home
        assert REASON in home
    assert REASON not in at_desk(world.marie).read("/")
    assert len(noted("emergency_opened")) == 1


def test_a_number_that_opens_nothing_has_one_answer_whatever_the_cause(world: World, at_desk: At) -> None:
    relate(world.rose, world.ines)
    ines = at_desk(world.ines)
    pages = [ines.send("/clients/emergency/", opening(number)) for number in (world.rose.uuid, NOBODY)]
    assert [page.status_code for page in pages] == [422, 422]
    assert bare(pages[0]) == bare(pages[1])
    assert REASON in pages[0].content.decode()
    assert len(noted("file_refused")) == 2


def test_an_emergency_needs_a_reason_and_a_confirmation(world: World, at_desk: At) -> None:
    ines = at_desk(world.ines)
    for missing in ({"reason": ""}, {"understood": ""}):
        data = {name: value for name, value in opening(world.ulla.uuid, **missing).items() if value}
        assert ines.send("/clients/emergency/", data).status_code == 422
    assert noted("emergency_opened") == []


def test_only_directors_and_investigators_are_offered_an_emergency(world: World, at_desk: At) -> None:
    for person, may in ((world.ines, True), (world.rita, True), (world.marie, False), (world.louise, False)):
        someone = at_desk(person)
        assert someone.open("/clients/emergency/").status_code == (200 if may else 403)
        assert ("Ouvrir un dossier hors de ma portée" in someone.read("/clients/")) is may
