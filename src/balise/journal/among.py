"""Any of many keys, asked for with one parameter: `filter(client__among=keys)`.

Django's `in` has a parameter for each key: SQLite takes no more than 999 of them everywhere, and to write
them into a statement takes PostgreSQL's driver longer than the answer. Here they are one JSON text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection as default
from django.db.models import Lookup

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """Of numbers and of text; no keys, no rows."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str | int]]:
        if not self.rhs:
            raise EmptyResultSet
        column, own = self.process_lhs(compiler, connection)
        words, keys = one_of(column, self.rhs)
        return words, [*own, keys]


def one_of(column: str, keys: Collection[int] | Collection[str]) -> tuple[str, str]:
    """The condition that a column has one of these keys, for SQL of one's own, and its one parameter."""
    told = json.dumps(list(keys))
    if default.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", told  # noqa: S608  a name of the house
    kind = "text" if any(isinstance(key, str) for key in keys) else "bigint"
    return f"{column} = ANY(ARRAY(SELECT json_array_elements_text(%s)::{kind}))", told
