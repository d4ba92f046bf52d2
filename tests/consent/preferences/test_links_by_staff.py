"""Links that staff have sent to a client, or turn off: they never see one, and only who has the file may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balise.consent.models import PreferenceLink
from balise.people.models import ContactPoint
from tests.consent.preferences.visiting import Visitor
from tests.people.notes import noted
from tests.server.demo_process import free_port

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.conftest import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

LINK = re.compile(r"https://[^/\s]+/preferences/([\w-]{43})/")


def address(world: World, name: str = "links") -> str:
    return reverse(f"preferences:{name}", args=[world.rose.uuid])


def mailbox_of(world: World) -> str:
    return str(ContactPoint.objects.get(client=world.rose, kind="email").uuid)


def test_a_link_is_sent_to_the_address_on_file_and_shown_to_nobody(
    world: World, news: Asked, at_desk: At, lang: Lang
) -> None:
    marie = at_desk(world.marie)
    marie.speak(lang)
    page = marie.do(address(world, "send_link"), {"to": mailbox_of(world)})
    [letter] = mail.outbox
    assert letter.to == ["rose@example.org"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    found = LINK.search(str(letter.body))
    assert found
    assert found[1] not in page
    assert "rose@example.org" not in page
    assert "r•••@e•••.org" in page
    assert news.purpose.name.fr in Visitor(world.rose, found[1]).read()
    [entry] = [each for each in noted() if each["kind"] == "consent.link_made"]
    assert entry["actor"] == f"staff:{world.marie.uuid}"


def test_all_links_are_turned_off_at_once(world: World, at_desk: At) -> None:
    open_now = [Visitor.of(world.rose) for _ in range(2)]
    Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    marie = at_desk(world.marie)
    page = marie.do(address(world, "revoke_links"), {})
    assert "Aucun lien n’ouvre sa page" in page
    assert [each.get().status_code for each in open_now] == [404, 404]
    marie.do(address(world, "revoke_links"), {})
    [entry] = [each for each in noted() if each["kind"] == "consent.links_revoked"]
    assert entry["fields"]["count"] == 2


@pytest.mark.parametrize("to", ["", "x", "\x00", "phone", "of someone else"])
def test_a_link_goes_only_to_a_mailbox_of_the_file(world: World, at_desk: At, to: str) -> None:
    if to == "phone":
        to = str(ContactPoint.objects.get(client=world.rose, kind="phone").uuid)
    elif to == "of someone else":
        ulla_s = ContactPoint.objects.create(client=world.ulla, kind="email", value="u@example.org", key="k")
        to = str(ulla_s.uuid)
    assert at_desk(world.marie).send(address(world, "send_link"), {"to": to}).status_code == 404
    assert not PreferenceLink.objects.exists()
    assert not mail.outbox


def test_a_link_that_could_not_be_sent_is_told_and_opens_nothing(
    world: World, at_desk: At, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    sent = at_desk(world.marie).send(address(world, "send_link"), {"to": mailbox_of(world)})
    assert sent.status_code == 503
    assert "rien n’a été envoyé" in sent.content.decode()
    assert PreferenceLink.objects.get().revoked_at is not None


def test_nobody_else_sends_or_turns_off_links(world: World, at_desk: At) -> None:
    link = Visitor.of(world.rose)
    for person in (world.david, world.louise, world.omar, world.axel, world.aline):
        someone = at_desk(person)
        assert someone.open(address(world)).status_code in {403, 404}
        sent = someone.send(address(world, "send_link"), {"to": mailbox_of(world)})
        assert sent.status_code in {403, 404}
        assert someone.send(address(world, "revoke_links"), {}).status_code in {403, 404}
    assert link.get().status_code == 200
    assert not mail.outbox
