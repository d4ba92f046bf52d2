"""A copy of all that is held, complaints that reach a human, and the pages for both."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balise.consent.operations import keep_evidence
from balise.consent.rights.models import Complaint, Erasure, Hold
from balise.consent.rights.operations import answer_complaint, complain
from balise.consent.words import Event
from balise.people.errors import RefusedError
from balise.people.operations import change_client
from tests.consent.saying import says
from tests.people.notes import noted
from tests.people.world import NOW, TODAY, relate

if TYPE_CHECKING:
    from balise.people.models import Client
    from balise.policy.text import Lang
    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

WORDS = "Vous m’écrivez encore."


def of(client: Client, page: str = "client", **more: str) -> str:
    return reverse(f"rights:{page}", kwargs={"uuid": client.uuid, **more})


def json_of(answer: Any) -> dict[str, Any]:  # noqa: ANN401  Django's test responses have more than their type
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_copy_holds_all_of_the_file_and_nothing_of_others(world: World, at_desk: At) -> None:
    complain(by=world.marie, client=world.rose, words=WORDS, now=NOW, uuid=uuid4())
    answer = at_desk(world.pia).send(of(world.rose, "copy", kind="json"))
    held = json_of(answer)
    (record,) = held["records"]
    assert record["full_name"] == "Rose Landry"
    assert record["health"]["conditions"] == "diabetes"
    assert {each["value"] for each in record["contacts"]} == {"506 555-0101", "rose@example.org"}
    assert record["circle"][0]["kind"] == "family"
    assert held["complaints"][0]["words"] == WORDS
    assert "consent_rights.complained" in {each["what"] for each in held["who_did_what"]}
    for other in ("Jean", "Marie", "David", "Theo"):
        assert other not in answer.content.decode()


def test_the_copy_is_also_a_letter_and_each_is_noted(world: World, at_desk: At, lang: Lang) -> None:
    pia = at_desk(world.pia)
    pia.speak(lang)
    answer = pia.send(of(world.rose, "copy", kind="pdf"))
    assert answer.content.startswith(b"%PDF-")
    told = [each for each in noted() if each["kind"] == "consent_rights.copied"]
    assert len(told[-1]["fields"]["sha256"]) == 64
    assert noted("health_read")[-1]["object"] == f"client:{world.rose.uuid}"


def test_a_scan_is_in_the_copy_for_programs_and_not_even_read_for_the_letter(
    world: World, asked: Asked, at_desk: At
) -> None:
    scan = keep_evidence(
        by=world.marie, name="form.pdf", media_type="application/pdf", content=b"%PDF-", now=NOW
    )
    says(world.marie, world.rose, asked.news, Event.REFUSED, evidence=scan)
    pia = at_desk(world.pia)
    (form,) = json_of(pia.send(of(world.rose, "copy", kind="json")))["forms"]
    assert b64decode(form["base64"]) == b"%PDF-"
    with CaptureQueriesContext(connection) as queries:
        pia.send(of(world.rose, "copy", kind="pdf"))
    read = [each["sql"] for each in queries if 'FROM "consent_evidence"' in each["sql"]]
    assert len(read) == 1
    assert '"content"' not in read[0]


def test_what_people_wrote_is_never_read_as_typst(world: World, at_desk: At) -> None:
    change_client(by=world.pia, client=world.rose, preferred_name='#panic("x") $ * _ ]', now=NOW)
    assert at_desk(world.pia).send(of(world.rose, "copy", kind="pdf")).content.startswith(b"%PDF-")


def test_a_complaint_reaches_whoever_answers_for_privacy_by_a_mail_that_names_nobody(
    world: World,
    at_desk: At,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401  a fixture of pytest-django
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        at_desk(world.marie).do(of(world.rose, "complain"), {"key": str(uuid4()), "words": WORDS})
    (sent,) = mail.outbox
    assert sent.to == ["pia@example.org"]
    for personal in ("Rose", "Landry", "Marie", WORDS, str(world.rose.uuid)):
        assert personal not in sent.subject + str(sent.body)
    page = at_desk(world.pia).read(reverse("rights:complaints"))
    assert "Rose Landry" in page
    assert WORDS not in page


def test_a_complaint_waits_until_a_person_has_answered(world: World, at_desk: At) -> None:
    complaint = complain(by=None, client=world.rose, words=WORDS, now=NOW, uuid=uuid4())
    pia = at_desk(world.pia)
    address = reverse("rights:answer", args=[complaint.uuid])
    assert WORDS in pia.read(address)
    assert pia.send(address, {"answer": ""}).status_code == 422
    pia.do(address, {"answer": "Nous avons cessé."})
    assert Complaint.objects.get().answered_by == world.pia
    assert "Nous avons cessé." in pia.read(address)
    with pytest.raises(Exception, match="answer already"):
        answer_complaint(by=world.pia, complaint=complaint, answer="Encore", now=NOW)
    kinds = [each["kind"] for each in noted() if each["kind"].startswith("consent_rights.")]
    assert kinds[:2] == ["consent_rights.complained", "consent_rights.complaint_read"]


def test_a_complaint_sent_twice_is_one(world: World) -> None:
    uuid = uuid4()
    for _ in range(2):
        complain(by=world.marie, client=world.rose, words=WORDS, now=NOW, uuid=uuid)
    assert Complaint.objects.count() == 1


def test_nobody_else_reads_or_answers(world: World, at_desk: At) -> None:
    complaint = complain(by=world.marie, client=world.rose, words=WORDS, now=NOW, uuid=uuid4())
    for person in (world.marie, world.david, world.louise, world.omar, world.axel):
        someone = at_desk(person)
        assert someone.open(reverse("rights:complaints")).status_code == 403
        assert someone.open(reverse("rights:answer", args=[complaint.uuid])).status_code == 404
        for page in ("client", "hold", "erase"):
            assert someone.open(of(world.rose, page)).status_code in {403, 404}
        for kind in ("json", "pdf"):
            assert someone.send(of(world.rose, "copy", kind=kind)).status_code in {403, 404}
        with pytest.raises(RefusedError):
            answer_complaint(by=person, complaint=complaint, answer="no", now=NOW)


def test_who_is_close_to_the_client_is_kept_away(world: World, at_desk: At) -> None:
    complaint = complain(by=None, client=world.rose, words=WORDS, now=NOW, uuid=uuid4())
    relate(world.rose, world.pia)
    pia = at_desk(world.pia)
    assert "Rose" not in pia.read(reverse("rights:complaints"))
    assert pia.open(reverse("rights:answer", args=[complaint.uuid])).status_code == 404
    assert pia.send(of(world.rose, "copy", kind="json")).status_code == 404


def test_a_hold_then_its_end_then_erasure_on_the_pages(world: World, at_desk: At, lang: Lang) -> None:
    pia = at_desk(world.pia)
    pia.speak(lang)
    pia.read(of(world.rose))
    assert pia.send(of(world.rose, "hold"), {"reason": ""}).status_code == 422
    assert "devant un tribunal" in pia.do(of(world.rose, "hold"), {"reason": "Recours devant un tribunal"})
    assert pia.send(of(world.rose, "erase"), {"understood": "yes"}).status_code == 422
    pia.do(of(world.rose, "end_hold"), {"reason": "Il est terminé"})
    assert Hold.objects.get().ended_at is not None
    change_client(by=world.pia, client=world.rose, closed_date=TODAY.replace(year=2015), now=NOW)
    assert pia.send(of(world.rose, "erase"), {}).status_code == 422
    assert not Erasure.objects.exists()
    done = pia.do(of(world.rose, "erase"), {"understood": "yes"})
    assert {"fr": "sont effacés", "en": "is erased"}[lang] in done
    assert "Rose" not in done


def test_a_link_that_is_followed_takes_nothing_out(world: World, at_desk: At) -> None:
    assert at_desk(world.pia).open(of(world.rose, "copy", kind="json")).status_code == 405
    assert at_desk(world.pia).send(of(world.rose, "copy", kind="exe")).status_code == 404
