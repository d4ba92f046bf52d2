"""What this room refuses, each with a code for programs and words for people."""

from __future__ import annotations

from balise.people.errors import PeopleError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t


class ApiError(PeopleError):
    """Nothing was written; `status` is that of the answer over HTTP."""

    def __init__(self, code: str, status: int = 422, **values: Text | str | int) -> None:
        super().__init__(code, **values)
        self.status = status

    @property
    def message(self) -> Text:
        fr, en = (t(f"api.errors.{self.code}", lang, **self.values) for lang in LANGS)
        return Text(fr, en)
