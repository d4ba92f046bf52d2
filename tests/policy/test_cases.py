"""Every worked example of every shipped pack, one test each, and a proof of the provisions that it names."""

from functools import cache

import pytest

from balise.policy import Policy, shipped_packs
from balise.policy.cases import differences
from balise.policy.loading import load_with_cases
from balise.policy.pack import Case

PACKS = {name: load_with_cases(name) for name in shipped_packs()}
CASES = [(policy, case) for policy in PACKS.values() for case in policy.cases]


@cache
def models(policy: Policy) -> dict[tuple[str, str], Case]:
    return {(case.pack, case.id): case for case in policy.cases}


@pytest.mark.parametrize(
    ("policy", "case"),
    [
        pytest.param(policy, case, id=f"{case.pack}/{case.id}", marks=pytest.mark.provision(*case.provisions))
        for policy, case in CASES
    ],
)
def test_case(policy: Policy, case: Case) -> None:
    found = [
        f"{each.part}: {each.expected}; found {each.found}"
        for each in differences(policy, case, models(policy))
    ]
    assert found == [], str(case.place)


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_has_cases(pack: str) -> None:
    assert PACKS[pack].cases
