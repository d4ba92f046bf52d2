"""The answers, mild to strict, and the two that stand beside the scale."""

from __future__ import annotations

from enum import StrEnum

from balise.policy.text import Text


class Verdict(StrEnum):
    """What the policy says of an act."""

    PERMITTED = "permitted"
    CONDITIONAL = "conditional"
    DISCOURAGED = "discouraged"
    STRONGLY_DISCOURAGED = "strongly_discouraged"
    NEEDS_APPROVAL = "needs_approval"
    PROHIBITED = "prohibited"
    UNDETERMINED = "undetermined"
    """Facts are missing that could change the answer."""
    ASK_A_HUMAN = "ask_a_human"
    """No rule speaks. Never read as permitted."""

    @property
    def label(self) -> Text:
        """The verdict in words."""
        return _LABELS[self]


SCALE = (
    Verdict.PERMITTED,
    Verdict.CONDITIONAL,
    Verdict.DISCOURAGED,
    Verdict.STRONGLY_DISCOURAGED,
    Verdict.NEEDS_APPROVAL,
    Verdict.PROHIBITED,
)
"""The verdicts that a rule can give, mild to strict."""

STRICTNESS = {verdict: rank for rank, verdict in enumerate(SCALE)}

_LABELS = {
    Verdict.PERMITTED: Text("Permis", "Permitted"),
    Verdict.CONDITIONAL: Text("Permis à certaines conditions", "Permitted under conditions"),
    Verdict.DISCOURAGED: Text("Déconseillé", "Discouraged"),
    Verdict.STRONGLY_DISCOURAGED: Text("Fortement déconseillé", "Strongly discouraged"),
    Verdict.NEEDS_APPROVAL: Text("Une approbation est nécessaire", "Approval is needed"),
    Verdict.PROHIBITED: Text("Interdit", "Prohibited"),
    Verdict.UNDETERMINED: Text("Il manque un renseignement", "A fact is missing"),
    Verdict.ASK_A_HUMAN: Text("À voir avec une personne", "Ask a person"),
}
