"""What a column of a list can hold, and the names that headers give it, in both languages.

A column that speaks of consent is `STATEMENT` and stays text: it shows what whoever made the list says, and
no row of a list is read as a consent. Only a refusal in it counts (`refusals`).
"""

from __future__ import annotations

from functools import cache, partial

from balise.consent.imports.fields import speaks_of_agreeing, speaks_of_refusing
from balise.people.imports.fields import PROBLEM, Field, by_name, plain

__all__ = ["PROBLEM", "by_name", "plain"]

Column = partial(Field, texts="lists")

NAME = Column(
    "name",
    ("nom", "name", "nom et prenom", "prenom et nom", "nom complet", "full name", "contact", "contact name",
     "personne ressource", "destinataire", "display name", "nom name", "fn"),
)  # fmt: skip
FIRST_NAME = Column("first_name", ("prenom", "prenoms", "first name", "given name", "forename"))
LAST_NAME = Column("last_name", ("nom de famille", "last name", "surname", "family name"))
ORGANISATION = Column(
    "organisation",
    ("organisation", "organization", "organisme", "entreprise", "compagnie", "company", "societe", "ecole",
     "school", "etablissement", "employeur", "employer", "company name", "organization name", "org"),
)  # fmt: skip
EMAIL = Column(
    "email",
    ("courriel", "e mail", "email", "mail", "adresse courriel", "adresse de courriel", "email address",
     "e mail address", "adresse electronique", "adresse mail", "courriel e mail", "e mail 1 value",
     "primary email"),
)  # fmt: skip
PHONE = Column(
    "phone",
    ("telephone", "tel", "no de telephone", "numero de telephone", "phone", "phone number",
     "telephone number", "telephone phone", "cellulaire", "mobile", "mobile phone", "cell", "cell phone",
     "home phone", "business phone", "primary phone", "phone 1 value"),
)  # fmt: skip
STREET = Column(
    "street",
    ("adresse", "rue", "address", "street", "street address", "adresse postale", "mailing address",
     "adresse civique", "home street", "business street", "address line 1", "address 1", "adresse 1",
     "adr street"),
)  # fmt: skip
CITY = Column(
    "city", ("ville", "city", "municipalite", "town", "localite", "home city", "business city", "adr city")
)
PROVINCE = Column(
    "province",
    ("province", "etat", "state", "province ou etat", "state province", "region", "prov", "home state",
     "business state", "adr region"),
)  # fmt: skip
POSTAL_CODE = Column(
    "postal_code",
    ("code postal", "postal code", "zip", "zip code", "cp", "postcode", "home postal code",
     "business postal code", "adr postal code"),
)  # fmt: skip
COUNTRY = Column(
    "country", ("pays", "country", "country region", "home country region", "nation", "adr country")
)
LANGUAGE = Column(
    "language", ("langue", "language", "langue de correspondance", "preferred language", "lang")
)
NOTE = Column("note", ("note", "notes", "remarque", "remarques", "commentaire", "commentaires", "comments"))
STATEMENT = Column("statement")

FIELDS: tuple[Field, ...] = (
    NAME, FIRST_NAME, LAST_NAME, ORGANISATION, EMAIL, PHONE, STREET, CITY, PROVINCE, POSTAL_CODE, COUNTRY,
    LANGUAGE, NOTE, STATEMENT,
)  # fmt: skip
TO_REACH = (EMAIL.id, PHONE.id, STREET.id)
"""A list has to hold one of these."""


@cache
def fields() -> dict[str, Field]:
    """What a column can hold, by id."""
    return {field.id: field for field in FIELDS}


def speaks_of_consent(header: str) -> bool:
    """Whether a column of this header says who agreed, or who refused."""
    return speaks_of_refusing(header) or speaks_of_agreeing(header)
