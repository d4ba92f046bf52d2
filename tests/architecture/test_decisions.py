"""Each decision record is listed where a reader looks for it, and nothing is listed that does not exist."""

import re
from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_the_list_of_decisions_is_complete() -> None:
    records = {record.name for record in DECISIONS.glob("[0-9]*.md")}
    listed = re.findall(r"\]\((\d[^)]*\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(records)


def test_two_decisions_never_share_a_number() -> None:
    numbers = [record.name.split("-", 1)[0] for record in DECISIONS.glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
