"""Sessions: renewed at sign-in, seen and ended by their owner, over in time, and gone with the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balise.people import operations
from balise.people.accounts.models import Account
from balise.people.accounts.sessions import IDLE, LASTS
from balise.people.models import Staff
from tests.people.accounts.keyboard import PASSWORD, Keyboard, enter, led
from tests.people.notes import noted
from tests.people.world import World

pytestmark = pytest.mark.postgres


@pytest.fixture
def marie(keyboard: Keyboard) -> Keyboard:
    keyboard.sign_in("marie@example.org")
    assert keyboard.is_in
    return keyboard


def test_a_session_planted_before_sign_in_is_worth_nothing_after(world: World) -> None:  # noqa: ARG001  people with accounts have to be there
    keyboard = Keyboard()
    keyboard.client.get("/account/login/")
    keyboard.client.post("/ask/", {"act": "smoke"})
    planted = keyboard.session_key
    assert planted
    keyboard.sign_in("marie@example.org")
    assert keyboard.session_key != planted
    thief = Keyboard()
    thief.client.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not thief.is_in


def test_what_one_person_left_is_not_there_for_the_next(marie: Keyboard) -> None:
    marie.client.post("/ask/", {"act": "smoke"})
    marie.send("/account/logout/")
    assert dict(marie.client.session) == {}


def test_signing_out_ends_the_session_on_the_server(marie: Keyboard) -> None:
    stolen = marie.session_key
    assert led(marie.send("/account/logout/")) == "/"
    thief = Keyboard()
    thief.client.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert not thief.is_in
    assert not Session.objects.filter(session_key=stolen).exists()


def test_a_link_does_not_sign_out(marie: Keyboard) -> None:
    assert marie.open("/account/logout/").status_code == 200
    assert marie.is_in


def test_a_disabled_person_is_out_at_the_next_click_and_in_again_only_by_signing_in(
    world: World, marie: Keyboard
) -> None:
    operations.disable(by=world.louise, staff=world.marie, reason="left", now=timezone.now())
    assert not marie.is_in
    operations.enable(by=world.louise, staff=world.marie, reason="a mistake", now=timezone.now())
    assert not marie.is_in


def test_a_closed_account_is_out_at_the_next_click(marie: Keyboard) -> None:
    Account.objects.filter(email="marie@example.org").update(is_active=False)
    assert not marie.is_in


def test_an_account_that_is_nobodys_is_out(world: World, marie: Keyboard) -> None:
    Staff.objects.filter(pk=world.marie.pk).update(user=None)
    assert not marie.is_in


def test_one_ends_another_session_of_theirs_and_it_is_out_at_the_next_click(marie: Keyboard) -> None:
    other = Keyboard()
    other.sign_in("marie@example.org")
    number = UserSession.objects.get(session_key=other.session_key).pk
    assert marie.open("/account/sessions/").content.decode().count("balise-link-button") == 1
    assert led(marie.send(f"/account/sessions/{number}/end/")) == "/account/sessions/"
    assert not other.is_in
    assert marie.is_in
    assert noted()[-1]["kind"] == "accounts.sessions_ended"


def test_nobody_ends_or_sees_the_session_of_somebody_else(marie: Keyboard) -> None:
    sam = Keyboard()
    sam.sign_in("sam@example.org")
    number = UserSession.objects.get(session_key=sam.session_key).pk
    hidden = marie.send(f"/account/sessions/{number}/end/")
    absent = marie.send("/account/sessions/987654/end/")
    assert hidden.status_code == absent.status_code == 404
    assert len(hidden.content) == len(absent.content)
    assert sam.is_in
    assert f"/{number}/" not in marie.open("/account/sessions/").content.decode()


def test_signing_out_everywhere_is_everywhere(marie: Keyboard) -> None:
    other = Keyboard()
    other.sign_in("marie@example.org")
    assert led(marie.send("/account/sessions/end/")) == "/account/login/"
    assert not marie.is_in
    assert not other.is_in


def test_a_new_password_ends_the_other_sessions(marie: Keyboard) -> None:
    other = Keyboard()
    other.sign_in("marie@example.org")
    new = "une marée très haute"
    marie.send("/account/password/change/", oldpassword=PASSWORD, password1=new, password2=new)
    assert marie.is_in
    assert not other.is_in


@pytest.mark.parametrize(
    ("field", "ago", "still_in"),
    [
        ("created_at", LASTS, False),
        ("created_at", LASTS - timedelta(minutes=1), True),
        ("last_seen_at", IDLE, False),
        ("last_seen_at", IDLE - timedelta(minutes=1), True),
    ],
)
def test_a_session_ends_in_time(marie: Keyboard, field: str, ago: timedelta, *, still_in: bool) -> None:
    UserSession.objects.update(**{field: timezone.now() - ago})
    assert marie.is_in == still_in


def test_being_used_keeps_it_open(marie: Keyboard) -> None:
    long_ago = timezone.now() - timedelta(minutes=50)
    UserSession.objects.update(last_seen_at=long_ago)
    marie.open("/")
    assert UserSession.objects.get().last_seen_at > long_ago + timedelta(minutes=49)


def test_who_is_here_is_asked_at_each_request_by_index_and_written_down_rarely(marie: Keyboard) -> None:
    marie.open("/policies/")
    with CaptureQueriesContext(connection) as asked:
        marie.open("/policies/")
    # The session, its account, its place in the list, the person, their roles, what they were lent: then the
    # page's own.
    statements = [each["sql"] for each in asked.captured_queries]
    assert all(each.startswith("SELECT") for each in statements), statements
    assert "people_delegation" in statements[5]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in statements[:5]:
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
                plan = " ".join(str(row[-1]) for row in cursor.fetchall())
                assert "SCAN" not in plan, (statement, plan)


def test_someone_can_be_signed_in_for_the_demo_with_nothing_asked(world: World) -> None:
    keyboard = Keyboard()
    enter(keyboard.client, world.pia)
    assert keyboard.is_in


def test_but_not_someone_who_was_shut_out(world: World) -> None:
    Staff.objects.filter(pk=world.pia.pk).update(disabled_at=timezone.now())
    with pytest.raises(LookupError):
        enter(Client(), world.pia)
