"""Chapter 6: what is announced to many, to whom it may go, and what came of it.

Each campaign stops at another place, so that a visitor finds every state there is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from balise.consent.preferences.operations import say_no
from balise.consent.words import Channel
from balise.outreach.audience.gathering import source_of
from balise.outreach.audience.operations import keep_list, proposed, read_list
from balise.outreach.campaigns.checklist import ANSWERS
from balise.outreach.campaigns.operations import approvals, campaigns, checks, contents
from balise.outreach.campaigns.operations.senders import add_sender
from balise.outreach.exports.operations import calls
from balise.outreach.exports.operations.exporting import export, finish_exports
from balise.outreach.exports.words import Form
from balise.outreach.exports.words import Outcome as Called
from balise.outreach.gate import asking as gate
from balise.outreach.gate.operations import add_account
from balise.outreach.models import Campaign, Message, Sender, Task
from balise.outreach.screening.operations import settle_task
from balise.outreach.screening.running import screen_campaign
from balise.outreach.sending.operations import pause_sending, start_sending
from balise.outreach.sending.returning import act_on
from balise.outreach.sending.returns import Returned, What
from balise.outreach.words import ApprovalDecision, Audience, MessageState
from balise.people.models import ContactPoint, Staff
from balise.people.words import ContactKind
from balise.server.demo.world import outreach_words as words
from balise.server.demo.world.asking import Asking
from balise.server.demo.world.calendar import YEAR, Calendar
from balise.server.demo.world.consents import KEEPER
from balise.server.demo.world.outreach_wire import NO_SUCH_USER, TAKEN, hand_over
from balise.server.demo.world.so_far import ORGANISATION, SoFar

APPROVED_BY = "nadia-haddad"
CALLS = (Called.REACHED, Called.NO_ANSWER, Called.NOT_ABOUT_THIS, Called.WRONG_NUMBER, Called.NO_CALLS)
KNOWN_AT_THE_GYM = 4
"""How many more people of the fitness centre's list have a file with us."""
THROUGH_THE_GATE = 6

Step = Callable[[str, datetime], None]


