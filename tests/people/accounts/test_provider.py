"""Signing in at the organisation's own provider: a real one, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings

from balise.people.accounts.models import Account
from balise.people.models import Staff
from balise.server.sign_in import second_factor_words, sign_in_settings
from tests.people.accounts.keyboard import CODE, Keyboard, code, code_app, led
from tests.people.world import World
from tests.server.demo_process import free_port

START = "/account/provider/oidc/organisation/login/"


PEOPLE: dict[str, dict[str, object]] = {
    "marie@example.org": {},
    "pia@example.org": {},
    "axel@example.org": {"amr": ["pwd", "otp"]},
    "nobody@example.org": {},
    "liar": {"email": "sam@example.org", "email_verified": False},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for name, claims in PEOPLE.items():
        told = {"sub": name, "email": name, "email_verified": True, **claims}
        command += ["--user-claims", json.dumps(told)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            _wait_for(f"{address}/.well-known/openid-configuration")
            yield address
        finally:
            running.terminate()


def _wait_for(address: str) -> None:
    for _ in range(200):
        with suppress(requests.ConnectionError):
            requests.get(address, timeout=10)
            return
        time.sleep(0.1)
    raise AssertionError("the provider does not answer")


@pytest.fixture(autouse=True)
def provider(issuer: str, settings: Settings) -> None:
    environment = {
        "BALISE_OIDC_ISSUER": issuer,
        "BALISE_OIDC_ID": "balise",
        "BALISE_OIDC_SECRET": "shared",
        "BALISE_OIDC_NAME": "Anse-aux-Hérons",
    }
    for name, value in sign_in_settings(environment, https=True, demo=False).items():
        if name.startswith("SOCIALACCOUNT"):
            setattr(settings, name, value)
    settings.BALISE_OIDC_SECOND_FACTOR = second_factor_words({"BALISE_OIDC_SECOND_FACTOR": "otp, hwk"})


def through_the_provider(keyboard: Keyboard, who: str) -> HttpResponse:
    """Follow the button, say who one is over there, and come back."""
    leave = keyboard.send(START)
    assert leave.status_code == 302
    there = requests.post(leave.headers["location"], data={"sub": who}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["location"])
    assert back.path.endswith("/login/callback/")
    return keyboard.open(f"{back.path}?{back.query}")


def test_its_button_stands_on_the_page_of_sign_in(keyboard: Keyboard) -> None:
    page = keyboard.open("/account/login/").content.decode()
    assert "Se connecter avec Anse-aux-Hérons" in page
    assert START in page


def test_a_person_we_know_gets_in_and_is_known_by_their_number_there_from_then_on(
    world: World, keyboard: Keyboard
) -> None:
    assert led(through_the_provider(keyboard, "marie@example.org")) == "/"
    assert keyboard.is_in
    assert SocialAccount.objects.get().user_id == world.marie.user_id
    Account.objects.filter(pk=world.marie.user_id).update(email="other@example.org")
    again = Keyboard()
    through_the_provider(again, "marie@example.org")
    assert again.is_in


def test_a_person_we_do_not_know_is_refused_and_no_account_is_made(keyboard: Keyboard) -> None:
    before = Account.objects.count()
    response = through_the_provider(keyboard, "nobody@example.org")
    assert "Nous ne vous trouvons pas" in response.content.decode()
    assert not keyboard.is_in
    assert (Account.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_address_that_the_provider_did_not_verify_is_nobodys(keyboard: Keyboard) -> None:
    assert "Nous ne vous trouvons pas" in through_the_provider(keyboard, "liar").content.decode()
    assert not keyboard.is_in


def test_a_disabled_person_is_refused(world: World, keyboard: Keyboard) -> None:
    Staff.objects.filter(pk=world.marie.pk).update(disabled_at=timezone.now())
    assert led(through_the_provider(keyboard, "marie@example.org")) == "/account/inactive/"
    assert not keyboard.is_in


def test_a_second_factor_over_there_counts_when_it_says_so(keyboard: Keyboard) -> None:
    assert led(through_the_provider(keyboard, "axel@example.org")) == "/"
    assert keyboard.is_in


def test_and_only_then(keyboard: Keyboard) -> None:
    through_the_provider(keyboard, "pia@example.org")
    assert led(keyboard.open("/account/")) == "/account/second-factor/"


def test_and_only_in_the_words_we_were_told_to_believe(keyboard: Keyboard, settings: Settings) -> None:
    settings.BALISE_OIDC_SECOND_FACTOR = frozenset({"hwk"})
    through_the_provider(keyboard, "axel@example.org")
    assert led(keyboard.open("/account/")) == "/account/second-factor/"


def test_who_has_a_factor_here_is_asked_for_it_when_the_provider_asked_for_none(account: Account) -> None:
    secret = code_app(account)
    keyboard = Keyboard()
    assert led(through_the_provider(keyboard, account.email)) == CODE
    assert not keyboard.is_in
    keyboard.send(CODE, code=code(secret))
    assert keyboard.is_in


def test_an_answer_that_was_not_asked_for_is_refused(keyboard: Keyboard) -> None:
    leave = keyboard.send(START)
    there = requests.post(
        leave.headers["location"], data={"sub": "marie@example.org"}, allow_redirects=False, timeout=10
    )
    back = urlsplit(there.headers["location"])
    victim = Keyboard()
    assert victim.open(f"{back.path}?{back.query}").status_code in {401, 403}
    assert not victim.is_in
