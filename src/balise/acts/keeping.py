"""Where interviews are kept between two pages: in the visitor's session, under a name that says nothing about
their content.
"""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

from balise.acts.interview import Interview
from balise.policy import Policy, SituationError

KEPT = 12
"""A visitor may have several tabs open; older interviews are dropped."""

_SESSION_KEY = "interviews"


class Interviews:
    """The interviews of one session."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session

    def start(self, interview: Interview) -> str:
        """Keep a new interview; its name."""
        name = secrets.token_urlsafe(9)
        self.keep(name, interview)
        return name

    def keep(self, name: str, interview: Interview) -> None:
        """Keep an interview, as the most recent."""
        kept = dict(self._session.get(_SESSION_KEY, {}))
        kept.pop(name, None)
        kept[name] = interview.kept()
        self._session[_SESSION_KEY] = dict(list(kept.items())[-KEPT:])

    def find(self, name: str, policy: Policy) -> Interview | None:
        """The interview of this name; None when it is not, or no longer, kept, or its act is no longer in the
        policy. It starts over when the policy in force no longer takes its answers.
        """
        kept = self._session.get(_SESSION_KEY, {}).get(name)
        if not kept or kept["act"] not in policy.acts:
            return None
        interview = Interview.read(kept, policy)
        try:
            interview.decide(policy)
        except SituationError:
            return replace(interview, known={}, answers={})
        return interview
