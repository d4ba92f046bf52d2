"""Reports: who was reached, who was withheld and why, what followed, for those who may read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse

from balise.consent.operations import unsubscribe_address
from balise.consent.words import Channel, Method
from balise.outreach.audience.whom import keys_used
from balise.outreach.exports.operations.calls import note_call
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.words import Form, Outcome
from balise.outreach.models import Campaign, Message, MessageEvent, Recipient
from balise.outreach.reports.counting import WITHIN, End, counts_of
from balise.outreach.reports.telling import of_campaign, of_period, reason_words
from balise.outreach.words import MessageEventKind, MessageState
from tests.consent.saying import withdraws
from tests.people.notes import noted
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.outreach.reports.counting import Counts
    from balise.people.models import Client
    from tests.people.pages.conftest import At
    from tests.people.world import World

AFTER = NOW + timedelta(days=1)


def counts(campaign: Campaign) -> Counts:
    campaign.refresh_from_db()
    return counts_of([campaign])[campaign.pk]


def many(
    campaign: Campaign, state: MessageState, number: int, reason: str = "", verdict: str = "permitted"
) -> None:
    """So many more recipients of a campaign that ended there."""
    first = Recipient.objects.filter(campaign=campaign).count() + 100
    for place in range(first, first + number):
        one = Recipient.objects.create(campaign=campaign, number=place, verdict=verdict, reason=reason)
        if state != MessageState.QUEUED:
            Message.objects.create(
                campaign=campaign,
                recipient=one,
                address=f"a{place}",
                message_id=str(uuid4()),
                state=state,
                reason=reason,
            )


@pytest.fixture
def out(world: World, by_post: Campaign) -> Campaign:
    """Letters that left for Rose and for Ida."""
    export(by=world.paul, campaign=by_post, form=Form.LETTERS, now=NOW)
    by_post.refresh_from_db()
    return by_post


def test_everyone_on_the_list_is_counted_once(out: Campaign) -> None:
    for state in MessageState:
        if state != MessageState.QUEUED:
            many(out, state, 2)
    many(out, MessageState.QUEUED, 3)
    many(out, MessageState.QUEUED, 4, "droit-canada/no-consent", "prohibited")
    found = counts(out)
    assert sum(found.ends.values()) == Recipient.objects.filter(campaign=out).count()
    assert found.ends[End.REACHED] == 2 + 2 + 2  # Rose and Ida; sent; exported
    assert found.ends[End.WAITING] == 2 + 2 + 3  # claimed, handing; nothing made yet
    assert sum(found.why.values()) == found.ends[End.WITHHELD] == 2 + 4
    assert found.why["droit-canada/no-consent"] == 4


def test_who_withdrew_after_the_letter_was_reached_all_the_same(world: World, out: Campaign) -> None:
    withdraws(world.rose, now=AFTER)
    export(by=world.paul, campaign=out, form=Form.LETTERS, now=AFTER + timedelta(hours=1))
    found = counts(out)
    assert found.ends[End.REACHED] == 2
    assert found.withdrew == 1
    assert found.why == {}


@pytest.mark.parametrize(
    ("when", "counted"), [(NOW, 1), (NOW + WITHIN, 1), (NOW + WITHIN + timedelta(seconds=1), 0)]
)
def test_a_no_is_an_answer_for_so_many_days(
    world: World, out: Campaign, when: datetime, counted: int
) -> None:
    withdraws(world.rose, now=when)
    assert counts(out).withdrew == counted


def test_a_no_for_another_means_is_no_answer_to_this_one(world: World, out: Campaign) -> None:
    withdraws(world.rose, now=AFTER, channel=Channel.EMAIL)
    assert counts(out).withdrew == 0


def test_a_no_from_an_address_counts_for_who_is_nobodys_client(world: World, by_email: Campaign) -> None:
    export(by=world.paul, campaign=by_email, form=Form.TABLE, now=NOW)
    rose = Recipient.objects.get(campaign=by_email, name="Rose Landry")
    Recipient.objects.filter(pk=rose.pk).update(client=None)
    unsubscribe_address(
        address_key=keys_used(rose, Channel.EMAIL)[0],
        channel=Channel.EMAIL,
        purpose=by_email.purpose,
        method=Method.ONE_CLICK,
        now=AFTER,
        uuid=uuid4(),
    )
    assert counts(by_email).withdrew == 1


def test_a_no_said_in_a_call_and_a_complaint_are_counted(world: World, by_phone: Campaign) -> None:
    export(by=world.paul, campaign=by_phone, form=Form.CALLS, now=NOW)
    rose, ida = Message.objects.order_by("recipient__number")
    note_call(by=world.paul, message=rose, outcome=Outcome.NO_CALLS, seen=0, now=AFTER)
    note_call(by=world.paul, message=ida, outcome=Outcome.NO_ANSWER, seen=0, now=AFTER)
    MessageEvent.objects.create(message=ida, kind=MessageEventKind.COMPLAINED, at=AFTER)
    found = counts(by_phone)
    assert (found.withdrew, found.complained) == (1, 1)
    assert found.calls == {Outcome.NO_CALLS: 1, Outcome.NO_ANSWER: 1}


def test_the_page_hides_small_numbers_and_is_noted(world: World, at_desk: At, out: Campaign) -> None:
    many(out, MessageState.SENT, 40)
    many(out, MessageState.BOUNCED, 3)
    many(out, MessageState.WITHHELD, 6, "outreach/refused")
    page = at_desk(world.grace).read(reverse("reports:campaign", args=[out.uuid]))
    told = {row.title: str(row.cells[0]) for each in of_campaign(out) for row in each.rows}
    assert told["Jointes"] == "42"
    assert told["Message revenu"] == "moins de 5"
    assert told["Retenues"] == "6"
    assert "au moins 49" in page
    assert "a dit non" in page
    (entry,) = [each for each in noted() if each["kind"] == "outreach.report_read"]
    assert entry["actor"] == f"staff:{world.grace.uuid}"


def test_the_file_hides_what_the_page_hides(world: World, at_desk: At, out: Campaign) -> None:
    many(out, MessageState.BOUNCED, 3)
    Campaign.objects.filter(pk=out.pk).update(title="=1+1")
    paul = at_desk(world.paul)
    content = paul.open(reverse("reports:campaign_file", args=[out.uuid])).content.decode("utf-8-sig")
    assert '"Message revenu","moins de 5"' in content
    over_time = paul.open(f"{reverse('reports:period_file')}?from=2025-01&to=2025-12").content.decode(
        "utf-8-sig"
    )
    assert '"\'=1+1"' in over_time
    assert '"3"' not in content + over_time


def test_months_are_those_of_the_organisation_and_a_campaign_counts_whole(
    world: World, at_desk: At, out: Campaign
) -> None:
    many(out, MessageState.SENT, 8)
    began = datetime(2025, 4, 1, 2, tzinfo=UTC)  # still 31 March in Toronto
    Campaign.objects.filter(pk=out.pk).update(started_at=began)
    out.refresh_from_db()
    (by_month, by_unit, by_campaign) = of_period([out])
    assert [row.title for row in by_month.rows] == ["mars 2025"]
    assert [str(row.cells[0]) for each in (by_month, by_unit, by_campaign) for row in each.rows] == ["10"] * 3
    grace = at_desk(world.grace)
    assert "Autumn workshops" in grace.read(f"{reverse('reports:period')}?from=2025-03&to=2025-03")
    assert "Autumn workshops" not in grace.read(f"{reverse('reports:period')}?from=2025-04&to=2025-05")
    for odd in ("?from=x&to=2025-13", "?from=2025-05&to=2025-01", "?to=%00"):
        assert grace.open(reverse("reports:period") + odd).status_code == 200


def test_reports_are_for_the_author_and_for_who_reads_what_the_unit_sends(
    world: World, at_desk: At, out: Campaign
) -> None:
    address = reverse("reports:campaign", args=[out.uuid])
    over_time = f"{reverse('reports:period')}?from=2025-01&to=2025-12"
    for person in (world.paul, world.grace, world.pia):
        assert at_desk(person).open(address).status_code == 200
        assert "Autumn workshops" in at_desk(person).read(over_time)
    for person in (world.marie, world.david, world.rita, world.louise, world.omar, world.axel):
        assert at_desk(person).open(address).status_code == 404
        assert at_desk(person).open(reverse("reports:campaign_file", args=[out.uuid])).status_code == 404
        assert "Autumn workshops" not in at_desk(person).read(over_time)


def test_the_report_over_time_is_one_step_from_the_campaigns(world: World, at_desk: At) -> None:
    listed, report = reverse("campaigns:campaigns"), reverse("reports:period")
    for person in (world.paul, world.grace):
        assert f'href="{report}"' in at_desk(person).open(listed).content.decode()
        assert f'href="{listed}"' in at_desk(person).open(report).content.decode()


def test_every_reason_has_words(ida: Client) -> None:
    del ida
    codes = (
        "outreach/refused",
        "outreach/purpose_closed",
        "no_address",
        "double",
        "no_calls",
        "",
        "prohibited",
    )
    for code in (*codes, "droit-canada/express-consent", "a-rule/that-is-gone", "answer-unknown"):
        assert reason_words(code)
    assert reason_words("droit-canada/express-consent") != "droit-canada/express-consent"
