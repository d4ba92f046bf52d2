"""What the journal can say of outreach: each kind of entry, and what becomes of its words at erasure.

Addressees never go in by name: what was sent to whom stands in the outbox, and the journal counts.
"""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "sender_added": Shape(),
    "sender_closed": Shape(),
    "campaign_begun": Shape(plain=("unit",)),
    "campaign_changed": Shape(plain=("changed",)),
    "check_confirmed": Shape(plain=("item",)),
    "check_withdrawn": Shape(plain=("item",)),
    "campaign_submitted": Shape(plain=("fingerprint",)),
    "campaign_decided": Shape(plain=("decision", "fingerprint")),
    "campaign_cancelled": Shape(),
    "list_kept": Shape(plain=("sha256", "origin")),
    "list_forgotten": Shape(plain=("sha256",)),
    "list_read": Shape(plain=("addressees", "joined", "faulty")),
    "list_taken": Shape(plain=("form", "sha256")),
    "screened": Shape(plain=("recipients", "reached", "policy")),
    "task_settled": Shape(plain=("alternative", "state")),
    "sending_started": Shape(plain=("messages",)),
    "sending_paused": Shape(),
    "sending_restored": Shape(plain=("messages",)),
    "sending_resumed": Shape(),
    "sending_finished": Shape(plain=("sent", "withheld", "failed", "uncertain")),
    "test_sent": Shape(),
    "uncertain_settled": Shape(plain=("state",)),
    "bounced": Shape(plain=("kind",)),
    "complained": Shape(),
    "consents_exported": Shape(plain=("channel", "addresses", "not_carried", "sha256")),
    "exported": Shape(plain=("form", "recipients", "withheld")),
    "call_noted": Shape(plain=("outcome",)),
    "gate_account_added": Shape(plain=("purpose",)),
    "gate_account_changed": Shape(plain=("fact",)),
    "gate_account_closed": Shape(),
    "gate_refused": Shape(plain=("reason",)),
    "report_read": Shape(),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("outreach", SHAPES)
