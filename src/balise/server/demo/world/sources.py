"""The lists written by hand, in `data/`: the organisation's parts, its personnel, names, places and words,
and what clients are asked to agree to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from balise.consent.operations import Asker, NoticeWords
from balise.people.words import Role, Status, UnitKind
from balise.policy.text import LANGS, Lang, Text
from balise.server.demo.world.so_far import ORGANISATION

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Part:
    """A unit under the organisation."""

    id: str
    kind: UnitKind
    under: str
    name: Text


@dataclass(frozen=True, slots=True)
class Job:
    """What people are employed for. `contact`: they meet clients; `role`: granted over their unit."""

    name: Text
    scope: Text
    role: Role | None
    contact: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the personnel."""

    id: str
    name: str
    unit: str
    job: str
    status: Status
    language: str
    joined: int
    """The day they came; 0 for those who were there first."""

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"


@dataclass(frozen=True, slots=True)
class Programme:
    """Who is served by a programme, and with what."""

    clients: int
    health: float
    """The share of clients whose health is in their file."""
    ages: tuple[int, int]
    communities: Mapping[str, int]
    services: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Names that go together, and the languages of those who bear them, with weights."""

    languages: Mapping[str, int]
    others: tuple[Text, ...]
    older: tuple[str, ...]
    grown: tuple[str, ...]
    young: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the addresses of a region are."""

    province: Text
    area: tuple[int, ...]
    places: tuple[str, ...]
    codes: tuple[str, ...]
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A purpose, and its wordings by the day each comes into force; the purpose comes with the first."""

    code: str
    dpv: str
    name: Text
    explained: Text
    wordings: Mapping[int, Mapping[Lang, NoticeWords]]


@cache
def parts() -> tuple[Part, ...]:
    """From the widest to the narrowest."""
    return tuple(
        Part(row["id"], UnitKind(row["kind"]), row.get("under", ORGANISATION), _text(row["name"]))
        for row in _read("organisation")["units"]
    )


@cache
def jobs() -> Mapping[str, Job]:
    return {
        name: Job(
            _text(row["name"]),
            _text(row["scope"]),
            Role(row["role"]) if "role" in row else None,
            contact=row.get("contact", False),
        )
        for name, row in _read("organisation")["jobs"].items()
    }


@cache
def personnel() -> tuple[Person, ...]:
    return tuple(
        Person(
            id=row["id"],
            name=row["name"],
            unit=row["unit"],
            job=row["job"],
            status=Status(row.get("status", "employee")),
            language=row.get("language", "fr"),
            joined=row.get("joined", 0),
        )
        for row in _read("staff")
    )


@cache
def programmes() -> Mapping[str, Programme]:
    return {
        name: Programme(
            clients=row["clients"],
            health=row["health"],
            ages=(row["ages"][0], row["ages"][1]),
            communities=row["communities"],
            services=tuple(map(_text, row["services"])),
        )
        for name, row in _read("organisation")["programmes"].items()
    }


@cache
def communities() -> Mapping[str, Community]:
    return {
        name: Community(
            languages=row["languages"],
            others=tuple(map(_text, row.get("others", ()))),
            older=tuple(row["given"]["older"]),
            grown=tuple(row["given"]["grown"]),
            young=tuple(row["given"]["young"]),
            family=tuple(row["family"]),
        )
        for name, row in _read("names").items()
    }


@cache
def places() -> Mapping[str, Place]:
    return {
        region: Place(
            province=_text(row["province"]),
            area=tuple(row["area"]),
            places=tuple(row["places"]),
            codes=tuple(row["codes"]),
            streets=tuple(row["streets"]),
        )
        for region, row in _read("places").items()
    }


@cache
def words() -> Mapping[str, tuple[Text, ...]]:
    return {kind: tuple(map(_text, row)) for kind, row in _read("words").items()}


@cache
def asked() -> tuple[Asked, ...]:
    about = _read("consents")
    return tuple(
        Asked(
            code=row["code"],
            dpv=row["dpv"],
            name=_text(row["name"]),
            explained=_text(row["explained"]),
            wordings={
                each["day"]: {
                    lang: NoticeWords(
                        purpose_said=each["said"][lang],
                        use_said=each["use"][lang],
                        kept_said=about["kept"][lang],
                        asked_by=Asker(
                            **{part: said[lang] for part, said in about["asked_by"].items()},
                            **about["reached"],
                        ),
                        withdrawal_said=about["withdrawal"][lang],
                    )
                    for lang in LANGS
                }
                for each in row["wordings"]
            },
        )
        for row in about["purposes"]
    )


@cache
def form() -> Mapping[str, Text]:
    """The words of the paper form."""
    return {name: _text(row) for name, row in _read("consents")["form"].items()}


@cache
def told() -> Mapping[str, Text]:
    """What is written about particular people's consents."""
    return {name: _text(row) for name, row in _read("consents")["told"].items()}


def programme_of(unit: str) -> str:
    """The programme that a unit is in, or the unit itself above programmes."""
    part = next((one for one in parts() if one.id == unit), None)
    return part.under if part is not None and part.kind is UnitKind.SITE else unit


def region_of(programme: str) -> str:
    return next(one.under for one in parts() if one.id == programme)


def _read(name: str) -> Any:  # noqa: ANN401  whatever the list holds; the functions above give it a type
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def _text(row: Mapping[str, str]) -> Text:
    return Text(row["fr"], row["en"])
