"""axe-core on every page of the demo, in both languages: as it is, with an error, and with all unfolded."""

import pytest

from tests.journeys.axe import faults, violations
from tests.journeys.desk import Desk
from tests.journeys.importing import import_steps
from tests.journeys.places import (
    CONSENTS,
    ELSEWHERE,
    FORM,
    IMPORTS,
    NO_PAGE,
    OUTREACH,
    PLACES,
    SIGN_IN,
    VISITOR,
    Place,
    here,
)
from tests.matrix.addresses import addresses

pytestmark = pytest.mark.journey

STAFF = """Nom complet;Courriel;Statut;Unité;Langue;Couleur
David Chen;david-chen@example.org;bénévole;Soins et aide à domicile;anglais;bleu
Anne-Sophie Desrochers-Vaillancourt;anne;chef;Nulle part;français;vert
"""


def test_each_address_is_a_page_that_is_looked_at_or_says_why_not() -> None:
    opened = {place.name for places in PLACES.values() for place in places}
    assert opened | {*IMPORTS, *CONSENTS, *OUTREACH, *SIGN_IN, *ELSEWHERE, *NO_PAGE} == set(addresses())
    assert not opened & NO_PAGE.keys()


@pytest.mark.parametrize("persona", PLACES, ids=lambda persona: persona or "visitor")
def test_no_page_of_anyone_has_a_fault(desk: Desk, persona: str) -> None:
    if persona != VISITOR:
        desk.open(f"demo/{persona}/")
    found = {}
    for place in PLACES[persona]:
        go(desk, place)
        found[place.name] = faults(desk.page)
        if place.refused:
            desk.page.locator(FORM).first.click()
            desk.page.locator(".govuk-error-summary").wait_for()
            found[f"{place.name}, refused"] = violations(desk.page)
    assert not any(found.values()), found


def go(desk: Desk, place: Place) -> None:
    """Open it as people do, and see that it is the page of this name."""
    desk.open(place.start)
    if place.typed:
        desk.page.get_by_role("searchbox").fill(place.typed)
        desk.page.get_by_role("search").get_by_role("button").click()
        desk.page.locator(".people-forget").wait_for()
    for pressed in place.press:
        desk.page.locator(pressed).first.click()
    assert here(desk.page) == place.name


def test_no_page_of_an_import_has_a_fault(desk: Desk) -> None:
    """Someone is changed, and a row is faulty."""
    desk.open("demo/louise-bergeron/")
    found = {}
    for name in import_steps(desk, "people/imports/", STAFF):
        assert here(desk.page) in IMPORTS
        found[name] = faults(desk.page)
    assert not any(found.values()), found
