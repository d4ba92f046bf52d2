"""What the guide to packs promises, each promise on a pack small enough to read here."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from balise.policy import PackError, Policy, SituationError, Verdict, decide, explain, load
from balise.policy.measures import parse_period
from balise.policy.verdict import SCALE
from tests.policy.conftest import FACTS, GUIDANCE, PACK, RULES, Folder

Make = Callable[..., Policy]

DAY = date(2026, 3, 1)


def rule(name: str, when: str, verdict: str, more: str = "") -> str:
    needs = {"conditional": "\n  conditions: ask-first", "needs_approval": "\n  approval: boss"}.get(
        verdict, ""
    )
    return (
        f"- id: {name}\n  when: {{{when}}}\n  verdict: {verdict}\n  because: {{fr: Oui, en: Yes}}\n"
        f'  source: {{document: doc, section: "1"}}{needs}\n{more}'
    )


def verdict(policy: Policy, facts: dict[str, object], day: date = DAY) -> str:
    return decide(policy, facts, day).verdict.value


# The scale


@pytest.mark.provision("S1-25")
def test_strongly_discouraged_lies_between_discouraged_and_prohibited() -> None:
    assert (
        SCALE.index(Verdict.DISCOURAGED)
        < SCALE.index(Verdict.STRONGLY_DISCOURAGED)
        < SCALE.index(Verdict.PROHIBITED)
    )


@pytest.mark.provision("S1-25", "S1-29")
@pytest.mark.parametrize("milder", SCALE)
@pytest.mark.parametrize("stricter", SCALE)
def test_the_stricter_of_two_rules_decides_and_both_are_shown(
    policy: Make, milder: Verdict, stricter: Verdict
) -> None:
    """The stricter rule is the one that protects the client: it wins, in whatever order they are written."""
    rules = rule("one", "channel: phone", milder.value) + rule("two", "agreed: true", stricter.value)
    decision = decide(policy(rules=rules), {"channel": "phone", "agreed": True}, DAY)
    assert decision.verdict is max(milder, stricter, key=SCALE.index)
    assert {reason.rule.id for reason in decision.reasons} == {"one", "two"}
    assert decision.reasons[0].rule.verdict is decision.verdict


def test_nothing_is_permitted_because_nothing_forbids_it(policy: Make) -> None:
    decision = decide(policy(), {"channel": "mail"}, DAY)
    assert decision.verdict is Verdict.ASK_A_HUMAN
    assert decision.reasons == ()
    assert "permi" not in str(explain(decision, "fr")["summary"]).casefold()


def test_what_is_said_when_no_rule_speaks(policy: Make) -> None:
    said = "because: {fr: Voyez., en: See.}, source: {document: doc, section: '3'}, approval: boss"
    otherwise = f"otherwise: {{{said}}}\n"
    decision = decide(policy(pack=PACK + otherwise), {"channel": "mail"}, DAY)
    assert explain(decision, "en")["reasons"][0]["text"] == "See."
    assert [role.id for role in decision.approval] == ["boss"]


# Missing facts


def test_no_answer_while_a_missing_fact_could_change_it(policy: Make) -> None:
    decision = decide(policy(), {}, DAY)
    assert decision.verdict is Verdict.UNDETERMINED
    assert decision.outlook == (Verdict.PROHIBITED, Verdict.ASK_A_HUMAN)
    assert [fact.id for fact in decision.missing] == ["channel"]


def test_an_answer_at_once_when_all_ways_lead_to_it(policy: Make) -> None:
    made = policy(
        rules=rule("a", "channel: phone", "prohibited") + rule("b", "channel: {not: phone}", "prohibited")
    )
    assert verdict(made, {}) == "prohibited"


def test_i_do_not_know_is_an_answer(policy: Make) -> None:
    decision = decide(policy(), {"channel": None}, DAY)
    assert decision.verdict is Verdict.UNDETERMINED
    assert decision.next_question is None


def test_nobody_is_asked_nonsense(policy: Make) -> None:
    made = policy(
        facts=FACTS + "impossible: [{when: {channel: mail, agreed: true}, because: {fr: Non., en: No.}}]\n",
        rules=rule("a", "channel: phone, agreed: true", "permitted"),
    )
    assert [fact.id for fact in decide(made, {"agreed": True}, DAY).missing] == []
    with pytest.raises(SituationError) as refused:
        decide(made, {"agreed": True, "channel": "mail"}, DAY)
    assert "No." in refused.value.lines("en")[0]
    assert "Non." in refused.value.lines("fr")[0]


# Limits


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("price: {below: 25}", (True, False, False)),
        ("price: {at_most: 25}", (True, True, False)),
        ("price: {above: 25}", (False, False, True)),
        ("price: {at_least: 25}", (False, True, True)),
        ("price: 25", (False, True, False)),
        ("price: {not: 25}", (True, False, True)),
        ("price: {above: limit}", (False, False, True)),
        ("price: {at_least: 24.99, below: limit}", (True, False, False)),
    ],
)
def test_a_limit_holds_to_the_cent(policy: Make, when: str, holds: tuple[bool, ...]) -> None:
    limit = "parameters: [{id: limit, label: {fr: L, en: L}, values: [{from: 2026-01-01, value: 25}]}]\n"
    made = policy(pack=PACK + limit, rules=rule("a", when, "prohibited"))
    for price, expected in zip((24.99, 25, "25,01 $"), holds, strict=True):
        assert verdict(made, {"price": price}) == ("prohibited" if expected else "ask_a_human")


def test_a_parameter_has_the_value_of_the_day(policy: Make) -> None:
    values = "[{from: 2024-01-01, value: 20}, {from: 2026-01-01, value: 30}]"
    limit = f"parameters: [{{id: limit, label: {{fr: L, en: L}}, values: {values}}}]\n"
    made = policy(pack=PACK + limit, rules=rule("a", "price: {above: limit}", "prohibited"))
    days = {
        "2023-12-31": "ask_a_human",
        "2024-01-01": "prohibited",
        "2025-12-31": "prohibited",
        "2026-01-01": "ask_a_human",
    }
    assert {day: verdict(made, {"price": 25}, date.fromisoformat(day)) for day in days} == days


def test_a_definition_waits_for_its_parameter(policy: Make) -> None:
    limit = "parameters: [{id: limit, label: {fr: L, en: L}, values: [{from: 2024-01-01, value: 20}]}]\n"
    definition = """
