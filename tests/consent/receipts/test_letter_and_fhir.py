"""The letter, read as a PDF; and the FHIR resource, judged by a library of the standard."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from fhir.resources.consent import Consent
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from balise.consent.receipts.content import receipt_of
from balise.consent.receipts.fhir import STATUS, consent_resource
from balise.consent.receipts.letter import letter
from balise.consent.words import YES, Basis, Event
from balise.policy.text import LANGS, Lang, Text
from tests.consent.saying import says, withdraws
from tests.people.world import NOW, TODAY, day, later

if TYPE_CHECKING:
    from balise.consent.models import ConsentEvent
    from tests.consent.conftest import Asked
    from tests.people.world import World

HERON_COVE = Text("Anse-aux-Hérons", "Heron Cove")
PAGE = "https://balise.example.org/preferences/"


def read(events: list[ConsentEvent], lang: Lang = "fr") -> PdfReader:
    receipts = [receipt_of(each, lang) for each in events]
    return PdfReader(BytesIO(letter(receipts, organisation=HERON_COVE, lang=lang, page=PAGE, at=NOW)))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_says_what_was_said_on_which_wording_and_how_to_take_it_back(
    event: ConsentEvent, lang: Lang
) -> None:
    said = words(read([event], lang))
    assert HERON_COVE[lang] in said
    assert {"fr": "Nouvelles des ateliers, par courriel", "en": "Workshop news, by e-mail"}[lang] in said
    assert {"fr": "3 mars 2025", "en": "March 3, 2025"}[lang] in said
    assert {"fr": "formulaire papier", "en": "paper form"}[lang] in said
    assert "1 Quay 506 555-0100" in said
    assert PAGE in said
    assert str(receipt_of(event, "fr").id) in said


def test_a_letter_is_tagged_titled_and_in_its_language_for_screen_readers(event: ConsentEvent) -> None:
    pdf = read([event])
    marks = pdf.root_object["/MarkInfo"].get_object()
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"] == BooleanObject(value=True)
    assert str(pdf.root_object["/Lang"]).lower().startswith("fr")
    assert pdf.metadata
    assert pdf.metadata.title == "Vos réponses"


def test_a_letter_names_nobody(event: ConsentEvent) -> None:
    said = words(read([event]))
    assert not any(name in said for name in ("Rose", "Landry", "Marie", "rose@example.org"))


def test_a_letter_about_nothing_says_so() -> None:
    assert "aucune réponse" in words(read([]))


def test_what_could_be_markup_is_only_words(news: Asked, event: ConsentEvent) -> None:
    type(news.purpose).objects.filter(pk=news.purpose.pk).update(
        name_fr='#read("/etc/passwd") *fort* <a> $x$', explained_fr="@cite #sys.version \\"
    )
    event.refresh_from_db()
    event.purpose.refresh_from_db()
    assert '#read("/etc/passwd") *fort* <a> $x$' in words(read([event]))


@pytest.mark.parametrize("odd", ["Ateliers 🍲", "工作坊", "Ateliers\ufffe"])
def test_a_letter_is_made_whatever_was_written_even_if_screen_readers_are_promised_less(
    news: Asked, event: ConsentEvent, odd: str
) -> None:
    type(news.purpose).objects.filter(pk=news.purpose.pk).update(name_fr=odd)
    event.purpose.refresh_from_db()
    assert "Ce que vous avez dit" in words(read([event]))


def test_the_day_of_a_consent_is_that_of_the_place_where_it_was_given(world: World, news: Asked) -> None:
    evening = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)  # half past nine on the 21st in Toronto
    event = says(world.marie, world.rose, news, now=evening)
    assert consent_resource(receipt_of(event, "fr"))["date"] == "2026-11-21"


def test_health_systems_get_a_valid_consent_of_each_event(world: World, news: Asked) -> None:
    told = {
        Event.ASKED: says(world.marie, world.rose, news, Event.ASKED),
        Event.GIVEN: says(world.marie, world.rose, news, until=day(30)),
        Event.RENEWED: says(world.marie, world.rose, news, Event.RENEWED, now=later(hours=1)),
    }
    [told[Event.WITHDRAWN]] = withdraws(world.rose, news, channel="email", now=later(hours=2))
    told[Event.REFUSED] = says(world.marie, world.rose, news, Event.REFUSED, channel="phone")
    told[Event.REVOKED] = says(world.marie, world.rose, news, Event.REVOKED, now=later(hours=3))
    for event, kept in told.items():
        resource = Consent.model_validate(consent_resource(receipt_of(kept, "fr")))
        assert resource.status == STATUS[event]
        expected = None if event is Event.ASKED else "permit" if event in YES else "deny"
        assert resource.decision == expected
        assert bool(resource.period) is (event in YES)


def test_an_implied_consent_is_a_consent_too(world: World, news: Asked) -> None:
    event = says(world.marie, world.rose, news, basis=Basis.GIFT, basis_day=TODAY, uuid=uuid4())
    Consent.model_validate(consent_resource(receipt_of(event, "fr")))
    assert "un don" in words(read([event]))
