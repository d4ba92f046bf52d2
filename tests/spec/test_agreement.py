"""The fast engine means what the reference says on random policies and situations, and keeps its promises."""

import copy
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from balise.policy import Decision, SituationError, Verdict, decide
from balise.policy.changes import Change
from balise.policy.pack import ACT
from balise.policy.situation import check_facts
from balise.policy.verdict import SCALE
from tests.spec.reference import Reference, Situation
from tests.spec.strategies import Data, World, bare_fact, bare_rule, loaded, worlds


def settled_by_act(world: World) -> Data:
    act = world.policy.acts.get(world.facts.get(ACT) or "")
    return dict(act.sets) if act else {}


def checked(world: World) -> Situation:
    """The answers given, over those that the act settles, as the policy compares them."""
    return check_facts(world.policy.facts, {**settled_by_act(world), **world.facts}, world.day)


def both(world: World) -> tuple[Decision, Reference, Situation]:
    """The decision and the reference on the same facts; situations that cannot be are left out."""
    reference, facts = Reference(world.policy, world.day), checked(world)
    assume(reference.outlook(facts))
    return decide(world.policy, world.facts, world.day), reference, facts


def act_is_missing(world: World) -> bool:
    return ACT in world.policy.facts and world.facts.get(ACT) is None


@given(worlds())
def test_the_verdict_and_what_is_shown_are_those_of_the_definition(world: World) -> None:
    decision, reference, facts = both(world)
    outlook = reference.outlook(facts)
    if act_is_missing(world):
        # The act is asked first; until then the outlook may be wider than the truth, never narrower.
        assert outlook <= set(decision.outlook)
        assert decision.verdict in {Verdict.UNDETERMINED, *outlook}
        return
    assert set(decision.outlook) == outlook
    assert decision.verdict is reference.verdict(facts)
    assert {reason.rule.key for reason in decision.reasons} == reference.applied(facts)
    assert {each.rule.key for each in decision.set_aside} == reference.set_aside(facts)
    for each in decision.set_aside:
        assert each.exception.key in each.rule.exceptions
        assert each.exception.key in reference.standing(facts)


@given(worlds(complete=True))
def test_a_complete_situation_always_has_an_answer(world: World) -> None:
    decision, reference, facts = both(world)
    assert decision.verdict is reference.answer(facts)
    assert decision.missing == ()
    assert decision.next_question is None


@given(worlds(complete=True))
def test_facts_that_cannot_be_together_are_refused(world: World) -> None:
    if Reference(world.policy, world.day).answer(checked(world)) is None:
        with pytest.raises(SituationError) as refused:
            decide(world.policy, world.facts, world.day)
        assert [problem.code for problem in refused.value.problems] == ["facts-impossible"]
    else:
        decide(world.policy, world.facts, world.day)


@given(worlds())
def test_the_missing_facts_are_those_that_can_change_the_verdict(world: World) -> None:
    decision, reference, facts = both(world)
    missing = {fact.id for fact in decision.missing}
    if act_is_missing(world):
        assert missing in ({ACT}, set())
    elif decision.verdict is Verdict.UNDETERMINED:
        assert missing
        # Beside what cannot be, two facts may tell the same thing, and either will do.
        assert reference.matter(facts, beside_impossible=False) <= missing
        assert missing <= reference.matter(facts, beside_impossible=True)
    else:
        assert not missing


@given(worlds(), st.data())
def test_asking_what_is_missing_always_ends_in_the_answer(world: World, data: st.DataObject) -> None:
    """Whoever knows everything is asked only what matters, never twice, and gets the answer of the whole."""
    _, reference, facts = both(world)
    possible = [each for each in reference.completions(facts) if reference.answer(each)]
    complete = data.draw(st.sampled_from(possible))
    if act_is_missing(world):
        # An act that no rule mentions is no fact of the reference's; it is asked all the same.
        act = str(complete.get(ACT) or next(iter(world.policy.acts)))
        assume(not world.policy.acts[act].sets)
        complete[ACT] = act
    assume(all(facts[name] is not None for name in settled_by_act(world)))
    asked = {name: value for name, value in world.facts.items() if value is not None}
    decision = decide(world.policy, asked, world.day)
    while fact := decision.next_question:
        assert fact in decision.missing
        assert fact.id not in asked
        asked[fact.id] = complete[fact.id]
        decision = decide(world.policy, asked, world.day)
    assert decision.verdict is reference.answer(complete)


@given(worlds())
def test_i_do_not_know_is_never_asked_again_and_ends_the_interview(world: World) -> None:
    decision, _, _ = both(world)
    asked = dict(world.facts)
    while fact := decision.next_question:
        assert fact.id not in asked
        asked[fact.id] = None
        decision = decide(world.policy, asked, world.day)
    assert all(asked.get(fact.id, ...) is None for fact in decision.missing)


