"""Who fails to sign in again and again is made to wait: a login, from one host. Secrets cannot be guessed;
this keeps the attempts from costing anything, and one tool's from locking out another.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from time import monotonic

FAILURES = 5
WITHIN = 600.0
"""Seconds."""
REMEMBERED = 10_000
"""Of these; the one that failed longest ago is forgotten first."""


class Throttle:
    """Counts failures, in this process."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def waits(self, who: str) -> bool:
        """Whether they have to wait."""
        failures = self._failures.get(who, deque())
        while failures and failures[0] < monotonic() - WITHIN:
            failures.popleft()
        return len(failures) >= FAILURES

    def failed(self, who: str) -> None:
        failures = self._failures.setdefault(who, deque(maxlen=FAILURES))
        failures.append(monotonic())
        self._failures.move_to_end(who)
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
