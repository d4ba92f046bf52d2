"""The second step of sign-in: asked of who has one, and of every role that a password alone does not open."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client
from django.utils import timezone

from balise.people import operations
from balise.people.accounts.models import Account
from balise.people.accounts.sessions import STRONG
from balise.people.models import Staff
from balise.people.words import Role
from tests.people.accounts.keyboard import (
    CODE,
    PASSWORD,
    Keyboard,
    code,
    code_app,
    led,
    recovery_codes,
)
from tests.people.notes import noted
from tests.people.world import World, appoint

pytestmark = pytest.mark.postgres

NEEDED = "/account/second-factor/"
HOLDERS = {
    Role.HR_DIRECTOR: "louise",
    Role.INVESTIGATOR: "ines",
    Role.PRIVACY_OFFICER: "pia",
    Role.AUDITOR: "axel",
    Role.ADMINISTRATOR: "omar",
}


def account_of(staff: Staff) -> Account:
    return Account.objects.get(email=staff.email)


def test_every_strong_role_is_tried_below() -> None:
    assert set(HOLDERS) == STRONG


@pytest.mark.parametrize("role", HOLDERS)
def test_such_a_role_reaches_nothing_before_a_second_factor_is_set_up(world: World, role: Role) -> None:
    staff = getattr(world, HOLDERS[role])
    keyboard = Keyboard()
    keyboard.sign_in(staff.email)
    for address in (
        "/",
        "/policies/",
        "/account/",
        "/account/sessions/",
        "/account/2fa/",
        "/account/password/change/",
    ):
        assert led(keyboard.open(address)) == NEEDED, address
    assert keyboard.open(NEEDED).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_everything_at_once(world: World) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.pia.email)
    assert led(keyboard.open("/account/2fa/totp/activate/")) == "/account/reauthenticate/"
    keyboard.confirm()
    page = keyboard.open("/account/2fa/totp/activate/").content.decode()
    image = keyboard.open("/account/2fa/totp/image/")
    assert image.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in image.content
    secret = keyboard.client.session["mfa.totp.secret"]
    assert secret in page
    done = keyboard.send("/account/2fa/totp/activate/", code=code(secret))
    assert led(done) == "/account/2fa/recovery-codes/"
    codes = keyboard.open("/account/2fa/recovery-codes/").content.decode()
    assert all(each in codes for each in recovery_codes(account_of(world.pia)))
    assert keyboard.is_in
    again = keyboard.open("/account/2fa/recovery-codes/").content.decode()
    assert not any(each in again for each in recovery_codes(account_of(world.pia)))


def test_the_secret_of_the_codes_is_not_in_the_database_as_it_is(account: Account) -> None:
    secret = code_app(account)
    stored = Authenticator.objects.get(user=account, type="totp").data
    assert secret not in str(stored)


def test_a_lent_role_asks_for_it_too_from_the_day_it_holds(world: World) -> None:
    operations.delegate(
        by=world.louise,
        giver=world.louise,
        receiver=world.marie,
        role=Role.HR_DIRECTOR,
        unit=world.heron_cove,
        reason="away",
        to_date=timezone.localdate() + timedelta(days=1),
        now=timezone.now(),
    )
    keyboard = Keyboard()
    keyboard.sign_in(world.marie.email)
    assert led(keyboard.open("/account/")) == NEEDED


def test_a_role_granted_in_mid_session_asks_at_the_next_click(world: World) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.marie.email)
    assert keyboard.is_in
    appoint(world, world.marie, Role.AUDITOR, world.heron_cove)
    assert led(keyboard.open("/account/")) == NEEDED


def test_a_factor_set_up_elsewhere_must_be_shown_here_and_another_cannot_be_added_instead(
    world: World,
) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.pia.email)
    keyboard.confirm()
    secret = code_app(account_of(world.pia))
    for address in ("/account/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"):
        assert led(keyboard.open(address)) == "/account/2fa/reauthenticate/", address
    keyboard.send("/account/2fa/reauthenticate/", code=code(secret))
    assert keyboard.is_in


def test_who_has_a_factor_is_asked_for_it_whatever_their_role(account: Account) -> None:
    secret = code_app(account)
    keyboard = Keyboard()
    assert led(keyboard.sign_in(account.email)) == CODE
    assert not keyboard.is_in
    assert led(keyboard.send(CODE, code=code(secret))) == "/"
    assert keyboard.is_in
    assert noted()[-1]["fields"]["method"] == "password+totp"


def test_a_code_opens_once(account: Account) -> None:
    secret = code_app(account)
    shown = code(secret)
    first, second = Keyboard(), Keyboard()
    first.sign_in(account.email)
    second.sign_in(account.email)
    assert led(first.send(CODE, code=shown)) == "/"
    assert "pas le bon" in second.send(CODE, code=shown).content.decode()
    assert not second.is_in


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite lets nobody wait")
def test_a_code_opens_once_also_when_it_is_sent_from_several_places_at_once(account: Account) -> None:
    shown = code(code_app(account))
    keyboards = [Keyboard() for _ in range(4)]
    for each in keyboards:
        each.sign_in(account.email)

    def send(keyboard: Keyboard) -> None:
        try:
            keyboard.send(CODE, code=shown)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(keyboards)) as hands:
        list(hands.map(send, keyboards))
    assert sum(each.is_in for each in keyboards) == 1


def test_the_code_that_set_the_app_up_does_not_open_either(account: Account) -> None:
    keyboard, other = Keyboard(), Keyboard()
    keyboard.sign_in(account.email)
    keyboard.confirm()
    keyboard.open("/account/2fa/totp/activate/")
    shown = code(keyboard.client.session["mfa.totp.secret"])
    keyboard.send("/account/2fa/totp/activate/", code=shown)
    assert led(other.sign_in(account.email)) == CODE
    assert "pas le bon" in other.send(CODE, code=shown).content.decode()


def test_all_processes_remember_which_codes_were_used() -> None:
    assert isinstance(caches["default"], DatabaseCache)


def test_a_recovery_code_opens_once(account: Account) -> None:
    code_app(account)
    spare = recovery_codes(account)[0]
    first, second = Keyboard(), Keyboard()
    first.sign_in(account.email)
    assert led(first.send(CODE, code=spare)) == "/"
    second.sign_in(account.email)
    assert "pas le bon" in second.send(CODE, code=spare).content.decode()


def test_guessing_codes_ends_after_a_few(account: Account) -> None:
    secret = code_app(account)
    keyboard = Keyboard()
    keyboard.sign_in(account.email)
    for _ in range(5):
        keyboard.send(CODE, code="000000")
    assert "Trop d’essais" in keyboard.send(CODE, code=code(secret)).content.decode()
    assert noted()[-1]["kind"] == "accounts.sign_in_refused"


def test_a_code_without_the_password_before_it_is_no_way_in(account: Account) -> None:
    secret = code_app(account)
    keyboard = Keyboard()
    assert led(keyboard.send(CODE, code=code(secret))) == "/account/login/"
    assert not keyboard.is_in


def test_the_last_factor_cannot_be_removed_by_who_needs_one(world: World) -> None:
    account = account_of(world.pia)
    secret = code_app(account)
    keyboard = Keyboard()
    keyboard.sign_in(account.email)
    keyboard.send(CODE, code=code(secret))
    keyboard.confirm()
    response = keyboard.send("/account/2fa/totp/deactivate/")
    assert "Ajoutez-en une autre" in response.content.decode()
    assert Authenticator.objects.filter(user=account, type="totp").exists()


def test_changing_factors_asks_for_the_password_again(account: Account) -> None:
    secret = code_app(account)
    keyboard = Keyboard()
    keyboard.sign_in(account.email)
    keyboard.send(CODE, code=code(secret))
    for address in (
        "/account/2fa/totp/deactivate/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/recovery-codes/generate/",
    ):
        assert led(keyboard.open(address)) == "/account/reauthenticate/", address


def test_the_flag_of_one_person_is_worth_nothing_to_another(world: World) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.marie.email)
    session = keyboard.client.session
    session["second_factor_of"] = str(world.marie.user_id)
    session.save()
    keyboard.client.logout()
    other: Client = keyboard.client
    keyboard.sign_in(world.axel.email, PASSWORD)
    assert other is keyboard.client
    assert led(keyboard.open("/account/")) == NEEDED
