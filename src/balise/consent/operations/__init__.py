"""What changes consents. Each operation checks its permission, runs in one transaction, and is noted once.

All take keywords only: `by`, who acts (None: the person themself), and `now`, the instant it happens.
Repeated, an operation finds its work done, changes nothing and notes nothing. All raise `PeopleError`, of
which `ConsentError` is one, with a message in both languages.
"""

from balise.consent.operations.addresses import unsubscribe_address
from balise.consent.operations.links import make_link, revoke_link, revoke_links
from balise.consent.operations.merging import found_distinct, merge_clients
from balise.consent.operations.notices import Asker, NoticeWords, keep_evidence, write_notice
from balise.consent.operations.purposes import add_purpose, close_purpose
from balise.consent.operations.recording import record_consent, withdraw_consent
from balise.consent.operations.terms import record_expiries

__all__ = [
    "Asker",
    "NoticeWords",
    "add_purpose",
    "close_purpose",
    "found_distinct",
    "keep_evidence",
    "make_link",
    "merge_clients",
    "record_consent",
    "record_expiries",
    "revoke_link",
    "revoke_links",
    "unsubscribe_address",
    "withdraw_consent",
    "write_notice",
]
