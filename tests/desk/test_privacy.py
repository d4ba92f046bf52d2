"""What people type stays with them: out of addresses, out of other sessions; looking changes nothing."""

from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.contrib.sessions.models import Session

from balise.acts.keeping import KEPT
from balise.acts.policy import policy_in_force
from tests.desk.visitor import LANGUAGE_CODES, Visitor, said_by, verdict_of

SECRET = "Rosalie-Tremblay-514"
GIFT = {
    "during_service": "true",
    "gift_is_token": "true",
    "gift_kind": "handmade_or_food",
    "gift_value": "12,75",
    "gifts_this_year": "0",
}


def test_nothing_typed_stands_in_an_address_or_a_redirect(visitor: Visitor) -> None:
    name = visitor.ask("accept_gift", GIFT)
    visitor.read(name)
    visitor.send("/ask/search/", {"words": SECRET})
    visitor.send("/ask/", {"act": SECRET})
    for fact in GIFT:
        visitor.answer(name, fact, SECRET)
    visitor.send("/language/", {"language": "en-ca"})
    for address in visitor.visited:
        assert "?" not in address
        assert not any(word in unquote_plus(address) for word in (SECRET, "12,75", "12.75", "handmade"))
    assert {address.split("/")[1] for address in visitor.visited} <= {"", "ask", "language"}


def test_the_name_of_an_interview_tells_nothing_and_cannot_be_guessed(visitor: Visitor) -> None:
    names = {visitor.start("accept_gift") for _ in range(5)}
    assert len(names) == 5
    assert all(len(name) >= 12 and "gift" not in name for name in names)


def sessions() -> dict[str, Any]:
    return {each.session_key: each.get_decoded() for each in Session.objects.all()}


def test_looking_changes_nothing(visitor: Visitor) -> None:
    name = visitor.ask("accept_gift", GIFT)
    before = sessions()
    for address in ("/", "/policies/", "/ask/about/gifts/", f"/ask/{name}/", f"/ask/{name}/gift_kind/"):
        assert visitor.open(address).status_code == 200
    visitor.client.get(f"/ask/{name}/gift_kind/", {"answer": "cash"})
    visitor.client.get("/ask/", {"act": "smoke"})
    visitor.client.get("/language/", {"language": "en-ca", "next": "/"})
    assert sessions() == before


def test_a_visitor_who_only_reads_gets_no_session(visitor: Visitor) -> None:
    for address in ("/", "/policies/", "/ask/about/gifts/", "/nothing/"):
        visitor.open(address)
    assert not Session.objects.exists()


def test_a_post_without_its_token_is_refused_everywhere(visitor: Visitor) -> None:
    name = visitor.start("accept_gift")
    visitor.client.handler.enforce_csrf_checks = True
    fact = visitor.asked(name)
    before = sessions()
    posts = {"/ask/": {"act": "smoke"}, "/ask/search/": {"words": "vin"}, "/language/": {"language": "en-ca"}}
    for address, data in {**posts, f"/ask/{name}/{fact}/": {"answer": "unknown"}}.items():
        response = visitor.send(address, data)
        assert response.status_code == 403, address
        assert "balise-logo" in response.content.decode()
    assert sessions() == before


def test_a_post_from_another_site_is_refused_even_with_a_token(visitor: Visitor) -> None:
    visitor.client.handler.enforce_csrf_checks = True
    page = visitor.open("/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    data = {"act": "smoke", "csrfmiddlewaretoken": token}
    assert visitor.send("/ask/", data, origin="https://elsewhere.example").status_code == 403
    assert visitor.send("/ask/", data, origin="http://testserver").status_code == 302


def test_behind_a_server_that_speaks_https_a_post_of_our_own_pages_is_taken(visitor: Visitor) -> None:
    visitor.client.handler.enforce_csrf_checks = True
    proxied = {"host": "testserver", "x-forwarded-proto": "https", "origin": "https://testserver"}
    page = visitor.open("/", **proxied).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    assert visitor.send("/ask/", {"act": "smoke", "csrfmiddlewaretoken": token}, **proxied).status_code == 302


def test_at_most_twelve_interviews_are_kept_and_the_one_in_use_is_never_dropped(visitor: Visitor) -> None:
    first = visitor.start("accept_gift")
    others = []
    for _ in range(KEPT + 3):
        others.append(visitor.start("smoke"))
        assert visitor.answer(first, "gift_value", "5").status_code == 302
    (session,) = sessions().values()
    assert len(session["interviews"]) == KEPT == 12
    assert visitor.open(f"/ask/{first}/").status_code == 302
    assert visitor.open(f"/ask/{others[0]}/").status_code == 404


def test_two_interviews_at_once_do_not_mix(visitor: Visitor) -> None:
    cash, cookies = visitor.start("accept_gift"), visitor.start("accept_gift")
    visitor.answer(cash, "gift_kind", "cash")
    visitor.answer(cookies, "gift_kind", "handmade_or_food")
    assert verdict_of(visitor.read(cash)) == "prohibited"
    assert visitor.open(f"/ask/{cookies}/").status_code == 302


def test_a_change_of_language_keeps_the_interview(visitor: Visitor) -> None:
    name = visitor.start("accept_gift")
    visitor.answer(name, "gift_kind", "handmade_or_food")
    for lang, code in LANGUAGE_CODES.items():
        visitor.send("/language/", {"language": code})
        page = visitor.open(f"/ask/{name}/gift_kind/")
        fact = policy_in_force().facts["gift_kind"]
        assert fact.question[lang] in said_by(page)
        assert 'value="handmade_or_food" checked' in page.content.decode()


@pytest.mark.django_db
def test_a_session_written_under_another_policy_starts_over_instead_of_failing() -> None:
    visitor = Visitor()
    name = visitor.ask("accept_gift", GIFT)
    session = visitor.client.session
    session["interviews"][name]["answers"]["gift_kind"] = "no_longer_an_answer"
    session["interviews"][name]["answers"]["no_longer_a_fact"] = True
    session.save()
    assert visitor.asked(name) is not None
    session["interviews"][name]["act"] = "no_longer_an_act"
    session.save()
    assert visitor.open(f"/ask/{name}/").status_code == 404
