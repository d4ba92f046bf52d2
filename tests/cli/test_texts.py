"""The French of the command line follows the typography of Canada."""

import pytest

from balise.cli import help as help_texts
from balise.cli import texts
from balise.policy.text import Text
from tests.theme.typography import problems

SAID = {name: said.fr for name, said in vars(help_texts).items() if isinstance(said, help_texts.Said)}
WRITTEN = {name: text.fr for name, text in vars(texts).items() if isinstance(text, Text)}


@pytest.mark.parametrize("name", [*SAID, *WRITTEN])
def test_french_follows_the_canadian_rules(name: str) -> None:
    assert problems({**SAID, **WRITTEN}[name]) == []
