"""What this room refuses, in words for the person who asked. Each refusal has a code, and a text in
`texts.yaml`.

`NotFoundError` is one and the same for what does not exist and for what the viewer may not know of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.policy.text import LANGS, Text
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import Staff


@dataclass(frozen=True, slots=True)
class Attempt:
    """What someone tried on a client's file, to be noted; the file may not exist."""

    viewer: Staff
    act: str
    client_uuid: UUID
    at: datetime


class PeopleError(Exception):
    """Something was refused and nothing was changed; `message` says what, and what can be done."""

    def __init__(self, code: str, **values: Text | str | int) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def __str__(self) -> str:
        return self.message.en

    @property
    def message(self) -> Text:
        fr, en = (
            t(
                f"people.errors.{self.code}",
                lang,
                **{
                    name: value[lang] if isinstance(value, Text) else value
                    for name, value in self.values.items()
                },
            )
            for lang in LANGS
        )
        return Text(fr, en)


class RefusedError(PeopleError):
    """The viewer may not do this. `attempt` is set when it was about a client's file."""

    attempt: Attempt | None = None


class NotAllowedError(RefusedError):
    """The viewer knows of the thing, and may not do this with it; `reason` is one of `access.Reason`."""

    def __init__(self, reason: str, why: Text, attempt: Attempt | None = None) -> None:
        super().__init__("not_allowed", why=why)
        self.reason = reason
        self.attempt = attempt


class NotFoundError(RefusedError):
    """There is no such thing, or none that the viewer may know of: nobody can tell which."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__("not_found")
        self.attempt = attempt
