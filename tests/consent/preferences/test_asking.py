"""Complaints and requests from the preference page: they reach who answers for privacy, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.urls import reverse

from balise.consent.rights.models import Complaint
from balise.consent.rights.operations import MOST_WAITING
from balise.consent.rights.words import Wish
from tests.people.notes import noted

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.preferences.visiting import Visitor
    from tests.people.pages.conftest import At
    from tests.people.world import World

WORDS = "Marie raconte à tout le monde que je suis malade."


def asks(visitor: Visitor, wish: str, words: str = "") -> Any:  # noqa: ANN401  a test response of Django
    form = visitor.form("ask/", of="/ask/")
    return visitor.send({**form, "wish": wish, "words": words})


def test_a_complaint_about_staff_reaches_the_privacy_officer_and_no_one_else(
    world: World,
    visitor: Visitor,
    at_desk: At,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401  a fixture of pytest-django
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        done = asks(visitor, "complaint", WORDS)
    assert "C’est transmis" in visitor.read(done.headers["Location"])
    [letter] = mail.outbox
    assert letter.to == ["pia@example.org"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not any(word in f"{letter.subject} {letter.body}" for word in ("Rose", "Marie", WORDS))
    complaint = Complaint.objects.get()
    address = reverse("rights:answer", args=[complaint.uuid])
    assert WORDS in at_desk(world.pia).read(address)
    for person in (world.marie, world.david, world.paul, world.louise, world.omar, world.axel):
        assert at_desk(person).open(address).status_code == 404
        assert at_desk(person).open(reverse("rights:complaints")).status_code == 403
    [entry] = [each for each in noted() if each["kind"] == "consent_rights.complained"]
    assert WORDS not in str(entry)
    assert entry["actor"] == f"client:{world.rose.uuid}"


@pytest.mark.parametrize("wish", Wish)
def test_each_request_is_told_as_what_it_is(
    world: World, visitor: Visitor, at_desk: At, lang: Lang, wish: Wish
) -> None:
    assert asks(visitor, wish.value, WORDS if wish.needs_words else "").status_code == 302
    assert Complaint.objects.get().wish == wish
    pia = at_desk(world.pia)
    pia.speak(lang)
    assert wish.label[lang] in pia.read(reverse("rights:complaints"))


@pytest.mark.parametrize(
    ("wish", "words"),
    [("", WORDS), ("complaint", ""), ("correction", " "), ("everything", WORDS), ("access", "\x00")],
)
def test_what_is_not_said_is_asked_again_and_nothing_is_kept(visitor: Visitor, wish: str, words: str) -> None:
    assert asks(visitor, wish, words).status_code == 422
    assert not Complaint.objects.exists()


def test_sent_twice_it_is_kept_once(visitor: Visitor) -> None:
    form = {**visitor.form("ask/", of="/ask/"), "wish": "access"}
    assert [visitor.send(form).status_code for _ in range(2)] == [302, 302]
    assert Complaint.objects.count() == 1


def test_what_was_asked_is_not_shown_to_whoever_opens_the_link_later(visitor: Visitor) -> None:
    asks(visitor, "complaint", WORDS)
    for address in ("", "ask/", "history/"):
        assert WORDS not in visitor.read(address)


def test_a_link_in_other_hands_does_not_bury_the_privacy_officer(visitor: Visitor) -> None:
    for _ in range(MOST_WAITING):
        assert asks(visitor, "access").status_code == 302
    refused = asks(visitor, "access")
    assert refused.status_code == 422
    assert "Appelez-nous" in refused.content.decode()
    assert Complaint.objects.count() == MOST_WAITING
