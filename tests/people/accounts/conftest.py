"""The people everyone knows, each with an account; and someone at a keyboard, who signs in as any of them."""

from __future__ import annotations

from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as shared_memory
from pytest_django import Settings

from balise.people.accounts.models import Account
from balise.people.models import Staff
from tests.people.accounts.keyboard import PASSWORD, Keyboard
from tests.people.world import World


@cache
def hashed() -> str:
    """Everyone's password, made once: it is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def quick_hashing(settings: Settings) -> None:
    """Argon2 at its cheapest: these tests hash hundreds of passwords."""
    settings.PASSWORD_HASHERS = ["tests.people.accounts.keyboard.QuickArgon2"]


@pytest.fixture
def world(world: World) -> World:
    for person in vars(world).values():
        if isinstance(person, Staff):
            person.user = Account.objects.create(email=person.email, password=hashed())
            person.save(update_fields=["user"])
    shared_memory.clear()
    return world


@pytest.fixture
def keyboard(world: World) -> Keyboard:  # noqa: ARG001  who types has to be somebody
    return Keyboard()


@pytest.fixture
def account(world: World) -> Account:
    """Marie's: no role of hers asks for a second factor."""
    return Account.objects.get(email=world.marie.email)
