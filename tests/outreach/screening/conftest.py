"""The people everyone knows, and a purpose to reach them for."""

from tests.consent.conftest import charity, founded, news, visits, world
from tests.people.pages.conftest import at_desk, lang

__all__ = ["at_desk", "charity", "founded", "lang", "news", "visits", "world"]
