"""What an intake form refuses by itself; what the ledger refuses is a `ConsentError`."""

from __future__ import annotations

from balise.people.errors import PeopleError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t


class IntakeError(PeopleError):
    """Nothing was written; the text stands in `texts.yaml` under `errors`."""

    @property
    def message(self) -> Text:
        fr, en = (t(f"intake.errors.{self.code}", lang, **self.values) for lang in LANGS)
        return Text(fr, en)
