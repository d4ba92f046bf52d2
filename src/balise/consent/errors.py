"""What this room refuses, in words for the person who asked; each refusal has a code, and a text in
`texts.yaml`.
"""

from __future__ import annotations

from balise.people.errors import PeopleError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t


class ConsentError(PeopleError):
    """Something was refused and nothing was written; `message` says what, and what can be done."""

    @property
    def message(self) -> Text:
        fr, en = (
            t(
                f"consent.errors.{self.code}",
                lang,
                **{
                    name: value[lang] if isinstance(value, Text) else value
                    for name, value in self.values.items()
                },
            )
            for lang in LANGS
        )
        return Text(fr, en)
