"""What changes people and their ties. Each operation checks its permission, runs in one transaction, and is
noted once.

All take keywords only: `by`, who acts, and `now`, the instant it happens. Repeated, an operation finds its
work done, changes nothing and notes nothing. All raise `PeopleError`, with a message in both languages.
"""

from balise.people.operations.clients import add_client, change_client, end_link, link_party, record_health
from balise.people.operations.delegations import delegate, end_delegation
from balise.people.operations.files import assign, end_assignment, open_emergency_access
from balise.people.operations.personnel import disable, enable, hire, move, set_supervisor
from balise.people.operations.roles import grant_role, revoke_role
from balise.people.operations.units import add_unit, found_organisation

__all__ = [
    "add_client",
    "add_unit",
    "assign",
    "change_client",
    "delegate",
    "disable",
    "enable",
    "end_assignment",
    "end_delegation",
    "end_link",
    "found_organisation",
    "grant_role",
    "hire",
    "link_party",
    "move",
    "open_emergency_access",
    "record_health",
    "revoke_role",
    "set_supervisor",
]
