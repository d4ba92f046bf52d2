"""Interviews between two pages: names that tell nothing; the oldest go, the outdated begin again."""

from datetime import date
from typing import Any

from balise.acts.interview import Interview
from balise.acts.keeping import KEPT, Interviews
from balise.acts.policy import policy_in_force

DAY = date(2026, 3, 1)


def test_a_kept_interview_is_found_by_its_name_alone() -> None:
    policy, session = policy_in_force(), dict[str, Any]()
    interview = Interview("smoke", DAY, known={"staff_status": "employee"}, answers={"smoking_place": None})
    name = Interviews(session).start(interview)
    assert Interviews(session).find(name, policy) == interview
    assert Interviews(session).find("another", policy) is None
    assert "smok" not in name


def test_the_least_recently_used_is_dropped_first() -> None:
    policy, session = policy_in_force(), dict[str, Any]()
    kept = Interviews(session)
    names = [kept.start(Interview("smoke", DAY)) for _ in range(KEPT)]
    kept.keep(names[0], Interview("smoke", DAY, answers={"during_service": True}))
    kept.start(Interview("smoke", DAY))
    assert kept.find(names[0], policy) is not None
    assert kept.find(names[1], policy) is None


def test_an_interview_that_the_policy_no_longer_takes_begins_again() -> None:
    policy, session = policy_in_force(), dict[str, Any]()
    kept = Interviews(session)
    stale = kept.start(
        Interview("smoke", DAY, known={"staff_status": "king"}, answers={"smoking_place": "the moon"})
    )
    gone = kept.start(Interview("no_such_act", DAY))
    assert kept.find(stale, policy) == Interview("smoke", DAY)
    assert kept.find(gone, policy) is None
