"""A faulty pack is refused with all its problems at once: place, quoted words, help, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from balise.policy import PackError, Problem, load
from tests.policy.conftest import FACTS, GUIDANCE, PACK, RULES, Folder

Read = Callable[..., list[Problem]]

RULE = RULES.replace("no-phone", "other")
ANSWER = "{id: phone, label: {fr: Appel, en: Call}}"
CASE = """\
- id: call
  title: {fr: Appel, en: Call}
  as_of: 2026-03-01
  facts: {channel: phone}
  expect: {verdict: prohibited}
"""

TWIN = """\
- id: twin
  title: {fr: Jumeau, en: Twin}
  twin_of: call
  changes: {agreed: true}
  expect: {verdict: prohibited}
"""
WAIT = """\
parameters:
  - {id: wait, label: {fr: A, en: W}, type: date_difference, values: [{from: 2026-01-01, value: 30 d}]}
"""
TWICE = """\
parameters:
  - id: limit
    label: {fr: A, en: W}
    values: [{from: 2026-01-01, value: 3}, {from: 2026-01-01, value: 4}]
"""
ACTS = """\
groups: [{id: g, label: {fr: G, en: G}}]
acts:
  - {id: call, group: g, label: {fr: A, en: C}, sets: {chanel: phone}}
"""

# What is put in which file, then the problem: its code, its place, and the words that both languages quote.
FAULTS: dict[str, tuple[dict[str, str], str, str, tuple[str, ...]]] = {
    "unknown fact": (
        {"rules": RULES.replace("{channel:", "{chanel:")},
        "fact-unknown",
        "mine/rules/all.yaml:2:10",
        ("`chanel`", "`channel`"),
    ),
    "an answer called unknown": (
        {"facts": FACTS.replace("{id: mail,", "{id: unknown,")},
        "answer-reserved",
        "mine/facts.yaml:8:9",
        ("`unknown`",),
    ),
    "an act called unknown": (
        {"acts": ACTS.replace("id: call", "id: unknown").replace("chanel", "channel")},
        "answer-reserved",
        "mine/acts.yaml:3:5",
        ("`unknown`",),
    ),
    "value out of domain": (
        {"rules": RULES.replace("phone}", "fax}")},
        "value-unknown",
        "mine/rules/all.yaml:2:19",
        ("`channel`", "`fax`"),
    ),
    "true where a word is meant": (
        {"rules": RULES.replace("phone}", "true}")},
        "word-needed",
        "mine/rules/all.yaml:2:19",
        ("`channel`", "`true`"),
    ),
    "yes where a boolean is meant": (
        {"rules": RULES.replace("channel: phone", "agreed: yes")},
        "boolean-word",
        "mine/rules/all.yaml:2:18",
        ("`yes`", "`agreed`"),
    ),
    "oui where a boolean is meant": (
        {"rules": RULES + "  floor: oui\n"},
        "boolean-word",
        "mine/rules/all.yaml:6:10",
        ("`oui`", "`floor`"),
    ),
    "a number where a boolean is meant": (
        {"rules": RULES.replace("channel: phone", "agreed: 1")},
        "not-a-boolean",
        "mine/rules/all.yaml:2:18",
        ("`1`", "`agreed`"),
    ),
    "a word where a number is meant": (
        {"rules": RULES.replace("channel: phone", "price: lots")},
        "not-a-limit",
        "mine/rules/all.yaml:2:17",
        ("`lots`",),
    ),
    "a unit that is none": (
        {"rules": RULES.replace("channel: phone", "length: {above: 1 month}")},
        "parameter-unknown",
        "mine/rules/all.yaml:2:26",
        ("`1 month`",),
    ),
    "missing language": (
        {"rules": RULES.replace("{fr: Non, en: No}", "{fr: Non}")},
        "language-missing",
        "mine/rules/all.yaml:4:12",
        ("`because`",),
    ),
    "empty language": (
        {"rules": RULES.replace("en: No}", 'en: " "}')},
        "text-empty",
        "mine/rules/all.yaml:4:26",
        ("`because`",),
    ),
    "text in no language": (
        {"rules": RULES.replace("{fr: Non, en: No}", "No")},
        "text-not-bilingual",
        "mine/rules/all.yaml:4:12",
        ("`because`",),
    ),
    "exception naming no rule": (
        {"rules": RULES + "  yields_to: [nophone]\n"},
        "rule-unknown",
        "mine/rules/all.yaml:6:15",
        ("`nophone`", "`no-phone`"),
    ),
    "exception to no rule": (
        {"rules": RULES + "  exception_to: law/rule\n"},
        "rule-unknown",
        "mine/rules/all.yaml:6:17",
        ("`law/rule`",),
    ),
    "circular exceptions": (
        {"rules": f"{RULES}  yields_to: other\n{RULE}  yields_to: no-phone\n"},
        "circular-exceptions",
        "mine/rules/all.yaml:1:3",
        ("mine/no-phone → mine/other → mine/no-phone",),
    ),
    "an exception to itself": (
        {"rules": f"{RULES}  yields_to: no-phone\n"},
        "circular-exceptions",
        "mine/rules/all.yaml:1:3",
        ("mine/no-phone → mine/no-phone",),
    ),
    "duplicate rule": ({"rules": RULES + RULES}, "id-twice", "mine/rules/all.yaml:6:3", ("`no-phone`", "1")),
    "duplicate fact": (
        {"facts": FACTS + FACTS.split("\n", 9)[9].splitlines()[0]},
        "id-twice",
        "mine/facts.yaml:13:5",
        ("`price`", "10"),
    ),
    "duplicate answer": (
        {"facts": FACTS.replace("    values:\n", f"    values:\n      - {ANSWER}\n")},
        "id-twice",
        "mine/facts.yaml:8:9",
        ("`phone`", "7"),
    ),
    "duplicate document": (
        {"pack": PACK + PACK.splitlines()[-1]},
        "id-twice",
        "mine/pack.yaml:9:5",
        ("`doc`", "8"),
    ),
    "duplicate case": ({"cases": CASE + CASE}, "id-twice", "mine/cases/all.yaml:6:3", ("`call`", "1")),
    "bad date": (
        {"rules": RULES + "  valid: {from: 2026-02-30}\n"},
        "bad-date",
        "mine/rules/all.yaml:6:17",
        ("`2026-02-30`",),
    ),
    "a date in words": (
        {"rules": RULES + "  valid: {from: 1 March}\n"},
        "bad-date",
        "mine/rules/all.yaml:6:17",
        ("`1 March`",),
    ),
    "validity that ends before it begins": (
        {"rules": RULES + "  valid: {from: 2026-02-03, to: 2026-02-02}\n"},
        "ends-before-start",
        "mine/rules/all.yaml:6:10",
        ("2026-02-03", "2026-02-02"),
    ),
    "a case whose answer differs": (
        {"cases": CASE.replace("verdict: prohibited", "verdict: permitted")},
        "case-differs",
        "mine/cases/all.yaml:1:3",
        ("`call`", "permitted", "prohibited"),
    ),
    "a twin whose answer does not differ": (
        {"cases": CASE + TWIN},
        "case-differs",
        "mine/cases/all.yaml:6:3",
        ("`twin`", "`call`"),
    ),
    "a twin of nothing": (
        {"cases": CASE + CASE.replace("call", "other") + "  twin_of: cal\n"},
        "case-unknown",
        "mine/cases/all.yaml:6:3",
        ("`cal`", "`call`"),
    ),
    "a case with an unknown fact": (
        {"cases": CASE.replace("channel:", "chanel:")},
        "fact-unknown",
        "mine/cases/all.yaml:4:11",
        ("`chanel`", "`channel`"),
    ),
    "a case with a list for an answer": (
        {"cases": CASE.replace("phone}", "[phone]}")},
        "one-answer",
        "mine/cases/all.yaml:4:20",
        ("`channel`",),
    ),
    "a case with facts that are none": (
        {"cases": CASE.replace("{channel: phone}", "phone")},
        "not-a-mapping",
        "mine/cases/all.yaml:4:10",
        (),
    ),
    "a rule without source": (
        {"rules": "\n".join(RULES.splitlines()[:-1])},
        "key-missing",
        "mine/rules/all.yaml:1:3",
        ("`source`",),
    ),
    "a source without section": (
        {"rules": RULES.replace(', section: "1"', "")},
        "key-missing",
        "mine/rules/all.yaml:5:11",
        ("`section`",),
    ),
    "unknown document": (
        {"rules": RULES.replace("document: doc", "document: dog")},
        "document-unknown",
        "mine/rules/all.yaml:5:11",
        ("`dog`", "`doc`"),
    ),
    "duplicate key": (
        {"rules": RULES + "  verdict: permitted\n"},
        "key-twice",
        "mine/rules/all.yaml:6:3",
        ("`verdict`", "3"),
    ),
    "unknown key": (
        {"rules": RULES + "  principle: [x]\n"},
        "key-unknown",
        "mine/rules/all.yaml:6:3",
        ("`principle`", "`principles`"),
    ),
    "bad id": (
        {"rules": RULES.replace("no-phone", "No Phone")},
        "not-an-id",
        "mine/rules/all.yaml:1:7",
        ("`No Phone`",),
    ),
    "unknown verdict": (
        {"rules": RULES.replace("prohibited", "forbidden")},
        "not-one-of",
        "mine/rules/all.yaml:3:12",
        ("`forbidden`",),
    ),
    "a verdict that no rule can give": (
        {"rules": RULES.replace("prohibited", "ask_a_human")},
        "not-one-of",
        "mine/rules/all.yaml:3:12",
        ("`ask_a_human`",),
    ),
    "conditional without conditions": (
        {"rules": RULES.replace("prohibited", "conditional")},
        "conditional-without-conditions",
        "mine/rules/all.yaml:1:3",
        ("`no-phone`",),
    ),
    "conditional with an empty list of conditions": (
        {"rules": RULES.replace("prohibited", "conditional") + "  conditions: []\n"},
        "conditional-without-conditions",
        "mine/rules/all.yaml:1:3",
        ("`no-phone`",),
    ),
    "needs approval of nobody": (
        {"rules": RULES.replace("prohibited", "needs_approval")},
        "approval-by-nobody",
        "mine/rules/all.yaml:1:3",
        ("`no-phone`",),
    ),
    "unknown role": (
        {"rules": RULES.replace("prohibited", "needs_approval") + "  approval: bos\n"},
        "text-unknown",
        "mine/rules/all.yaml:6:13",
        ("`bos`", "`boss`"),
    ),
    "range on a choice": (
        {"rules": RULES.replace("phone}", "{above: phone}}")},
        "range-on-choice",
        "mine/rules/all.yaml:2:19",
        ("`channel`",),
    ),
    "unknown comparison": (
        {"rules": RULES.replace("channel: phone", "price: {over: 5}")},
        "comparison-unknown",
        "mine/rules/all.yaml:2:18",
        ("`over`",),
    ),
    "unknown parameter": (
        {"rules": RULES.replace("channel: phone", "price: {above: limit}")},
        "parameter-unknown",
        "mine/rules/all.yaml:2:25",
        ("`limit`",),
    ),
    "setting of an unknown parameter": (
        {"pack": PACK + "settings: {limit: [{from: 2026-01-01, value: 5}]}\n"},
        "parameter-unknown",
        "mine/pack.yaml:9:12",
        ("`limit`",),
    ),
    "empty list": (
        {"rules": RULES.replace("phone}", "[]}")},
        "empty-list",
        "mine/rules/all.yaml:2:19",
        ("`channel`",),
    ),
    "any of nothing": (
        {"rules": RULES.replace("channel: phone", "any: []")},
        "any-not-a-list",
        "mine/rules/all.yaml:2:15",
        (),
    ),
    "when is a word": (
        {"rules": RULES.replace("{channel: phone}", "always")},
        "when-not-a-mapping",
        "mine/rules/all.yaml:2:9",
        (),
    ),
    "too many rows": (
        {"rules": RULES.replace("channel: phone", f"any: [{', '.join(['{channel: phone}'] * 65)}]")},
        "too-many-rows",
        "mine/rules/all.yaml:2:9",
        ("64",),
    ),
    "periods in no certain order": (
        {"rules": RULES.replace("channel: phone", "ended: {above: 1 month, below: 30 days}")},
        "periods-unordered",
        "mine/rules/all.yaml:1:3",
        ("`ended`", "1\u00a0mo", "30\u00a0"),
    ),
    "a parameter in no certain order with a period": (
        {
            "pack": PACK + WAIT,
            "rules": RULES.replace("channel: phone", "ended: {above: 1 month, below: wait}"),
        },
        "periods-unordered",
        "mine/rules/all.yaml:1:3",
        ("`ended`", "1\u00a0mo", "30\u00a0"),
    ),
    "two values of a parameter on one day": (
        {"pack": PACK + TWICE},
        "date-twice",
        "mine/pack.yaml:12:70",
        ("2026-01-01",),
    ),
    "a choice with one answer": (
        {"facts": FACTS.replace("      - {id: mail, label: {fr: Poste, en: Post}}\n", "")},
        "choice-without-values",
        "mine/facts.yaml:2:5",
        (),
    ),
    "bounds the wrong way round": (
        {"facts": FACTS.replace("min: 0, max: 100", "min: 9, max: 1")},
        "bounds-reversed",
        "mine/facts.yaml:10:5",
        ("`price`", "9", "1"),
    ),
    "one more answer for what is no choice": (
        {"facts": FACTS + "extend: {agreed: [{id: maybe, label: {fr: P, en: M}}]}\n"},
        "extend-not-a-choice",
        "mine/facts.yaml:13:10",
        ("`agreed`",),
    ),
    "one more answer that is there already": (
        {"facts": FACTS + "extend: {channel: [{id: mail, label: {fr: P, en: M}}]}\n"},
        "answer-twice",
        "mine/facts.yaml:13:10",
        ("`mail`", "`mine`"),
    ),
    "an act in no group": (
        {"acts": "acts: [{id: call, group: calls, label: {fr: A, en: C}}]"},
        "act-group-unknown",
        "mine/acts.yaml:1:8",
        ("`call`",),
    ),
    "an act that settles no fact": (
        {"acts": ACTS},
        "fact-unknown",
        "mine/acts.yaml:3:56",
        ("`chanel`", "`channel`"),
    ),
    "an act that settles nothing readable": (
        {"acts": ACTS.replace("{chanel: phone}", "phone")},
        "not-a-mapping",
        "mine/acts.yaml:3:55",
        (),
    ),
    "another name than the folder's": (
        {"pack": PACK.replace("mine", "yours")},
        "pack-name",
        "mine/pack.yaml:1:1",
        ("`yours`", "`mine`"),
    ),
    "a pack that uses no pack": (
        {"pack": PACK + "uses: [vocabulari]\n"},
        "pack-unknown",
        "mine/pack.yaml:1:1",
        ("`vocabulari`",),
    ),
    "an anchor": (
        {"rules": RULES.replace("no-phone", "&a no-phone")},
        "alias",
        "mine/rules/all.yaml:1:7",
        ("`&`",),
    ),
    "an alias": ({"rules": RULES.replace("no-phone", "*a")}, "alias", "mine/rules/all.yaml:1:7", ("`*`",)),
    "a tag": (
        {"rules": RULES.replace("no-phone", "!!python/name:os.system x")},
        "tag",
        "mine/rules/all.yaml:1:7",
        ("python/name:os.system",),
    ),
    "two documents": (
        {"rules": RULES + "---\n- {}\n"},
        "several-documents",
        "mine/rules/all.yaml:6:1",
        ("`---`",),
    ),
    "not YAML": ({"rules": RULES.replace("phone}", "phone")}, "not-yaml", "mine/rules/all.yaml:3:10", ()),
    "rules that are no list": ({"rules": "no-phone"}, "not-a-list", "mine/rules/all.yaml:1:1", ()),
}


@pytest.mark.parametrize(("files", "code", "place", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told(
    problems: Read, files: dict[str, str], code: str, place: str, words: tuple[str, ...]
) -> None:
    found = problems(**files)
    assert [(problem.code, str(problem.place)) for problem in found] == [(code, place)], [
        p.line("en") for p in found
    ]
    for lang in ("fr", "en"):
        line = found[0].line(lang)
        assert line.startswith(f"{place}: ")
        for word in words:
            assert word in line
    assert found[0].line("fr") != found[0].line("en")


def test_a_message_in_french_says_nothing_in_english(problems: Read) -> None:
    # Where a message quotes what the engine found, it quotes ids and signs: the same in both.
    (found,) = problems(cases=CASE + TWIN)
    assert "≠ `call`" in found.message.en
    assert "≠ `call`" in found.message.fr
    (found,) = problems(rules=RULES.replace("channel: phone", "ended: {above: 1 month, below: 30 days}"))
    assert "1\u00a0month" in found.message.en
    assert "1\u00a0mois" in found.message.fr


def test_everything_wrong_is_told_at_once(folder: Folder) -> None:
    """The faults of one rule each, all in one pack: as many problems as faults."""
    rules: list[str] = []
    expected: list[tuple[str, str]] = []
    for name, (files, code, _, _) in FAULTS.items():
        # Faults that stop the reading of a file, or that need another file, have tests of their own.
        if set(files) == {"rules"} and code not in {
            "alias",
            "tag",
            "several-documents",
            "not-yaml",
            "not-a-list",
            "id-twice",
            "circular-exceptions",
            "periods-unordered",
        }:
            rules.append(files["rules"].replace("no-phone", f"rule-{len(rules)}"))
            expected.append((name, code))
    with pytest.raises(PackError) as refused:
        load(
            folder(
                rules="".join(rule if rule.endswith("\n") else f"{rule}\n" for rule in rules),
                facts=FACTS.replace("    values:\n", f"    values:\n      - {ANSWER}\n"),
                guidance=GUIDANCE.replace(", en: Ask", ""),
                pack=PACK + "colour: blue\n",
                cases=CASE.replace("channel:", "chanel:") + "  colour: blue\n",
            )
        )
    found = [problem.code for problem in refused.value.problems]
    others = ["key-unknown", "id-twice", "language-missing", "fact-unknown", "key-unknown"]
    # Each fault is told once, and none hides another.
    assert sorted(found) == sorted([code for _, code in expected] + others)
    assert str(refused.value).count("\n") == len(found) - 1
    assert refused.value.lines("fr") != refused.value.lines("en")


def test_a_rule_with_a_bad_id_may_be_an_exception(problems: Read) -> None:
    found = problems(rules=RULES + RULE.replace("other", "Other") + "  exception_to: no-phone\n")
    assert [problem.code for problem in found] == ["not-an-id"]


def test_two_packs_that_define_one_fact(folder: Folder) -> None:
    with pytest.raises(PackError) as refused:
        load(folder("one", pack=PACK.replace("mine", "one")), folder("two"))
    found = refused.value.problems
    assert {problem.code for problem in found} == {"fact-twice"}
    assert [str(problem.place) for problem in found] == [
        f"two/facts.yaml:{line}:5" for line in (2, 9, 10, 11, 12)
    ]
    assert "`one`" in found[0].message.fr
    assert "`uses`" in found[0].help.en


def layered(folder: Folder, floor: str, verdict: str, *, layer: str = "programme") -> list[Path]:
    law = folder("law", pack=PACK.replace("mine", "law").replace("organisation", "law"), rules=RULES + floor)
    lower = folder(
        "lower",
        pack=PACK.replace("mine", "lower").replace("organisation", layer) + "uses: [law]\n",
        rules=RULE.replace("prohibited", verdict) + "  exception_to: no-phone\n",
        facts="facts: []",
    )
    return [law, lower]


@pytest.mark.provision("S2-13")
def test_a_lower_layer_cannot_be_laxer_than_the_law(folder: Folder) -> None:
    with pytest.raises(PackError) as refused:
        load(*layered(folder, "  floor: true\n", "permitted"))
    (found,) = refused.value.problems
    assert found.code == "laxer-than-floor"
    assert str(found.place) == "lower/rules/all.yaml:1:3"
    for lang in ("fr", "en"):
        assert "`other`" in found.message[lang]
        assert "`law/no-phone`" in found.message[lang]


@pytest.mark.provision("S2-13")
@pytest.mark.parametrize(
    ("floor", "verdict", "layer"),
    [
        ("  floor: true\n", "prohibited", "programme"),
        ("", "permitted", "programme"),
        ("  floor: true\n", "permitted", "law"),
    ],
)
def test_a_lower_layer_may_be_as_strict_or_mend_what_is_no_floor(
    folder: Folder, floor: str, verdict: str, layer: str
) -> None:
    load(*layered(folder, floor, verdict, layer=layer))


@pytest.mark.parametrize("name", ["no-such-pack", "./nowhere", Path("/nowhere/at/all")])
def test_a_pack_that_is_nowhere(name: Any) -> None:  # noqa: ANN401 - a name or a path
    with pytest.raises(PackError) as refused:
        load(name)
    assert [problem.code for problem in refused.value.problems] == ["pack-unknown"]


@pytest.mark.provision("S2-13")
def test_a_setting_cannot_make_the_law_laxer(folder: Folder) -> None:
    limit = "parameters: [{id: limit, label: {fr: L, en: L}, values: [{from: 2020-01-01, value: 20}]}]\n"
    law = folder(
        "law",
        pack=PACK.replace("mine", "law").replace("organisation", "law") + limit,
        rules=RULES.replace("channel: phone", "price: {above: limit}") + "  floor: true\n",
    )
    lower = "uses: [law]\nsettings: {limit: [{from: 2020-01-01, value: 90}]}\n"
    with pytest.raises(PackError) as refused:
        load(law, folder(pack=PACK + lower, facts="facts: []", rules="[]"))
    assert [problem.code for problem in refused.value.problems] == ["setting-under-floor"]
