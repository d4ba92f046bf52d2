"""Random policies and situations. A policy is drawn as the text of its packs, so that it is loaded, too.

Small on purpose (a handful of facts, of constants and of rules): it is in small worlds that rules meet one
another, and that the reference evaluator can try everything.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import strategies as st

from balise.policy import Policy, load
from balise.policy.measures import parse_period
from balise.policy.verdict import SCALE

Data = dict[str, Any]
Packs = dict[str, dict[str, Any]]
"""The content of each file of each pack."""

CONSTANTS: Mapping[str, tuple[Any, ...]] = {
    "number": (5, 10, 10.01),
    "duration": ("30 min", "1 h", "90 min"),
    "date_difference": ("1 d", "2 d", "6 months", "1 year"),
}
PARAMETERS = {"number": "limit", "duration": "length", "date_difference": "wait"}
DAYS = (date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 31))
COMPARISONS = ("below", "at_most", "above", "at_least")
TYPES = ("boolean", "choice", "number", "duration", "date_difference")
LAYERS = ("law", "regulator", "organisation", "programme")


def said(words: str) -> Data:
    return {"fr": f"{words} (fr)", "en": f"{words} (en)"}


def bare_pack(name: str, layer: str = "organisation", **more: object) -> Data:
    """The least that a `pack.yaml` must say."""
    return {
        "pack": name,
        "version": "1",
        "layer": layer,
        "title": said(name),
        "summary": said("s"),
        "audience": said("a"),
        "documents": [{"id": "doc", "title": said("d"), "publisher": said("p")}],
        **more,
    }


def bare_rule(name: str, verdict: str, when: Data, **more: object) -> Data:
    """The least that a rule must say."""
    needs = {"conditional": {"conditions": ["c"]}, "needs_approval": {"approval": ["r"]}}.get(verdict, {})
    return {
        "id": name,
        "when": when,
        "verdict": verdict,
        "because": said(name),
        "source": {"document": "doc", "section": "1"},
        **needs,
        **more,
    }


def bare_fact(name: str, kind: str, **more: object) -> Data:
    """The least that a fact must say."""
    return {"id": name, "type": kind, "label": said(name), "question": said(name), **more}


GUIDANCE: Data = {"conditions": [{"id": "c", "text": said("c")}], "roles": [{"id": "r", "label": said("r")}]}


@dataclass(frozen=True)
class World:
    """A policy, the texts it was read from, and a situation on a day."""

    packs: Packs
    policy: Policy = field(repr=False)
    facts: Data
    day: date


def write(packs: Packs, folder: Path) -> list[Path]:
    """Put packs on the disk; returns their folders."""
    for name, files in packs.items():
        for file, content in files.items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dumped(content), encoding="utf-8")
    return [folder / name for name in packs]


def dumped(content: object) -> str:
    """The YAML of it, by libyaml where it is there: many files are written."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False))


@contextmanager
def written(packs: Packs) -> Iterator[list[Path]]:
    """The folders of packs, for as long as they are needed."""
    with TemporaryDirectory() as folder:
        yield write(packs, Path(folder))


def loaded(packs: Packs) -> Policy:
    """The policy that the text of these packs makes."""
    with written(packs) as folders:
        return load(*folders)


@st.composite
def facts(draw: st.DrawFn) -> list[Data]:
    found = []
    for index in range(draw(st.integers(2, 4))):
        kind = draw(st.sampled_from(TYPES))
        more: Data = {"changeable": draw(st.booleans())} if draw(st.booleans()) else {}
        if kind == "choice":
            more["values"] = [{"id": f"v{k}", "label": said(f"v{k}")} for k in range(draw(st.integers(2, 3)))]
        if kind == "number":
            more |= draw(st.sampled_from(({}, {"min": 0}, {"min": 5, "max": 10}, {"max": 10})))
        found.append(bare_fact(f"f{index}", kind, **more))
    return found


def answers(fact: Data) -> list[str]:
    return [answer["id"] for answer in fact["values"]]


