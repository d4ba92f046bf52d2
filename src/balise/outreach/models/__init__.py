"""The tables of the room."""

from balise.outreach.models.campaigns import (
    Approval,
    Campaign,
    Check,
    Claim,
    Content,
    Sender,
)
from balise.outreach.models.gate import GateAccount, GateDecision
from balise.outreach.models.lists import ListContent, ListFile, RememberedMapping
from balise.outreach.models.recipients import Recipient, Screening, Task
from balise.outreach.models.sending import Message, MessageEvent, Pace

__all__ = [
    "Approval",
    "Campaign",
    "Check",
    "Claim",
    "Content",
    "GateAccount",
    "GateDecision",
    "ListContent",
    "ListFile",
    "Message",
    "MessageEvent",
    "Pace",
    "Recipient",
    "RememberedMapping",
    "Screening",
    "Sender",
    "Task",
]
