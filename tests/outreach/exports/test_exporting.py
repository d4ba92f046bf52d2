"""What leaves on paper or for another tool: only those who may be addressed at that very instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from balise.consent.models import HandOver
from balise.consent.rights.erasing import NOBODY
from balise.consent.words import Channel
from balise.outreach.campaigns.operations.contents import write_content
from balise.outreach.errors import OutreachError
from balise.outreach.exports import paper
from balise.outreach.exports.operations import exporting
from balise.outreach.exports.operations.exporting import export, finish_exports
from balise.outreach.exports.tables import table
from balise.outreach.exports.words import OFFERED, Form
from balise.outreach.models import Content, Message, MessageEvent, Recipient
from balise.outreach.screening.asking_again import Answer, answers
from balise.outreach.words import Audience, CampaignState, Means, MessageEventKind, MessageState
from balise.people.addresses import address_key
from balise.people.errors import RefusedError
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.saying import says, withdraws
from tests.outreach.exports.reading import inside, is_tagged, pages_of, rows_of
from tests.outreach.leaving import BODIES, ready
from tests.outreach.preparing import begun, with_list
from tests.people.notes import noted
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from balise.outreach.exports.operations.exporting import Exported
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World

WHERE = "https://balise.example.org/preferences/"


def names(done: Exported) -> list[str]:
    return [each.name for each in done.recipients]


def events(campaign: Campaign) -> list[tuple[str, str, str]]:
    found = MessageEvent.objects.filter(message__campaign=campaign).order_by("pk")
    return list(found.values_list("message__recipient__name", "kind", "detail"))


@pytest.mark.provision("S1-32", "S1-33")
def test_only_those_who_still_agree_leave(world: World, by_post: Campaign) -> None:
    withdraws(world.rose)
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(hours=1))
    assert names(done) == ["Ida Roy"]
    kept_back = Message.objects.get(recipient__name="Rose Landry")
    assert (kept_back.state, bool(kept_back.reason)) == (MessageState.WITHHELD, True)
    assert events(by_post)[0][:2] == ("Rose Landry", MessageEventKind.WITHHELD)


def test_the_same_export_again_gives_the_same_people_and_says_who_withdrew(
    world: World, by_post: Campaign
) -> None:
    first = export(by=world.paul, campaign=by_post, form=Form.LABELS, now=NOW)
    again = export(by=world.paul, campaign=by_post, form=Form.LABELS, now=later(minutes=1))
    assert names(first) == names(again)
    assert (first.new, again.new) == (2, 0)
    withdraws(world.rose, now=later(hours=1))
    third = export(by=world.paul, campaign=by_post, form=Form.LABELS, now=later(hours=2))
    assert names(third) == ["Ida Roy"]
    assert [each.name for each in third.withdrawn] == ["Rose Landry"]
    assert Message.objects.count() == 2
    assert [each[1] for each in events(by_post)] == ["exported"] * 4 + ["withheld", "exported"]


def test_who_agrees_again_is_in_the_next_export(world: World, news: Asked, by_post: Campaign) -> None:
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    withdraws(world.rose, now=later(hours=1))
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(hours=2))
    says(None, world.rose, news, channel=Channel.MAIL, now=later(hours=3))
    assert len(names(export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(hours=4)))) == 2


def test_who_is_about_to_leave_is_announced_while_their_consent_is_read(
    world: World, by_post: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced: list[set[str]] = []

    def look(*told: Any) -> dict[int, Answer]:  # noqa: ANN401  whatever `answers` takes
        announced.append(set(HandOver.objects.values_list("address", flat=True)))
        return answers(*told)

    monkeypatch.setattr(exporting, "answers", look)
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    assert announced == [{key for each in done.recipients for key in each.keys}]
    assert not HandOver.objects.exists()


def test_each_export_is_one_entry_with_its_counts(world: World, by_post: Campaign) -> None:
    withdraws(world.rose)
    export(by=world.paul, campaign=by_post, form=Form.TABLE, now=later(hours=1))
    (entry,) = [each for each in noted() if each["kind"] == "outreach.exported"]
    assert entry["fields"] == {"form": "table", "recipients": 1, "withheld": 1}
    assert entry["actor"] == f"staff:{world.paul.uuid}"


def test_nobody_else_takes_a_campaign_out(world: World, by_post: Campaign) -> None:
    for person in (world.grace, world.pia, world.marie, world.omar, world.axel, world.rita):
        with pytest.raises((OutreachError, RefusedError)):
            export(by=person, campaign=by_post, form=Form.LETTERS, now=NOW)
        with pytest.raises((OutreachError, RefusedError)):
            finish_exports(by=person, campaign=by_post, now=NOW)
    assert not Message.objects.exists()


def test_what_is_not_ready_does_not_leave(world: World, by_post: Campaign) -> None:
    by_post.refresh_from_db()
    write_content(
        by=world.paul,
        campaign=by_post,
        lang="fr",
        subject="Autre",
        body="Autre",
        seen=by_post.changed,
        now=NOW,
    )
    with pytest.raises(OutreachError):
        export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    assert not Message.objects.exists()


def test_only_a_form_that_suits_the_means_is_made(world: World, by_post: Campaign) -> None:
    for form in set(Form) - set(OFFERED[Means.MAIL]):
        with pytest.raises(OutreachError, match="does not suit"):
            export(by=world.paul, campaign=by_post, form=form, now=NOW)


def test_what_went_by_our_own_mail_is_not_given_out_as_well(world: World, by_email: Campaign) -> None:
    rose = Recipient.objects.get(campaign=by_email, name="Rose Landry")
    Message.objects.create(
        campaign=by_email, recipient=rose, address="a", message_id="<1@example.org>", state=MessageState.SENT
    )
    done = export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    assert names(done) == ["Ida Roy"]
    assert Message.objects.get(recipient=rose).state == MessageState.SENT


def test_two_rows_that_lead_to_one_mailbox_leave_once(world: World, by_email: Campaign) -> None:
    both = {"value": "both@example.org", "key": address_key(ContactKind.EMAIL, "both@example.org")}
    ContactPoint.objects.filter(kind=ContactKind.EMAIL).update(**both)
    Recipient.objects.filter(campaign=by_email).update(email="both@example.org")
    done = export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    again = export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    assert names(done) == names(again)
    assert (len(done.recipients), done.withheld) == (1, 1)


def test_who_stays_holds_nobody_else_back_from_the_mailbox_they_share(
    world: World, by_email: Campaign
) -> None:
    rose = Recipient.objects.get(campaign=by_email, name="Rose Landry")
    both = {"value": "both@example.org", "key": address_key(ContactKind.EMAIL, "both@example.org")}
    ContactPoint.objects.filter(client=rose.client, kind=ContactKind.EMAIL).delete()
    ContactPoint.objects.filter(kind=ContactKind.EMAIL).update(**both)
    Recipient.objects.filter(campaign=by_email).update(email="both@example.org", keys=[both["key"]])
    Recipient.objects.filter(pk=rose.pk).update(refuses=True)
    done = export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    assert names(done) == ["Ida Roy"]


@pytest.mark.provision("S1-09")
def test_a_long_list_of_administrators_to_call_leaves_batch_by_batch_in_its_order(
    world: World, news: Asked
) -> None:
    campaign = begun(world, news.purpose, Audience.ORGANISATIONS, Means.PHONE, by=world.paul)
    rows = "".join(f"École {number},506 555-{number:04}\n" for number in range(120))
    ready(with_list(campaign, f"Organisme,Téléphone\n{rows}"))
    done = export(by=world.paul, campaign=campaign, form=Form.CALLS, now=NOW)
    assert [each.organisation for each in done.recipients] == [f"École {number}" for number in range(120)]
    assert Message.objects.filter(state=MessageState.EXPORTED).count() == 120


def test_a_campaign_ends_when_all_has_left_and_nothing_leaves_after(world: World, by_post: Campaign) -> None:
    with pytest.raises(OutreachError, match="Nothing has come out"):
        finish_exports(by=world.paul, campaign=by_post, now=NOW)
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    for _ in range(2):
        finish_exports(by=world.paul, campaign=by_post, now=later(days=1))
    by_post.refresh_from_db()
    assert (by_post.state, by_post.started_at, by_post.finished_at) == (
        CampaignState.FINISHED,
        NOW,
        later(days=1),
    )
    assert [each["fields"]["sent"] for each in noted() if each["kind"] == "outreach.sending_finished"] == [2]
    with pytest.raises(OutreachError):
        export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(days=2))


def test_a_letter_is_in_the_language_of_its_reader_and_says_who_sends_it_and_how_to_stop(
    world: World, by_post: Campaign
) -> None:
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    made = paper.letters(done.campaign, done.recipients, preferences=WHERE, now=NOW)
    french, english = pages_of(made.content)
    assert "Bonjour Rose" in french
    assert "ateliers" in french
    assert "Moncton NB  E1C 4Z6" in french
    assert "Pour ne plus en recevoir" in french
    assert "Hello Ida" in english
    assert "14, rue du Port" in english
    for page in (french, english):
        assert "Heron Cove" in page
        assert "1 Quay Street" in page
        assert WHERE in page.replace("\n", "")
    assert is_tagged(made.content)


def test_nothing_in_a_letter_is_ever_read_as_typst_or_markup(world: World, by_post: Campaign) -> None:
    nasty = '#panic("x") $ * _ ] <script> \\ @ref `raw`'
    Recipient.objects.filter(campaign=by_post).update(first_name=nasty, name=nasty, street=f"{nasty}, 1")
    bodies = {"fr": ("Nos ateliers", f"Bonjour {{first_name}}, {nasty}"), "en": BODIES["en"]}
    campaign = ready(by_post, bodies={"fr": bodies["fr"], "en": bodies["en"]})
    Recipient.objects.filter(campaign=campaign).update(first_name=nasty, name=nasty)
    done = export(by=world.paul, campaign=campaign, form=Form.LETTERS, now=NOW)
    french, _ = pages_of(paper.letters(done.campaign, done.recipients, preferences=WHERE, now=NOW).content)
    assert '#panic("x") $ * _ ]' in french
    assert "<script>" in french


def test_whoever_has_no_language_on_file_gets_the_letter_in_french_whichever_was_written_first(
    by_post: Campaign,
) -> None:
    french = Content.objects.get(campaign=by_post, language="fr")
    french.delete()
    french.pk = None
    french.save()
    rose = Recipient.objects.get(name="Rose Landry")
    rose.language = ""
    (page,) = pages_of(paper.letters(by_post, [rose], preferences=WHERE, now=NOW).content)
    assert "Bonjour Rose" in page


def test_all_kinds_of_blocks_stand_in_a_letter(world: World, by_post: Campaign) -> None:
    body = (
        "# Titre\n\nUn [lien](https://example.org/a) et *deux*.\n\n- une\n- deux\n\n"
        "3. trois\n\n> cité\n\n---\n\n    code"
    )
    campaign = ready(by_post, bodies={"fr": ("Nos ateliers", body)})
    done = export(by=world.paul, campaign=campaign, form=Form.LETTERS, now=NOW)
    page, _ = pages_of(paper.letters(done.campaign, done.recipients, preferences=WHERE, now=NOW).content)
    for words in ("Titre", "lien (https://example.org/a)", "deux", "une", "3. trois", "cité", "code"):
        assert words in page


def test_many_letters_come_in_several_files(
    world: World, by_post: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "IN_ONE", 1)
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    made = paper.letters(done.campaign, done.recipients, preferences=WHERE, now=NOW)
    assert inside(made.content) == ["letters-1.pdf", "letters-2.pdf"]


def test_thirty_labels_stand_on_a_sheet_and_the_longest_address_fits(world: World, by_post: Campaign) -> None:
    done = export(by=world.paul, campaign=by_post, form=Form.LABELS, now=NOW)
    (rose, _) = done.recipients
    rose.street = "\n".join(["Résidence de la Grande-Rivière-aux-Saumons, pavillon des Érables, aile B"] * 3)
    made = paper.labels(done.campaign, [rose] * 31, now=NOW)
    first, second = pages_of(made.content)
    assert first.count("Rose Landry") == 30
    assert second.count("Rose Landry") == 1
    assert is_tagged(made.content)


def test_a_table_holds_the_columns_that_are_needed_and_no_formula(world: World, by_email: Campaign) -> None:
    Recipient.objects.filter(name="Rose Landry").update(name="=cmd|'/c calc'!A1")
    done = export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    rows = rows_of(table(done.campaign, done.recipients, now=NOW).content)
    assert [each["Courriel"] for each in rows] == ["rose@example.org", "ida@example.org"]
    assert rows[0]["Nom"].startswith("'=")
    assert set(rows[0]) == {"Courriel", "Nom", "Prénom", "Nom de famille", "Organisme", "Langue"}
    assert "506" not in str(rows)


def test_a_recipient_who_was_erased_is_not_in_any_export(world: World, by_post: Campaign) -> None:
    """Nobody is written to under a dash: what an erased person agreed to was revoked."""
    withdraws(world.rose)
    Recipient.objects.filter(client=world.rose).update(name=NOBODY, street="", keys=[])
    done = export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=later(hours=1))
    assert names(done) == ["Ida Roy"]


def test_nobody_is_given_to_another_mailer_where_mail_came_back_for_good(by_email: Campaign) -> None:
    rose = Recipient.objects.get(campaign=by_email, email="rose@example.org")
    before = Message.objects.create(
        campaign=by_email,
        recipient=Recipient.objects.exclude(pk=rose.pk).get(),
        address=address_key(ContactKind.EMAIL, rose.email),
        message_id="<1@example.org>",
        state=MessageState.BOUNCED,
    )
    MessageEvent.objects.create(message=before, kind=MessageEventKind.BOUNCED, detail="5.1.1", at=NOW)
    done = export(by=by_email.author, campaign=by_email, form=Form.TABLE, now=NOW)
    assert not done.recipients
    assert Message.objects.get(recipient=rose).reason == "returned"
