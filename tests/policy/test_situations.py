"""Whatever is passed to `decide` as a fact is understood, or refused in clear words in both languages."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balise.policy import Decision, Policy, SituationError, Verdict, decide, explain
from balise.policy.measures import Period
from tests.spec.strategies import GUIDANCE, bare_fact, bare_pack, bare_rule, loaded, said

DAY = date(2026, 3, 31)
FACTS = [
    bare_fact("agreed", "boolean"),
    bare_fact(
        "channel",
        "choice",
        values=[{"id": "phone", "label": said("phone")}, {"id": "mail", "label": said("mail")}],
    ),
    bare_fact("price", "number", unit="CAD", min=0),
    bare_fact("balance", "number"),
    bare_fact("length", "duration"),
    bare_fact("ended", "date_difference"),
]
RULES = [
    bare_rule("r1", "prohibited", {"agreed": False, "price": {"above": 25}, "length": {"above": "1 h"}}),
    bare_rule(
        "r2", "discouraged", {"channel": "phone", "ended": {"below": "2 years"}, "balance": {"below": 0}}
    ),
]
POLICY: Policy = loaded(
    {
        "p": {
            "pack.yaml": bare_pack("p"),
            "facts.yaml": {"facts": FACTS},
            "guidance.yaml": GUIDANCE,
            "rules/all.yaml": RULES,
        }
    }
)
NAMES = [fact["id"] for fact in FACTS]


class Level(IntEnum):
    LOW = 1


class Unfriendly:
    def __repr__(self) -> str:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]  # how a class says that it cannot be hashed


def label(value: object) -> str:
    """A short name for a test: some of these values cannot be written down."""
    return (
        value if isinstance(value, str) and len(value) < 20 and value.isprintable() else type(value).__name__
    )


def refusal(facts: dict[Any, Any]) -> SituationError:
    with pytest.raises(SituationError) as refused:
        decide(POLICY, facts, DAY)
    check_words(refused.value)
    return refused.value


def check_words(refused: SituationError) -> None:
    """A message can be shown anywhere: in both languages, short, with nothing that cannot be printed."""
    french, english = refused.lines("fr"), refused.lines("en")
    assert len(french) == len(english) == len(refused.problems) > 0
    for line in (*french, *english):
        assert line.replace("\N{NO-BREAK SPACE}", " ").isprintable(), ascii(line)
        assert len(line) < 600
    assert french != english


@pytest.mark.parametrize(
    ("fact", "answer"),
    [
        ("agreed", 1),
        ("agreed", 0),
        ("agreed", 1.0),
        ("agreed", "maybe"),
        ("agreed", ""),
        ("channel", "fax"),
        ("channel", True),
        ("channel", ["phone"]),
        ("channel", "Phone"),
        ("price", True),
        ("price", float("nan")),
        ("price", float("inf")),
        ("price", -float("inf")),
        ("price", Decimal("nan")),
        ("price", Decimal("snan")),
        ("price", Decimal("inf")),
        ("price", "1e309"),
        ("price", "nan"),
        ("price", "12 or 13"),
        ("price", -1),
        ("price", 1e300),
        ("price", 10**5000),
        ("price", Decimal("1e999999")),
        ("price", "9" * 40),
        ("price", b"12"),
        ("price", 1j),
        ("length", 90),
        ("length", "90"),
        ("length", "1 month"),
        ("length", "-1 h"),
        ("length", Decimal(-1)),
        ("ended", "2026-02-30"),
        ("ended", date(2026, 4, 1)),
        ("ended", "2026-04-01"),
        ("ended", "-3 months"),
        ("ended", 3),
        ("ended", Period(-1, 0)),
        ("channel", "x" * 1_000_000),
        ("price", "9" * 1_000_000),
        ("length", "1 h " * 250_000),
        ("ended", "1 d " * 250_000),
        ("channel", "\ud800"),
        ("channel", "phone\u202email"),
        ("channel", "\x1b[31mphone"),
        ("channel", "two\nlines"),
        ("price", Unfriendly()),
        ("channel", Unfriendly()),
        ("channel", {"phone": 1}),
    ],
    ids=label,
)
def test_an_ill_typed_answer_is_refused(fact: str, answer: object) -> None:
    (problem,) = refusal({fact: answer}).problems
    assert problem.code in {"answer-unknown", "answer-out-of-bounds", "date-after-act"}
    assert f"`{fact}`" in problem.message.fr
    assert f"`{fact}`" in problem.message.en


@pytest.mark.parametrize(
    "name",
    ["chanel", "", "CHANNEL", "\ud800", "channel\u202e", "x" * 1_000_000, 3, None, ("channel",), True],
    ids=label,
)
def test_an_unknown_fact_is_refused(name: object) -> None:
    (problem,) = refusal({name: "phone"}).problems
    assert problem.code == "fact-unknown"
    if name == "chanel":
        assert "`channel`" in problem.help.fr
        assert "`channel`" in problem.help.en


def test_all_that_is_wrong_is_told_at_once() -> None:
    refused = refusal(
        {"agreed": 1, "chanel": "phone", "price": float("nan"), "channel": "phone", "ended": "soon"}
    )
    assert [problem.values["fact"] for problem in refused.problems] == ["agreed", "chanel", "price", "ended"]


@pytest.mark.parametrize(
    ("fact", "answer", "understood"),
    [
        ("agreed", True, True),
        ("agreed", "oui", True),
        ("agreed", "No", False),
        ("channel", " phone ", "phone"),
        ("price", 12, Decimal(12)),
        ("price", 25.01, Decimal("25.01")),
        ("price", "12,50\N{NO-BREAK SPACE}$", Decimal("12.50")),
        ("price", "12,50 CAD", Decimal("12.50")),
        ("price", Level.LOW, Decimal(1)),
        ("price", Decimal("25.00000000000000000001"), Decimal("25.00000000000000000001")),
        ("balance", -3, Decimal(-3)),
        ("length", "1 h 30 min", Decimal(90)),
        ("length", Decimal(90), Decimal(90)),
        ("ended", date(2026, 3, 31), date(2026, 3, 31)),
        ("ended", datetime(2026, 3, 1, 23, 59, tzinfo=UTC), date(2026, 3, 1)),
        ("ended", "2 ans et 3 mois", Period(27, 0)),
        ("agreed", None, None),
        ("price", "?", None),
        ("channel", "Inconnu", None),
    ],
)
def test_what_people_and_programs_write_is_understood(fact: str, answer: object, understood: object) -> None:
    decision = decide(POLICY, {fact: answer}, DAY)
    found = decision.facts[fact]
    assert found == understood
    assert type(found) is type(understood)


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=50),
    st.binary(max_size=20),
    st.complex_numbers(),
    st.builds(Period, st.integers(), st.integers()),
    st.sampled_from(
        (
            "12,50 $",
            "1e309",
            "2 ans",
            "90 min",
            "phone",
            "oui",
            "1 250.5",
            "2026-03-01",
            "9999-12-31",
            "0001-01-01",
        )
    ),
)
anything = st.one_of(
    plain,
    st.lists(plain, max_size=3),
    st.dictionaries(st.text(max_size=5), plain, max_size=2),
    st.sets(st.integers()),
)


@settings(max_examples=400)
@given(
    st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), anything, max_size=6), st.dates()
)
def test_anything_is_understood_or_refused_in_words(facts: dict[str, Any], day: date) -> None:
    try:
        decision = decide(POLICY, facts, day)
    except SituationError as refused:
        check_words(refused)
    else:
        check_answer(decision)


def check_answer(decision: Decision) -> None:
    """A decision can always be told, as JSON, and asked again from what it tells."""
    for lang in ("fr", "en"):
        told = json.loads(json.dumps(explain(decision, lang), allow_nan=False))
        assert told["verdict"] in set(Verdict)
        assert decide(decision.compiled.policy, told["facts"], decision.as_of).verdict is decision.verdict
    assert decide(decision.compiled.policy, decision.facts, decision.as_of).facts == decision.facts


@pytest.mark.parametrize(
    "when",
    [
        "0001-01-01",
        "9999-12-31",
    ],
)
def test_the_first_and_the_last_day_have_answers_too(when: str) -> None:
    day = date.fromisoformat(when)
    check_answer(decide(POLICY, {"ended": day, "channel": "phone", "balance": -1}, day))


def test_a_moment_stands_for_its_day() -> None:
    facts = {"channel": "phone"}
    assert decide(POLICY, facts, datetime(2026, 3, 31, 23, 59, tzinfo=UTC)).as_of == DAY


@pytest.mark.parametrize(
    "words", ["unknown", "Inconnu", "?", "I don’t know", "I don't know", "Je ne sais pas"]
)
def test_i_do_not_know_may_be_said_in_words(words: str) -> None:
    assert decide(POLICY, {"channel": words}, DAY).facts == {"channel": None}
