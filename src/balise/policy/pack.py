"""A pack, one policy as text; and a `Policy`, the packs that answer together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from balise.policy.facts import Fact, Value
from balise.policy.problems import Place
from balise.policy.rules import Guidance, GuidanceKind, Impossible, Parameter, Rule, Source
from balise.policy.text import Text
from balise.policy.verdict import Verdict

ACT = "act"
"""The fact whose answers are the acts of all packs."""


class Layer(StrEnum):
    """Whose policy it is, from the top down."""

    LAW = "law"
    REGULATOR = "regulator"
    ORGANISATION = "organisation"
    PROGRAMME = "programme"

    @property
    def depth(self) -> int:
        """0 for the law, more further down."""
        return list(Layer).index(self)


@dataclass(frozen=True, slots=True)
class Document:
    """What the rules cite."""

    id: str
    title: Text
    publisher: Text
    date: date | None


@dataclass(frozen=True, slots=True)
class ActGroup:
    """A heading under which acts are filed."""

    id: str
    label: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What someone may want to do: a card, the words people type for it, and the facts it settles."""

    id: str
    pack: str
    group: str
    label: Text
    hint: Text | None
    synonyms: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, Value | None]
    place: Place


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is said when no rule of this pack speaks."""

    because: Text
    source: Source
    approval: tuple[str, ...]
    principles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnexItem:
    """One entry of an annex."""

    id: str
    group: str
    text: Text
    sources: tuple[str, ...]
    seen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """A document attached to a pack, with a version of its own."""

    id: str
    pack: str
    version: str
    title: Text
    introduction: Text
    groups: tuple[ActGroup, ...]
    items: tuple[AnnexItem, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One policy as files, read. `folder` is where it was read from."""

    id: str
    version: str
    layer: Layer
    title: Text
    summary: Text
    audience: Text
    mission: Text | None
    uses: tuple[str, ...]
    folder: str
    place: Place
    documents: Mapping[str, Document] = field(default_factory=dict)
    otherwise: Otherwise | None = None
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case says the answer must be. Only `verdict` is required; lists name things that must be among
    those shown.
    """

    verdict: Verdict
    rules: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    guidance: Mapping[GuidanceKind, tuple[str, ...]] = field(default_factory=dict)
    approval: tuple[str, ...] = ()
    asks: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example: a situation and its expected answer. `twin_of` names the case it differs from."""

    id: str
    pack: str
    title: Text
    facts: Mapping[str, object]
    as_of: date
    expect: Expectation
    place: Place
    provisions: tuple[str, ...] = ()
    twin_of: str | None = None
    same: bool = False
    """Whether this twin must have the answer of its model."""


@dataclass(frozen=True, eq=False)
class Policy:
    """Packs that answer together, linked and free of problems. Build one with `load`."""

    packs: Mapping[str, Pack]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    guidance: Mapping[GuidanceKind, Mapping[str, Guidance]]
    impossible: tuple[Impossible, ...]
    parameters: Mapping[str, Parameter]
    groups: Mapping[str, ActGroup]
    acts: Mapping[str, Act]
    same_words: Mapping[str, str] = field(default_factory=dict)
    """Words that people type for one another, folded: each with the one that stands for all."""
    cases: tuple[Case, ...] = ()
    memo: dict[date, Any] = field(default_factory=dict, repr=False)
    """What the evaluator keeps for each day it was asked about."""

    @cached_property
    def changes_on(self) -> tuple[date, ...]:
        """The days on which a rule or a parameter begins or ends, in order."""
        days = {dated.start for parameter in self.parameters.values() for dated in parameter.values}
        for rule in self.rules.values():
            if rule.valid.start:
                days.add(rule.valid.start)
            if rule.valid.end and rule.valid.end < date.max:
                days.add(date.fromordinal(rule.valid.end.toordinal() + 1))
        return tuple(sorted(days))

    def building_on(self, pack: str) -> set[str]:
        """This pack and those that use it, directly or through others."""
        found = {pack}
        while more := {each.id for each in self.packs.values() if found.intersection(each.uses)} - found:
            found |= more
        return found
