"""The situations of one campaign: numbers that stand for the zones of its columns, and what is answered.

A situation is decided by `decide`, on the facts of the campaign and an answer from the zone of each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import prod

from balise.policy.evaluator import Evaluator, evaluator
from balise.policy.facts import Value
from balise.policy.pack import ACT, Policy
from balise.policy.problems import Problem, SituationError
from balise.policy.screening.answers import Answer
from balise.policy.screening.varying import Varying

Key = tuple[int, ...]
"""A situation by its numbers; one number unless there are very many facts."""

_BIGINT = 2**62
"""What one number holds, with a bit to spare."""


@dataclass(frozen=True, eq=False)
class Situations:
    """`constants` are the facts of the campaign, checked; None says `I don’t know`."""

    policy: Policy
    as_of: date
    constants: Mapping[str, Value | None]
    alive: int
    """The rows of rules that these leave alive."""
    varying: tuple[Varying, ...]

    @property
    def size(self) -> int:
        """How many situations the SQL could tell apart."""
        return prod(each.width for each in self.varying)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the numbers of a situation."""
        count = len(self.packed)
        return ("situation",) if count == 1 else tuple(f"situation_{place}" for place in range(1, count + 1))

    @cached_property
    def packed(self) -> tuple[tuple[Varying, ...], ...]:
        """The varying facts, as many in one number as it holds."""
        parts: list[list[Varying]] = [[]]
        for each in self.varying:
            if prod(other.width for other in (*parts[-1], each)) >= _BIGINT:
                parts.append([])
            parts[-1].append(each)
        return tuple(map(tuple, parts))

    def rows(self, situations: Iterable[Key]) -> Iterator[tuple[int | str | None, ...]]:
        """The table of answers: numbers of a situation, and what is answered to it.

        Situations that leave the same rows of rules alive, and miss the same facts of these, have one answer.
        """
        known: dict[object, tuple[str | None, ...]] = {}
        for key in situations:
            mark = self._mark(self._numbers(key))
            words = known.get(mark)
            if words is None:
                words = known[mark] = self.answer(key).words()
            yield (*key, *words)

    def answer(self, key: Key) -> Answer:
        """What the policy answers to a situation."""
        numbers = self._numbers(key)
        if faults := self._faults(numbers):
            return Answer(None, faults=faults)
        try:
            return Answer(self._evaluator.decide(self._example(numbers)))
        except SituationError as refused:
            return Answer(None, refused.problems)

    def faults(self, key: Key) -> tuple[str, ...]:
        """The facts whose cell holds no answer."""
        return self._faults(self._numbers(key))

    def facts_of(self, cells: Sequence[object]) -> dict[str, object]:
        """The facts of one row, by the cells of its columns, as `decide` takes them."""
        read = {each.fact.id: each.value(cell) for each, cell in zip(self.varying, cells, strict=True)}
        return {**self.constants, **read}

    def problems(self, key: Key, cells: Sequence[object]) -> tuple[Problem, ...]:
        """What is wrong in a row of this situation, of which nothing was decided."""
        faults = self.faults(key)
        if not faults:
            return self.answer(key).problems
        return tuple(
            each.problem(cell, self.as_of)
            for each, cell in zip(self.varying, cells, strict=True)
            if each.fact.id in faults
        )

    def _numbers(self, key: Key) -> list[int]:
        """The number of the zone of each varying fact."""
        found = []
        for number, widths in zip(key, self._widths, strict=True):
            rest = number
            for width in widths:
                rest, place = divmod(rest, width)
                found.append(place)
        return found

    def _mark(self, numbers: list[int]) -> object:
        """What an answer depends on: an act settles facts, and a cell at fault prevents everything."""
        alive = self.alive
        faults, missing = self._faults(numbers), []
        for name, masks, mentions, number in zip(*self._row_sets, numbers, strict=True):
            if number < len(masks):
                alive &= masks[number]
                if masks[number] == -1:
                    missing.append((name, mentions))
        act = tuple(number for name, number in zip(self._row_sets[0], numbers, strict=True) if name == ACT)
        return faults or (act, alive, tuple(name for name, mentions in missing if mentions & alive))

    def _faults(self, numbers: list[int]) -> tuple[str, ...]:
        return tuple(
            name
            for (name, examples), number in zip(self._columns, numbers, strict=True)
            if number == len(examples)
        )

    def _example(self, numbers: list[int]) -> dict[str, Value | None]:
        """The facts of the campaign, and an answer from the zone of each column. Missing facts are left out,
        but for those that the act would settle.
        """
        found = dict(self.constants)
        for (name, examples), number in zip(self._columns, numbers, strict=True):
            value = examples[number]
            if value is not None or name in self._settled_by_acts:
                found[name] = value
        return found

    @cached_property
    def _evaluator(self) -> Evaluator:
        return evaluator(self.policy, self.as_of)

    @cached_property
    def _row_sets(self) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...], tuple[int, ...]]:
        """For each varying fact its name, the rows that each zone leaves alive (-1, all of them, when nothing
        is known), and the rows that mention it.
        """
        compiled = self._evaluator.compiled
        names = tuple(each.fact.id for each in self.varying)
        masks = (
            tuple(
                -1 if zone.missing else compiled.masks[each.fact.id][zone.regions[0]] for zone in each.zones
            )
            for each in self.varying
        )
        return names, tuple(masks), tuple(compiled.mentions[name] for name in names)

    @cached_property
    def _columns(self) -> tuple[tuple[str, tuple[Value | None, ...]], ...]:
        return tuple((each.fact.id, each.examples) for each in self.varying)

    @cached_property
    def _widths(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(each.width for each in part) for part in self.packed)

    @cached_property
    def _settled_by_acts(self) -> set[str]:
        return {name for act in self.policy.acts.values() for name in act.sets}