def outreach(rng: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Plan them all."""
    told = Outreach(rng, so_far)
    plan = calendar.plan
    plan(236, told.add_senders)
    _campaign(told, calendar, "donations", 250, told.cancel)
    _campaign(told, calendar, "autumn", 318, told.submit, told.start)
    plan(321, told.stop_before_it_leaves)
    plan(322, told.send)
    plan(323, told.hear_back)
    _campaign(told, calendar, "letter", 332, told.return_it, told.approve, told.print_letters)
    _campaign(told, calendar, "newspaper", 339, told.submit)
    plan(340, told.open_the_gate)
    _campaign(told, calendar, "gym", 343, told.settle_tasks)
    _campaign(told, calendar, "calls", 349, told.submit, told.call)
    for day in (YEAR - 9, YEAR - 4):
        plan(day, told.answer_at_the_gate)
    _campaign(told, calendar, "walk", YEAR - 8, told.submit)
    _campaign(told, calendar, "schools", YEAR - 7, told.submit)
    _campaign(told, calendar, "pines", YEAR - 3, told.submit, told.start, told.send_some_and_pause)


def _campaign(told: Outreach, calendar: Calendar, which: str, day: int, *then: Step) -> None:
    """Begun and written one day, screened the next; what follows comes that same day, one after the other."""
    calendar.plan(day, partial(told.begin, which))
    for step in (told.screen, *then):
        calendar.plan(day + 1, partial(step, which))


class Outreach:
    """What happens, when it happens."""

    def __init__(self, rng: Random, so_far: SoFar) -> None:
        self._rng = rng
        self._so_far = so_far
        self._number = Asking(rng, so_far).number
        self._senders: dict[str, Sender] = {}
        self._begun: dict[str, Campaign] = {}
        self._gate = 0

    def add_senders(self, now: datetime) -> None:
        for name, fields in words.senders().items():
            self._senders[name] = add_sender(by=self._staff(KEEPER), uuid=self._number(), now=now, **fields)

    # From an idea to a campaign that may leave

    def begin(self, which: str, now: datetime) -> None:
        """Say what it is about, answer what is the same for everyone, and write it in both languages."""
        planned = words.announcements()[which]
        author = self._staff(planned.by)
        campaign = campaigns.begin_campaign(
            by=author,
            uuid=self._number(),
            unit=author.unit,
            title=planned.title,
            act=planned.act,
            purpose=self._so_far.purposes[planned.purpose],
            audience=planned.audience,
            means=planned.means,
            sender=self._senders[planned.sender],
            now=now,
        )
        for fact, answer in planned.facts.items():
            campaigns.answer_for_everyone(by=author, campaign=campaign, fact=fact, words=answer, now=now)
        for lang, (subject, body) in planned.said.items():
            campaign.refresh_from_db()
            contents.write_content(
                by=author,
                campaign=campaign,
                lang=lang,
                subject=subject,
                body=body,
                seen=campaign.changed,
                now=now,
            )
        for text, source in planned.claims:
            contents.write_claim(
                by=author, campaign=campaign, uuid=self._number(), text=text, source=source, now=now
            )
        campaigns.say_testimonials(by=author, campaign=campaign, whose=planned.testimonials, now=now)
        self._begun[which] = campaign

    def screen(self, which: str, now: datetime) -> None:
        """Attach and read the list, if there is one, and ask about everyone on it."""
        planned, campaign = words.announcements()[which], self._campaign(which)
        by = campaign.author
        if planned.listed:
            listed = words.lists()[planned.listed]
            keep_list(
                by=by,
                campaign=campaign,
                content=listed.as_csv(self._members() if which == "gym" else ()),
                name=listed.name,
                origin=listed.origin,
                provider=listed.provider,
                statement=listed.statement,
                now=now,
            )
            campaign = self._campaign(which)
            read_list(by=by, campaign=campaign, mapping=proposed(campaign, source_of(campaign)), now=now)
        if planned.audience is not Audience.PUBLIC:
            screen_campaign(by=by, campaign=self._campaign(which), now=now)

    def submit(self, which: str, now: datetime) -> None:
        """Go through the checklist, and submit."""
        planned, campaign = words.announcements()[which], self._campaign(which)
        for item, answers in ANSWERS.items():
            answer = planned.checks.get(item, answers[0])
            checks.confirm_check(by=campaign.author, campaign=campaign, item=item, answer=answer, now=now)
        approvals.submit_campaign(by=campaign.author, campaign=self._campaign(which), now=now)

    def return_it(self, which: str, now: datetime) -> None:
        """It comes back with a question, and is submitted again with a title that promises less."""
        self.submit(which, now)
        self._decide(which, ApprovalDecision.RETURNED, words.told()["returned"], now)
        planned, campaign = words.announcements()[which], self._campaign(which)
        campaigns.change_campaign(
            by=campaign.author,
            campaign=campaign,
            seen=campaign.changed,
            title=planned.shorter,
            act=planned.act,
            purpose=campaign.purpose,
            audience=planned.audience,
            means=planned.means,
            sender=campaign.sender,
            now=now,
        )
        self.submit(which, now)

    def approve(self, which: str, now: datetime) -> None:
        self._decide(which, ApprovalDecision.APPROVED, words.told()["approved"], now)

    def cancel(self, which: str, now: datetime) -> None:
        """Nobody agreed to it."""
        campaign = self._campaign(which)
        campaigns.cancel_campaign(by=campaign.author, campaign=campaign, now=now)

    def settle_tasks(self, which: str, now: datetime) -> None:
        """Some of what can be done instead is done, some is not."""
        campaign = self._campaign(which)
        for task in Task.objects.filter(campaign=campaign).order_by("alternative"):
            name = task.alternative.partition("/")[2]
            if name in (settled := words.announcements()[which].tasks):
                state, note = settled[name]
                settle_task(by=campaign.author, task=task, state=state, note=note, now=now)

    # By e-mail

    def start(self, which: str, now: datetime) -> None:
        campaign = self._campaign(which)
        start_sending(by=campaign.author, campaign=campaign, now=now)

    def stop_before_it_leaves(self, now: datetime) -> None:
        """Someone who is about to be written to wants no more of it."""
        message = self._messages("autumn")[-1]
        assert message.recipient.client
        say_no(
            client=message.recipient.client,
            purpose=message.campaign.purpose,
            channel=Channel.EMAIL,
            uuid=self._number(),
            now=now,
        )

    def send(self, now: datetime) -> None:
        """All of it leaves; one mailbox is not there any more."""
        gone = self._messages("autumn")[1].pk
        hand_over(self._campaign("autumn"), now, answer=lambda one: NO_SUCH_USER if one.pk == gone else TAKEN)

    def hear_back(self, now: datetime) -> None:
        """One comes back, one complains, one wants no more."""
        said = (What.HARD, What.COMPLAINT, What.UNSUBSCRIBE)
        sent = [each for each in self._messages("autumn") if each.state == MessageState.SENT]
        for minute, (what, message) in enumerate(zip(said, sent[2:], strict=False)):
            code = "5.2.1" if what is What.HARD else ""
            returned = Returned(what, frozenset({message.mark}), frozenset(), code)
            act_on(returned=returned, now=now + timedelta(seconds=minute))

    def send_some_and_pause(self, which: str, now: datetime) -> None:
        over = hand_over(self._campaign(which), now, batches=1)
        campaign = self._campaign(which)
        pause_sending(by=campaign.author, campaign=campaign, now=over)

    # By other means

    def print_letters(self, which: str, now: datetime) -> None:
        campaign = self._campaign(which)
        export(by=campaign.author, campaign=campaign, form=Form.LETTERS, now=now)
        finish_exports(by=campaign.author, campaign=self._campaign(which), now=now)

    def call(self, which: str, now: datetime) -> None:
        """The sheet of calls is printed, and the first of them are made."""
        campaign = self._campaign(which)
        export(by=campaign.author, campaign=campaign, form=Form.CALLS, now=now)
        exported = [each for each in self._messages(which) if each.state == MessageState.EXPORTED]
        for message, outcome in zip(exported, CALLS, strict=False):
            calls.note_call(by=campaign.author, message=message, outcome=outcome, seen=0, now=now)

    # The gate

    def open_the_gate(self, now: datetime) -> None:
        """The tool that the web site's newsletter is written with."""
        self._gate = add_account(
            by=self._staff(KEEPER),
            unit=self._so_far.units[ORGANISATION],
            purpose=self._so_far.purposes["newsletter"],
            act="promote_service",
            audience=Audience.CLIENTS,
            from_domains=["example.org"],
            now=now,
            **words.gate(),
        )[0].pk

    def answer_at_the_gate(self, now: datetime) -> None:
        """Some recipients of a message that it sends: who may not be written to is refused."""
        for address in (*self._agreed(), *self._others(THROUGH_THE_GATE)):
            answer = gate.ask(self._gate, address, now)
            if answer.allowed:
                gate.remember(self._gate, [(address, answer)], message_id="", now=now)

    def _decide(self, which: str, decision: ApprovalDecision, said: str, now: datetime) -> None:
        campaign = self._campaign(which)
        approvals.decide_campaign(
            by=self._staff(APPROVED_BY),
            campaign=campaign,
            decision=decision,
            words=said,
            fingerprint=campaign.submitted,
            now=now,
        )

    def _members(self) -> list[list[str]]:
        """People with a file of ours who also go to the fitness centre."""
        known = [*self._agreed(), *self._others(KNOWN_AT_THE_GYM)]
        return [["", "", address, "", ""] for address in known]

    def _agreed(self) -> list[str]:
        """The mailboxes of two people who get the news."""
        news = [each for each in self._messages("autumn") if each.state == MessageState.SENT]
        return [news[0].recipient.email, news[-1].recipient.email]

    def _others(self, count: int) -> list[str]:
        agreed = self._agreed()
        return self._rng.sample([each for each in self._mailboxes() if each not in agreed], count)

    def _mailboxes(self) -> list[str]:
        found = ContactPoint.objects.filter(kind=ContactKind.EMAIL).order_by("pk")
        return list(found.values_list("value", flat=True))

    def _campaign(self, which: str) -> Campaign:
        """As it stands now."""
        campaign = self._begun[which]
        campaign.refresh_from_db()
        return campaign

    def _messages(self, which: str) -> list[Message]:
        found = Message.objects.filter(campaign=self._begun[which])
        return list(found.select_related("campaign__purpose", "recipient__client").order_by("pk"))

    def _staff(self, name: str) -> Staff:
        return self._so_far.staff[name]
