"""Who is told of an emergency gets a mail: it names nobody, it is never lost, and it holds nothing up."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.test import TestCase
from pytest_django import Settings

from balise.people import notices, operations
from balise.people.errors import PeopleError
from balise.people.models import EmergencyAccess, Notice, Staff
from balise.server.caretaker import Caretaker
from tests.people.mailbox import Mailbox, known_host, mailbox
from tests.people.notes import noted
from tests.people.world import NOW, ROSE, World, later
from tests.server.demo_process import free_port

__all__ = ["known_host", "mailbox"]  # fixtures

pytestmark = pytest.mark.postgres

REASON = "a call from the police about Rose Landry"


def open_it(world: World) -> EmergencyAccess:
    return operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason=REASON, now=NOW)


def test_the_two_who_are_told_each_get_one_mail(world: World, mailbox: Mailbox) -> None:
    open_it(world)
    assert notices.deliver_due(NOW) == 2
    assert {mail["to"] for mail in mailbox.received()} == {world.pia.email, world.paul.email}
    assert notices.deliver_due(later(days=1)) == 0


def test_a_mail_says_nothing_of_anyone_and_leads_to_the_site(
    world: World, mailbox: Mailbox, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*", ".balise.example.org"]
    open_it(world)
    notices.deliver_due(NOW)
    for mail in mailbox.received():
        said = f"{mail['subject']} {mail.get_content()}"
        assert re.findall(r"https?://\S+", said) == ["https://balise.example.org/"] * 2
        secrets = ("Rose", "Landry", "Inès", "Moreau", "police", str(ROSE), str(world.ines.uuid), "@")
        assert [secret for secret in secrets if secret in said] == []
        assert mail["auto-submitted"] == "auto-generated"


def test_a_mail_is_in_both_languages_the_reader_s_first(world: World, mailbox: Mailbox) -> None:
    Staff.objects.filter(pk=world.paul.pk).update(language="en")
    open_it(world)
    notices.deliver_due(NOW)
    mails = {mail["to"]: mail for mail in mailbox.received()}
    assert mails[world.pia.email]["subject"].strip() == "Balise\u00a0: un dossier a été ouvert d’urgence"
    assert mails[world.paul.email]["subject"].strip() == "Balise: a file was opened in an emergency"
    body = mails[world.paul.email].get_content()
    assert body.index("Hello") < body.index("Bonjour")


def test_a_mail_server_that_is_away_neither_stops_the_opening_nor_loses_the_notice(
    world: World, mailbox: Mailbox, settings: Settings
) -> None:
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    open_it(world)
    assert [notices.deliver_due(later(minutes=minutes)) for minutes in range(10)] == [0] * 10
    settings.EMAIL_PORT = there
    assert sum(notices.deliver_due(later(hours=hours)) for hours in (1, 2, 3)) == 2
    assert len(mailbox.received()) == 2
    assert EmergencyAccess.objects.count() == 1


def test_it_is_tried_less_and_less_often_and_given_up_after_three_days(
    world: World, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    open_it(world)
    for minutes in range(0, 4 * 24 * 60, 10):
        notices.deliver_due(later(minutes=minutes))
    assert all(60 <= tries <= 80 for tries in Notice.objects.values_list("tries", flat=True))
    mailbox.refuses = False
    assert notices.deliver_due(NOW + notices.GIVEN_UP_AFTER + timedelta(days=2)) == 0


def test_who_left_meanwhile_gets_none(world: World, mailbox: Mailbox) -> None:
    open_it(world)
    operations.disable(by=world.louise, staff=world.pia, reason="left", now=NOW)
    notices.deliver_due(NOW)
    assert [mail["to"] for mail in mailbox.received()] == [world.paul.email]


def test_an_opening_that_is_refused_or_found_done_tells_nobody(world: World, mailbox: Mailbox) -> None:
    with pytest.raises(PeopleError):
        operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason=" ", now=NOW)
    with pytest.raises(PeopleError):
        operations.open_emergency_access(by=world.louise, client_uuid=ROSE, reason=REASON, now=NOW)
    assert Notice.objects.count() == 0
    open_it(world)
    open_it(world)
    assert notices.deliver_due(NOW) == 2
    assert len(mailbox.received()) == 2


@pytest.mark.django_db
def test_a_commit_wakes_whoever_delivers(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(notices, "_wakers", [lambda: woken.append("postman")])
    with TestCase.captureOnCommitCallbacks(execute=True):
        open_it(world)
        assert woken == []
    assert woken == ["postman"]
    assert len(noted("emergency_opened")) == 1
    assert mailbox.received() == []


# The round of the process that serves


def test_the_caretaker_goes_round_when_woken_and_no_failure_stops_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(notices, "_wakers", [])
    done, rounds = threading.Event(), []

    def fails(_: object) -> None:
        rounds.append("failed")
        raise OSError

    def works(_: object) -> None:
        done.set()

    caretaker = Caretaker([fails, works])
    caretaker.start()
    for _ in range(2):
        done.clear()
        notices.wake()
        assert done.wait(timeout=10)
    caretaker.stop()
    assert rounds == ["failed", "failed"]
    assert [record.message for record in caplog.records] == ["chore failed"] * 2
