"""What holds of all shipped packs at once: every answer is whole, and what matters is asked."""

from datetime import date
from itertools import chain

import pytest

from balise.policy import SituationError, Verdict, decide, explain
from balise.policy.loading import load_with_cases
from balise.policy.pack import Case
from balise.policy.text import LANGS
from balise.policy.verdict import SCALE
from tests.policy.test_cases import CASES, PACKS


@pytest.mark.provision("S1-57")
@pytest.mark.parametrize("pack", PACKS)
def test_every_answer_gives_its_reason_and_its_source_in_both_languages(pack: str) -> None:
    policy = PACKS[pack]
    for case in policy.cases:
        try:
            decision = decide(policy, case.facts, case.as_of)
        except SituationError:
            # A case whose facts cannot be together fails as a case.
            continue
        for lang in LANGS:
            told = explain(decision, lang)
            assert told["label"]
            assert told["summary"]
            if decision.verdict is Verdict.UNDETERMINED:
                assert told["missing"], case.id
            else:
                assert any(reason["decides"] for reason in told["reasons"]), case.id
            for reason in told["reasons"]:
                assert reason["text"].strip()
                assert reason["source"]["section"]
                assert reason["citation"].count(", ") >= 2


@pytest.mark.parametrize("pack", PACKS)
def test_every_answer_of_the_scale_is_reached_by_a_case_or_given_by_no_rule(pack: str) -> None:
    policy = PACKS[pack]
    given = {rule.verdict for rule in policy.rules.values() if rule.pack == pack}
    assert given <= {case.expect.verdict for case in policy.cases}


def cases_about(fact: str) -> list[Case]:
    """The cases in which this fact is known, and is not settled by the act itself."""
    return [
        case
        for policy, case in CASES
        if case.pack == "cdo-sollicitation"
        and case.facts.get(fact) is not None
        and fact not in policy.acts[str(case.facts["act"])].sets
    ]


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param("recipient", marks=pytest.mark.provision("S1-03")),
        pytest.param("channel", marks=pytest.mark.provision("S1-44")),
    ],
)
def test_who_and_by_what_means_are_asked_wherever_they_make_a_difference(fact: str) -> None:
    """Leave the fact out of each case: if its values give several answers, it is missing; none is given."""
    policy = PACKS["cdo-sollicitation"]
    made_a_difference = 0
    for case in cases_about(fact):
        without = {name: value for name, value in case.facts.items() if name != fact}
        verdicts = set()
        for answer in policy.facts[fact].answers:
            try:
                verdicts.add(decide(policy, {**without, fact: answer.id}, case.as_of).verdict)
            except SituationError:
                continue  # this value cannot be beside the other facts
        if len(verdicts - {Verdict.UNDETERMINED}) > 1:
            decision = decide(policy, without, case.as_of)
            assert decision.verdict is Verdict.UNDETERMINED
            assert fact in {each.id for each in decision.missing}
            made_a_difference += 1
    assert made_a_difference > 5


@pytest.mark.parametrize("pack", PACKS)
def test_every_act_can_be_asked_about_to_the_end(pack: str) -> None:
    """From the act alone, giving the first possible answer: a verdict comes, and nothing is asked twice."""
    policy = PACKS[pack]
    day = date(2026, 3, 1)
    for act in policy.acts:
        facts: dict[str, object] = {"act": act}
        decision = decide(policy, facts, day)
        while fact := decision.next_question:
            assert fact.id not in facts
            domain = decision.compiled.domains[fact.id]
            for region in domain.regions:
                try:
                    decision = decide(policy, {**facts, fact.id: domain.example(region)}, day)
                except SituationError:
                    continue
                facts[fact.id] = domain.example(region)
                break
            else:
                pytest.fail(f"{act}: no answer to {fact.id} is possible beside {facts}")
        assert decision.verdict is not Verdict.UNDETERMINED, act


def test_five_strengths_of_wording_stay_apart() -> None:
    policy = load_with_cases("cdo-sollicitation")
    assert {rule.verdict for rule in policy.rules.values()} >= set(SCALE) - {Verdict.NEEDS_APPROVAL}
    labels = list(chain.from_iterable((verdict.label.fr, verdict.label.en) for verdict in Verdict))
    assert len(set(labels)) == len(labels)
