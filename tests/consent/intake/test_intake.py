"""Intake: three taps, each purpose its own answer, and nothing chosen for anybody."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from balise.consent.models import ConsentEvent, Evidence, Notice
from balise.consent.operations import write_notice
from balise.consent.queries import consents_of
from balise.consent.words import Channel, Event, Grantor, Method, State
from balise.people.models import Client, LinkedParty
from balise.people.operations import link_party
from balise.people.words import LinkKind
from tests.consent.intake.asking import WORDS
from tests.people.notes import noted
from tests.people.world import NOW, assign

if TYPE_CHECKING:
    from balise.policy.text import Lang
    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

pytestmark = pytest.mark.usefixtures("asked")

PDF = b"%PDF-1.7 a form"
KEY = "0b0c1d2e-0000-4000-8000-000000000001"


def one(client: Client, purpose: str = "news", channel: str = "email") -> str:
    return reverse("intake:one", args=[client.uuid, purpose, channel])


def several(client: Client) -> str:
    return reverse("intake:several", args=[client.uuid])


def typed(**more: object) -> dict[str, object]:
    return {"key": KEY, "how": "in_person", "answer": "yes", **more}


def state(client: Client, asked: Asked, channel: Channel = Channel.EMAIL) -> State:
    found = [
        each.state
        for each in consents_of(client, date(2030, 1, 1))
        if each.purpose == asked.news and each.channel is channel
    ]
    return found[0] if found else State.UNKNOWN


def test_three_taps_from_the_file_record_a_yes(world: World, asked: Asked, at_desk: At, lang: Lang) -> None:
    marie = at_desk(world.marie)
    marie.speak(lang)
    first = marie.open(reverse("people:client", args=[world.rose.uuid])).content.decode()
    assert one(world.rose) in first  # tap one: this purpose by this channel
    page = marie.read(one(world.rose))
    assert "Recevoir l’infolettre" in page  # Rose speaks French, whatever Marie reads the pages in
    # Tap two: how it was said. Tap three: the button that is the answer.
    after = marie.do(one(world.rose), {"key": KEY, "how": "in_person", "answer": "yes"})
    assert {"fr": "oui, et l’accord tient", "en": "yes, and it stands"}[lang] in after
    event = ConsentEvent.objects.get()
    assert (event.event, event.method, event.grantor) == (Event.GIVEN, Method.IN_PERSON, Grantor.SELF)
    assert event.notice == Notice.objects.get(purpose=asked.news, language="fr")
    assert event.recorded_by == world.marie
    assert state(world.rose, asked) is State.GIVEN


@pytest.mark.provision("S1-20")
def test_no_answer_is_chosen_beforehand(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for address in (one(world.rose), several(world.rose)):
        html = marie.open(address).content.decode()
        assert "checked" not in re.sub(r'name="spoke"[^>]*checked', "", html)


def test_one_form_records_each_purpose_and_channel_by_itself(world: World, at_desk: At) -> None:
    answers = {"answer-news-email": "yes", "answer-news-phone": "no", "answer-workshops-phone": "no"}
    at_desk(world.marie).do(several(world.rose), {"key": KEY, "how": "paper_form", **answers})
    told = {(e.purpose.code, e.channel, e.event) for e in ConsentEvent.objects.select_related("purpose")}
    assert told == {
        ("news", "email", "given"),
        ("news", "phone", "refused"),
        ("workshops", "phone", "refused"),
    }


def test_if_one_answer_cannot_be_recorded_none_is(world: World, at_desk: At) -> None:
    answers = {"answer-news-email": "no", "answer-workshops-email": "yes"}  # workshops have no wording yet
    sent = at_desk(world.marie).send(several(world.rose), {"key": KEY, "how": "phone", **answers})
    assert sent.status_code == 422
    assert "avis" in sent.content.decode()
    assert not ConsentEvent.objects.exists()


def test_nothing_answered_is_told_and_nothing_written(world: World, at_desk: At) -> None:
    sent = at_desk(world.marie).send(several(world.rose), {"key": KEY, "how": "phone"})
    assert sent.status_code == 422
    assert "Notez-en au moins une" in sent.content.decode()
    assert not ConsentEvent.objects.exists()


def test_the_same_form_sent_twice_records_once(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    marie.do(one(world.rose), typed())
    marie.do(one(world.rose), typed())
    assert ConsentEvent.objects.count() == 1


def test_a_past_day_is_taken_and_a_future_one_refused(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    day = {"day-year": "2025", "day-month": "2", "day-day": "1"}
    marie.do(one(world.rose), typed(**day))
    assert str(ConsentEvent.objects.get().effective_at.date()) == "2025-02-01"
    sent = marie.send(one(world.rose), typed(**{**day, "day-year": "2999"}))
    assert sent.status_code == 422
    assert "Cette date est à venir" in sent.content.decode()
    assert ConsentEvent.objects.count() == 1


def test_of_one_past_day_the_no_wins(world: World, asked: Asked, at_desk: At) -> None:
    marie = at_desk(world.marie)
    day = {"day-year": "2025", "day-month": "2", "day-day": "1"}
    marie.do(one(world.rose), typed(answer="no", **day))
    marie.do(one(world.rose), typed(key=KEY.replace("1", "2"), **day))
    assert state(world.rose, asked) is State.REFUSED


@pytest.mark.provision("S1-48")
def test_the_wording_that_was_read_is_the_one_kept(world: World, asked: Asked, at_desk: At) -> None:
    read = Notice.objects.get(purpose=asked.news, language="fr")
    newer = {lang: type(each)("Autre", "x", "y", "z") for lang, each in WORDS.items()}
    write_notice(by=world.pia, purpose=asked.news, words=newer, now=NOW)
    at_desk(world.marie).do(one(world.rose), typed(**{"notice-news": str(read.pk)}))
    assert ConsentEvent.objects.get().notice == read


def test_a_scan_is_kept_under_a_name_of_ours(world: World, at_desk: At) -> None:
    sent = SimpleUploadedFile("Rose Landry.exe", PDF, content_type="text/html")
    at_desk(world.marie).do(one(world.rose), typed(how="paper_form", evidence=sent))
    kept = Evidence.objects.get()
    assert (kept.media_type, bytes(kept.content)) == ("application/pdf", PDF)
    assert "Rose" not in kept.name
    assert kept.name.endswith(".pdf")
    assert ConsentEvent.objects.get().evidence == kept


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ\x90", b"plain words", b"%PD"])
def test_only_pictures_and_pdf_are_taken_whatever_they_call_themselves(
    world: World, at_desk: At, content: bytes
) -> None:
    sent = SimpleUploadedFile("form.pdf", content, content_type="application/pdf")
    answer = at_desk(world.marie).send(one(world.rose), typed(evidence=sent))
    assert answer.status_code == 422
    assert "ni une photo" in answer.content.decode()
    assert not ConsentEvent.objects.exists()
    assert not Evidence.objects.exists()


def test_a_scan_that_is_too_big_is_refused(world: World, at_desk: At) -> None:
    sent = SimpleUploadedFile("form.pdf", PDF + b"0" * 10_000_000)
    answer = at_desk(world.marie).send(one(world.rose), typed(evidence=sent))
    assert answer.status_code == 422
    assert "trop gros" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_guardian_noted_on_the_file_can_speak_for_a_child(world: World, at_desk: At) -> None:
    link_party(by=world.sam, client=world.theo, full_name="Ida Boudreau", kind=LinkKind.GUARDIAN, now=NOW)
    ida = LinkedParty.objects.get(full_name="Ida Boudreau")
    sam = at_desk(world.sam)
    assert "Ida Boudreau" in sam.read(one(world.theo, channel="in_person"))
    sam.do(one(world.theo, channel="in_person"), typed(spoke=str(ida.uuid)))
    event = ConsentEvent.objects.get()
    assert (event.grantor, event.party) == (Grantor.GUARDIAN, ida)


def test_nobody_can_be_made_to_speak_for_an_adult_by_a_forged_form(world: World, at_desk: At) -> None:
    jean = LinkedParty.objects.get(full_name="Jean Landry")
    marie = at_desk(world.marie)
    assert "Jean Landry" not in marie.read(one(world.rose))
    marie.do(one(world.rose), typed(spoke=str(jean.uuid)))  # there is no such question on this page
    assert ConsentEvent.objects.get().grantor == Grantor.SELF


def test_reading_consents_is_noted(world: World, at_desk: At) -> None:
    before = len([e for e in noted() if e["kind"] == "consent.consents_read"])
    at_desk(world.marie).read(reverse("people:client", args=[world.rose.uuid]))
    at_desk(world.marie).read(reverse("intake:consents", args=[world.rose.uuid]))
    assert len([e for e in noted() if e["kind"] == "consent.consents_read"]) == before + 2


def test_who_may_not_record_finds_no_form(world: World, at_desk: At) -> None:
    for person, status in ((world.sam, 404), (world.louise, 404), (world.david, 403), (world.omar, 404)):
        for address in (one(world.rose), several(world.rose)):
            assert at_desk(person).open(address).status_code == status
            assert at_desk(person).send(address, typed()).status_code == status
    assert not ConsentEvent.objects.exists()


def test_who_may_not_read_finds_no_section_and_no_page(world: World, at_desk: At) -> None:
    assign(world.david, world.sam, world.rose)
    assert at_desk(world.sam).open(reverse("intake:consents", args=[world.rose.uuid])).status_code == 200
    for person in (world.louise, world.omar, world.axel, world.rita):
        assert at_desk(person).open(reverse("intake:consents", args=[world.rose.uuid])).status_code == 404


def test_what_does_not_exist_is_not_found(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for address in (one(world.rose, purpose="none"), one(world.rose, channel="pigeon")):
        assert marie.open(address).status_code == 404
        assert marie.send(address, typed()).status_code == 404
