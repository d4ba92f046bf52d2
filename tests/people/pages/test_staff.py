"""The pages of the personnel: who sees whom, and what is decided on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balise.people import operations
from balise.people.models import Delegation, RoleGrant, Staff, SupervisionLine
from balise.people.queries import owner_alarms
from balise.people.words import Role, UnitKind
from balise.policy.text import Text
from tests.desk.visitor import said_by
from tests.people.pages.conftest import At
from tests.people.pages.someone import bare
from tests.people.world import NOBODY, NOW, World


def person(staff: Staff, more: str = "") -> str:
    return f"/people/{staff.uuid}/{more}"


def days(after: int) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=after)
    return {"to_date-year": str(day.year), "to_date-month": str(day.month), "to_date-day": str(day.day)}


def test_each_person_lists_and_counts_only_those_they_may_know_of(world: World, at_desk: At) -> None:
    text = at_desk(world.marie).read("/people/")
    assert "5 personnes" in text
    assert "David Chen" in text
    assert "Rita Singh" not in text
    assert "12 personnes" in at_desk(world.louise).read("/people/")


def test_a_colleague_out_of_sight_and_one_who_is_not_there_answer_alike(world: World, at_desk: At) -> None:
    marie = at_desk(world.marie)
    for more in ("", "disable/", "roles/grant/", "line/", "delegate/"):
        hidden, absent = marie.open(person(world.rita, more)), marie.open(f"/people/{NOBODY}/{more}")
        assert hidden.status_code == absent.status_code == 404
        assert bare(hidden) == bare(absent)


def test_a_colleague_is_seen_with_roles_and_dates_but_not_the_reasons(world: World, at_desk: At) -> None:
    text = at_desk(world.marie).read(person(world.david))
    assert "Supervision · Soins à domicile" in text
    assert "Depuis le 3 mars 2025" in text
    assert "appointed" not in text
    assert "appointed" in at_desk(world.louise).read(person(world.david))


def test_a_page_offers_only_what_its_reader_may_do(world: World, at_desk: At) -> None:
    offers = ("Désactiver le compte", "Accorder un rôle", "Changer de responsable")
    for reader, offered in ((world.louise, offers), (world.grace, offers[2:]), (world.sam, ())):
        text = at_desk(reader).read(person(world.marie))
        assert tuple(offer for offer in offers if offer in text) == offered
    for more in ("disable/", "roles/grant/", "line/", "delegate/"):
        assert at_desk(world.sam).open(person(world.marie, more)).status_code == 403


def test_the_hr_director_hires(world: World, at_desk: At) -> None:
    louise = at_desk(world.louise)
    data = {"full_name": "Nora Doucet", "email": "nora@example.org", "unit": world.home.uuid}
    data |= {"status": "volunteer", "language": "fr", "regular_client_contact": "yes"}
    assert "Nora Doucet" in louise.do("/people/hire/", data)
    half = louise.send("/people/hire/", {**data, "email": "other@example.org", "job_scope_fr": "Repas"})
    assert half.status_code == 422
    taken = louise.send("/people/hire/", {**data, "full_name": "Someone Else"})
    assert taken.status_code == 422
    assert "Quelqu’un d’autre a déjà cette adresse" in said_by(taken)
    assert 'href="#email"' in taken.content.decode()
    assert at_desk(world.david).open("/people/hire/").status_code == 403


def test_someone_disabled_is_out_at_their_next_click(world: World, at_desk: At) -> None:
    sam, louise = at_desk(world.sam), at_desk(world.louise)
    sam.read("/clients/")
    assert "Compte désactivé" in louise.do(person(world.sam, "disable/"), {"reason": "départ"})
    assert sam.open("/clients/").status_code == 302
    louise.do(person(world.sam, "enable/"), {"reason": "retour"})
    at_desk(world.sam).read("/clients/")


def test_nobody_disables_or_grants_to_themself(world: World, at_desk: At) -> None:
    louise = at_desk(world.louise)
    for more in ("disable/", "roles/grant/", "line/"):
        assert louise.open(person(world.louise, more)).status_code == 403


def test_a_role_is_granted_and_revoked(world: World, at_desk: At) -> None:
    louise = at_desk(world.louise)
    data = {"role": "supervisor", "unit": world.clinic.uuid, "reason": "équipe de nuit"}
    assert "Le rôle est accordé." in louise.do(person(world.marie, "roles/grant/"), data)
    grant = RoleGrant.objects.get(staff=world.marie)
    revoke = person(world.marie, f"roles/{grant.uuid}/revoke/")
    assert at_desk(world.david).open(revoke).status_code == 403
    assert "Le rôle est retiré." in louise.do(revoke, {"reason": "fin"})
    assert louise.open(revoke).status_code == 404


def test_a_second_owner_of_a_programme_is_refused_with_what_was_typed(world: World, at_desk: At) -> None:
    data = {"role": "programme_director", "unit": world.home.uuid, "reason": "renfort"}
    response = at_desk(world.louise).send(person(world.grace, "roles/grant/"), data)
    assert response.status_code == 422
    assert "Un seul responsable à la fois" in said_by(response)
    assert "renfort" in response.content.decode()


def test_a_supervisor_is_set(world: World, at_desk: At) -> None:
    data = {"kind": "supervisor", "supervisor": world.grace.uuid}
    at_desk(world.louise).do(person(world.sam, "line/"), data)
    line = SupervisionLine.objects.get(staff=world.sam, kind="supervisor", ended_at=None)
    assert line.supervisor == world.grace


def test_a_role_is_lent_while_away_and_taken_back(world: World, at_desk: At) -> None:
    grace, grant = at_desk(world.grace), world.grant(world.grace, Role.MANAGER)
    data = {"grant": grant.uuid, "receiver": world.david.uuid, "reason": "vacances", **days(7)}
    assert "Délègue à David Chen" in grace.do(person(world.grace, "delegate/"), data)
    assert "Vous remplacez Grace Roy" in at_desk(world.david).read("/")
    lent = Delegation.objects.get()
    end = person(world.grace, f"delegations/{lent.uuid}/end/")
    assert at_desk(world.david).open(end).status_code == 403
    assert "La délégation est terminée." in grace.do(end, {})
    assert "Vous remplacez" not in at_desk(world.david).read("/")


def test_a_delegation_needs_a_last_day_to_come(world: World, at_desk: At) -> None:
    grant = world.grant(world.grace, Role.MANAGER)
    data = {"grant": grant.uuid, "receiver": world.david.uuid, "reason": "vacances"}
    grace = at_desk(world.grace)
    for last in ({}, days(-1)):
        response = grace.send(person(world.grace, "delegate/"), {**data, **last})
        assert response.status_code == 422
        assert 'href="#to_date-year"' in response.content.decode()
    assert not Delegation.objects.exists()


@pytest.mark.provision("S2-81")
def test_a_programme_without_exactly_one_owner_raises_an_alarm(world: World, at_desk: At) -> None:
    louise = at_desk(world.louise)
    assert "Sans responsable" not in louise.read("/people/programmes/")
    operations.revoke_role(
        by=world.louise, grant=world.grant(world.rita, Role.PROGRAMME_DIRECTOR), reason="fin", now=NOW
    )
    assert "Sans responsable" in louise.read("/people/programmes/")
    assert "Personne ne répond de la politique dans ce programme : Secours" in louise.read("/")
    assert "Personne ne répond" not in at_desk(world.marie).read("/")
    RoleGrant.objects.create(
        staff=world.rita, role=Role.PROGRAMME_DIRECTOR, unit=world.home, from_date=NOW.date(), reason="erreur"
    )
    assert "Plusieurs responsables" in louise.read("/people/programmes/")


@pytest.mark.parametrize("address", ["/", "/people/", "/people/programmes/"])
def test_a_page_with_alarms_costs_the_same_however_many_programmes(
    world: World, at_desk: At, address: str
) -> None:
    louise = at_desk(world.louise)
    louise.read(address)  # the first page of a session asks for more

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            louise.read(address)
        return len(asked)

    before = cost()
    for name in ("Un", "Deux", "Trois"):
        operations.add_unit(
            by=world.omar, parent=world.coast, kind=UnitKind.PROGRAMME, name=Text(name, name), now=NOW
        )
    assert len(owner_alarms(NOW)) == 3
    assert cost() == before


def test_the_name_of_an_owner_out_of_sight_is_not_told(world: World, at_desk: At) -> None:
    text = at_desk(world.marie).read("/people/programmes/")
    assert "Paul Leblanc" in text
    assert "Rita Singh" not in text
    assert "Une personne en répond." in text
