"""What a column can hold, for staff and for clients, and the names that headers give it.

A header is compared without accents, case or punctuation. The labels of a field, in both languages, are
always among its names, so that what was exported can be imported.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from balise.people.access import FIELDS, FieldClass
from balise.policy.text import LANGS, Text
from balise.theme.texts import catalogue


class Kind(StrEnum):
    """Who is in the file."""

    STAFF = "staff"
    CLIENTS = "clients"

    @property
    def label(self) -> Text:
        return catalogue()[f"people.imports.kind.{self.value}"]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can hold. `kept_in` is where it is stored, for those of a client's file;
    `texts`, where its label stands.
    """

    id: str
    names: tuple[str, ...] = ()
    kept_in: str = ""
    texts: str = "people.imports"

    @property
    def label(self) -> Text:
        return catalogue()[f"{self.texts}.field.{self.id}"]

    @property
    def opened_with(self) -> FieldClass | None:
        """The class of fields of a client's file that it is read with."""
        return next((each for each, members in FIELDS.items() if self.kept_in in members), None)


BALISE_ID = Field("balise_id", ("balise", "id balise"), "Client.uuid")
EXTERNAL_ID = Field(
    "external_id",
    ("external id", "id", "matricule", "numero d employe", "no d employe", "employee number", "employee id",
     "numero de dossier", "no de dossier", "file number", "client number", "client id", "identifiant"),
    "Client.uuid",
)  # fmt: skip
FULL_NAME = Field(
    "full_name",
    ("nom", "name", "nom et prenom", "prenom et nom", "nom complet", "full name"),
    "Client.full_name",
)
FIRST_NAME = Field("first_name", ("prenom", "first name", "given name", "prenoms"), "Client.full_name")
LAST_NAME = Field("last_name", ("nom de famille", "last name", "surname", "family name"), "Client.full_name")
EMAIL = Field(
    "email",
    ("courriel", "e mail", "email", "mail", "adresse courriel", "email address"),
    "ContactPoint.value",
)
UNIT = Field(
    "unit", ("unite", "unit", "programme", "program", "site", "equipe", "team", "service"), "Client.unit"
)
LANGUAGE = Field("language", ("langue", "language", "langue de service"), "Client.language")

STAFF_FIELDS: tuple[Field, ...] = (
    EXTERNAL_ID,
    FULL_NAME,
    FIRST_NAME,
    LAST_NAME,
    EMAIL,
    Field("status", ("statut", "status", "type", "lien d emploi")),
    UNIT,
    LANGUAGE,
    Field("job_scope_fr", ("taches", "description des taches", "fonctions")),
    Field("job_scope_en", ("job scope", "duties", "job description")),
    Field("regular_client_contact", ("contact clients", "client contact", "contact regulier")),
)
CLIENT_FIELDS: tuple[Field, ...] = (
    BALISE_ID,
    EXTERNAL_ID,
    FULL_NAME,
    FIRST_NAME,
    LAST_NAME,
    Field(
        "preferred_name", ("prenom usuel", "nom usuel", "preferred name", "surnom"), "Client.preferred_name"
    ),
    UNIT,
    LANGUAGE,
    Field("birth_date", ("naissance", "ne le", "birth", "dob", "date of birth", "ddn"), "Client.birth_date"),
    Field("vulnerable", ("vulnerabilite", "vulnerability"), "Client.vulnerable"),
    Field(
        "closed_date", ("date de fermeture", "fin de service", "closed", "closing date"), "Client.closed_date"
    ),
    EMAIL,
    Field(
        "phone", ("telephone", "tel", "phone number", "cellulaire", "mobile", "cell"), "ContactPoint.value"
    ),
    Field(
        "address",
        ("adresse", "domicile", "home address", "adresse postale", "street address"),
        "ContactPoint.value",
    ),
    Field("conditions", ("diagnostic", "diagnostics", "diagnosis", "maladies"), "ClientHealth.conditions"),
    Field("treatments", ("traitement", "treatment", "medicaments", "medication"), "ClientHealth.treatments"),
    Field("needs", ("besoins", "needs", "besoins de sante"), "ClientHealth.needs"),
)
HEALTH = frozenset(field.id for field in CLIENT_FIELDS if field.opened_with is FieldClass.HEALTH)
DEFAULTED = {Kind.STAFF: ("unit", "status", "language"), Kind.CLIENTS: ("unit", "language")}
"""What may be said once for all new people of a file, instead of in a column."""

PROBLEM = "Problème / Problem"
"""The header of the column that an error file has more; ignored when it is sent again."""


@cache
def fields(kind: Kind) -> dict[str, Field]:
    """What a column of such a file can hold, by id."""
    return {field.id: field for field in (STAFF_FIELDS if kind is Kind.STAFF else CLIENT_FIELDS)}


@cache
def by_name(fields: tuple[Field, ...]) -> dict[str, str]:
    """The field, of these, that each known header names."""
    found: dict[str, str] = {}
    for field in fields:
        for name in (*(plain(field.label[lang]) for lang in LANGS), *field.names):
            found.setdefault(name, field.id)
    return found


def plain(words: str) -> str:
    """Words without accents, case or punctuation, to compare them."""
    bare = words
    if not words.isascii():
        letters = unicodedata.normalize("NFKD", words)
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", bare.casefold()).strip()


_BETWEEN_WORDS = re.compile(r"[\W_]+")
