"""Made-up clients, drawn from the lists of names: families who share a name, a roof and a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from balise.people.models import AGE_OF_MAJORITY
from balise.people.words import ContactKind, Language, LinkKind
from balise.server.demo.world import sources
from balise.server.demo.world.sources import Community, Programme

Choice = TypeVar("Choice")

ADULT = AGE_OF_MAJORITY
OLDER = 65
FICTITIOUS = range(100, 200)
"""Telephone numbers 555-01xx belong to nobody."""


@dataclass(frozen=True, slots=True)
class Close:
    """Someone close to a member."""

    full_name: str
    kind: LinkKind


@dataclass(slots=True)
class Member:
    """A client to be."""

    uuid: UUID
    full_name: str
    language: Language
    born: date | None
    age: int
    vulnerable: bool | None
    preferred_name: str = ""
    contacts: list[tuple[ContactKind, str]] = field(default_factory=list)
    circle: list[Close] = field(default_factory=list)
    condition: str = ""
    need: str = ""

    @property
    def minor(self) -> bool:
        return self.age < ADULT


@dataclass(frozen=True, slots=True)
class Household:
    """Those who come together, to one programme."""

    programme: str
    members: tuple[Member, ...]
    service: str
    language: Language


def households(rng: Random, programme: str, first_day: date) -> list[Household]:
    """As many families as it takes to make the programme's clients."""
    about = sources.programmes()[programme]
    made: list[Household] = []
    left = about.clients
    while left:
        household = _household(rng, programme, about, first_day, left)
        made.append(household)
        left -= len(household.members)
    return made


def draw(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _household(rng: Random, programme: str, about: Programme, first_day: date, at_most: int) -> Household:
    community = sources.communities()[draw(rng, about.communities)]
    family = rng.choice(community.family)
    language = Language(draw(rng, community.languages))
    ages = _ages(rng, about.ages)[:at_most]
    address, phone = _address(rng, programme), _phone(rng, programme)
    members = tuple(
        _member(rng, f"{rng.choice(_given(community, age))} {family}", language, age, first_day)
        for age in ages
    )
    for member in members:
        member.contacts += [address, phone]
    _name_apart(rng, members, community, family)
    for number, member in enumerate(members):
        _surround(rng, member, members[:number], community, family)
        _look_after(rng, member, about.health)
    service = rng.choice(about.services)[language.value]
    if community.others and rng.random() < 0.35:
        with_interpreter = sources.words()["with_interpreter"][0][language.value]
        service = with_interpreter.format(
            service=service, language=rng.choice(community.others)[language.value]
        )
    return Household(programme, members, service, language)


def _ages(rng: Random, between: tuple[int, int]) -> list[int]:
    """Adults first; children only where the programme serves them."""
    youngest, oldest = between
    first = rng.randint(max(youngest, ADULT), oldest)
    ages = [first]
    if rng.random() < 0.4:
        ages.append(min(oldest, max(ADULT, youngest, first + rng.randint(-6, 6))))
    if youngest < ADULT and 22 <= first <= 58:
        ages += [
            rng.randint(youngest, min(ADULT - 1, first - 18)) for _ in range(rng.choice([0, 1, 1, 2, 3]))
        ]
    if youngest < ADULT and rng.random() < 0.08:
        return [rng.randint(max(youngest, 12), ADULT - 1)]  # alone, with a guardian elsewhere
    return ages


def _member(rng: Random, full_name: str, language: Language, age: int, first_day: date) -> Member:
    born = first_day - timedelta(days=age * 365 + age // 4 + rng.randint(1, 360))
    return Member(
        uuid=UUID(int=rng.getrandbits(128), version=4),
        full_name=full_name,
        language=language,
        born=born if rng.random() < 0.96 else None,  # not always known
        age=age,
        vulnerable=_vulnerable(rng, age),
    )


def _given(community: Community, age: int) -> Sequence[str]:
    if age < 25:
        return community.young
    return community.older if age >= OLDER else community.grown


def _vulnerable(rng: Random, age: int) -> bool | None:
    if rng.random() < 0.1:
        return None  # not assessed yet
    likely = 0.75 if age < ADULT else 0.5 if age >= 75 else 0.15
    return rng.random() < likely


def _name_apart(rng: Random, members: Sequence[Member], community: Community, family: str) -> None:
    """Under one roof nobody has the same given name; some go by a shorter one, some read e-mail."""
    used: set[str] = set()
    for member in members:
        free = [one for one in _given(community, member.age) if one not in used]
        given = member.full_name.removesuffix(f" {family}")
        if given in used:
            given = rng.choice(free)
            member.full_name = f"{given} {family}"
        used.add(given)
        if len(given) > 6 and rng.random() < 0.08:
            member.preferred_name = given[:4].rstrip("-")
        if not member.minor and member.age < 80 and rng.random() < 0.6:
            member.contacts.append((ContactKind.EMAIL, f"client{member.uuid.hex[:8]}@example.org"))


def _surround(
    rng: Random, member: Member, before: Sequence[Member], community: Community, family: str
) -> None:
    """Parents are guardians, a spouse is family; someone frail has a representative, some have a friend."""
    adults = [one for one in before if not one.minor]
    if member.minor:
        parent = rng.choice(adults).full_name if adults else f"{rng.choice(community.grown)} {family}"
        member.circle.append(Close(parent, LinkKind.GUARDIAN))
    elif adults:
        member.circle.append(Close(adults[0].full_name, LinkKind.FAMILY))
    elif member.age >= OLDER and member.vulnerable:
        name = f"{rng.choice(community.grown)} {family}"
        member.circle.append(Close(name, rng.choice([LinkKind.REPRESENTATIVE, LinkKind.FAMILY])))
    elif rng.random() < 0.06:
        friend = f"{rng.choice(_given(community, member.age))} {rng.choice(community.family)}"
        if friend != member.full_name:
            member.circle.append(Close(friend, LinkKind.FRIEND))


def _look_after(rng: Random, member: Member, share: float) -> None:
    if rng.random() < share:
        member.condition = rng.choice(sources.words()["conditions"])[member.language.value]
        member.need = rng.choice(sources.words()["needs"])[member.language.value]


def _address(rng: Random, programme: str) -> tuple[ContactKind, str]:
    place = sources.places()[sources.region_of(programme)]
    digits = rng.randint(1, 9), rng.randint(0, 9)
    postal = f"{rng.choice(place.codes)} {digits[0]}{rng.choice('ABCEGHJKLMNPRSTVWXYZ')}{digits[1]}"
    where = f"{rng.choice(place.places)} ({place.province.fr})"
    return ContactKind.ADDRESS, f"{rng.randint(2, 480)}, {rng.choice(place.streets)}, {where} {postal}"


def _phone(rng: Random, programme: str) -> tuple[ContactKind, str]:
    place = sources.places()[sources.region_of(programme)]
    return ContactKind.PHONE, f"{rng.choice(place.area)} 555-0{rng.choice(FICTITIOUS)}"
