"""Every address of the desk: it answers in both languages, or says alike that there is nothing there."""

import pytest
from django.test import override_settings

from balise.acts.policy import policy_in_force
from balise.policy.text import Lang
from tests.desk.visitor import Visitor, said_by, verdict_of


def addresses() -> list[str]:
    """All pages that need no interview."""
    policy = policy_in_force()
    speaking = {rule.pack for rule in policy.rules.values()}
    return [
        "/",
        "/policies/",
        *(f"/ask/about/{group}/" for group in policy.groups),
        *(f"/policies/{pack}/" for pack in policy.packs if pack in speaking),
        *(f"/policies/{pack.id}/{annex.id}/" for pack in policy.packs.values() for annex in pack.annexes),
    ]


def test_every_page_answers_in_both_languages(visitor: Visitor, lang: Lang) -> None:
    for address in addresses():
        response = visitor.open(address)
        assert response.status_code == 200, address
        assert f'<html lang="{lang}-CA"' in response.content.decode(), address


def test_every_act_leads_to_a_question_or_an_answer(visitor: Visitor) -> None:
    for act in policy_in_force().acts:
        name = visitor.start(act)
        fact = visitor.asked(name)
        assert fact is None or visitor.open(f"/ask/{name}/{fact}/").status_code == 200, act


def test_the_page_of_a_theme_shows_each_of_its_acts(visitor: Visitor, lang: Lang) -> None:
    policy = policy_in_force()
    for act in policy.acts.values():
        assert act.label[lang] in said_by(visitor.open(f"/ask/about/{act.group}/")).replace("\u00a0", " ")


NOWHERE = (
    "/nothing/",
    "/ask/about/nothing/",
    "/ask/nothing/",
    "/ask/nothing/recipient/",
    "/policies/nothing/",
    "/policies/nothing/warning-signs/",
    "/policies/relations-clientele/nothing/",
    "/policies/vocabulary/",
    "/demo/",
)


def test_what_does_not_exist_answers_404_and_always_looks_the_same(visitor: Visitor) -> None:
    name = visitor.start("accept_gift")
    pages = {
        address: visitor.open(address) for address in (*NOWHERE, f"/ask/{name}/nothing/", f"/ask/{name}/act/")
    }
    pages["act"] = visitor.send("/ask/", {"act": "nothing"})
    pages["no act"] = visitor.send("/ask/")
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(pages, 404)
    assert len({said_by(page) for page in pages.values()}) == 1


def test_an_interview_of_someone_else_looks_like_one_that_does_not_exist(
    visitor: Visitor, lang: Lang
) -> None:
    name = visitor.ask("accept_gift", {})
    stranger = Visitor(lang)
    for address in (f"/ask/{name}/", f"/ask/{name}/gift_kind/"):
        found = stranger.open(address)
        assert (found.status_code, said_by(found)) == (404, said_by(stranger.open("/ask/nothing/")))
    assert stranger.answer(name, "gift_kind", "cash").status_code == 404
    assert verdict_of(visitor.read(name)) == "undetermined"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_method_that_a_page_does_not_take_is_refused(visitor: Visitor, method: str) -> None:
    name = visitor.start("accept_gift")
    for address in (
        "/",
        "/ask/",
        "/ask/search/",
        "/language/",
        f"/ask/{name}/",
        f"/ask/{name}/gift_kind/",
        *addresses(),
    ):
        assert getattr(visitor.client, method)(address).status_code == 405, address


def test_reading_pages_take_no_post_and_starting_takes_no_get(visitor: Visitor) -> None:
    name = visitor.start("accept_gift")
    for address in (*addresses(), f"/ask/{name}/"):
        assert visitor.send(address).status_code == 405, address
    assert visitor.open("/ask/").status_code == 405
    assert visitor.open("/language/").status_code == 405


def test_a_head_request_is_answered_like_a_get_without_the_page(visitor: Visitor) -> None:
    for address in addresses():
        response = visitor.client.head(address)
        assert (response.status_code, response.content) == (200, b""), address


def test_a_change_of_language_on_the_results_of_a_search_leads_back_home(visitor: Visitor) -> None:
    response = visitor.send("/language/", {"language": "en-ca"}, referer="http://testserver/ask/search/")
    assert response.headers["location"] == "http://testserver/ask/search/"
    assert visitor.open("/ask/search/").headers["location"] == "/"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_a_change_of_language_never_leads_to_another_site(visitor: Visitor, target: str) -> None:
    response = visitor.send("/language/", {"language": "en-ca", "next": target})
    assert response.headers["location"] == "/"


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("EMPRUNTER", "borrow_from_client"),
        ("temoignage", "use_testimonial"),
        ("témoignage", "use_testimonial"),
        ("hug", "physical_contact"),
        ("chocolta", "accept_gift"),
        ("email", "use_client_list"),
    ],
)
def test_words_find_acts_without_accents_in_capitals_and_with_a_typing_error(
    visitor: Visitor, words: str, act: str
) -> None:
    assert f'value="{act}"' in visitor.send("/ask/search/", {"words": words}).content.decode()


def test_a_client_may_be_called_a_beneficiary_in_a_search(visitor: Visitor) -> None:
    """Whatever is found, there is something, and all of it is about clients."""
    for words in ("bénéficiaire", "beneficiaire", "beneficiary"):
        found = visitor.send("/ask/search/", {"words": words}).content.decode()
        assert found.count('name="act"') >= 3, words


def test_words_that_match_nothing_get_the_themes_and_advice(visitor: Visitor) -> None:
    page = visitor.send("/ask/search/", {"words": "xyzzyq"})
    html = page.content.decode()
    assert page.status_code == 200
    assert 'name="act"' not in html
    assert html.count('href="/ask/about/') == len({act.group for act in policy_in_force().acts.values()})


def test_a_search_for_nothing_leads_home(visitor: Visitor) -> None:
    for words in ("", "   "):
        assert visitor.send("/ask/search/", {"words": words}).headers["location"] == "/"


@override_settings(ALLOWED_HOSTS=["balise.example.org"])
def test_a_host_that_is_not_ours_gets_no_page(visitor: Visitor) -> None:
    response = visitor.open("/")
    assert response.status_code == 400
    assert "balise-logo" in response.content.decode()
