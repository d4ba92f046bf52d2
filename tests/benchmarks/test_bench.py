"""The benchmarks compare like with like: engines answer alike, and programs can read what is printed."""

import json

import pytest

from benchmarks import __main__ as bench
from benchmarks.decide import check_same_answers
from benchmarks.measure import Figure, Goal, ratio
from benchmarks.peers import PEERS, Balise, Engine
from benchmarks.policies import Answered, Situation, random_policy, random_situations

POLICY = random_policy(rules=15, facts=10, acts=4)
SITUATIONS = random_situations(POLICY, 200)
TINY = ["--rounds", "1", "--situations", "20"]


@pytest.fixture(scope="module")
def ours() -> Balise:
    return Balise(POLICY)


@pytest.mark.parametrize("peer", PEERS, ids=[peer.name for peer in PEERS])
def test_each_peer_gives_the_same_verdict_for_the_same_rules(ours: Balise, peer: type[Engine]) -> None:
    check_same_answers(ours, peer(POLICY), SITUATIONS)


def test_an_engine_that_answers_otherwise_is_not_timed(ours: Balise) -> None:
    class Milder(Balise):
        name = "milder"

        def answer(self, situation: Situation) -> Answered:
            verdict, fired = super().answer(situation)
            return verdict, set(list(fired)[1:])

    with pytest.raises(AssertionError, match="milder"):
        check_same_answers(ours, Milder(POLICY), SITUATIONS)


def test_situations_differ_and_reach_many_rules(ours: Balise) -> None:
    fired = {rule for situation in SITUATIONS for rule in ours.answer(situation)[1]}
    assert len({json.dumps(situation) for situation in SITUATIONS}) == len(SITUATIONS)
    assert len(fired) >= 12


def test_json_is_one_object_a_line_with_name_value_unit_goal_and_met(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench.main(["decide", "--json", *TINY])
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(list(figure) == ["name", "value", "unit", "goal", "met"] for figure in figures)
    assert all(isinstance(figure["value"], float) and isinstance(figure["met"], bool) for figure in figures)
    assert {figure["name"]: figure["goal"] for figure in figures if figure["goal"] is not None} == {
        "decide_vs_cedarpy": 20,
        "decide_vs_best_explaining_peer": 1,
        "decide_growth_20_to_1000": 8,
        "next_question_ms": 10,
        "would_change_ms": 1,
    }
    informed = {figure["name"] for figure in figures if figure["goal"] is None}
    assert informed >= {"decide_balise_us", *(f"decide_{peer.name}_us" for peer in PEERS)}


def test_one_figure_can_be_asked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["next_question_ms", *TINY])
    [row] = capsys.readouterr().out.splitlines()
    assert row.startswith("next_question_ms ")


def test_a_name_that_nobody_knows_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["decied"]) == 2
    told = capsys.readouterr().err
    assert "decied" in told
    assert "decide_vs_cedarpy" in told


@pytest.mark.parametrize(("limit", "code"), [(10, 0), (0.001, 1)])
def test_the_exit_code_says_whether_all_goals_are_met(
    limit: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = [Figure("speed", 1.0, "ms", Goal(limit)), Figure("told", 5.0, "ms")]
    monkeypatch.setattr(bench, "GROUPS", {"some": {lambda _: figures: ("speed",)}})
    assert bench.main(["some"]) == code


def test_a_ratio_compares_rounds_pair_by_pair() -> None:
    assert ratio([10.0, 40.0, 30.0], [1.0, 2.0, 3.0]) == 10.0
