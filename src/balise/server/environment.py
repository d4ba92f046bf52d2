"""What the environment may say: only names that Balise knows, so that a slip of the pen is told, not ignored."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from django.core.exceptions import ImproperlyConfigured

KNOWN = (
    "BALISE_BACKUP_PASSPHRASE",  # read by `balise backup` and `balise restore`
    "BALISE_CHROME",  # read by the tests
    "BALISE_DATA",
    "BALISE_DATABASE_URL",
    "BALISE_DEMO",  # set by the demo
    "BALISE_HOSTS",
    "BALISE_HTTPS",
    "BALISE_JOURNAL_KEY",
    "BALISE_LANG",  # read by the command line
    "BALISE_LOG",
    "BALISE_METRICS_TOKEN",
    "BALISE_PACKS",
    "BALISE_SECRET_KEY",
    "BALISE_TIME_ZONE",
)


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise `ImproperlyConfigured` for a `BALISE_…` that nothing reads: who set it believes it has an effect."""
    for name in sorted(names):
        if name.startswith("BALISE_") and name not in KNOWN:
            close = get_close_matches(name, KNOWN, n=1)
            known = f"did you mean `{close[0]}`?" if close else f"these are: {', '.join(KNOWN)}"
            raise ImproperlyConfigured(f"`{name}` is no setting of Balise; {known}")


def listed(words: str) -> list[str]:
    """The entries of a list separated by commas, without the spaces around them."""
    return [entry for each in words.split(",") if (entry := each.strip())]


def switched(value: str | None, *, default: bool) -> bool:
    """Whether a switch is on: `1` or `0`. Raise `ImproperlyConfigured` for anything else."""
    if not value:
        return default
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"`{value}` is neither `1` (on) nor `0` (off)")
    return value == "1"