@st.composite
def tests(draw: st.DrawFn, fact: Data) -> Any:  # noqa: ANN401 - whatever may stand after `fact:`
    """What may stand after the name of this fact in `when`."""
    kind = fact["type"]
    if kind == "boolean":
        value = draw(st.booleans())
        return draw(st.sampled_from([value, {"not": value}]))
    if kind == "choice":
        named = st.sampled_from(answers(fact))
        some = draw(st.one_of(named, st.lists(named, min_size=1)))
        return draw(st.sampled_from((some, {"not": some})))
    constants = st.sampled_from(CONSTANTS[kind])
    limits = st.one_of(constants, constants, st.just(PARAMETERS[kind]))
    return draw(
        st.one_of(
            constants,
            st.lists(constants, min_size=1, max_size=2),
            st.builds(lambda value: {"not": value}, constants),
            st.dictionaries(st.sampled_from(COMPARISONS), limits, min_size=1, max_size=2),
        )
    )


@st.composite
def whens(draw: st.DrawFn, known: list[Data], least: int = 0, *, nested: bool = True) -> Data:
    chosen = draw(
        st.lists(st.sampled_from(known), min_size=least, max_size=3, unique_by=lambda fact: fact["id"])
    )
    found: Data = {fact["id"]: draw(tests(fact)) for fact in chosen}
    if nested and draw(st.integers(0, 3)) == 0:
        found["any"] = draw(st.lists(whens(known, 1, nested=False), min_size=1, max_size=2))
    return found


@st.composite
def rules(draw: st.DrawFn, known: list[Data], pack: str, count: int) -> list[Data]:
    found = []
    for index in range(count):
        verdict = draw(st.sampled_from(SCALE)).value
        rule = bare_rule(f"r{index}", verdict, draw(whens(known)))
        rule |= draw(
            st.sampled_from(({}, {}, {"valid": {"from": "2025-01-01"}}, {"valid": {"to": "2025-12-31"}}))
        )
        # Only rules further down are exceptions, so that none is one of its own.
        later = [f"{pack}/r{other}" for other in range(index + 1, count)]
        if draw(st.booleans()) and later:
            rule["yields_to"] = draw(st.lists(st.sampled_from(later), min_size=1, max_size=2, unique=True))
        found.append(rule)
    return found


def dated(values: tuple[Any, ...]) -> st.SearchStrategy[list[Data]]:
    days = st.sampled_from(("2024-01-01", "2025-01-01", "2026-01-01"))
    entries = st.builds(lambda day, value: {"from": day, "value": value}, days, st.sampled_from(values))
    return st.lists(entries, min_size=1, max_size=2, unique_by=lambda entry: entry["from"])


@st.composite
def packs(draw: st.DrawFn) -> Packs:
    """One pack or two, the second below the first: facts, acts or none, parameters, exceptions, floors."""
    known = draw(facts())
    files: dict[str, Any] = {"guidance.yaml": GUIDANCE}
    if draw(st.booleans()):
        acts = [{"id": f"a{k}", "group": "g", "label": said(f"a{k}")} for k in range(2)]
        if draw(st.booleans()):
            settled = draw(st.sampled_from(known))
            acts[0]["sets"] = {settled["id"]: draw(written_values(settled))}
        files["acts.yaml"] = {"groups": [{"id": "g", "label": said("g")}], "acts": acts}
        mentionable = [*known, {"id": "act", "type": "choice", "values": acts}]
    else:
        mentionable = known
    parameters = [
        {"id": name, "label": said(name), "type": kind, "values": draw(dated(CONSTANTS[kind]))}
        for kind, name in PARAMETERS.items()
    ]
    impossible = [
        {"when": draw(whens(mentionable, 1, nested=False)), "because": said("no")}
        for _ in range(draw(st.integers(0, 2)))
    ]
    files["facts.yaml"] = {"facts": known, "impossible": impossible}
    top, low = sorted(
        draw(st.lists(st.sampled_from(LAYERS), min_size=2, max_size=2, unique=True)), key=LAYERS.index
    )
    files["pack.yaml"] = bare_pack("upper", top, parameters=parameters)
    upper = draw(rules(mentionable, "upper", draw(st.integers(1, 4))))
    files["rules/all.yaml"] = upper
    found = {"upper": files}
    if draw(st.booleans()):
        lower = draw(rules(mentionable, "lower", draw(st.integers(1, 3))))
        for rule in lower:
            if draw(st.booleans()):
                excepted = draw(st.sampled_from(upper))
                rule["exception_to"] = f"upper/{excepted['id']}"
        for rule in upper:
            exceptions = [
                each["verdict"] for each in lower if each.get("exception_to") == f"upper/{rule['id']}"
            ]
            rule["floor"] = all(SCALE.index(each) >= SCALE.index(rule["verdict"]) for each in exceptions)
        found["lower"] = {
            "pack.yaml": bare_pack("lower", low, uses=["upper"]),
            "guidance.yaml": GUIDANCE,
            "rules/all.yaml": lower,
        }
    return found


