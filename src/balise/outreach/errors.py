"""What this room refuses, in words for the person who asked; each refusal has a code, and a text in
`texts.yaml`.
"""

from __future__ import annotations

from balise.people.errors import PeopleError


class OutreachError(PeopleError):
    """Something was refused and nothing was written; `message` says what, and what can be done."""

    texts = "outreach.errors"
