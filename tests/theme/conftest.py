"""What every test of texts and templates starts with."""

import pytest
from django.template import engines


@pytest.fixture(scope="session", autouse=True)
def template_tags() -> None:
    """Import them all now: modules keep the catalogue that they find then, and tests put others there."""
    engines["django"].from_string("")
