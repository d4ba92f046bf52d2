"""Lists in few words, and what becomes of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from balise.outreach.lists import cleaning, mapping, sources
from balise.outreach.lists.addressees import Addressee, Faulty
from balise.policy.text import fold

if TYPE_CHECKING:
    from balise.outreach.lists.addressees import Outcome
    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.sources import Source

HEADER = "Nom,Organisme,Courriel,Téléphone,Adresse,Ville,Province,Code postal,Pays,Langue,Consentement,Note"

Kind = TypeVar("Kind", Addressee, Faulty)


def table(*rows: str, header: str = HEADER) -> Cleaned:
    """A list of text, cleaned with the columns as proposed."""
    return cleaned("\n".join((header, *rows)).encode(), "list.csv")


def cleaned(content: bytes, name: str) -> Cleaned:
    source = sources.read(content, name)
    return cleaning.clean(source, mapping.propose(source))


def pasted(words: str) -> Source:
    """A list that someone pasted: a text without a name."""
    return sources.read(words.encode(), "")


def outcome(**cells: str) -> Outcome:
    """What becomes of one row, whose cells are given by the folded names of the columns of `HEADER`."""
    names = [fold(name).replace(" ", "_") for name in HEADER.split(",")]
    assert cells.keys() <= set(names)
    row = ",".join('"' + cells.get(name, "").replace('"', '""') + '"' for name in names)
    (found,) = table(row).outcomes()
    return found


def good(**cells: str) -> Addressee:
    return _only(Addressee, outcome(**cells))


def faulty(**cells: str) -> Faulty:
    return _only(Faulty, outcome(**cells))


def codes(found: Outcome) -> list[str]:
    """What was found in a row."""
    return [each.code for each in (found.findings if isinstance(found, Faulty) else found.remarks)]


def _only(kind: type[Kind], found: Outcome) -> Kind:
    assert isinstance(found, kind), found
    return found
