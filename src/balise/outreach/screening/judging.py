"""The policy's answer to the situations of one campaign, each distinct one decided once.

Two things are added to it, and both only say no. A refusal is obeyed, also where no rule speaks of it, as of
a school that wants no more letters; and nothing goes out for a purpose that was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balise.policy import SituationError, decide
from balise.policy.pack import ACT
from balise.policy.screening import Answer
from balise.policy.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from balise.consent.facts import Facts
    from balise.policy import Decision, Policy

OF_THE_LEDGER = (
    "consent",
    "consent_basis",
    "since_basis",
    "basis_ongoing",
    "consent_giver",
    "under_14",
    "do_not_call",
)
OF_ONE = (*OF_THE_LEDGER, "client_status", "province")
"""The facts that differ from one recipient to the next."""

ONLY_THEIRS = frozenset({"consent", "consent_giver"})
"""What is never answered for everyone."""

BASIS = frozenset({"consent_basis", "since_basis", "basis_ongoing"})

REFUSED = "outreach/refused"
PURPOSE_CLOSED = "outreach/purpose_closed"
NO_ADDRESS = "no_address"
"""The problem of someone whom the campaign's means cannot reach."""

_MILD_FIRST = (
    Verdict.PERMITTED, Verdict.CONDITIONAL, Verdict.DISCOURAGED, Verdict.STRONGLY_DISCOURAGED,
    Verdict.NEEDS_APPROVAL, Verdict.ASK_A_HUMAN, Verdict.UNDETERMINED,
)  # fmt: skip
STRICTNESS = {str(verdict): place for place, verdict in enumerate((*_MILD_FIRST, "", Verdict.PROHIBITED))}
"""Undecided (`""`) is stricter than anything but a ban."""


class Ruling(NamedTuple):
    """An answer as it is kept: words, several of them lists with spaces between."""

    verdict: str
    reason: str
    reasons: str
    instead: str
    missing: str
    problem: str


class Judge:
    """The policy, asked about one campaign on one day."""

    def __init__(self, policy: Policy, constants: Mapping[str, object], day: date) -> None:
        act = policy.acts.get(str(constants.get(ACT)))
        settled = act.sets if act else {}
        self.policy = policy
        self.day = day
        self.columns = tuple(name for name in OF_ONE if name in policy.facts and name not in settled)
        self.constants = {name: value for name, value in constants.items() if name not in self.columns}
        self._for_all = {
            name: value
            for name, value in constants.items()
            if name in self.columns and name not in ONLY_THEIRS and isinstance(value, str | bool)
        }
        self._known: dict[frozenset[tuple[str, str | bool]], Ruling] = {}

    def facts(self, told: Mapping[str, str | bool]) -> Facts:
        """The facts of one recipient: what is told of them, else what was answered for everyone."""
        own = {name: value for name, value in told.items() if name in self.columns}
        # What the ledger says of a basis is not mixed with what was said of everyone's.
        apart = BASIS if "consent_basis" in told or told.get("consent") == "refused" else frozenset()
        return {name: value for name, value in self._for_all.items() if name not in apart} | own

    def decide(self, facts: Mapping[str, str | bool]) -> Decision:
        """The decision on the campaign's facts and these. Raise `SituationError`."""
        return decide(self.policy, {**self.constants, **facts}, self.day)

    def ruling(self, facts: Mapping[str, str | bool]) -> Ruling:
        """The same as words; what contradicts itself, or is no answer, is a problem and no permission."""
        key = frozenset(facts.items())
        if (known := self._known.get(key)) is None:
            try:
                answer = Answer(self.decide(facts))
            except SituationError as refused:
                answer = Answer(None, refused.problems)
            known = self._known[key] = Ruling(*(word or "" for word in answer.words()))
        return known

    def strictest(self, situations: Iterable[Facts]) -> Facts:
        """Of everyone whom it may be, the facts that are answered most strictly."""
        return max(situations, key=lambda facts: STRICTNESS[self.ruling(facts).verdict])


def with_bars(ruling: Ruling, *, refused: bool, closed: bool) -> Ruling:
    """The answer, unless a refusal or a closed purpose forbids what it would let through."""
    if ruling.verdict == Verdict.PROHIBITED or not (refused or closed):
        return ruling
    reason = REFUSED if refused else PURPOSE_CLOSED
    reasons = " ".join(filter(None, (reason, ruling.reasons)))
    return ruling._replace(
        verdict=Verdict.PROHIBITED.value, reason=reason, reasons=reasons, missing="", problem=""
    )
