"""The accounts of the gate, kept on pages: a secret shown once, what is the same for everyone, what it
answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from balise.consent.models import Purpose
from balise.outreach.errors import OutreachError
from balise.outreach.gate import asking
from balise.outreach.gate.operations import answer_for_all, close_account
from balise.outreach.gate.showing import still_asked
from balise.outreach.models import GateAccount, GateDecision
from balise.outreach.words import Audience
from balise.people.errors import NotAllowedError
from tests.consent.conftest import Asked, charity, founded, news, world
from tests.desk.visitor import said_by
from tests.outreach.gate.conftest import opened
from tests.outreach.notes import told
from tests.people.pages.conftest import at_desk
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.people.pages.conftest import At
    from tests.people.world import World

__all__ = ["at_desk", "charity", "founded", "news", "world"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

FORM = {
    "name": "Newsletter tool",
    "login": "Newsletter",
    "purpose": "workshops",
    "act": "invite_to_session",
    "audience": "clients",
    "from_domains": "example.org\n@example.com",
}


def test_pia_opens_an_account_sees_its_secret_once_answers_and_closes_it(
    world: World, news: Asked, at_desk: At
) -> None:
    del news  # only so that there is a purpose
    pia = at_desk(world.pia)
    shown = said_by(pia.send(reverse("gate:add"), {**FORM, "unit": str(world.heron_cove.uuid)}))
    account = GateAccount.objects.get()
    assert account.from_domains == ["example.com", "example.org"]
    found = [word for word in shown.split() if word.startswith("gate_")]
    assert len(found) == 1
    assert asking.sign_in("newsletter", found[0]) == account.pk
    page = reverse("gate:account", args=[account.uuid])
    assert found[0] not in pia.read(page)
    assert found[0] not in pia.read(reverse("gate:accounts"))

    asked = still_asked(account, NOW)
    assert "client_is_minor" in asked
    question = reverse("gate:fact", args=[account.uuid, "client_is_minor"])
    assert "Réponses pour tous" in pia.do(question, {"answer": "false"})
    account.refresh_from_db()
    assert account.facts["client_is_minor"] is False
    assert "client_is_minor" not in still_asked(account, NOW)
    assert pia.send(question, {"answer": "blue"}).status_code == 422

    pia.do(reverse("gate:close", args=[account.uuid]), {})
    assert asking.sign_in("newsletter", found[0]) is None
    assert [len(told(f"gate_account_{what}")) for what in ("added", "changed", "closed")] == [1, 1, 1]


def test_a_form_with_faults_comes_back_with_each_of_them(world: World, news: Asked, at_desk: At) -> None:
    del news  # as above
    pia = at_desk(world.pia)
    faulty = {**FORM, "unit": str(world.heron_cove.uuid), "login": "é é", "from_domains": "nowhere"}
    shown = pia.send(reverse("gate:add"), faulty)
    assert shown.status_code == 422
    assert "chiffres et tirets, par exemple infolettre-1" in said_by(shown)
    assert "un domaine par ligne" in said_by(shown)
    assert not GateAccount.objects.exists()
    assert "Choisissez l’unité" in said_by(pia.send(reverse("gate:add"), {**faulty, "unit": ""}))


@pytest.mark.parametrize("who", ["marie", "david", "grace", "louise", "ines", "axel"])
def test_nobody_else_keeps_the_gate(world: World, news: Asked, at_desk: At, who: str) -> None:
    account, _ = opened(world, news.purpose)
    someone = at_desk(getattr(world, who))
    for address in (
        reverse("gate:accounts"),
        reverse("gate:add"),
        *(reverse(f"gate:{name}", args=[account.uuid]) for name in ("account", "close")),
        reverse("gate:fact", args=[account.uuid, "client_status"]),
    ):
        assert someone.open(address).status_code in {403, 404}
    for act in (
        lambda by: close_account(by=by, account=account, now=NOW),
        lambda by: answer_for_all(by=by, account=account, fact="client_status", words="former", now=NOW),
        lambda by: opened(world, news.purpose, "another", by=by),
    ):
        with pytest.raises(NotAllowedError):
            act(getattr(world, who))


def test_a_director_keeps_those_of_their_programme_only(world: World, news: Asked, at_desk: At) -> None:
    account, _ = opened(world, news.purpose, by=world.rita, unit=world.relief)
    address = reverse("gate:account", args=[account.uuid])
    assert account.name in at_desk(world.rita).read(address)
    assert at_desk(world.paul).open(address).status_code == 404
    assert account.name not in at_desk(world.paul).read(reverse("gate:accounts"))


def test_what_one_person_agreed_to_is_never_said_for_everyone(world: World, news: Asked) -> None:
    account, _ = opened(world, news.purpose)
    for fact in ("consent", "consent_giver", "consent_basis", "under_14", "act", "recipient", "nothing"):
        with pytest.raises(OutreachError):
            answer_for_all(by=world.pia, account=account, fact=fact, words="given", now=NOW)


def test_no_account_answers_about_the_health_of_whoever_has_an_address(world: World, news: Asked) -> None:
    Purpose.objects.update(health=True)
    purpose = Purpose.objects.get(pk=news.purpose.pk)
    with pytest.raises(OutreachError) as refusal:
        opened(world, purpose, audience=Audience.OUTSIDE_LIST)
    assert refusal.value.code == "health_of_a_list"
    opened(world, purpose)


def test_a_page_tells_what_was_answered_lately_without_small_numbers(
    world: World, news: Asked, at_desk: At
) -> None:
    account, _ = opened(world, news.purpose)
    GateDecision.objects.bulk_create(
        GateDecision(account=account, address="k", passed=passed, reason=reason, at=timezone.now())
        for passed, reason, count in ((True, "", 12), (False, "outreach/refused", 3))
        for _ in range(count)
    )
    shown = at_desk(world.pia).read(reverse("gate:account", args=[account.uuid]))
    assert "12" in shown
    assert "moins de 5" in shown
