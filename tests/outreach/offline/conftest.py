"""A campaign file, an export of consents, and a list, as files; and what screening them leaves."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from balise.outreach.offline import campaign_file, consents
from balise.outreach.offline.commands import screen_file
from balise.people.imports import delimited
from balise.people.imports.shapes import Format
from balise.policy import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from balise.journal.commands import Outcome

DAY = date(2026, 11, 22)

CAMPAIGN = """\
act: invite_to_session
purpose: workshops
channel: email
audience: clients
facts:
  client_status: current
  commercial: true
  answers_need: true
  personal_gain: false
  province: elsewhere_in_canada
  needs_assessed: true
  sender: charity
"""

_load = cache(load)

GIVEN = {"consent": "given", "consent_basis": "express", "consent_giver": "person"}
REFUSED = {"consent": "refused"}


@dataclass
class Desk:
    """Files in one folder."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def export(
        self,
        found: Iterable[tuple[str, Mapping[str, object]]],
        channel: str = "email",
        *,
        as_of: date = DAY,
        made: date = DAY,
    ) -> Path:
        """An export of consents, as `balise export-consents` writes it."""
        rows = consents.table("workshops", channel, as_of, found, made=made)
        content = delimited.write(Format(workbook=False), [consents.COLUMNS, *rows])
        return self.write("consents.csv", content)

    def screen(
        self,
        listed: str | bytes,
        known: Path | None,
        campaign: str = CAMPAIGN,
        **more: Any,  # noqa: ANN401  whatever `screen_file` takes
    ) -> Outcome:
        """Screen a list, into `out`."""
        said: dict[str, Any] = {
            "file": self.write("list.csv", listed),
            "campaign": self.write("campaign.yaml", campaign),
            "consents_file": known,
            "columns": None,
            "output": self.folder / "out",
            "force": False,
            "today": DAY,
            "lang": "en",
        }
        return screen_file(**{**said, **more})

    def table(self, name: str, folder: str = "out") -> list[dict[str, str]]:
        """What stands in a table that was written."""
        with (self.folder / folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def allowed(self) -> list[str]:
        return [row["E-mail"] for row in self.table("allowed.csv")]

    @property
    def refused(self) -> dict[str, str]:
        """The reason, by address."""
        return {row["E-mail"]: row["Reason"] for row in self.table("refused.csv")}

    @property
    def figures(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "out" / "summary.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(autouse=True)
def packs_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs that come with Balise do not change between tests, and reading them takes a second."""
    monkeypatch.setattr(campaign_file, "load", _load)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def listed(*addresses: str) -> str:
    return "\n".join(("Courriel", *addresses)) + "\n"
