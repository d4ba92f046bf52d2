"""Two at once: what was asked is answered once, and a code opens once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone

from balise.consent.models import PreferenceLink
from balise.consent.preferences import codes
from balise.consent.preferences.models import Code
from tests.consent.preferences.test_codes import CODE
from tests.people.test_concurrency import at_once, shared, template

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_eight_processes_that_make_their_rounds_at_once_write_one_mail(shared: World) -> None:
    now = timezone.now()
    codes.ask(typed="rose@example.org", source="there", now=now)
    assert at_once(*[lambda: codes.answer_due(now)] * 8).count(1) == 1
    assert len(mail.outbox) == Code.objects.count() == 1
    assert PreferenceLink.objects.get().client == shared.rose


@pytest.mark.usefixtures("shared")
def test_a_code_typed_eight_times_at_once_opens_one_page() -> None:
    now = timezone.now()
    ticket = codes.ask(typed="rose@example.org", source="there", now=now)
    codes.answer_due(now)
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    code = found[1]
    opened = at_once(*[lambda: codes.use(ticket=ticket, code=code, now=now)] * 8)
    assert sum(each is not None for each in opened) == 1
