"""What this room refuses, each with a code for programs and words for people."""

from __future__ import annotations

from balise.people.errors import PeopleError
from balise.policy.text import Text


class ApiError(PeopleError):
    """Nothing was written; `status` is that of the answer over HTTP."""

    texts = "api.errors"

    def __init__(self, code: str, status: int = 422, **values: Text | str | int) -> None:
        super().__init__(code, **values)
        self.status = status
