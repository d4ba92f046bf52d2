"""Facts that are true of one person, by their names in the packs: nobody answers them for a whole list."""

OF_ONE_PERSON = frozenset({"consent", "consent_giver", "since_basis", "basis_ongoing", "first_message"})
"""What is true of one person, whoever is addressed: only the ledger, or the list, can tell."""

OF_A_CLIENT = frozenset({"client_status", "client_is_minor", "client_vulnerable", "under_14"})
"""What the file of a client says, or nobody knows."""
