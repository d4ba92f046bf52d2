"""Whatever is done in whatever order, nothing leaves that was not complete and, where it was needed, approved
as it is, by someone else, in time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from balise.outreach.campaigns.checklist import ANSWERS
from balise.outreach.campaigns.going import APPROVAL_LASTS, may_go
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import cancel_campaign
from balise.outreach.models import Approval, Check, Content
from balise.outreach.words import ApprovalDecision, Audience, CampaignState, CheckItem, Means
from balise.people.errors import PeopleError
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.outreach.campaigns.steps import again, complete, confirm, decides, write
from tests.outreach.preparing import begun
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.people.world import World

FIRST = "Come and see us."
CONFLICTS = ("none", "real", "potential", "perceived")


class OneCampaign(RuleBasedStateMachine):
    """Paul’s campaign, which he directs himself; beside it, in plain values, what should be true of it."""

    world: World
    campaign: Any

    @initialize()
    def begin(self) -> None:
        self.point = transaction.savepoint()
        self.now = NOW
        self.text = FIRST
        self.approved: tuple[str, str, Any] | None = None
        self.submitted: tuple[str, str] | None = None
        self.cancelled = False
        complete(self.campaign)
        self.conflict = "none"

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def tried(self, act: Any, **said: Any) -> bool:  # noqa: ANN401  any operation
        try:
            act(**said)
        except PeopleError:
            return False
        return True

    @property
    def as_it_is(self) -> tuple[str, str]:
        return self.text, self.conflict

    @rule(words=st.sampled_from([FIRST, "Something else."]))
    def rewrite(self, words: str) -> None:
        if self.tried(write, campaign=self.campaign, body=words, now=self.now) and words != self.text:
            self.text, self.conflict, self.submitted = words, "", None

    @rule(answer=st.sampled_from(CONFLICTS))
    def confirm_all(self, answer: str) -> None:
        done = True
        for item in ANSWERS:
            said = answer if item is CheckItem.NO_CONFLICT else ""
            done = self.tried(confirm, campaign=self.campaign, item=item, answer=said, now=self.now)
        if done and answer != self.conflict:
            self.conflict, self.submitted = answer, None

    @rule()
    def submit(self) -> None:
        taken = self.tried(submit_campaign, by=self.world.paul, campaign=self.campaign, now=self.now)
        assert taken is (bool(self.conflict) and not self.cancelled)
        if taken:
            self.submitted = self.as_it_is

    @rule(
        name=st.sampled_from(["paul", "grace", "marie", "rita"]), decision=st.sampled_from(ApprovalDecision)
    )
    def decide(self, name: str, decision: ApprovalDecision) -> None:
        waited = again(self.campaign).state == CampaignState.SUBMITTED
        before = Approval.objects.count()
        self.tried(
            decides, by=getattr(self.world, name), campaign=self.campaign, decision=decision, now=self.now
        )
        made = Approval.objects.count() - before
        assert made == (waited and name == "grace")
        if made:
            yes = decision is ApprovalDecision.APPROVED
            self.approved = (*self.as_it_is, self.now + APPROVAL_LASTS) if yes else None
            self.submitted = self.submitted if yes else None

    @rule(days=st.sampled_from([1, 29, 30]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def cancel(self) -> None:
        self.tried(cancel_campaign, by=self.world.paul, campaign=self.campaign, now=self.now)
        self.cancelled = True

    @invariant()
    def only_what_was_approved_as_it_is_may_go(self) -> None:
        if not hasattr(self, "now"):
            return
        campaign = again(self.campaign)
        may = may_go(campaign, self.now) == ()
        in_time = (
            self.approved is not None and self.approved[:2] == self.as_it_is and self.now < self.approved[2]
        )
        free = self.conflict == "none"
        if may:
            assert not self.cancelled
            assert self.submitted == self.as_it_is
            assert free or in_time
        if campaign.state == CampaignState.READY and (free or in_time):
            assert may


@pytest.mark.django_db
@pytest.mark.provision("S1-46", "S1-52")
def test_nothing_goes_that_was_not_approved_as_it_is(world: World) -> None:
    purpose = ask_for(world, "posters", Text("Affiches", "Posters")).purpose
    OneCampaign.world = world
    OneCampaign.campaign = begun(world, purpose, Audience.PUBLIC, Means.DISPLAY, by=world.paul)
    with transaction.atomic():
        run_state_machine_as_test(
            OneCampaign,
            settings=settings(
                max_examples=max(settings().max_examples // 8, 6),
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Content.objects.count() == Check.objects.count() == 0
