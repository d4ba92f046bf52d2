"""The decided list as tables: who may be written to, who not and why, and the doubles."""

from __future__ import annotations

import csv
import io
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.lists.fields import fields
from balise.outreach.offline import outputs, tables
from balise.outreach.offline.wording import Told, told
from balise.outreach.screening.judging import STRICTNESS
from balise.outreach.words import Audience
from balise.policy.screening import sql
from balise.policy.screening.result import REACHED
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import duckdb

    from balise.outreach.lists.addressees import Joined
    from balise.outreach.offline.campaign_file import CampaignFile
    from balise.outreach.offline.deciding import Decided
    from balise.policy import Lang

HELD = ("no_address", "refused", "no_export", "not_carried")
"""Why someone is not written to though a rule would allow it; the first that applies is told."""

_STRICTEST = """
CREATE TABLE strictest AS
SELECT f.number, f.nobody, d.* EXCLUDE (id),
    BOOL_OR(f.consent = 'refused') OVER (PARTITION BY f.number) AS refused
FROM decided AS d JOIN facing AS f USING (id)
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY f.number ORDER BY LIST_POSITION([{mild_first}], COALESCE(d.verdict, '')) DESC
) = 1
"""
"""Of everyone whom an addressee may be, who is answered most strictly."""

_ANSWERED = """
CREATE TABLE answered AS
SELECT {shown}, s.* EXCLUDE (number, nobody, refused, verdict, reason),
    s.verdict AS word, t.verdict, t.reason, t.source, t.advice, t.conditions,
    COALESCE(s.verdict IN ({reached}), FALSE) AS may,
    CASE WHEN NOT p.reachable THEN 'no_address'
        WHEN s.refused THEN 'refused'
        WHEN {nothing_known} THEN 'no_export'
        WHEN s.nobody AND {uncarried} > 0 THEN 'not_carried' END AS held
FROM strictest AS s JOIN people AS p USING (number) JOIN told AS t USING ({keys})
"""

