"""The policy engine: what a written policy answers to a situation, with its reason and its source.

Pure Python, no Django. `load` reads packs of text, `decide` answers, `explain` puts the answer into French
or English.
"""

from balise.policy.compiled import Reason
from balise.policy.decision import Decision
from balise.policy.evaluator import decide
from balise.policy.explanation import explain
from balise.policy.loading import load, shipped_packs
from balise.policy.pack import Policy
from balise.policy.problems import PackError, PolicyError, Problem, SituationError
from balise.policy.search import find_acts
from balise.policy.text import Lang, Text
from balise.policy.verdict import Verdict

__all__ = [
    "Decision",
    "Lang",
    "PackError",
    "Policy",
    "PolicyError",
    "Problem",
    "Reason",
    "SituationError",
    "Text",
    "Verdict",
    "decide",
    "explain",
    "find_acts",
    "load",
    "shipped_packs",
]
