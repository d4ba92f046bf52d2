"""The same screening in another database, PostgreSQL or Spark, when one machine is too small."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from balise.policy.screening.plan import Plan


def elsewhere(
    plan: Plan, run: Callable[[str], Iterable[Sequence[Any]]], source: str, keep: Sequence[str]
) -> str:
    """The query that gives each row of `source` its answer, beside the columns to keep.

    `run` runs a query there and returns its rows: the words of columns of text, then the situations that the
    list holds. These are decided here, and come along in the query as constants.
    """
    words = {
        fact: [word for (word,) in run(f"WITH {plan.words_sql()} {query}")]
        for fact, query in plan.unread_sql(source).items()
    }
    known = plan.read(words)
    held = run(f"WITH {known.words_sql()} {known.situations_sql(source)}")
    return known.sql(source, keep, [tuple(key) for *key, _ in held])
