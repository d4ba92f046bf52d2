"""What the environment may say: only names that Balise knows, so that a slip of the pen is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from django.core.exceptions import ImproperlyConfigured

KNOWN = (
    "BALISE_BACKUP_PASSPHRASE",  # read by `balise backup` and `balise restore`
    "BALISE_BOUNCE_ADDRESS",
    "BALISE_CHROME",  # read by the tests
    "BALISE_DATA",
    "BALISE_DATABASE_URL",
    "BALISE_DEMO",  # set by the demo
    "BALISE_DKIM_DOMAIN",
    "BALISE_DKIM_KEY_FILE",
    "BALISE_DKIM_SELECTOR",
    "BALISE_GATE_LISTEN",
    "BALISE_GATE_TLS_CERT",
    "BALISE_GATE_TLS_KEY",
    "BALISE_HOSTS",
    "BALISE_HTTPS",
    "BALISE_JOURNAL_KEY",
    "BALISE_LANG",  # read by the command line
    "BALISE_LISTMONK_TOKEN",
    "BALISE_LISTMONK_URL",
    "BALISE_LOG",
    "BALISE_MAIL_FROM",
    "BALISE_MAIL_URL",
    "BALISE_METRICS_TOKEN",
    "BALISE_OIDC_ID",
    "BALISE_OIDC_ISSUER",
    "BALISE_OIDC_NAME",
    "BALISE_OIDC_SECOND_FACTOR",
    "BALISE_OIDC_SECRET",
    "BALISE_OPEN_ASKING",
    "BALISE_ORGANISATION",
    "BALISE_PACKS",
    "BALISE_SECRET_KEY",
    "BALISE_TIME_ZONE",
)


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise `ImproperlyConfigured` for a `BALISE_…` that nothing reads: whoever set it believes it counts."""
    for name in sorted(names):
        if name.startswith("BALISE_") and name not in KNOWN:
            close = get_close_matches(name, KNOWN, n=1)
            known = f"did you mean `{close[0]}`?" if close else f"these are: {', '.join(KNOWN)}"
            raise ImproperlyConfigured(f"`{name}` is no setting of Balise; {known}")


def listed(words: str) -> list[str]:
    """The entries of a list separated by commas, without the spaces around them."""
    return [entry for each in words.split(",") if (entry := each.strip())]


def one_of(environment: Mapping[str, str], name: str, known: Collection[str], *, default: str) -> str:
    """The word that was set, one of those known, or what stands for it. Raise `ImproperlyConfigured`."""
    value = environment.get(name, "") or default
    if value and value not in known:
        raise ImproperlyConfigured(f"`{name}` is `{value}`, which is none of: {', '.join(known)}")
    return value


def switched(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Whether this switch is on: `1` or `0`. Raise `ImproperlyConfigured` for anything else."""
    value = environment.get(name, "")
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"`{name}` is `{value}`, which is neither `1` (on) nor `0` (off)")
    return value == "1" if value else default