@given(worlds())
def test_what_would_change_the_answer_does_and_with_the_fewest_facts(world: World) -> None:
    decision, reference, facts = both(world)
    changes = decision.would_change
    if decision.verdict not in SCALE or act_is_missing(world):
        assert act_is_missing(world) or changes == ()
        return
    fewest = reference.fewest_changes(facts)
    assert bool(changes) is (fewest is not None)
    for change in changes:
        assert len(change.facts) == fewest
        assert SCALE.index(change.verdict) < SCALE.index(decision.verdict)
        for situation in followed(decision, change):
            assert decide(world.policy, situation, world.day).verdict is change.verdict


def followed(decision: Decision, change: Change) -> list[Data]:
    """The situations that come of a change: each of the answers it names."""
    parts = (*change.facts, *change.assuming)
    domains = decision.compiled.domains
    found = []
    for regions in product(*(regions for _, regions in parts)):
        moved = {
            name: domains[name].example(region) for (name, _), region in zip(parts, regions, strict=True)
        }
        assert all(decision.facts.get(name) is not None for name, _ in change.facts)
        assert all(decision.facts.get(name) is None for name, _ in change.assuming)
        assert all(decision.compiled.policy.facts[name].changeable for name, _ in change.facts)
        found.append({**decision.facts, **moved})
    return found


# Promises


@given(worlds(), st.data())
def test_the_order_of_packs_rules_and_facts_changes_nothing(world: World, data: st.DataObject) -> None:
    decision, _, _ = both(world)
    shuffled = copy.deepcopy(dict(data.draw(st.permutations(list(world.packs.items())))))
    for files in shuffled.values():
        files["rules/all.yaml"] = data.draw(st.permutations(files["rules/all.yaml"]))
        if "facts.yaml" in files:
            files["facts.yaml"]["facts"] = data.draw(st.permutations(files["facts.yaml"]["facts"]))
    facts = dict(data.draw(st.permutations(list(world.facts.items()))))
    other = decide(loaded(shuffled), facts, world.day)
    assert other.verdict is decision.verdict
    assert other.outlook == decision.outlook
    assert {reason.rule.key for reason in other.reasons} == {reason.rule.key for reason in decision.reasons}
    assert {fact.id for fact in other.missing} == {fact.id for fact in decision.missing}


@given(worlds())
def test_the_same_question_has_the_same_answer(world: World) -> None:
    decision, _, _ = both(world)
    again = decide(world.policy, world.facts, world.day)
    elsewhere = decide(loaded(world.packs), world.facts, world.day)
    for other in (again, elsewhere):
        assert other.outcome == decision.outcome
        assert other.next_question == decision.next_question
        assert other.would_change == decision.would_change


@given(worlds(complete=True), st.sampled_from(SCALE))
def test_a_rule_more_never_makes_the_answer_milder(world: World, verdict: Verdict) -> None:
    decision, _, _ = both(world)
    packs = copy.deepcopy(world.packs)
    packs["upper"]["rules/all.yaml"].append(bare_rule("more", verdict.value, {}))
    stricter = decide(loaded(packs), world.facts, world.day)
    before = -1 if decision.verdict is Verdict.ASK_A_HUMAN else SCALE.index(decision.verdict)
    assert SCALE.index(stricter.verdict) == max(before, SCALE.index(verdict))


@given(worlds(), st.sampled_from([True, False, None]))
def test_a_fact_that_no_rule_mentions_changes_nothing(world: World, answer: bool | None) -> None:  # noqa: FBT001 - an answer
    decision, _, _ = both(world)
    packs = copy.deepcopy(world.packs)
    packs["upper"]["facts.yaml"]["facts"].insert(0, bare_fact("idle", "boolean"))
    other = decide(loaded(packs), {"idle": answer, **world.facts}, world.day)
    assert other.verdict is decision.verdict
    assert {fact.id for fact in other.missing} == {fact.id for fact in decision.missing}
    assert other.would_change == decision.would_change


@given(worlds())
def test_nothing_is_permitted_by_default(world: World) -> None:
    packs = copy.deepcopy(world.packs)
    for files in packs.values():
        files["rules/all.yaml"] = []
    packs["upper"]["facts.yaml"]["impossible"] = []
    decision = decide(loaded(packs), world.facts, world.day)
    assert decision.verdict is Verdict.ASK_A_HUMAN
    assert decision.reasons == ()


@given(worlds())
def test_a_verdict_of_the_scale_always_has_a_rule_that_gives_it(world: World) -> None:
    decision, _, _ = both(world)
    if decision.verdict in SCALE:
        assert any(reason.rule.verdict is decision.verdict for reason in decision.reasons)


@given(worlds())
def test_more_facts_never_contradict_an_answer_already_given(world: World) -> None:
    decision, reference, facts = both(world)
    if decision.verdict is not Verdict.UNDETERMINED:
        for complete in reference.completions(facts):
            if reference.answer(complete):
                assert decide(world.policy, complete, world.day).verdict is decision.verdict
                break
