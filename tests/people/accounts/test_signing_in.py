"""Signing in: who gets in, what others are told, and how often they may try."""

from __future__ import annotations

import re
import time
from statistics import median
from urllib.parse import urlencode

import pytest
from django.conf import settings as in_force
from django.contrib.auth.hashers import identify_hasher
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balise.people.accounts.models import Account
from balise.people.accounts.operations import one_time_path
from balise.people.models import Staff
from tests.people.accounts.keyboard import LOGIN, PASSWORD, Keyboard, led
from tests.people.notes import noted
from tests.people.world import World

pytestmark = pytest.mark.postgres

STRANGER = "nobody@example.org"
WRONG = "not my password at all"


def text(response: HttpResponse) -> str:
    """A page, without what is drawn anew for each visitor: tokens, challenges, the address typed."""
    html = response.content.decode()
    return re.sub(r'(value|data-options)="[^"]*"', "", html)


def disable(person: Staff) -> None:
    Staff.objects.filter(pk=person.pk).update(disabled_at=timezone.now())


def test_an_address_and_a_password_let_in_and_the_page_says_who_is_here(
    world: World, keyboard: Keyboard
) -> None:
    assert led(keyboard.sign_in("Marie@Example.org")) == "/"
    assert keyboard.is_in
    assert world.marie.full_name in keyboard.open("/").content.decode()


def test_it_is_noted_in_the_journal_without_the_address(keyboard: Keyboard) -> None:
    keyboard.sign_in("marie@example.org")
    last = noted()[-1]
    assert (last["kind"], last["fields"]["method"]) == ("accounts.signed_in", "password")
    assert "example.org" not in str(last)


def test_all_who_do_not_get_in_are_told_the_same(world: World) -> None:
    disable(world.sam)
    Account.objects.filter(email="grace@example.org").update(is_active=False)
    Staff.objects.filter(pk=world.paul.pk).update(user=None)
    unset = Account.objects.get(email="david@example.org")
    unset.set_unusable_password()
    unset.save()
    tries = [
        (STRANGER, PASSWORD),
        ("marie@example.org", WRONG),
        ("sam@example.org", PASSWORD),
        ("grace@example.org", PASSWORD),
        ("paul@example.org", PASSWORD),
        ("david@example.org", PASSWORD),
    ]
    told = set()
    for email, password in tries:
        keyboard = Keyboard()
        response = keyboard.sign_in(email, password)
        assert response.status_code == 200, email
        assert not keyboard.is_in
        told.add(text(response))
    assert len(told) == 1
    assert "L’adresse ou le mot de passe n’est pas le bon" in told.pop()


def test_the_time_it_takes_does_not_tell_an_account(world: World) -> None:  # noqa: ARG001  people with accounts have to be there
    """Hashing takes most of it; without it, a stranger would be answered ten times faster."""

    def seconds(email: str) -> float:
        # Of the processor, which other tests beside this one cannot lengthen.
        begun = time.process_time()
        Keyboard().sign_in(email, WRONG)
        return time.process_time() - begun

    known = median(seconds("marie@example.org") for _ in range(3))
    unknown = median(seconds(STRANGER) for _ in range(3))
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize("email", ["marie@example.org", STRANGER])
def test_the_sixth_wrong_password_is_not_even_looked_at_for_a_stranger_either(
    world: World,  # noqa: ARG001  as above
    email: str,
) -> None:
    told = [text(Keyboard().sign_in(email, WRONG)) for _ in range(5)]
    assert len(set(told)) == 1
    assert "Trop d’essais" in text(Keyboard().sign_in(email, PASSWORD))


def test_someone_who_cannot_sign_in_is_asked_to_wait_not_shut_out(world: World, account: Account) -> None:  # noqa: ARG001  as above
    for _ in range(6):
        Keyboard().sign_in(account.email, WRONG)
    other = Keyboard()
    other.sign_in("sam@example.org")
    assert other.is_in


def test_one_address_cannot_try_passwords_for_ever(world: World) -> None:  # noqa: ARG001  as above
    answers = [Keyboard().sign_in(f"person-{number}@example.org", WRONG) for number in range(11)]
    assert "Trop d’essais" in text(answers[-1])


