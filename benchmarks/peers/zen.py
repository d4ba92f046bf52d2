"""GoRules' Zen in Rust: a decision table that collects the rows that fired; a list of expressions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import zen

if TYPE_CHECKING:
    from benchmarks.policies import Answered, Condition, NeutralPolicy, Situation


class ZenTable:
    name = "zen_table"
    tells_all = True

    def __init__(self, policy: NeutralPolicy) -> None:
        self.decision = zen.ZenEngine().create_decision(json.dumps(_table(policy)))
        self.verdict = policy.verdict_of

    def answer(self, situation: Situation) -> Answered:
        # Collecting says which rows fired; asking for the trace as well only adds time.
        rows = self.decision.evaluate(situation)["result"]
        fired = {row["rule"] for row in rows}
        return self.verdict(fired), fired


class ZenExpression:
    name = "zen_expression"
    tells_all = True

    def __init__(self, policy: NeutralPolicy) -> None:
        rules = (
            " and ".join(f"({_test(condition, condition.fact)})" for condition in rule.conditions)
            for rule in policy.rules
        )
        self.expression = zen.compile_expression(f"[{', '.join(rules)}]")
        self.rules = [rule.id for rule in policy.rules]
        self.verdict = policy.verdict_of

    def answer(self, situation: Situation) -> Answered:
        held = self.expression.evaluate(situation)
        fired = {rule for rule, holds in zip(self.rules, held, strict=True) if holds}
        return self.verdict(fired), fired


def _table(policy: NeutralPolicy) -> dict[str, object]:
    rows = []
    for rule in policy.rules:
        row = {condition.fact: _test(condition, "$") for condition in rule.conditions}
        rows.append({"_id": rule.id, **dict.fromkeys(policy.facts, ""), **row, "rule": json.dumps(rule.id)})
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in policy.facts],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "to-table", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "to-out", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def _test(condition: Condition, subject: str) -> str:
    match condition.operator:
        case "above":
            return f"{subject} > {condition.answers[0]}"
        case operator if len(condition.answers) == 1:
            return f"{subject} {'==' if operator == 'in' else '!='} {json.dumps(condition.answers[0])}"
        case operator:
            return f"{subject} {operator} {json.dumps(condition.answers)}"
