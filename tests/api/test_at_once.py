"""A key that sends many answers at once is counted for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.api.errors import ApiError
from balise.api.models import ApiKey
from balise.api.operations import A_MINUTE, count_yes, make_key
from tests.consent.intake.asking import make_asked
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_requests_at_once_do_not_slip_past_the_limit(shared: World) -> None:
    news = make_asked(shared).news
    key, _ = make_key(by=shared.pia, name="site", purpose=news, may_grant=True, now=NOW)
    ApiKey.objects.filter(pk=key.pk).update(
        minute=NOW.replace(second=0, microsecond=0), in_minute=A_MINUTE - 3
    )

    def one() -> str:
        try:
            count_yes(key=key, now=NOW)
        except ApiError as error:
            return error.code
        return "counted"

    assert sorted(map(str, at_once(*[one] * 8))) == ["counted"] * 3 + ["too_many"] * 5