def test_made_up_addresses_in_front_of_ones_own_give_no_more_tries(world: World) -> None:  # noqa: ARG001  as above
    """The web server in front adds the true one, last."""

    def told(number: int, own: str) -> str:
        data = {"login": f"person-{number}@example.org", "password": WRONG}
        made_up = {"x-forwarded-for": f"198.51.100.{number}, {own}"}
        return Client().post(LOGIN, data, headers=made_up).content.decode()

    answers = [told(number, "203.0.113.7") for number in range(11)]
    assert "Trop d’essais" in answers[-1]
    assert "Trop d’essais" not in told(12, "203.0.113.8")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_pages_of_sign_in_take_no_other_method_than_their_form(world: World, method: str) -> None:  # noqa: ARG001  as above
    sent = urlencode({"login": "marie@example.org", "password": PASSWORD})
    keyboard = Keyboard()
    answer = keyboard.client.generic(method, LOGIN, sent, "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert not keyboard.is_in


def test_a_password_is_hashed_with_argon2(account: Account) -> None:
    assert identify_hasher(account.password).algorithm == "argon2"


@pytest.mark.parametrize(
    "page", ["/account/", "/account/2fa/", "/account/sessions/", "/account/password/change/"]
)
def test_a_visitor_is_sent_to_sign_in_and_then_where_they_were_going(keyboard: Keyboard, page: str) -> None:
    response = keyboard.open(page)
    assert led(response) == LOGIN
    assert response.headers["location"].endswith(f"?next={page}")
    assert led(keyboard.sign_in("marie@example.org", next=page)) == page


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "http://testserver@elsewhere.example/",
        "\thttps://elsewhere.example/",
    ],
)
def test_nobody_is_led_elsewhere(world: World, target: str) -> None:  # noqa: ARG001  as above
    keyboard = Keyboard()
    assert keyboard.sign_in("marie@example.org", next=target).headers["location"] == "/"
    assert keyboard.send("/account/logout/", next=target).headers["location"] == "/"


@pytest.mark.parametrize(
    "address",
    [
        LOGIN,
        "/account/logout/",
        "/account/password/reset/",
        "/account/sessions/end/",
        "/account/2fa/webauthn/login/",
        "/account/2fa/authenticate/",
    ],
)
def test_a_form_without_its_token_does_nothing(world: World, address: str) -> None:  # noqa: ARG001  as above
    keyboard = Keyboard(enforce_csrf_checks=True)
    assert keyboard.send(address, login="marie@example.org", password=PASSWORD).status_code == 403
    assert not keyboard.is_in


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/3rdparty/"])
def test_nobody_makes_or_moves_an_account_for_themself(keyboard: Keyboard, address: str) -> None:
    assert keyboard.open(address).status_code == 404


def test_asking_is_open_to_visitors_and_can_be_closed(keyboard: Keyboard, settings: Settings) -> None:
    assert keyboard.open("/policies/").status_code == 200
    settings.BALISE_OPEN_TO_VISITORS = frozenset()
    assert led(keyboard.open("/policies/")) == LOGIN
    assert keyboard.open("/health/").status_code == 200
    assert keyboard.open(LOGIN).status_code == 200


def test_the_demo_is_not_there_without_the_demo(keyboard: Keyboard) -> None:
    assert not in_force.BALISE_DEMO
    for address in ("/demo/", "/demo/marie-tremblay/"):
        assert keyboard.open(address).status_code == 404


# Passwords


def change(keyboard: Keyboard, new: str, old: str = PASSWORD, again: str | None = None) -> HttpResponse:
    return keyboard.send(
        "/account/password/change/",
        oldpassword=old,
        password1=new,
        password2=new if again is None else again,
    )


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("elevenchars", "au moins 12 caractères"),
        ("1q2w3e4r5t6y", "Trop de gens"),
        ("marie@example.org", "ressemble trop"),
    ],
)
def test_a_weak_password_is_refused_with_what_is_wrong(world: World, new: str, told: str) -> None:  # noqa: ARG001  as above
    keyboard = Keyboard()
    keyboard.sign_in("marie@example.org")
    assert told in text(change(keyboard, new))


def test_a_long_sentence_with_spaces_is_a_good_password_and_it_need_never_change(keyboard: Keyboard) -> None:
    new = "un héron gris attend " * 5
    keyboard.sign_in("marie@example.org")
    assert led(change(keyboard, new)) == "/account/password/changed/"
    other = Keyboard()
    other.sign_in("marie@example.org", new)
    assert other.is_in


def test_changing_a_password_takes_the_old_one(keyboard: Keyboard) -> None:
    keyboard.sign_in("marie@example.org")
    assert "mot de passe actuel" in text(change(keyboard, "une marée très haute", old=WRONG))
    assert "pas les mêmes" in text(change(keyboard, "une marée très haute", again="une autre marée"))


def test_the_link_to_choose_a_password_works_once(world: World, account: Account) -> None:  # noqa: ARG001  as above
    path = one_time_path(account)
    keyboard = Keyboard()
    form = led(keyboard.open(path))
    assert account.email not in form
    assert path.rpartition("-")[2] not in form
    new = "une marée très haute"
    assert led(keyboard.send(form, password1=new, password2=new)) == "/account/password/reset/done/"
    assert "a déjà servi" in Keyboard().open(path).content.decode()
    other = Keyboard()
    other.sign_in(account.email, new)
    assert other.is_in


def test_a_link_that_was_tampered_with_opens_nothing(account: Account) -> None:
    path = one_time_path(account)
    assert "a déjà servi" in Keyboard().open(f"{path[:-2]}x/").content.decode()
