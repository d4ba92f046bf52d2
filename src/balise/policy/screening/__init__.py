"""Many situations at once: a list of people against one campaign, in a database.

`plan` turns the policy into portable SQL; `screen` runs it in DuckDB. Import this package by its full name:
`balise.policy` itself needs no database.
"""

from balise.policy.screening.answers import Answer
from balise.policy.screening.columns import Column, Kind
from balise.policy.screening.elsewhere import elsewhere
from balise.policy.screening.plan import Plan, plan
from balise.policy.screening.result import Comparison, Refusal, Result, Situation
from balise.policy.screening.running import columns_of, connect, screen

__all__ = [
    "Answer",
    "Column",
    "Comparison",
    "Kind",
    "Plan",
    "Refusal",
    "Result",
    "Situation",
    "columns_of",
    "connect",
    "elsewhere",
    "plan",
    "screen",
]
