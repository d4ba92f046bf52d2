"""Cedar in Rust. It permits or forbids, and names the policies that decided so.

With one `permit` a rule, all that hold are named: one request tells the rules that fired, and Python picks
the strictest.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cedarpy import Entities, PolicySet, is_authorized

if TYPE_CHECKING:
    from benchmarks.policies import Answered, Condition, NeutralPolicy, NeutralRule, Situation


class Cedar:
    name = "cedarpy"
    tells_all = True

    def __init__(self, policy: NeutralPolicy) -> None:
        self.policies = PolicySet.from_str("\n".join(_permit(rule) for rule in policy.rules))
        self.entities = Entities.from_json_str("[]")
        self.rules = {f"policy{number}": rule.id for number, rule in enumerate(policy.rules)}
        self.verdict = policy.verdict_of

    def answer(self, situation: Situation) -> Answered:
        request = {**_REQUEST, "context": situation}
        result = is_authorized(request, self.policies, self.entities)
        fired = {self.rules[name] for name in result.diagnostics.reasons}
        return self.verdict(fired), fired


_REQUEST = {"principal": 'User::"someone"', "action": 'Action::"do"', "resource": 'Act::"this"'}


def _permit(rule: NeutralRule) -> str:
    return f"permit (principal, action, resource) when {{ {' && '.join(map(_test, rule.conditions))} }};"


def _test(condition: Condition) -> str:
    fact = f"context.{condition.fact}"
    match condition.operator:
        case "above":
            return f"{fact} > {condition.answers[0]}"
        case "not in":
            return f"!{json.dumps(condition.answers)}.contains({fact})"
        case _ if len(condition.answers) == 1:
            return f"{fact} == {json.dumps(condition.answers[0])}"
        case _:
            return f"{json.dumps(condition.answers)}.contains({fact})"