def written_values(fact: Data) -> st.SearchStrategy[Any]:
    """Answers that a pack may write for a fact, at the constants and just beside them."""
    match fact["type"]:
        case "boolean":
            return st.booleans()
        case "choice":
            return st.sampled_from(answers(fact))
        case "number":
            near = {float(value) + step for value in CONSTANTS["number"] for step in (0, -0.01, 0.01)}
            least, most = fact.get("min", -1), fact.get("max", 100)
            return st.sampled_from(
                [value for value in sorted({round(x, 2) for x in near}) if least <= value <= most]
            )
        case "duration":
            return st.sampled_from(
                ("0 min", "29 min", "30 min", "59.9 min", "60 min", "90 min", "2 h", "1 d")
            )
        case _:
            return st.sampled_from(
                ("0 d", "1 d", "2 d", "3 d", "5 months", "6 months", "7 months", "12 months", "2 years")
            )


def values(fact: Data, day: date) -> st.SearchStrategy[Any]:
    """Answers that a program or a person may give: exact decimals and dates as well."""
    if fact["type"] == "number":
        return st.one_of(written_values(fact), written_values(fact).map(lambda value: Decimal(str(value))))
    if fact["type"] == "date_difference":
        return st.one_of(written_values(fact), dates_near(day))
    return written_values(fact)


def dates_near(day: date) -> st.SearchStrategy[date]:
    """Days from which the constant periods end on this day, or a day or two beside it."""
    starts = set()
    for words in CONSTANTS["date_difference"]:
        period = parse_period(words)
        assert period is not None
        for back in range(400):
            start = day - timedelta(days=back)
            if abs((period.after(start) - day).days) <= 1:
                starts.add(start)
    return st.sampled_from(sorted(starts))


@st.composite
def situations(draw: st.DrawFn, drawn: Packs, day: date, *, complete: bool = False) -> Data:
    """Answers to some of the facts: a value, `I don't know`, or nothing at all."""
    upper = drawn["upper"]
    known = list(upper["facts.yaml"]["facts"])
    if "acts.yaml" in upper:
        known.append({"id": "act", "type": "choice", "values": upper["acts.yaml"]["acts"]})
    found = {}
    for fact in draw(st.permutations(known)):
        # The act is asked first, so it is seldom missing.
        missing = not complete and draw(st.integers(0, 9 if fact["id"] == "act" else 2)) == 0
        if not missing:
            found[fact["id"]] = draw(values(fact, day))
        elif draw(st.booleans()):
            found[fact["id"]] = None
    return found


@st.composite
def worlds(draw: st.DrawFn, *, complete: bool = False) -> World:
    """A policy and a situation on a day."""
    drawn = draw(packs())
    day = draw(st.sampled_from(DAYS))
    return World(drawn, loaded(drawn), draw(situations(drawn, day, complete=complete)), day)
