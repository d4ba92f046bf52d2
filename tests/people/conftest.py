"""The people everyone knows. Making them takes a moment, so they are made once a file; each test changes its own."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.people.world import World, make_world


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:  # noqa: ARG001  the database has to be there first
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(founded: World) -> Iterator[World]:
    with transaction.atomic():
        yield deepcopy(founded)
        transaction.set_rollback(True)
