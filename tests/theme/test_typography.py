"""The typographic check itself: what it accepts, and what it must find."""

import pytest

from tests.theme.typography import problems


@pytest.mark.parametrize(
    "text",
    [
        "Que voulez-vous faire?",
        "Attendez; demandez d’abord!",
        "Par exemple\N{NO-BREAK SPACE}: offrir un livre",
        "Erreur\N{NO-BREAK SPACE}:",
        "La politique «\N{NO-BREAK SPACE}Sollicitation\N{NO-BREAK SPACE}» le dit.",
        "Au plus 12,50\N{NO-BREAK SPACE}$, soit 5\N{NO-BREAK SPACE}%.",
        "Au plus {amount}\N{NO-BREAK SPACE}$",
        "Entre 1\N{NO-BREAK SPACE}000 et 25\N{NO-BREAK SPACE}000 personnes, en 2026",
        "Voyez https://www.example.org/a:b?c, à 13:40",
        "Écrivez `--lang fr: x` ou `it's`",
        "Téléphonez au 514 555-0134 avant 13\N{NO-BREAK SPACE}h",
        "Demandez à M.\N{NO-BREAK SPACE}Okafor",
    ],
)
def test_it_accepts(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Que voulez-vous faire ?", "space before ; ! or ?"),
        ("Attendez\N{NO-BREAK SPACE}; demandez", "space before ; ! or ?"),
        ("Attention\N{NARROW NO-BREAK SPACE}!", "space before ; ! or ?"),
        ("Par exemple : un livre", "no no-break space before the colon"),
        ("Par exemple: un livre", "no no-break space before the colon"),
        ("Erreur\N{NARROW NO-BREAK SPACE}:", "no no-break space before the colon"),
        ("{name}: un livre", "no no-break space before the colon"),
        ("« mot\N{NO-BREAK SPACE}»", "no no-break space after «"),
        ("«\N{NO-BREAK SPACE}mot»", "no no-break space before »"),
        ("l'accord", "straight apostrophe instead of ’"),
        ('le "client"', "straight quotation mark instead of « »"),
        ("12,50 $", "no no-break space before $ or %"),
        ("5%", "no no-break space before $ or %"),
        ("{amount} $", "no no-break space before $ or %"),
        ("$12", "$ before the amount"),
        ("1 000 personnes", "no no-break space between groups of three digits"),
        ("à 13 h 40", "no no-break space before h"),
        ("M. Okafor", "no no-break space after M., Mme or Dr"),
    ],
)
def test_it_finds(text: str, fault: str) -> None:
    assert {problem.split(": …")[0] for problem in problems(text)} == {fault}
