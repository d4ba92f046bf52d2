"""Google's CEL in C++: an expression a rule tells all that fired; one chained expression only the first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cel_expr_python import cel  # type: ignore[import-untyped]  # it ships stubs without saying so

if TYPE_CHECKING:
    from benchmarks.policies import Answered, Condition, NeutralPolicy, NeutralRule, Situation

_TYPES = {str: cel.Type.STRING, bool: cel.Type.BOOL, int: cel.Type.INT}


class CelRules:
    name = "cel_expr_rules"
    tells_all = True

    def __init__(self, policy: NeutralPolicy) -> None:
        self.env = _environment(policy)
        self.rules = [(rule.id, self.env.compile(_expression(rule))) for rule in policy.rules]
        self.verdict = policy.verdict_of

    def answer(self, situation: Situation) -> Answered:
        activation = self.env.Activation(situation)
        fired = {rule for rule, expression in self.rules if expression.eval(activation).value()}
        return self.verdict(fired), fired


class CelChain:
    name = "cel_expr_chain"
    tells_all = False

    def __init__(self, policy: NeutralPolicy) -> None:
        chain = '""'
        for rule in reversed(policy.strictest_first()):
            chain = f'{_expression(rule)} ? "{rule.id}" : ({chain})'
        self.expression = _environment(policy).compile(chain)
        self.verdict = policy.verdict_of

    def answer(self, situation: Situation) -> Answered:
        first = self.expression.eval(data=situation).value()
        fired = {first} if first else set()
        return self.verdict(fired), fired


def _environment(policy: NeutralPolicy) -> cel.Env:
    return cel.NewEnv(variables={fact: _TYPES[type(answers[0])] for fact, answers in policy.facts.items()})


def _expression(rule: NeutralRule) -> str:
    return " && ".join(map(_test, rule.conditions))


def _test(condition: Condition) -> str:
    fact = condition.fact
    match condition.operator:
        case "above":
            return f"{fact} > {condition.answers[0]}"
        case "not in":
            return f"!({fact} in {json.dumps(condition.answers)})"
        case _ if len(condition.answers) == 1:
            return f"{fact} == {json.dumps(condition.answers[0])}"
        case _:
            return f"{fact} in {json.dumps(condition.answers)}"
