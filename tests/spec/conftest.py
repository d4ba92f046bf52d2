"""Property tests run under a profile of their own."""

from tests.spec import profiles

__all__ = ["profiles"]
