"""What rows are taken for, and what is wrong with those that are not taken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from balise.consent.models import ConsentEvent, Ground
from balise.consent.queries import consents_of
from balise.consent.words import Basis, Channel, Event, Method, State
from balise.people.errors import RefusedError
from balise.people.imports.faults import FileRefusedError
from tests.consent.imports.files import faults, file, imported, looked_at, mapped
from tests.people.notes import noted
from tests.people.world import NOW, relate

if TYPE_CHECKING:
    from balise.people.models import Client
    from tests.people.world import World

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]


def state(client: Client, channel: Channel = Channel.EMAIL) -> State:
    found = [each.state for each in consents_of(client, date(2025, 3, 3)) if each.channel is channel]
    return found[0] if found else State.UNKNOWN


def test_a_yes_a_no_and_nothing(world: World) -> None:
    result = imported(
        world.pia,
        file("1,news,courriel,oui,2024-05-01", "1,Infolettre,texto,non,2024-05-01", "1,Newsletter,phone,,"),
    )
    assert result.written
    assert (result.counts.given, result.counts.refused, result.counts.silent) == (1, 1, 1)
    assert (state(world.rose), state(world.rose, Channel.TEXT_MESSAGE)) == (State.GIVEN, State.REFUSED)
    event = ConsentEvent.objects.get(event=Event.GIVEN)
    assert (event.method, event.recorded_by, event.recorded_at) == (Method.IMPORT, world.pia, NOW)
    assert str(event.effective_at) == "2024-05-01 04:00:00+00:00"  # midnight where the organisation is


def test_what_rests_on_something_is_implied_even_where_the_file_says_yes(world: World) -> None:
    imported(world.pia, file("1,news,courriel,oui,2024-05-01,,un achat,2024-05-01"))
    event = ConsentEvent.objects.get()
    assert (event.event, event.basis, event.basis_day) == (Event.GIVEN, Basis.PURCHASE, date(2024, 5, 1))
    assert Ground.objects.get().day == date(2024, 5, 1)


def test_an_opt_out_column_says_no_by_yes_and_nothing_by_no(world: World) -> None:
    source = file(
        "1,news,courriel,oui", "2,news,en personne,non", header="Numéro de dossier,Finalité,Canal,Opt-out"
    )
    result = imported(world.pia, source)
    assert (result.counts.refused, result.counts.silent) == (1, 1)
    assert state(world.rose) is State.WITHDRAWN


def test_a_ground_counts_from_its_own_day_whenever_it_was_answered(world: World) -> None:
    goes_on, ended = (
        f"1,news,courriel,,{answered},,une adhésion,{last}"
        for answered, last in (("2024-05-01", ""), ("2024-01-10", "2024-06-01"))
    )
    imported(world.pia, file(goes_on, ended))
    # Answered first, the second still says how the membership of the first ended.
    assert Ground.objects.get().day == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9,news,courriel,oui,2024-05-01", "names nobody"),
        (",news,courriel,oui,2024-05-01", "Nothing says whom"),
        ("1,lettres,courriel,oui,2024-05-01", "purpose is not known"),
        ("1,news,pigeon,oui,2024-05-01", "channel is not known"),
        ("1,news,courriel,peut-être,2024-05-01", "What this answer means"),
        ("1,news,courriel,oui,", "date of the answer is missing"),
        ("1,news,courriel,oui,2999-01-01", "in the future"),
        ("1,news,courriel,oui,2024-05-01,2024-04-01", "would end before"),
        ("1,news,courriel,oui,02/05/2024", "two ways"),
        ("1,news,courriel,oui,2024-05-01,,astrologie", "ground is not known"),
        ("1,news,courriel,oui,2024-05-01,,un achat", "is missing"),
        ("1,news,courriel,oui,2024-05-01,2026-01-01,un achat,2024-05-01", "Only an express consent"),
        ("1,news,poste,oui,2024-05-01", "No address is on file"),
        ("2,news,en personne,oui,2024-05-01", "Under 14"),
    ],
)
def test_a_faulty_row_is_told_and_nothing_goes_in(world: World, row: str, said: str) -> None:
    result = imported(world.pia, file(row, "3,news,en personne,oui,2024-05-01"))
    assert not result.written
    assert [number for number, _ in faults(result.checked)] == [2]
    assert said in faults(result.checked)[0][1]
    assert not ConsentEvent.objects.exists()


def test_the_good_rows_go_in_when_they_are_asked_for(world: World) -> None:
    result = imported(
        world.pia,
        file("9,news,courriel,oui,2024-05-01", "1,news,téléphone,oui,2024-05-01"),
        good_rows=True,
    )
    assert result.written
    assert ConsentEvent.objects.count() == 1


def test_a_file_sent_twice_changes_nothing(world: World) -> None:
    source = file("1,news,courriel,oui,2024-05-01", "1,news,téléphone,non,", "1,news,courriel,oui,2024-05-01")
    first = imported(world.pia, source)
    assert (first.counts.written, first.counts.known) == (2, 1)
    again = imported(world.pia, source, now=NOW.replace(year=2026))
    assert (again.counts.written, again.counts.known) == (0, 3)
    assert ConsentEvent.objects.count() == 2


def test_only_who_keeps_consents_imports_them(world: World) -> None:
    for person in (world.marie, world.louise, world.omar, world.paul, world.axel):
        with pytest.raises(RefusedError):
            imported(person, file("1,news,courriel,oui,2024-05-01"))
    assert not ConsentEvent.objects.exists()


def test_a_client_one_may_not_know_of_answers_like_none_and_the_try_is_noted(world: World) -> None:
    relate(world.rose, world.pia)  # whom she may then not touch
    checked = looked_at(world.pia, file("1,news,courriel,oui,2024-05-01", "9,news,courriel,oui,2024-05-01"))
    hidden, absent = (said.partition(": ")[2] for _, said in faults(checked))
    assert hidden == absent
    assert noted("file_refused")[-1]["object"] == f"client:{world.rose.uuid}"


def test_an_e_mail_names_a_client_in_any_spelling(world: World) -> None:
    source = file(
        "ROSE+news@Example.org,news,courriel,oui,2024-05-01",
        header="Courriel,Finalité,Canal,Consentement,Date du consentement",
    )
    assert imported(world.pia, source).counts.given == 1
    assert state(world.rose) is State.GIVEN


def test_the_purpose_and_channel_can_be_said_for_the_whole_file(world: World) -> None:
    source = file("1,oui,2024-05-01", header="Numéro de dossier,Consentement,Date du consentement")
    mapping = mapped(source, defaults={"purpose": "news", "channel": "courriel"})
    assert imported(world.pia, source, mapping).counts.given == 1


def test_a_file_that_is_none_is_refused() -> None:
    for content in ("", "a,b\n", "a,a\n1,2", ",b\n1,2"):
        with pytest.raises(FileRefusedError):
            file(header=content)
