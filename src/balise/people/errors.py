"""What this room refuses, in words for the person who asked. Each refusal has a code, and a text in
`texts.yaml`.

`NotFoundError` is one and the same for what does not exist and for what the viewer may not know of.
"""

from __future__ import annotations

from typing import ClassVar

from balise.policy.text import Text
from balise.theme.texts import both


class PeopleError(Exception):
    """Something was refused and nothing was changed; `message` says what, and what can be done."""

    texts: ClassVar[str] = "people.errors"
    """Where the messages stand, each under its code; each room has its own."""

    def __init__(self, code: str, **values: Text | str | int) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def __str__(self) -> str:
        return self.message.en

    @property
    def message(self) -> Text:
        return both(f"{self.texts}.{self.code}", **self.values)


class RefusedError(PeopleError):
    """The viewer may not do this."""


class NotAllowedError(RefusedError):
    """The viewer knows of the thing, and may not do this with it; `reason` is one of `access.Reason`."""

    def __init__(self, reason: str, why: Text) -> None:
        super().__init__("not_allowed", why=why)
        self.reason = reason


class NotFoundError(RefusedError):
    """There is no such thing, or none that the viewer may know of: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("not_found")
