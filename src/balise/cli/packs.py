"""The packs that a command is about, read; what is wrong with them is refused in the language of the call."""

from collections.abc import Sequence
from pathlib import Path

from balise.cli.errors import CommandError
from balise.policy import Lang, PackError, Policy, load, shipped_packs
from balise.policy.loading import SHIPPED, load_with_cases
from balise.policy.pack import Pack


def policy_of(packs: Sequence[str], lang: Lang) -> Policy:
    """The policy that these packs make together; all that are shipped when none is named.

    Worked examples are not read: `balise check` is the place to prove them.
    """
    try:
        return load(*dict.fromkeys(packs), cases=False)
    except PackError as error:
        raise CommandError(error.lines(lang)) from error


def each_pack(packs: Sequence[str]) -> list[str]:
    """The packs to look at one by one: those named, else all that are shipped, wherever the call is made."""
    return list(dict.fromkeys(packs)) or [str(SHIPPED / name) for name in shipped_packs()]


def alone(name: str) -> tuple[Pack, Policy]:
    """A pack with what it uses and nothing else, holding its own cases only, not run. Raises `PackError`.

    Its cases say what this policy answers; another pack beside it may well add to that.
    """
    policy = load_with_cases(name)
    return policy.packs[Path(name).resolve().name], policy
