"""A plan: one campaign's policy as portable SQL.

The facts that are the same for the whole campaign are folded in; of each other fact the SQL keeps the number
of its zone. The numbers of all facts together are one integer, the *situation*. There are few, however many
rows there are: each is decided once, and the answers are joined back to the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import prod

from balise.policy.evaluator import evaluator
from balise.policy.facts import Value
from balise.policy.pack import ACT, Policy
from balise.policy.problems import Place, Problem, SituationError, quoted, suggestion
from balise.policy.screening import sql
from balise.policy.screening.answers import COLUMNS
from balise.policy.screening.cells import Reading
from balise.policy.screening.columns import Column, Kind, misfit
from balise.policy.screening.situations import Key, Situations
from balise.policy.screening.varying import Varying, varying_of
from balise.policy.screening.zones import zones_of
from balise.policy.situation import check_facts

WORDS = ("fact", "word", "zone")
"""The columns of the table of words."""

_INTEGER = 2**31
"""Numbers from here on are no `INTEGER`."""


@dataclass(frozen=True, eq=False)
class Plan(Situations):
    """Made by `plan`. It tells situations apart in SQL, and `Situations` what they mean."""

    prefix: str = ""
    """What the names of its two tables begin with: `words`, and `answers`."""

    @property
    def words_table(self) -> str:
        """The table of the texts that were read, as SQL names it."""
        return sql.name(f"{self.prefix}words")

    @property
    def answers_table(self) -> str:
        """The table of the answers to situations, as SQL names it."""
        return sql.name(f"{self.prefix}answers")

    # The SQL. `source` is what stands after FROM: a table, a view, a query in brackets. The two tables are
    # expected beside it, unless the text brings them along (`sql`).

    def keys_sql(self, source: str, keep: Sequence[str] = ()) -> str:
        """Each row of the list with its situation, and the columns to keep."""
        columns = [f"s.{sql.name(column)}" for column in keep]
        columns += [
            f"{self._number(part)} AS {name}" for name, part in zip(self.keys, self.packed, strict=True)
        ]
        joins = "".join(map(self._join, self._texts))
        return f"SELECT {', '.join(columns)} FROM {source} AS s{joins}"

    def situations_sql(self, source: str) -> str:
        """The situations that the list holds, each with the number of its rows."""
        keys = ", ".join(self.keys)
        return f"SELECT {keys}, COUNT(*) AS rows_held FROM ({self.keys_sql(source)}) AS k GROUP BY {keys}"

    def answers_sql(self, source: str, keep: Sequence[str]) -> str:
        """Each row with its situation and what the table of answers says of it."""
        kept = [f"k.{sql.name(column)}" for column in keep]
        told = [f"k.{key}" for key in self.keys] + [f"a.{column}" for column in COLUMNS]
        same = " AND ".join(f"a.{key} = k.{key}" for key in self.keys)
        return (
            f"SELECT {', '.join([*kept, *told])} FROM ({self.keys_sql(source, keep)}) AS k "
            f"LEFT JOIN {self.answers_table} AS a ON {same}"
        )

    def unread_sql(self, source: str) -> Mapping[str, str]:
        """For each fact in a column of text: the query for the words of that column that were not read."""
        found = {}
        for each in self._texts:
            cell = f"s.{sql.name(each.column.name)}"
            found[each.fact.id] = (
                f"SELECT DISTINCT {cell} AS word FROM {source} AS s{self._join(each)} "
                f"WHERE {self._alias(each)}.zone IS NULL AND {cell} IS NOT NULL"
            )
        return found

    def sql(self, source: str, keep: Sequence[str], situations: Iterable[Key]) -> str:
        """The whole screening as one text that needs nothing but the list: each row with its answer.

        `situations` are those that the list holds (`situations_sql`). A row in any other has no verdict.
        """
        # Numbers that no row has, so that a list without rows has a table, too.
        nothing = (*(-1 for _ in self.keys), *(None for _ in COLUMNS))
        answers = [nothing, *self.rows(situations)]
        brought = sql.table(self.answers_table, (*self.keys, *COLUMNS), answers)
        return f"WITH {self.words_sql()}, {brought} {self.answers_sql(source, keep)}"

    def words_sql(self) -> str:
        """The table of words, to stand after WITH."""
        return sql.table(self.words_table, WORDS, [("", "", -1), *self.words()])

    def words(self) -> Iterator[tuple[str, str, int]]:
        """The texts that were read: fact, text, and number of the zone."""
        for each in self._texts:
            for word, number in each.words.items():
                yield each.fact.id, word, number

    def read(self, words: Mapping[str, Iterable[str]]) -> Plan:
        """The plan that knows those of these texts, too, that are answers."""
        varying = []
        for each in self.varying:
            found = {word: each.read(word, self.as_of) for word in words.get(each.fact.id, ())}
            known = {word: number for word, number in found.items() if number is not None}
            varying.append(replace(each, words={**each.words, **known}))
        return replace(self, varying=tuple(varying))

    def faults_sql(self) -> dict[str, str]:
        """For each fact in a column of text: the condition, on a situation, that its cell holds no answer."""
        found = {}
        for name, part in zip(self.keys, self.packed, strict=True):
            step = 1
            for each in part:
                if each in self._texts:
                    found[each.fact.id] = f"MOD({name}, {step * each.width}) >= {step * each.fault}"
                step *= each.width
        return found

    @cached_property
    def _texts(self) -> tuple[Varying, ...]:
        return tuple(each for each in self.varying if each.column.kind is Kind.TEXT)

    def _number(self, part: tuple[Varying, ...]) -> str:
        """The SQL that puts the zones of these facts into one number."""
        wide = prod(each.width for each in part) >= _INTEGER
        terms = ["0"]
        step = 1
        for each in part:
            terms.append(f"{f'CAST({step} AS BIGINT)' if wide else step} * {self._zone(each)}")
            step *= each.width
        return " + ".join(terms)

    def _zone(self, each: Varying) -> str:
        cell = f"s.{sql.name(each.column.name)}"
        if each.column.kind is Kind.TEXT:
            unread = sql.case([(f"{cell} IS NULL", each.missing)], each.fault)
            return f"COALESCE({self._alias(each)}.zone, {unread})"
        reading = Reading(each.domain, each.zone_of, each.missing, each.fault, self.as_of)
        return reading.expression(each.column.kind, cell)

    def _join(self, each: Varying) -> str:
        """The words that were read, beside their column. Each is there once, so that no row is doubled."""
        alias, cell = self._alias(each), f"s.{sql.name(each.column.name)}"
        fact = sql.text(each.fact.id)
        return f" LEFT JOIN {self.words_table} AS {alias} ON {alias}.fact = {fact} AND {alias}.word = {cell}"

    def _alias(self, each: Varying) -> str:
        return f"w{self._texts.index(each) + 1}"


def plan(
    policy: Policy,
    constants: Mapping[str, object],
    columns: Mapping[str, Column],
    as_of: date | None = None,
) -> Plan:
    """How to screen lists with these columns on the day of the act (`as_of`, today when left out).

    `constants` are the facts that are the same for the whole campaign, as `decide` takes them; `columns` say
    where the others stand. An empty cell is a missing fact, also where the act would settle it. Raises
    `SituationError` with all problems at once.
    """
    day = as_of or date.today()  # noqa: DTZ011  the caller's own day, when none is given
    problems = list(_problems(policy, constants, columns))
    checked: dict[str, Value | None] = {}
    try:
        checked = check_facts(policy.facts, constants, day)
    except SituationError as refused:
        problems += refused.problems
    if problems:
        raise SituationError(problems)
    compiled = evaluator(policy, day).compiled
    act = policy.acts.get(str(checked.get(ACT)))
    known = {**(act.sets if act else {}), **checked}
    fixed = compiled.regions({name: value for name, value in known.items() if name not in columns}, day)
    varying = (
        varying_of(compiled.domains[name], column, zones_of(compiled, fixed, name, day), day)
        for name, column in columns.items()
    )
    return Plan(policy, day, checked, compiled.alive(fixed), tuple(varying))


def _problems(
    policy: Policy, constants: Mapping[str, object], columns: Mapping[str, Column]
) -> Iterator[Problem]:
    for name, column in columns.items():
        fact = policy.facts.get(name)
        if fact is None:
            values = {"fact": quoted(name), "suggestion": suggestion(quoted(name), policy.facts)}
            yield Problem("fact-unknown", Place("columns"), values)
        elif name in constants:
            yield Problem("fact-in-column", Place("columns"), {"fact": name, "column": quoted(column.name)})
        elif problem := misfit(fact, column):
            yield problem