definitions:
  - {id: dear, term: {fr: Cher, en: Dear}, text: {fr: T, en: T}, when: {price: {above: limit}}}
"""
    made = policy(pack=PACK + limit, guidance=GUIDANCE + definition)
    assert decide(made, {"price": 25}, date(2023, 12, 31)).definitions == ()
    assert [each.id for each in decide(made, {"price": 25}, DAY).definitions] == ["dear"]


def test_a_rule_speaks_from_its_first_day_to_its_last(policy: Make) -> None:
    made = policy(
        rules=rule("a", "channel: phone", "prohibited", "  valid: {from: 2025-01-01, to: 2025-12-31}\n")
    )
    days = {
        "2024-12-31": "ask_a_human",
        "2025-01-01": "prohibited",
        "2025-12-31": "prohibited",
        "2026-01-01": "ask_a_human",
    }
    assert {day: verdict(made, {"channel": "phone"}, date.fromisoformat(day)) for day in days} == days


def test_an_exception_out_of_force_is_not_heard(policy: Make) -> None:
    rules = rule("a", "channel: phone", "prohibited", "  yields_to: b\n")
    rules += rule("b", "agreed: true", "permitted", "  valid: {to: 2025-12-31}\n")
    made = policy(rules=rules)
    facts: dict[str, object] = {"channel": "phone", "agreed": True}
    assert verdict(made, facts, date(2025, 12, 31)) == "permitted"
    assert verdict(made, facts, date(2026, 1, 1)) == "prohibited"


# Time passed, by the calendar


@pytest.mark.parametrize(
    ("limit", "ended", "last_day_below", "first_day_after"),
    [
        ("2 years", "2024-03-01", "2026-02-28", "2026-03-01"),
        ("1 year", "2024-02-29", "2025-02-27", "2025-02-28"),
        ("4 years", "2024-02-29", "2028-02-28", "2028-02-29"),
        ("1 month", "2026-01-31", "2026-02-27", "2026-02-28"),
        ("1 month", "2026-03-31", "2026-04-29", "2026-04-30"),
        ("6 months", "2025-08-31", "2026-02-27", "2026-02-28"),
        ("30 d", "2026-01-31", "2026-03-01", "2026-03-02"),
        ("1 day", "2026-12-31", "2026-12-31", "2027-01-01"),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_month_or_the_last(
    policy: Make, limit: str, ended: str, last_day_below: str, first_day_after: str
) -> None:
    made = policy(rules=rule("a", f"ended: {{below: {limit}}}", "prohibited"))
    assert verdict(made, {"ended": ended}, date.fromisoformat(last_day_below)) == "prohibited"
    assert verdict(made, {"ended": ended}, date.fromisoformat(first_day_after)) == "ask_a_human"
    period = parse_period(limit)
    assert period is not None
    assert period.after(date.fromisoformat(ended)) == date.fromisoformat(first_day_after)


@pytest.mark.parametrize("day", [date(2025, 2, 28), date(2025, 3, 1), date(2024, 2, 29), date(2026, 12, 31)])
def test_more_time_never_looks_like_less(policy: Make, day: date) -> None:
    """Going back day by day, once the period is over it stays over."""
    made = policy(rules=rule("a", "ended: {below: 13 months}", "prohibited"))
    found = [verdict(made, {"ended": date.fromordinal(day.toordinal() - back)}, day) for back in range(800)]
    over = found.index("ask_a_human")
    assert set(found[:over]) == {"prohibited"}
    assert set(found[over:]) == {"ask_a_human"}
    assert abs(over - 396) <= 3


def test_between_one_day_and_two_there_is_no_time(policy: Make) -> None:
    made = policy(rules=rule("a", "ended: [1 d, 2 d]", "prohibited") + rule("b", "ended: 0 d", "prohibited"))
    decision = decide(made, {"ended": "3 d"}, DAY)
    domain = decision.compiled.domains["ended"]
    assert [domain.region(domain.example(region), DAY) for region in domain.regions] == list(domain.regions)


# Packs


def test_a_pack_in_any_folder_may_use_shipped_words_or_none(folder: Folder) -> None:
    alone = load(folder("alone", pack=PACK.replace("mine", "alone")))
    assert verdict(alone, {"channel": "phone"}) == "prohibited"
    sharing = folder(
        "sharing", pack=PACK.replace("mine", "sharing") + "uses: [vocabulary]\n", facts="facts: []"
    )
    assert verdict(load(sharing), {"channel": "phone", "recipient": "individual"}) == "prohibited"
    assert (
        verdict(
            load(str(sharing), "relations-clientele", cases=False), {"act": "raise_topic", "channel": "phone"}
        )
        == "prohibited"
    )


def test_a_neighbour_is_found_before_a_shipped_pack(folder: Folder) -> None:
    folder("vocabulary", pack=PACK.replace("mine", "vocabulary"))
    mine = folder(pack=PACK + "uses: [vocabulary]\n", facts="facts: []")
    assert [answer.id for answer in load(mine).facts["channel"].answers] == ["phone", "mail"]


def test_an_answer_is_added_without_code(policy: Make) -> None:
    made = policy(
        facts=FACTS + "extend: {channel: [{id: pigeon, label: {fr: Pigeon voyageur, en: Carrier pigeon}}]}\n",
        rules=rule("a", "channel: pigeon", "discouraged"),
    )
    assert verdict(made, {"channel": "pigeon"}) == "discouraged"
    assert verdict(made, {"channel": "phone"}) == "ask_a_human"


@pytest.mark.provision("S2-57")
def test_an_organisation_adds_a_personal_topic_of_its_own(folder: Folder) -> None:
    """A topic that the shipped policy never heard of falls under its rule for all topics, and the new one."""
    mine = folder(
        pack=PACK + "uses: [vocabulary, relations-clientele]\n",
        facts="extend: {topic: [{id: sport, label: {fr: Le sport, en: Sport}}]}\n",
        rules=rule("no-sport", "act: raise_topic, topic: sport", "prohibited"),
    )
    made = load(mine, "relations-clientele", cases=False)
    decision = decide(made, {"act": "raise_topic", "topic": "sport", "during_service": True}, DAY)
    assert decision.verdict is Verdict.PROHIBITED
    assert {reason.rule.key for reason in decision.reasons} >= {
        "relations-clientele/personal-topic",
        "mine/no-sport",
    }
    with pytest.raises(SituationError):
        decide(load("relations-clientele", cases=False), {"act": "raise_topic", "topic": "sport"}, DAY)


def programme(folder: Folder, name: str, rules: str) -> Path:
    pack = PACK.replace("mine", name).replace("layer: organisation", "layer: programme") + "uses: [general]\n"
    return folder(name, pack=pack, facts="facts: []", rules=rules)


@pytest.mark.provision("S2-15")
def test_two_programmes_answer_one_question_each_in_its_way(folder: Folder) -> None:
    general = folder(
        "general",
        pack=PACK.replace("mine", "general"),
        rules=rule("ask-first", "channel: phone", "needs_approval"),
    )
    children = programme(folder, "children", rule("never", "channel: phone", "prohibited"))
    seniors = programme(
        folder, "seniors", rule("welcome", "channel: phone", "permitted", "  exception_to: ask-first\n")
    )
    facts: dict[str, object] = {"channel": "phone"}
    assert verdict(load(general), facts) == "needs_approval"
    assert verdict(load(general, children), facts) == "prohibited"
    assert verdict(load(general, seniors), facts) == "permitted"


def test_an_act_settles_the_facts_that_its_card_says(policy: Make) -> None:
    acts = """
