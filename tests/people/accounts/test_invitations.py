"""Invitations: who may make them, that none is lost or sent twice, and that no link stays anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from balise.people import notices, operations
from balise.people.access import Act, visible_staff
from balise.people.accounts.invitations import Stage, invite, invite_all, state_of, without_account
from balise.people.accounts.models import Account
from balise.people.accounts.operations import open_account
from balise.people.errors import PeopleError, RefusedError
from balise.people.models import Notice, Staff
from balise.people.words import NoticeKind
from tests.people.accounts.keyboard import PASSWORD, Keyboard, enter, led
from tests.people.mailbox import Mailbox, known_host, mailbox
from tests.people.notes import noted
from tests.people.world import NOW, ROSE, World, later
from tests.server.demo_process import free_port

__all__ = ["known_host", "mailbox"]  # fixtures

pytestmark = pytest.mark.postgres

SITE = "https://balise.example.org/"
LINK = re.compile(r"https?://[^\s/]+(/account/password/reset/key/\S+)")
NEWCOMERS = ("marie", "sam", "rita")
EVERYONE = (
    "omar", "louise", "marie", "sam", "david", "grace", "paul", "aline", "rita", "ines", "pia", "axel",
)  # fmt: skip


@pytest.fixture(autouse=True)
def newcomers(world: World) -> None:
    """Three of them have no account: they were hired or imported, and never invited."""
    for person in (getattr(world, name) for name in NEWCOMERS):
        Staff.objects.filter(pk=person.pk).update(user=None)
        Account.objects.filter(email=person.email).delete()
        person.refresh_from_db()


def told() -> Counter[str]:
    """How often the journal tells of each thing about accounts."""
    kinds = [entry["kind"] for entry in noted() if entry["kind"].startswith("accounts.")]
    return Counter(kind.removeprefix("accounts.") for kind in kinds)


def ask(world: World, staff: Staff, now: datetime = NOW) -> str | None:
    return invite(by=world.louise, staff=staff, site=SITE, now=now)


def stage(staff: Staff, now: datetime = NOW) -> Stage:
    return state_of(Staff.objects.get(pk=staff.pk), now).stage


# One by one


def test_someone_invited_chooses_a_password_once_and_signs_in(world: World, mailbox: Mailbox) -> None:
    now = timezone.now()
    assert stage(world.marie, now) is Stage.NEVER
    assert ask(world, world.marie, now) is None
    assert stage(world.marie, now) is Stage.WAITING
    assert notices.deliver_due(now) == 1
    assert stage(world.marie, now) is Stage.INVITED
    [mail] = mailbox.received()
    assert mail["to"] == world.marie.email
    assert mail["subject"] == "Balise\u00a0: choisissez votre mot de passe"
    found = LINK.search(mail.get_content())
    assert found
    keyboard = Keyboard()
    form = led(keyboard.open(found[1]))
    keyboard.send(form, password1=PASSWORD, password2=PASSWORD)
    keyboard.sign_in(world.marie.email)
    assert keyboard.is_in
    assert stage(world.marie, now) is Stage.SIGNS_IN
    assert "a déjà servi" in Keyboard().open(found[1]).content.decode()


def test_an_invitation_is_noted_and_a_button_pressed_twice_sends_one(world: World, mailbox: Mailbox) -> None:
    for seconds in (0, 1, 60):
        ask(world, world.marie, later(seconds=seconds))
    notices.deliver_due(later(seconds=60))
    ask(world, world.marie, later(seconds=61))
    assert notices.deliver_due(later(hours=1)) == 0
    assert len(mailbox.received()) == 1
    assert told() == {"account_opened": 1, "invited": 1}


def test_an_invitation_can_be_sent_again_later(world: World, mailbox: Mailbox) -> None:
    for days in (0, 1):
        ask(world, world.marie, later(days=days))
        assert notices.deliver_due(later(days=days)) == 1
    assert len(mailbox.received()) == 2
    assert told() == {"account_opened": 1, "invited": 2}


def test_a_mail_server_that_is_away_loses_no_invitation(
    world: World, mailbox: Mailbox, settings: Settings
) -> None:
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    ask(world, world.marie)
    assert notices.deliver_due(NOW) == 0
    assert stage(world.marie) is Stage.WAITING
    settings.EMAIL_PORT = there
    assert notices.deliver_due(later(hours=1)) == 1
    assert [mail["to"] for mail in mailbox.received()] == [world.marie.email]


def test_one_that_was_given_up_is_said_to_be_lost_and_can_be_sent_anew(
    world: World, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    ask(world, world.marie)
    notices.deliver_due(NOW)
    after = NOW + notices.GIVEN_UP_AFTER
    assert stage(world.marie, after) is Stage.LOST
    mailbox.refuses = False
    ask(world, world.marie, after)
    assert notices.deliver_due(after) == 1
    assert stage(world.marie, after) is Stage.INVITED


def test_a_mail_that_waits_holds_no_link(world: World, mailbox: Mailbox) -> None:
    ask(world, world.marie)
    assert mailbox.received() == []
    assert not any(LINK.search(str(value)) for row in Notice.objects.values() for value in row.values())


def test_who_signed_in_or_left_meanwhile_gets_no_mail(world: World, mailbox: Mailbox) -> None:
    for person in (world.marie, world.sam, world.rita):
        ask(world, person)
    Account.objects.filter(email=world.marie.email).update(last_login=NOW)
    operations.disable(by=world.louise, staff=world.sam, reason="left", now=NOW)
    notices.deliver_due(NOW)
    assert [mail["to"] for mail in mailbox.received()] == [world.rita.email]


def test_whoever_signs_in_is_never_invited_again(world: World, mailbox: Mailbox) -> None:
    for account in ({"last_login": NOW}, {"password": Account.objects.get(email=world.pia.email).password}):
        open_account(by=world.louise, staff=world.marie, now=NOW)
        Account.objects.filter(email=world.marie.email).update(**account)
        with pytest.raises(PeopleError) as refused:
            ask(world, world.marie)
        assert refused.value.code == "already_signs_in"
        Account.objects.filter(email=world.marie.email).update(last_login=None, password="!")
    assert Notice.objects.count() == 0
    assert told()["invited"] == 0
    assert mailbox.received() == []


@pytest.mark.parametrize(
    "do", [ask, lambda world, staff: open_account(by=world.louise, staff=staff, now=NOW)]
)
def test_a_disabled_person_is_given_no_account(
    world: World, mailbox: Mailbox, do: Callable[[World, Staff], object]
) -> None:
    operations.disable(by=world.louise, staff=world.marie, reason="left", now=NOW)
    with pytest.raises(PeopleError) as refused:
        do(world, world.marie)
    assert refused.value.code == "staff_disabled"
    assert not Account.objects.filter(email=world.marie.email).exists()
    assert (Notice.objects.count(), mailbox.received()) == (0, [])


def test_an_address_that_another_account_has_is_refused_in_words(world: World, mailbox: Mailbox) -> None:
    Staff.objects.filter(pk=world.marie.pk).update(email="old@example.org")
    Account.objects.create_user("OLD@example.org")
    with pytest.raises(PeopleError) as refused:
        ask(world, world.marie)
    assert refused.value.code == "account_of_another"
    assert mailbox.received() == []


@pytest.mark.provision("S2-30")
def test_only_the_hr_director_and_the_administrator_invite(world: World, mailbox: Mailbox) -> None:
    inviting = {
        name
        for name in EVERYONE
        if visible_staff(getattr(world, name), NOW, Act.INVITE).filter(pk=world.marie.pk).exists()
    }
    assert inviting == {"louise", "omar"}
    for name in set(EVERYONE) - inviting:
        with pytest.raises(RefusedError):
            invite(by=getattr(world, name), staff=world.marie, site=SITE, now=NOW)
        assert invite_all(by=getattr(world, name), now=NOW) == 0
    assert (Notice.objects.count(), told(), mailbox.received()) == (0, Counter(), [])


# All at once


def test_all_who_have_no_account_are_invited_once(world: World, mailbox: Mailbox) -> None:
    operations.disable(by=world.louise, staff=world.sam, reason="left", now=NOW)
    assert without_account(world.omar, NOW).count() == 2
    assert invite_all(by=world.omar, now=NOW) == 2
    assert invite_all(by=world.omar, now=NOW) == 0
    assert notices.deliver_due(NOW) == 2
    assert {mail["to"] for mail in mailbox.received()} == {world.marie.email, world.rita.email}
    assert all(LINK.search(mail.get_content()) for mail in mailbox.received())
    assert told() == {"account_opened": 2, "invited": 2}
    for person in (world.marie, world.rita):
        account = Staff.objects.get(pk=person.pk).user
        assert isinstance(account, Account)
        assert (account.email, account.has_usable_password()) == (person.email, False)


def test_an_address_that_another_account_has_stops_nobody_else(world: World, mailbox: Mailbox) -> None:
    Account.objects.create_user(world.sam.email)
    assert invite_all(by=world.louise, now=NOW) == 2
    notices.deliver_due(NOW)
    assert {mail["to"] for mail in mailbox.received()} == {world.marie.email, world.rita.email}


def test_many_invitations_do_not_hold_up_an_emergency(world: World, mailbox: Mailbox) -> None:
    invite_all(by=world.louise, now=NOW)
    operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="flood", now=later(seconds=1))
    notices.deliver_due(later(seconds=1))
    assert [mail["subject"].strip()[:20] for mail in mailbox.received()[:2]] == [
        "Balise\u00a0: un dossier "[:20]
    ] * 2


def test_an_address_that_the_mail_server_refuses_does_not_hold_up_the_others(
    world: World, mailbox: Mailbox
) -> None:
    mailbox.unknown = world.marie.email
    invite_all(by=world.louise, now=NOW)
    assert notices.deliver_due(NOW) == 2
    assert {mail["to"] for mail in mailbox.received()} == {world.sam.email, world.rita.email}
    assert stage(world.marie) is Stage.WAITING


# Without a mail server


def test_without_a_mail_server_the_link_is_shown_to_who_invites_and_that_is_noted(world: World) -> None:
    now = timezone.now()
    link = ask(world, world.marie, now)
    assert link is not None
    assert link.startswith("https://balise.example.org/account/")
    assert told() == {"account_opened": 1, "link_shown": 1}
    assert stage(world.marie, now) is Stage.INVITED
    assert notices.deliver_due(now + timedelta(minutes=1)) == 0
    keyboard = Keyboard()
    form = led(keyboard.open(link.removeprefix("https://balise.example.org")))
    keyboard.send(form, password1=PASSWORD, password2=PASSWORD)
    keyboard.sign_in(world.marie.email)
    assert keyboard.is_in


def test_a_link_given_by_hand_does_not_stand_for_a_mail(
    world: World, mailbox: Mailbox, settings: Settings
) -> None:
    by_mail, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.locmem.EmailBackend"
    assert ask(world, world.marie) is not None
    settings.EMAIL_BACKEND = by_mail
    assert ask(world, world.marie, later(seconds=10)) is None
    assert notices.deliver_due(later(seconds=10)) == 1
    assert len(mailbox.received()) == 1


def test_without_a_mail_server_nobody_is_invited_in_numbers(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        invite_all(by=world.louise, now=NOW)
    assert refused.value.code == "no_mail"
    assert (Notice.objects.filter(kind=NoticeKind.INVITATION).count(), told()) == (0, Counter())


# The pages


@pytest.fixture
def louise(world: World) -> Keyboard:
    """The HR director at a keyboard, second factor included."""
    keyboard = Keyboard()
    enter(keyboard.client, world.louise)
    return keyboard


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # a response of Django's


def test_a_person_s_page_says_how_far_they_are_and_offers_what_can_be_done(
    world: World, mailbox: Mailbox, louise: Keyboard
) -> None:
    page, form = f"/people/{world.marie.uuid}/", f"/people/{world.marie.uuid}/invite/"
    before = words(louise.open(page))
    assert "Aucune invitation n’a été envoyée." in before
    assert "Inviter à se connecter" in before
    assert world.marie.email in words(louise.open(form))
    assert led(louise.send(form)) == page
    after = words(louise.open(page))
    assert "L’invitation part dans la minute." in after
    assert "en attente du serveur de courriel" in after
    assert "Renvoyer l’invitation" in after
    notices.deliver_due(timezone.now())
    assert len(mailbox.received()) == 1
    Account.objects.filter(email=world.marie.email).update(last_login=NOW)
    now_in = words(louise.open(page))
    assert "Cette personne s’est déjà connectée." in now_in
    assert "invite/" not in now_in
    refused = louise.send(form)
    assert refused.status_code == 422
    assert "se connecte déjà" in words(refused)


def test_a_disabled_person_s_page_offers_no_invitation(world: World, louise: Keyboard) -> None:
    operations.disable(by=world.louise, staff=world.marie, reason="left", now=NOW)
    assert "invite/" not in words(louise.open(f"/people/{world.marie.uuid}/"))
    assert louise.send(f"/people/{world.marie.uuid}/invite/").status_code == 422


def test_a_link_is_on_the_answer_and_nowhere_else(world: World, louise: Keyboard) -> None:
    form = f"/people/{world.marie.uuid}/invite/"
    assert "Aucun serveur de courriel n’est en place." in words(louise.open(form))
    shown = louise.send(form)
    found = LINK.search(words(shown).replace("<", " "))
    assert found
    assert "no-store" in shown["Cache-Control"]
    key = found[1].rstrip("/").rpartition("/")[2]
    assert key not in words(louise.open(form)) + words(louise.open(f"/people/{world.marie.uuid}/"))
    assert not any(key in str(session.get_decoded()) for session in Session.objects.all())
    assert not any(key in str(entry) for entry in noted())


def test_a_colleague_sees_nothing_of_invitations(world: World) -> None:
    david = Keyboard()
    enter(david.client, world.david)
    page = words(david.open(f"/people/{world.marie.uuid}/"))
    assert "invitation" not in page
    assert "sans compte" not in words(david.open("/people/"))
    for address in (f"/people/{world.marie.uuid}/invite/", "/people/invite/"):
        assert (david.open(address).status_code, david.send(address).status_code) == (403, 403)


def test_the_list_offers_to_invite_all_and_the_page_says_how_many(mailbox: Mailbox, louise: Keyboard) -> None:
    assert "Inviter les personnes sans compte (3)" in words(louise.open("/people/"))
    assert "Personnes à inviter\u00a0: 3." in words(louise.open("/people/invite/"))
    assert led(louise.send("/people/invite/")) == "/people/"
    after = words(louise.open("/people/"))
    assert "Les invitations partent peu à peu." in after
    assert "sans compte" not in after
    nobody = words(louise.open("/people/invite/"))
    assert "Il n’y a personne à inviter" in nobody
    assert "Envoyer les invitations" not in nobody
    assert led(louise.send("/people/invite/")) == "/people/"
    notices.deliver_due(timezone.now())
    assert len(mailbox.received()) == 3


def test_without_a_mail_server_the_page_for_all_says_so(world: World, louise: Keyboard) -> None:
    page = words(louise.open("/people/invite/"))
    assert "Aucun serveur de courriel n’est en place" in page
    assert "Envoyer les invitations" not in page
    assert louise.send("/people/invite/").status_code == 422
    assert world.marie.user_id is None


@pytest.mark.parametrize("ticked", [True, False])
def test_who_is_hired_is_invited_at_once_unless_the_box_is_unticked(
    world: World, mailbox: Mailbox, louise: Keyboard, *, ticked: bool
) -> None:
    assert 'name="invited" type="checkbox" value="yes" checked' in words(louise.open("/people/hire/"))
    typed = {"full_name": "Nora Doucet", "email": "nora@example.org", "unit": str(world.home.uuid)}
    typed |= {"status": "volunteer", "language": "en"} | ({"invited": "yes"} if ticked else {})
    page = led(louise.send("/people/hire/", **typed))
    assert "Nora Doucet" in words(louise.open(page))
    notices.deliver_due(timezone.now())
    assert [mail["to"] for mail in mailbox.received()] == (["nora@example.org"] if ticked else [])
    assert stage(Staff.objects.get(email="nora@example.org")) is (Stage.INVITED if ticked else Stage.NEVER)


def test_who_cannot_be_invited_at_once_is_not_hired_by_half(
    world: World, mailbox: Mailbox, louise: Keyboard
) -> None:
    Account.objects.create_user("nora@example.org")
    typed = {"full_name": "Nora Doucet", "email": "nora@example.org", "unit": str(world.home.uuid)}
    refused = louise.send("/people/hire/", **typed, status="volunteer", language="en", invited="yes")
    assert refused.status_code == 422
    assert 'href="#email"' in words(refused)
    assert not Staff.objects.filter(email="nora@example.org").exists()
    assert mailbox.received() == []


def test_without_a_mail_server_the_box_is_not_there(louise: Keyboard) -> None:
    assert 'name="invited"' not in words(louise.open("/people/hire/"))
