"""Intake: three taps, each purpose its own answer, and nothing chosen for anybody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from balise.consent.models import ConsentEvent, Evidence, Notice
from balise.consent.operations import close_purpose, merge_clients, withdraw_consent, write_notice
from balise.consent.queries import consents_of
from balise.consent.words import Channel, Event, Grantor, Method, State
from balise.people.models import Client, LinkedParty
from balise.people.operations import link_party
from balise.people.words import LinkKind
from tests.consent.intake.asking import WORDS
from tests.people.notes import noted
from tests.people.world import NOW, assign

if TYPE_CHECKING:
    from balise.consent.models import Purpose
    from balise.policy.text import Lang
    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.pages.someone import Someone
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


def stop(client: Client, purpose: Purpose | None = None) -> None:
    """What the client does on their own page."""
    withdraw_consent(
        by=None,
        client=client,
        purpose=purpose,
        channel=None,
        method=Method.PREFERENCE_PAGE,
        now=timezone.now(),
        uuid=uuid4(),
    )


def html(someone: Someone, address: str) -> str:
    """A page as it stands, with its fields and links."""
    text: str = someone.open(address).content.decode()
    return text


def hidden(page: str) -> dict[str, str]:
    """The noes that a page has shown."""
    return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))


@pytest.mark.provision("S1-33", "S1-34")
def test_a_page_from_before_a_no_does_not_undo_it_and_says_so(
    world: World, asked: Asked, at_desk: At, lang: Lang
) -> None:
    marie = at_desk(world.marie)
    marie.speak(lang)
    for address, answer in (
        (one(world.rose), {"answer": "yes"}),
        (several(world.rose), {"answer-news-email": "yes"}),
    ):
        before = hidden(html(marie, address))
        stop(world.rose)
        sent = marie.send(address, {"key": str(uuid4()), "how": "phone", **answer, **before})
        assert sent.status_code == 422
        told = sent.content.decode()
        assert {"fr": "a dit non depuis que cette page", "en": "said no since this page"}[lang] in told
        assert not state(world.rose, asked).allows
        again = {"key": str(uuid4()), "how": "phone", **answer, **hidden(told)}
        marie.do(address, again)  # they were asked again, and agree
        assert state(world.rose, asked) is State.GIVEN


def test_a_mistake_in_the_form_does_not_hide_that_a_no_came_meanwhile(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    before = hidden(html(marie, one(world.rose)))
    stop(world.rose)
    faulty = marie.send(
        one(world.rose), {"key": KEY, "answer": "yes", **before}
    )  # how it was said is missing
    assert hidden(faulty.content.decode()) == before


def test_a_form_on_paper_typed_in_after_an_online_no_of_the_same_day_does_not_undo_it(
    world: World, asked: Asked, at_desk: At
) -> None:
    marie = at_desk(world.marie)
    stop(world.rose)
    shown = hidden(html(marie, one(world.rose)))
    marie.do(one(world.rose), typed(how="paper_form", **shown))
    assert not state(world.rose, asked).allows
    marie.do(one(world.rose), typed(key=str(uuid4()), how="in_person", **shown))
    assert state(world.rose, asked) is State.GIVEN


def test_a_no_after_a_yes_takes_it_back_and_without_one_it_refuses(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    marie.do(one(world.rose), typed())
    for channel in ("email", "phone"):
        marie.do(one(world.rose, channel=channel), typed(key=str(uuid4()), answer="no"))
    said = list(ConsentEvent.objects.order_by("pk").values_list("channel", "event"))
    assert said == [("email", "given"), ("email", "withdrawn"), ("phone", "refused")]


def test_a_yes_for_a_time_ends_on_its_day_and_a_no_has_none(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    until = {"until-year": "2999", "until-month": "2", "until-day": "1"}
    marie.do(one(world.rose), typed(**until))
    marie.do(one(world.rose, channel="phone"), typed(key=str(uuid4()), answer="no", **until))
    assert [each.until for each in ConsentEvent.objects.order_by("pk")] == [date(2999, 2, 1), None]
    past = {**until, "until-year": "2024"}
    sent = marie.send(one(world.rose, channel="in_person"), typed(key=str(uuid4()), **past))
    assert sent.status_code == 422
    assert "finirait avant" in sent.content.decode()


def test_a_closed_purpose_and_a_channel_without_an_address_still_take_a_no(
    world: World, asked: Asked, at_desk: At
) -> None:
    marie = at_desk(world.marie)
    marie.do(one(world.rose), typed())
    close_purpose(by=world.pia, purpose=asked.news, now=timezone.now())
    page = html(marie, reverse("intake:consents", args=[world.rose.uuid]))
    for address in (one(world.rose), one(world.rose, "workshops", "mail")):
        assert address in page
        assert 'value="yes"' not in html(marie, address)
        marie.do(address, typed(key=str(uuid4()), answer="no"))
        assert marie.send(address, typed(key=str(uuid4()))).status_code == 422
    assert [event.event for event in ConsentEvent.objects.order_by("pk")] == ["given", "withdrawn", "refused"]


def test_who_serves_a_merged_record_writes_down_a_no_and_reads_nothing(
    world: World, asked: Asked, at_desk: At
) -> None:
    at_desk(world.marie).do(one(world.rose), typed())
    merge_clients(by=world.pia, kept=world.rose, merged=world.ulla, reason="one person", now=timezone.now())
    aline = at_desk(world.aline)
    file = html(aline, reverse("people:client", args=[world.ulla.uuid]))
    assert one(world.ulla) in file
    assert "et l’accord tient" not in file
    assert 'value="yes"' not in html(aline, one(world.ulla))
    assert aline.send(one(world.ulla), typed(key=str(uuid4()))).status_code == 404
    aline.do(one(world.ulla), typed(key=str(uuid4()), answer="no"))
    assert state(world.rose, asked) is State.WITHDRAWN
    assert aline.open(reverse("intake:consents", args=[world.ulla.uuid])).status_code == 404


@pytest.mark.provision("S1-48")
def test_the_wording_that_was_read_is_the_one_kept(world: World, asked: Asked, at_desk: At) -> None:
    read = Notice.objects.get(purpose=asked.news, language="fr")
    newer = {lang: replace(each, purpose_said="Autre") for lang, each in WORDS.items()}
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
    event = ConsentEvent.objects.get()
    assert event.evidence == kept
    paper = reverse("intake:paper", args=[world.rose.uuid, event.uuid])
    page = at_desk(world.marie).open(reverse("intake:consents", args=[world.rose.uuid]))
    assert paper in page.content.decode()
    opened = at_desk(world.marie).open(paper)
    assert (opened.content, opened["Content-Type"]) == (PDF, "application/pdf")
    assert opened["Content-Disposition"] == f'attachment; filename="{kept.name}"'
    assert at_desk(world.aline).open(paper).status_code == 404
    other = reverse("intake:paper", args=[world.ulla.uuid, event.uuid])
    assert at_desk(world.aline).open(other).status_code == 404


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