groups: [{id: g, label: {fr: G, en: G}}]
acts:
  - {id: call, group: g, label: {fr: A, en: C}, sets: {channel: phone}}
  - {id: write, group: g, label: {fr: E, en: W}}
"""
    made = policy(acts=acts)
    assert verdict(made, {"act": "call"}) == "prohibited"
    assert verdict(made, {"act": " call "}) == "prohibited"
    assert [fact.id for fact in decide(made, {"act": "write"}, DAY).missing] == ["channel"]
    assert [fact.id for fact in decide(made, {}, DAY).missing] == ["act"]


# Exceptions


def test_an_exception_sets_aside_the_rule_it_names_and_no_other(policy: Make) -> None:
    rules = rule("a", "channel: phone", "prohibited", "  yields_to: b\n") + rule(
        "b", "agreed: true", "permitted"
    )
    decision = decide(
        policy(rules=rules + rule("c", "price: {above: 5}", "discouraged")),
        {"channel": "phone", "agreed": True, "price": 6},
        DAY,
    )
    assert decision.verdict is Verdict.DISCOURAGED
    assert [(each.rule.id, each.exception.id) for each in decision.set_aside] == [("a", "b")]


def test_an_exception_that_is_itself_set_aside_is_not_heard(policy: Make) -> None:
    rules = rule("a", "channel: phone", "prohibited", "  yields_to: b\n")
    rules += rule("b", "agreed: true", "permitted", "  yields_to: c\n") + rule(
        "c", "price: {above: 5}", "discouraged"
    )
    made = policy(rules=rules)
    assert verdict(made, {"channel": "phone", "agreed": True, "price": 5}) == "permitted"
    assert verdict(made, {"channel": "phone", "agreed": True, "price": 6}) == "prohibited"


def test_what_would_change_the_answer_leaves_out_what_one_cannot_change(policy: Make) -> None:
    made = policy(
        facts=FACTS.replace("id: agreed, type: boolean,", "id: agreed, type: boolean, changeable: false,"),
        rules=RULES + rule("mail", "channel: mail", "permitted") + rule("no", "agreed: false", "prohibited"),
    )
    (change,) = decide(made, {"channel": "phone", "agreed": True}, DAY).would_change
    assert (change.facts, change.verdict) == ((("channel", (1,)),), Verdict.PERMITTED)
    assert decide(made, {"channel": "mail", "agreed": False}, DAY).would_change == ()


def test_what_the_known_facts_make_idle_is_not_missing(policy: Make) -> None:
    """Whether the client agreed matters on the phone only: by mail nobody asks."""
    rules = rule("a", "channel: phone, agreed: true", "permitted") + rule(
        "b", "channel: phone, agreed: false", "prohibited"
    )
    rules += rule("c", "channel: mail, price: {above: 5}", "discouraged") + rule(
        "d", "channel: mail, price: {at_most: 5}", "permitted"
    )
    made = policy(rules=rules)
    assert [fact.id for fact in decide(made, {"channel": "mail"}, DAY).missing] == ["price"]
    assert [fact.id for fact in decide(made, {"channel": "phone"}, DAY).missing] == ["agreed"]


def test_answers_that_nothing_can_complete_contradict_one_another(policy: Make) -> None:
    """When each value of the second fact is impossible beside the first, the first is so itself."""
    never = "impossible:\n" + "".join(
        f"  - {{when: {{agreed: true, channel: {value}}}, because: {{fr: Non., en: No.}}}}\n"
        for value in ("phone", "mail")
    )
    made = policy(facts=FACTS + never, rules=rule("a", "price: {above: 5}, channel: phone", "permitted"))
    with pytest.raises(SituationError) as refused:
        decide(made, {"agreed": True, "price": 6}, DAY)
    assert [problem.code for problem in refused.value.problems] == ["facts-impossible"]


def test_a_bare_name_is_the_shipped_pack_and_a_path_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that happens to lie where the call is made must not stand in for a policy of ours."""
    (tmp_path / "organisation").mkdir()
    (tmp_path / "organisation" / "pack.yaml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load("organisation", cases=False).packs["organisation"].version
    with pytest.raises(PackError):
        load("./organisation")