_FILES = {
    outputs.ALLOWED: ("may AND held IS NULL", ("verdict", "reason", "conditions")),
    outputs.REFUSED: ("NOT may OR held IS NOT NULL", ("verdict", "reason", "source", "advice")),
}
"""Which rows stand in each, and what is said of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many addressees: in each file, held back (`HELD`), by verdict (empty: nothing could be decided); of
    how many each rule speaks, each alternative is proposed, each fact is missing.
    """

    files: Mapping[str, int]
    held: Mapping[str, int]
    verdicts: Mapping[str, int]
    reasons: Mapping[str, int]
    instead: Mapping[str, int]
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tables:
    """Writes who is allowed and who is refused into `folder`; `work` holds what comes between."""

    decided: Decided
    campaign: CampaignFile
    folder: Path
    work: Path
    lang: Lang
    exported: bool
    """Whether there was an export of consents: without one, no person is written to, whatever is allowed."""

    def write(self) -> Found:
        """Return how many addressees there are of each kind."""
        self._answer()
        for name, (condition, more) in _FILES.items():
            self._copy(name, condition, more)
        return Found(
            files={name: sum(self._counted("may", how).values()) for name, (how, _) in _FILES.items()},
            held=self._counted("held", "may AND held IS NOT NULL"),
            verdicts=self._counted("COALESCE(word, '')"),
            reasons=self._listed("reasons"),
            instead=self._listed("instead"),
            missing=self._listed("facts"),
        )

    @property
    def _may_do_without(self) -> bool:
        return self.exported or self.campaign.audience is Audience.ORGANISATIONS

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self.decided.result.connection

    def _answer(self) -> None:
        """Put the words of its answer beside each row."""
        connection, plan = self._connection, self.decided.result.plan
        keys = ", ".join(plan.keys)
        situations = connection.execute(f"SELECT {keys} FROM {plan.answers_table}").fetchall()  # noqa: S608  names of ours
        columns = dict.fromkeys(plan.keys, tables.NUMBER) | dict.fromkeys(Told._fields, tables.TEXT)
        rows = ((*key, *told(plan.answer(tuple(key)), self.lang)) for key in situations)
        tables.load(connection, self.work, "told", columns, rows)
        mild_first = ", ".join(
            sql.text(verdict) for verdict in sorted(STRICTNESS, key=STRICTNESS.__getitem__)
        )
        connection.execute(_STRICTEST.format(mild_first=mild_first))
        connection.execute(
            _ANSWERED.format(
                shown=", ".join(f"p.{sql.name(column)}" for column in ("number", *IDENTIFYING)),
                reached=", ".join(sql.text(verdict) for verdict in REACHED),
                nothing_known="FALSE" if self._may_do_without else "TRUE",
                uncarried=self.decided.uncarried,
                keys=keys,
            )
        )
        channel = t(f"outreach.means.{self.campaign.channel}", self.lang)
        for code in HELD:
            words = [
                t("offline.held_back", self.lang),
                t(f"offline.held.{code}.reason", self.lang, channel=channel),
                t(f"offline.held.{code}.advice", self.lang),
            ]
            connection.execute(
                "UPDATE answered SET verdict = ?, reason = ?, source = NULL, advice = ? "
                "WHERE may AND held = ?",
                [*words, code],
            )

    def _counted(self, what: str, condition: str = "TRUE") -> dict[str, int]:
        found = self._connection.execute(
            f"SELECT {what} AS what, COUNT(*) FROM answered WHERE {condition} "  # noqa: S608  names of ours
            "GROUP BY what ORDER BY 2 DESC, 1"
        )
        return dict(found.fetchall())

    def _listed(self, column: str) -> dict[str, int]:
        """The addressees for each word of a column that holds several."""
        found = self._connection.execute(
            f"SELECT what, COUNT(*) FROM (SELECT UNNEST(string_split({column}, ' ')) AS what FROM answered) "  # noqa: S608  a name of ours
            "WHERE what <> '' GROUP BY what ORDER BY 2 DESC, 1"
        )
        return dict(found.fetchall())

    def _copy(self, name: str, condition: str, more: Sequence[str]) -> None:
        """Write the rows for which this holds, in the order of the list."""
        columns = ", ".join(sql.name(column) for column in ("number", *IDENTIFYING, *more))
        copied = self.work / name
        self._connection.execute(
            f"COPY (SELECT {columns} FROM answered WHERE {condition} ORDER BY number) "  # noqa: S608  names of ours
            f"TO {sql.text(str(copied))} "
            f"(FORMAT csv, HEADER false, DELIMITER '{_separator(self.lang)}', FORCE_QUOTE *)"
        )
        labels = fields()
        headers = [
            labels[each].label[self.lang] if each in labels else t(f"offline.column.{each}", self.lang)
            for each in ("row", *IDENTIFYING, *more)
        ]
        with _table(self.folder / name, headers, self.lang) as out, copied.open("rb") as rows:
            shutil.copyfileobj(rows, out)
        copied.unlink()


def write_doubles(joined: Iterable[Joined], file: Path, lang: Lang) -> None:
    """Each row that says the same person as an earlier one."""
    with _table(file, [t(f"offline.column.{name}", lang) for name in ("row", "into", "by")], lang) as out:
        for each in joined:
            out.write(_line([str(each.row), str(each.into), each.by.label[lang]], lang))


def _table(file: Path, headers: Sequence[str], lang: Lang) -> BinaryIO:
    """A file of text that spreadsheets open by a click, with its headers; nobody else on this machine may
    read it.
    """
    out = open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115  the caller closes it
    out.write(b"\xef\xbb\xbf" + _line(headers, lang))
    return out


def _line(cells: Sequence[str], lang: Lang) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=_separator(lang), quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()


def _separator(lang: Lang) -> str:
    return ";" if lang == "fr" else ","  # what Excel expects to open a CSV by a click
