"""The language of one call: what `--lang` says, else the environment, else English. Known before parsing."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise


class Language(StrEnum):
    """What `--lang` takes."""

    FR = "fr"
    EN = "en"


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang`, else BALISE_LANG, else the locale when it is French, else English."""
    return (
        _named(_after_lang(arguments))
        or _named(environment.get("BALISE_LANG", ""))
        or _named(environment.get("LC_ALL") or environment.get("LANG") or "")
        or Language.EN
    )


def _after_lang(arguments: Sequence[str]) -> str:
    """The word given to `--lang`, as `--lang fr` or `--lang=fr`; the last one counts."""
    given = ""
    for word, following in pairwise((*arguments, "")):
        if word == "--lang":
            given = following
        elif word.startswith("--lang="):
            given = word.removeprefix("--lang=")
    return given


def _named(word: str) -> Language | None:
    """`fr`, `fr_CA.UTF-8` and `fr-CA` name French; a word that is no language of ours names none."""
    return next((language for language in Language if word[:2].lower() == language), None)
