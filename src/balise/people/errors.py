"""What this room refuses, in words for the person who asked. Each refusal has a code, and a text in
`texts.yaml`.

`NotFoundError` is one and the same for what does not exist and for what the viewer may not know of.
"""

from __future__ import annotations

from balise.policy.text import LANGS, Text
from balise.theme.texts import t


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
