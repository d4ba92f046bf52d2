"""What an answer means. A word that plainly refuses can be given no other meaning, by nobody."""

from __future__ import annotations

import re
from enum import StrEnum

from balise.people.imports.fields import plain
from balise.policy.text import Text
from balise.theme.texts import catalogue


class Meaning(StrEnum):
    """What someone said."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"  # a no that was once a yes
    SILENT = "silent"  # nothing: never asked, or no answer yet

    @property
    def label(self) -> Text:
        return catalogue()[f"imports.meaning.{self.value}"]

    @property
    def refuses(self) -> bool:
        return self in {Meaning.NO, Meaning.WITHDRAWN}


_AFFIRMING = ("oui", "o", "yes", "y", "vrai", "true", "1", "x")
_DENYING = ("non", "n", "no", "faux", "false", "0")

WORDS: dict[str, Meaning] = {
    **dict.fromkeys(
        (*_AFFIRMING, "accepte", "acceptee", "accepted", "agreed", "abonne", "abonnee", "subscribed",
         "opt in", "optin", "consent", "consenti", "given", "donne"),
        Meaning.YES,
    ),
    **dict.fromkeys(
        (*_DENYING, "refus", "refuse", "refusee", "refused", "declined", "jamais", "never",
         "do not contact", "ne pas contacter", "do not call", "dnc"),
        Meaning.NO,
    ),
    **dict.fromkeys(
        ("desabonne", "desabonnee", "unsubscribed", "retire", "retiree", "retrait", "withdrawn", "revoked",
         "revoque", "opt out", "optout", "opted out", "stop", "arret"),
        Meaning.WITHDRAWN,
    ),
    **dict.fromkeys(
        ("", "inconnu", "unknown", "en attente", "pending", "na", "n a", "aucune reponse", "no answer"),
        Meaning.SILENT,
    ),
}  # fmt: skip
"""By the word without accents, case or punctuation."""


DASHES = frozenset("-–—")
_REFUSING = re.compile(
    r"\b(non|pas|ne|sans|aucun|no|not|never|jamais|refus\w*|declin\w*|desabonn\w*|desinscri\w*|unsubscri\w*"
    r"|withdr\w*|retir\w*|retrait|revo\w*|opt out|optout|opted out|stop|arret|dnc|oppos\w*|object\w*)\b"
)


def known(words: str) -> Meaning | None:
    """What these words mean to everyone; None when it depends."""
    bare = plain(words)
    if not bare and words and words not in DASHES:  # a sign, such as a tick or a cross
        return None
    return WORDS.get(bare)


def refuses(words: str) -> bool:
    """Whether these words plainly refuse, also those that we have never seen (`not interested`)."""
    meaning = known(words)
    return meaning.refuses if meaning is not None else bool(_REFUSING.search(plain(words)))


def opted_out(words: str) -> Meaning | None:
    """What these words mean in a column of refusals; None when it depends.

    There, a bare `no` says that nobody refuses, and `yes` that someone does. All else that refuses anywhere
    refuses there too: `never`, `do not contact`.
    """
    bare = plain(words)
    if bare in _DENYING or words in DASHES:
        return Meaning.SILENT
    return Meaning.WITHDRAWN if bare in _AFFIRMING or refuses(words) else None
