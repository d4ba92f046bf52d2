"""Facts that are true of one person, by their names in the packs: nobody answers them for a whole list."""

from __future__ import annotations

from balise.outreach.words import Audience

OF_ONE_PERSON = frozenset({"consent", "consent_giver", "since_basis", "basis_ongoing", "first_message"})
"""What is true of one person, whoever is addressed: only the ledger, or the list, can tell."""

OF_A_CLIENT = frozenset({"client_status", "client_is_minor", "client_vulnerable", "under_14"})
"""What the file of a client says, or nobody knows."""


def of_each(audience: Audience) -> frozenset[str]:
    """What nobody answers for everyone in this audience. The public is addressed as a whole."""
    if audience is Audience.PUBLIC:
        return frozenset()
    if audience is Audience.ORGANISATIONS:
        # They may all stand in one public directory; what ties a person to us is their own.
        return OF_ONE_PERSON
    return OF_ONE_PERSON | {"consent_basis"} | (OF_A_CLIENT if audience is Audience.CLIENTS else set())
