"""A text in both languages, side by side: nothing that people read exists in one language only."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in French of Canada and in English."""

    fr: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en

    def format(self, **values: object) -> Text:
        """Fill named places in both languages; a `Text` value is given in the language it lands in."""

        def fill(lang: Lang) -> str:
            known = {
                name: value[lang] if isinstance(value, Text) else value for name, value in values.items()
            }
            return self[lang].format(**known)

        return Text(fill("fr"), fill("en"))


def fold(words: str) -> str:
    """Lowercase without accents, so that `beneficiaire` finds `Bénéficiaire`."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("’", "'")


def listed(items: list[str], lang: Lang, last: Text | None = None) -> str:
    """`a, b or c`, in the language asked."""
    joiner = (last or Text("ou", "or"))[lang]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {joiner} {items[-1]}"
