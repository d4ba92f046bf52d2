"""An interview: a value that grows by answers, and means the same in both languages."""

from decimal import Decimal

import pytest

from balise.acts.interview import Interview
from balise.acts.policy import policy_in_force
from balise.policy import SituationError, decide, shipped_packs
from balise.policy.explanation import explain, plain
from balise.policy.facts import NO, YES, Fact, Value
from balise.policy.loading import load_with_cases
from balise.policy.measures import format_number
from balise.policy.pack import Case
from balise.policy.text import LANGS, Lang

# A case of a pack is about this pack and those that it uses, whatever else is in force.
WORLDS = {pack: load_with_cases(pack) for pack in shipped_packs()}
CASES = [
    pytest.param(case, id=f"{case.pack}/{case.id}") for policy in WORLDS.values() for case in policy.cases
]


def typed(value: Value | None, fact: Fact, lang: Lang) -> str | None:
    """An answer as someone of this language writes it."""
    match value:
        case bool():
            return (YES if value else NO)[lang]
        case Decimal():
            return format_number(value, lang)
        case None:
            return None
        case _:
            return str(plain(value, fact))


def interview_about(case: Case, lang: Lang) -> Interview:
    """Every fact of a case, answered in the words of a language."""
    policy = WORLDS[case.pack]
    interview = Interview(str(case.facts["act"]), case.as_of)
    for name, value in case.facts.items():
        if name != "act":
            interview = interview.answer(policy, name, typed(value, policy.facts[name], lang))  # type: ignore[arg-type]  # as checked
    return interview


@pytest.mark.parametrize("case", CASES)
def test_the_same_facts_in_french_and_in_english_get_the_same_answer(case: Case) -> None:
    policy = WORLDS[case.pack]
    told = {lang: explain(interview_about(case, lang).decide(policy), lang) for lang in LANGS}
    assert [told[lang]["verdict"] for lang in LANGS] == [case.expect.verdict] * 2
    assert told["fr"]["facts"] == told["en"]["facts"]
    for part in (
        "reasons",
        "set_aside",
        "would_change",
        "definitions",
        "conditions",
        "duties",
        "instead",
        "say",
    ):
        assert [skeleton(each) for each in told["fr"][part]] == [
            skeleton(each) for each in told["en"][part]
        ], part
        for fr, en in zip(told["fr"][part], told["en"][part], strict=True):
            assert fr["text"].strip()
            assert en["text"].strip()


def skeleton(said: dict[str, object]) -> dict[str, object]:
    """What does not depend on the language."""
    return {
        key: value
        for key, value in said.items()
        if key in {"id", "rule", "verdict", "provision", "layer", "decides"}
    }


@pytest.mark.parametrize("case", CASES)
def test_an_interview_ends_wherever_it_starts(case: Case) -> None:
    """Questions asked one by one and answered from a case lead to its verdict, and none is asked twice."""
    policy = WORLDS[case.pack]
    interview = Interview(str(case.facts["act"]), case.as_of)
    # What the act settles is asked of nobody; a case that has it otherwise says so first.
    for name in policy.acts[interview.act].sets:
        if name in case.facts:
            interview = interview.answer(policy, name, typed(case.facts[name], policy.facts[name], "en"))  # type: ignore[arg-type]  # as above
    while asked := interview.decide(policy).next_question:
        assert asked.id not in interview.answers
        interview = interview.answer(policy, asked.id, typed(case.facts.get(asked.id), asked, "en"))  # type: ignore[arg-type]  # as above
    found = interview.decide(policy)
    full = decide(policy, case.facts, case.as_of)
    assert found.verdict in {full.verdict, *found.outlook}
    assert found.verdict is full.verdict or any(case.facts.get(fact.id) is None for fact in found.missing)


def test_answering_makes_a_new_interview_and_leaves_the_old_one_as_it_was() -> None:
    policy = policy_in_force()
    case = policy.cases[0]
    before = Interview("accept_gift", case.as_of)
    after = before.answer(policy, "gift_kind", "cash")
    assert (dict(before.answers), dict(after.answers)) == ({}, {"gift_kind": "cash"})
    assert after.before("gift_kind") is None
    assert after.before("gift_value") == "gift_kind"


def test_what_is_no_answer_is_refused_and_nothing_is_kept() -> None:
    policy = policy_in_force()
    interview = Interview("accept_gift", policy.cases[0].as_of)
    with pytest.raises(SituationError):
        interview.answer(policy, "gift_kind", "diamonds")
    with pytest.raises(SituationError):
        interview.answer(policy, "no_such_fact", "1")
    assert interview.answers == {}


def test_the_act_and_what_is_known_beforehand_are_not_asked() -> None:
    policy = policy_in_force()
    interview = Interview("accept_gift", policy.cases[0].as_of, known={"staff_status": "volunteer"})
    assert interview.can_ask(policy, "gift_kind") is policy.facts["gift_kind"]
    assert [interview.can_ask(policy, fact) for fact in ("act", "staff_status", "no_such_fact")] == [None] * 3


def test_an_interview_is_read_back_as_it_was_kept() -> None:
    policy = policy_in_force()
    interview = Interview("accept_gift", policy.cases[0].as_of, known={"staff_status": "volunteer"})
    for fact, words in {"gift_value": "24,99", "gift_is_token": "oui", "gift_kind": None}.items():
        interview = interview.answer(policy, fact, words)
    assert Interview.read(interview.kept(), policy) == interview
