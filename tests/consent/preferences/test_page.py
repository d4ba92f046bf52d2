"""The preference page: everything is there, each button does one thing, at once, and no is never lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from balise.consent import operations
from balise.consent.models import ConsentEvent, PreferenceLink
from balise.consent.operations import close_purpose, merge_clients, write_notice
from balise.consent.words import Basis, Channel, Event, Method, State
from balise.journal.models import Entry
from balise.people.models import Client, ContactPoint
from balise.people.operations import change_client
from balise.people.words import ContactKind
from balise.policy.text import LANGS
from tests.consent.conftest import ASKER
from tests.consent.preferences.visiting import PROXY, Visitor
from tests.consent.saying import says, withdraws
from tests.people.world import TODAY, later

if TYPE_CHECKING:
    from tests.consent.conftest import Asked
    from tests.people.world import World

YES = "yes/workshops/email/"


def test_it_shows_every_purpose_and_channel_in_plain_words(visitor: Visitor, visits: Asked) -> None:
    page = visitor.read()
    for words in ("Nouvelles des ateliers", "Rappels de visites", "Par courriel", "Par téléphone"):
        assert words in page
    assert page.count("Pas de réponse\u00a0: nous n’envoyons rien") == 2 * 4  # no mail address, so no post
    assert visits.purpose.code in page


def test_it_reveals_nothing_about_the_person(world: World, visitor: Visitor, news: Asked) -> None:
    says(world.marie, world.rose, news)
    for address in ("", "history/", YES, visitor.stop):
        page = visitor.read(address)
        for name in ("Rose", "Landry", "rose@example.org", "555-0101", "Marie", "Tremblay", "diabetes"):
            assert name not in page, f"{name} on {address}"
    assert "r•••@e•••.org" in visitor.read()


@pytest.mark.provision("S1-20", "S1-48")
def test_a_yes_is_said_on_the_wording_with_nothing_chosen_beforehand_and_in_force_at_once(
    visitor: Visitor, news: Asked
) -> None:
    page = visitor.read(YES)
    for words in (news.fr.purpose_said, news.fr.asker_name, news.fr.asker_address, news.fr.withdrawal_said):
        assert words in page
    assert "checkbox" not in page
    assert "checked" not in page
    assert visitor.state(news.purpose) is State.UNKNOWN
    done = visitor.press(YES, of="/yes/")
    assert done.status_code == 302
    assert visitor.state(news.purpose) is State.GIVEN
    assert "Votre oui est noté" in visitor.read(done.headers["Location"])
    event = ConsentEvent.objects.get()
    assert (event.notice, event.method, event.recorded_by) == (news.fr, Method.PREFERENCE_PAGE, None)


def test_one_button_stops_one_thing_and_leaves_the_rest(
    world: World, visitor: Visitor, news: Asked, visits: Asked
) -> None:
    for asked in (news, visits):
        says(world.marie, world.rose, asked)
        says(world.marie, world.rose, asked, channel=Channel.PHONE)
    done = visitor.press("", of="/no/", purpose="workshops", channel="email")
    assert visitor.state(news.purpose) is State.WITHDRAWN
    assert visitor.state(news.purpose, Channel.PHONE) is State.GIVEN
    assert visitor.state(visits.purpose) is State.GIVEN
    assert "Votre non est noté" in visitor.read(done.headers["Location"])


def test_one_click_stops_everything_also_what_was_never_asked(
    world: World, visitor: Visitor, news: Asked, visits: Asked
) -> None:
    says(world.marie, world.rose, news)
    says(world.marie, world.rose, visits, basis=Basis.GIFT, basis_day=TODAY)
    done = visitor.press("", of="/no/", all="1")
    for asked in (news, visits):
        for channel in Channel:
            assert not visitor.state(asked.purpose, channel).allows
            assert visitor.state(asked.purpose, channel) in {State.WITHDRAWN, State.REFUSED}
    assert "plus rien" in visitor.read(done.headers["Location"])


def test_no_takes_no_more_clicks_than_yes(world: World, visitor: Visitor, news: Asked) -> None:
    """From the page, a yes takes two (its wording comes between), a no one, and stopping everything one."""
    says(world.marie, world.rose, news)
    assert visitor.form("", of="/no/", purpose="workshops", channel="email")
    assert visitor.form("", of="/no/", all="1")
    page = visitor.read(YES)
    # Both answers stand on the page of the wording, drawn alike.
    assert page.count('<button class="govuk-button"') == 2


def test_looking_changes_nothing(world: World, visitor: Visitor, news: Asked) -> None:
    says(world.marie, world.rose, news)
    before = (ConsentEvent.objects.count(), Entry.objects.count(), PreferenceLink.objects.get().revoked_at)
    event = ConsentEvent.objects.get().uuid
    for address in (
        "",
        "history/",
        YES,
        "no/",
        "language/",
        "revoke/",
        "letter.pdf",
        f"receipts/{event}/receipt.jws",
        visitor.stop,
    ):
        for method in ("get", "head", "options"):
            getattr(visitor.browser, method)(visitor._at(address), secure=True, headers=PROXY)
    after = (ConsentEvent.objects.count(), Entry.objects.count(), PreferenceLink.objects.get().revoked_at)
    assert after == before
    assert visitor.state(news.purpose) is State.GIVEN


def test_no_cookie_is_set_or_needed(visitor: Visitor) -> None:
    visitor.read()
    visitor.read(YES)
    visitor.press(YES, of="/yes/")
    visitor.press("", of="/no/", all="1")
    visitor.post(visitor.stop)
    assert not visitor.browser.cookies


def test_the_address_is_told_to_nobody_and_no_page_is_kept(visitor: Visitor) -> None:
    for response in (
        visitor.get(),
        visitor.get("history/"),
        visitor.get(YES),
        visitor.get("letter.pdf"),
        visitor.get(visitor.stop),
        visitor.get(f"/preferences/{'x' * 43}/"),
    ):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_pressing_twice_does_it_once(visitor: Visitor, news: Asked) -> None:
    form = visitor.form(YES, of="/yes/")
    assert [visitor.send(form).status_code for _ in range(2)] == [302, 302]
    assert ConsentEvent.objects.count() == 1
    form = visitor.form("", of="/no/", purpose="workshops", channel="email")
    assert [visitor.send(form).status_code for _ in range(2)] == [302, 302]
    assert ConsentEvent.objects.count() == 2
    assert visitor.state(news.purpose) is State.WITHDRAWN


def test_a_page_that_stayed_open_does_not_undo_a_withdrawal_made_meanwhile(
    visitor: Visitor, news: Asked
) -> None:
    old_tab = visitor.form(YES, of="/yes/")
    visitor.press("", of="/no/", all="1")
    answer = visitor.send(old_tab)
    assert answer.status_code == 409
    assert "Un non a été noté depuis" in answer.content.decode()
    assert visitor.state(news.purpose) is State.REFUSED
    # Said anew, on a page that knows of the no, it counts.
    visitor.press(YES, of="/yes/")
    assert visitor.state(news.purpose) is State.GIVEN


def test_the_first_yes_sent_again_after_a_no_stays_without_effect(visitor: Visitor, news: Asked) -> None:
    form = visitor.form(YES, of="/yes/")
    visitor.send(form)
    visitor.press("", of="/no/", all="1")
    visitor.send(form)
    assert visitor.state(news.purpose) is State.WITHDRAWN


def test_what_was_read_counts_even_if_a_newer_wording_was_written(
    world: World, visitor: Visitor, news: Asked
) -> None:
    form = visitor.form(YES, of="/yes/")
    words = {lang: operations.NoticeWords("a", "b", "c", ASKER, "d") for lang in LANGS}
    write_notice(by=world.pia, purpose=news.purpose, words=words, now=later(hours=1))
    visitor.send(form)
    assert ConsentEvent.objects.get().notice == news.fr


@pytest.mark.parametrize("notice", ["", "0", "x", "9" * 30, "\x00", "-1"])
def test_a_yes_without_a_wording_is_not_taken(visitor: Visitor, news: Asked, notice: str) -> None:
    form = {**visitor.form(YES, of="/yes/"), "notice": notice}
    assert visitor.send(form).status_code == 422
    assert visitor.state(news.purpose) is State.UNKNOWN


@pytest.mark.postgres  # which, unlike SQLite, refuses to look for some characters
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("no/", {}),
        ("no/", {"purpose": "nothing", "channel": "email"}),
        ("no/", {"purpose": "workshops"}),
        ("no/", {"purpose": "workshops", "channel": "pigeon"}),
        ("no/", {"purpose": "\x00", "channel": "email"}),
        ("no/", {"purpose": "work\x00shops", "channel": "email"}),
        ("language/", {"language": "de"}),
        ("yes/nothing/email/", {}),
        ("yes/workshops/pigeon/", {}),
    ],
)
def test_nonsense_changes_nothing(
    world: World, visitor: Visitor, news: Asked, address: str, told: dict[str, str]
) -> None:
    says(world.marie, world.rose, news)
    assert visitor.post(address, **told).status_code == 404
    assert visitor.state(news.purpose) is State.GIVEN
    assert ConsentEvent.objects.count() == 1


def test_a_no_to_a_closed_purpose_is_taken_and_a_yes_is_not_offered(
    world: World, visitor: Visitor, news: Asked
) -> None:
    says(world.marie, world.rose, news)
    form = visitor.form("", of="/no/", purpose="workshops", channel="email")
    close_purpose(by=world.pia, purpose=news.purpose, now=later(hours=1))
    assert visitor.get(YES).status_code == 404
    visitor.send(form)
    assert ConsentEvent.objects.filter(event=Event.WITHDRAWN).exists()


@pytest.mark.usefixtures("news")
def test_a_young_child_is_told_to_ask_a_parent(world: World) -> None:
    Client.objects.filter(pk=world.rose.pk).update(birth_date=timezone.localdate() - timedelta(days=3000))
    answer = Visitor.of(world.rose).press(YES, of="/yes/")
    assert answer.status_code == 422
    assert "Avant 14 ans" in answer.content.decode()
    assert not ConsentEvent.objects.exists()


def test_an_implied_consent_says_what_it_rests_on_and_until_when_and_can_be_stopped(
    world: World, visitor: Visitor, news: Asked
) -> None:
    says(world.marie, world.rose, news, basis=Basis.GIFT, basis_day=timezone.localdate(), now=timezone.now())
    page = visitor.read()
    assert "Permis par la loi" in page
    assert "Cela repose sur un don, jusqu’au" in page
    visitor.press("", of="/no/", purpose="workshops", channel="email")
    assert visitor.state(news.purpose) is State.WITHDRAWN


def test_the_history_shows_each_answer_its_wording_and_its_receipts(
    world: World, visitor: Visitor, news: Asked
) -> None:
    event = says(world.marie, world.rose, news)
    withdraws(world.rose, news, channel=Channel.EMAIL, now=later(hours=1))
    page = visitor.read("history/")
    assert page.index("retiré par la personne") < page.index("donné")
    assert news.fr.use_said in page
    for form, media in (
        ("receipt.jws", "application/jose"),
        ("fhir.json", "application/fhir+json"),
        ("letter.pdf", "application/pdf"),
    ):
        response = visitor.get(f"receipts/{event.uuid}/{form}")
        assert (response.status_code, response.headers["Content-Type"]) == (200, media)
        assert response.headers["Content-Disposition"] == f'attachment; filename="{form}"'
    assert visitor.get("letter.pdf").content.startswith(b"%PDF")


def test_a_link_opens_no_receipt_of_someone_else(world: World, visitor: Visitor, news: Asked) -> None:
    ContactPoint.objects.create(client=world.ulla, kind="email", value="u@example.org", key="k")
    event = says(world.aline, world.ulla, news)
    assert visitor.get(f"receipts/{event.uuid}/receipt.jws").status_code == 404
    assert visitor.get(f"receipts/{uuid4()}/receipt.jws").status_code == 404


def test_it_speaks_the_person_s_language_and_can_be_switched(visitor: Visitor, news: Asked) -> None:
    assert "Ce que nous pouvons vous envoyer" in visitor.read()
    english = visitor.read("?lang=en")
    assert "What we may send you" in english
    assert '<html lang="en-CA"' in english
    # Every address on the page stays in the language that was chosen, but the one that leaves it.
    ours = re.findall(rf'(?:href|action)="{visitor.home}([^"]*)"', english)
    assert [each for each in ours if "lang=en" not in each] == ["?lang=fr"]
    visitor.press("yes/workshops/email/?lang=en", of="/yes/")
    assert ConsentEvent.objects.get().notice == news.en


def test_the_language_of_messages_is_theirs_to_choose_and_noted(world: World, visitor: Visitor) -> None:
    for _ in range(2):
        visitor.post("language/", language="en")
    world.rose.refresh_from_db()
    assert world.rose.language == "en"
    assert Entry.objects.filter(kind="consent_preferences.language_chosen").count() == 1
    assert "What we may send you" in visitor.read()


@pytest.mark.usefixtures("news")
def test_unknown_ended_revoked_and_left_behind_links_answer_alike(world: World) -> None:
    ended = Visitor.of(world.rose, now=timezone.now() - timedelta(days=91))
    revoked = Visitor.of(world.rose)
    revoked.post("revoke/")
    left_behind = Visitor.of(world.rose, address="an address that Rose has no more")
    unknown = Visitor(world.rose, "x" * 43)
    for address in ("", "history/", YES, "letter.pdf", "no/"):
        answers = {
            (answer.status_code, answer.content.decode().replace(each.secret, "…"))
            for each in (ended, revoked, left_behind, unknown)
            for answer in [each.get(address) if address != "no/" else each.post(address, all="1")]
        }
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404
    assert not ConsentEvent.objects.exists()


def test_a_link_ends_with_the_address_that_it_was_sent_to(world: World, news: Asked) -> None:
    """Who fled a home is not found by whoever reads the mail there."""
    address = ContactPoint.objects.get(client=world.rose, kind="email")
    sent = Visitor.of(world.rose, address=address.key)
    assert sent.get().status_code == 200
    change_client(
        by=world.pia, client=world.rose, contacts=[(ContactKind.EMAIL, "r@example.org")], now=timezone.now()
    )
    assert sent.get().status_code == 404
    sent.post("no/", all="1")
    assert sent.state(news.purpose) is State.UNKNOWN


def test_an_old_link_of_a_merged_record_shows_the_person_as_they_are_now(world: World, news: Asked) -> None:
    old = Visitor.of(world.ulla)
    Client.objects.filter(pk=world.rose.pk).update(language="en")
    merge_clients(by=world.pia, kept=world.rose, merged=world.ulla, reason="one person", now=timezone.now())
    page = old.read()
    assert "What we may send you" in page
    assert "r•••@e•••.org" in page
    old.post("language/", language="fr")
    assert news.purpose.name.fr in old.read()


def test_a_revoked_link_leads_nowhere_at_once_and_the_choices_stay(
    world: World, visitor: Visitor, news: Asked
) -> None:
    says(world.marie, world.rose, news)
    assert "désactivé" in visitor.press("", of="/revoke/").content.decode()
    assert visitor.get().status_code == 404
    assert visitor.state(news.purpose) is State.GIVEN


def test_a_secret_is_random_long_and_only_its_hash_is_kept(world: World) -> None:
    secrets = [Visitor.of(world.rose).secret for _ in range(3)]
    assert len(set(secrets)) == 3
    assert all(len(each) == 43 for each in secrets)  # 256 bits
    kept = str(list(PreferenceLink.objects.values())) + str(list(Entry.objects.values_list("content")))
    assert not any(each in kept for each in secrets)


def test_no_log_holds_the_secret(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    from balise.server.logs import JsonLines  # noqa: PLC0415  only here

    with caplog.at_level("INFO"):
        visitor.get()
        visitor.get("nothing/")
        visitor.post("no/", all="1")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any("preferences/" in line for line in lines)
    assert not any(visitor.secret in line for line in lines)
