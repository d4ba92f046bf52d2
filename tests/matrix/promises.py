"""What the matrix promises at every address: everyone gets what the table says, and nothing else.

Each file `test_part_*.py` takes these for its part of the addresses, so that the processors share them out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.matrix.table import SIGN_IN, table
from tests.server.protection import POLICY

if TYPE_CHECKING:
    from tests.matrix.sweep import Call, Sweep

__all__ = [
    "pytestmark",
    "test_every_answer_protects_whoever_gets_it",
    "test_everyone_gets_what_the_table_says",
    "test_hidden_and_absent_are_the_same_to_the_last_byte",
    "test_methods_that_no_row_has_are_refused",
    "test_no_answer_names_a_client_or_their_health_to_who_may_not_know",
    "test_nothing_ever_fails",
]

pytestmark = pytest.mark.django_db

HIDDEN = "hidden"
NOTHING = {
    "no_file",
    "no_file_as_json",
    "no_file_on_paper",
    "no_two_files",
    "no_purpose",
    "nobody",
    "no_import",
    "nothing",
    "no_link",
    "no_campaign",
    "no_sender",
    "no_gate_account",
    "no_ticket",
}
"""Objects that do not exist."""

AROUND_A_FRAME = "; ".join(sorted({*POLICY, "frame-src 'self'"}))
IN_A_FRAME = (
    "base-uri 'none'; default-src 'none'; form-action 'none'; frame-ancestors 'self'; "
    "style-src 'unsafe-inline'"
)
FRAMED = {
    "campaigns:preview": {AROUND_A_FRAME},
    "campaigns:message": {IN_A_FRAME, "X-Frame-Options: SAMEORIGIN", "<style", " style="},
}
"""A message is shown as it leaves, its own colours included, in a frame that can do nothing else: this, and
no more, is other than on all pages. The page around may frame our own pages.
"""


@pytest.mark.provision("S2-17", "S2-30")
def test_everyone_gets_what_the_table_says(swept: Sweep) -> None:
    wrong = []
    for each in swept.calls:
        word = each.row.answers[each.persona]
        expected = 302 if word == SIGN_IN else table().answers[word].get(each.method)
        leads_in = _leads_to_sign_in(each)
        if each.answer.status != expected or leads_in is not (word == SIGN_IN):
            where = f" to {each.answer.location}" if each.answer.location else ""
            wrong.append(f"{each}: the table says {word} ({expected}); it was {each.answer.status}{where}")
    assert not wrong, listed(wrong)


def test_nothing_ever_fails(swept: Sweep) -> None:
    wrong = [
        f"{each}: {each.answer.status}" for each in swept.calls + swept.unknown if each.answer.status >= 500
    ]
    assert not wrong, listed(wrong)


def test_every_answer_protects_whoever_gets_it(swept: Sweep) -> None:
    wrong = [
        f"{each}: {', '.join(each.answer.faults)}"
        for each in swept.calls + swept.unknown
        if each.answer.faults
        and not (each.answer.status == 200 and FRAMED.get(each.row.address) == _sorted(each.answer.faults))
    ]
    assert not wrong, listed(wrong)


@pytest.mark.provision("S2-58")
def test_hidden_and_absent_are_the_same_to_the_last_byte(swept: Sweep) -> None:
    absent = {
        (each.row.address, each.persona, each.method): each.answer.digest
        for each in swept.calls
        if each.row.about in NOTHING
    }
    wrong = [
        f"{each}: not the answer of what does not exist"
        for each in swept.calls
        if each.row.answers[each.persona] == HIDDEN
        and each.row.about not in {*NOTHING, ""}
        and each.answer.digest != absent[each.row.address, each.persona, each.method]
    ]
    assert not wrong, listed(wrong)


@pytest.mark.provision("S2-17", "S2-30")
def test_no_answer_names_a_client_or_their_health_to_who_may_not_know(swept: Sweep) -> None:
    wrong = [
        f"{each}: it shows {', '.join(sorted(leaked))}"
        for each in swept.calls
        if (leaked := each.answer.told - swept.names[each.persona])
    ]
    assert not wrong, listed(wrong)


def test_methods_that_no_row_has_are_refused(swept: Sweep) -> None:
    wrong = [f"{each}: {each.answer.status}" for each in swept.unknown if each.answer.status != 405]
    assert not wrong, listed(wrong)


def _leads_to_sign_in(each: Call) -> bool:
    return each.answer.status == 302 and each.answer.location.startswith(sign_in())


def sign_in() -> str:
    return f"{reverse('account_login')}?next="


def _sorted(faults: tuple[str, ...]) -> set[str]:
    """Each once, with the directives of a policy in order: Django writes them as they come."""
    return {"; ".join(sorted(each.removeprefix("policy: ").split("; "))) for each in faults}


def listed(wrong: list[str]) -> str:
    return "\n".join([f"{len(wrong)} answers differ from tests/matrix/table.yaml:", *wrong[:60]])
