"""The policy in force in this organisation."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from balise.policy import Policy, load


@cache
def policy_in_force() -> Policy:
    """The packs that the settings name, read once. Raises `PackError` with all problems."""
    return load(*settings.BALISE_PACKS)
