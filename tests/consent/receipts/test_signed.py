"""A signed receipt: anyone can verify it, nobody can bend it, and it names nobody."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from django.test import Client as Browser
from django.urls import reverse

from balise.consent.models import Notice, Purpose
from balise.consent.operations import Asker, NoticeWords, write_notice
from balise.consent.receipts import keys
from balise.consent.receipts.content import receipt_of
from balise.consent.receipts.signing import signed
from balise.consent.words import Event, Grantor
from balise.people.models import Client, LinkedParty, Unit
from balise.people.words import UnitKind
from balise.policy.text import LANGS
from tests.consent.saying import says, withdraws
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from balise.consent.models import ConsentEvent
    from tests.consent.conftest import Asked
    from tests.people.world import World

VERIFY = Path("docs/verify_receipt.py")


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A file of keys of its own."""
    settings.BALISE_RECEIPT_KEYS_FILE = tmp_path / "keys"
    yield tmp_path / "keys"
    keys._keys.cache_clear()


def published() -> str:
    response = Browser().get(reverse("receipts:keys"))
    assert response.status_code == 200
    return response.content.decode()


def verified(folder: Path, receipt: str, keys_: str) -> subprocess.CompletedProcess[str]:
    """What the script that goes out alone says, run as a stranger would."""
    (folder / "receipt.jws").write_text(receipt, encoding="utf-8")
    (folder / "keys.json").write_text(keys_, encoding="utf-8")
    return subprocess.run(
        [sys.executable, VERIFY, folder / "receipt.jws", folder / "keys.json"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ""},
    )


def content(receipt: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decoded(receipt.split(".")[1]))
    return found


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_a_stranger_verifies_it_with_the_published_key(event: ConsentEvent, tmp_path: Path) -> None:
    done = verified(tmp_path, signed(receipt_of(event, "fr")), published())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VERIFIED")
    assert "dpv:ConsentGiven" in done.stdout


def test_whatever_is_altered_in_it_is_found(event: ConsentEvent, tmp_path: Path) -> None:
    header, body, signature = signed(receipt_of(event, "fr")).split(".")
    told = json.loads(decoded(body))
    told["record"]["events"][0]["event_state"] = "dpv:ConsentWithdrawn"
    last = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    none = encoded(b'{"alg":"none"}')
    other = encoded(json.dumps({"alg": "HS256", "kid": keys.signing_key().kid}).encode())
    altered = {
        "content": f"{header}.{encoded(rfc8785.dumps(told))}.{signature}",
        "signature": f"{header}.{body}.{last}",
        "no signature": f"{none}.{body}.",
        "another algorithm": f"{other}.{body}.{signature}",
        "padding": f"{header}.{body}.{signature}=",
        "cut": f"{header}.{body}",
        "nothing": "",
    }
    answers = {name: verified(tmp_path, receipt, published()) for name, receipt in altered.items()}
    assert {name: done.returncode for name, done in answers.items()} == dict.fromkeys(altered, 1)
    assert all(done.stderr.startswith("NOT VERIFIED") for done in answers.values())


def test_every_letter_of_it_counts(event: ConsentEvent) -> None:
    """Quicker than by the script: the same check, in this process, at every place of the text."""
    check = vars(_script())["check"]
    receipt, known = signed(receipt_of(event, "fr")), json.loads(published())
    assert check(receipt, known)["receipt_id"] == str(receipt_of(event, "fr").id)
    for place in range(0, len(receipt), 7):
        if receipt[place] == ".":
            continue
        bent = receipt[:place] + ("x" if receipt[place] != "x" else "y") + receipt[place + 1 :]
        with pytest.raises(Exception):  # noqa: B017, PT011  whatever it stumbles over, it does not accept
            check(bent, known)


def _script() -> Any:  # noqa: ANN401  a module
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415  one use

    spec = spec_from_file_location("verify_receipt", VERIFY)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_another_site_s_key_does_not_verify_it(
    event: ConsentEvent, tmp_path: Path, settings: Settings, key_file: Path
) -> None:
    receipt = signed(receipt_of(event, "fr"))
    settings.BALISE_RECEIPT_KEYS_FILE = tmp_path / "elsewhere"
    done = verified(tmp_path, receipt, published())
    assert done.returncode == 1
    assert "none of these keys" in done.stderr
    assert key_file.stat().st_mode & 0o077 == 0


def test_a_new_key_signs_and_receipts_of_before_stay_good(
    event: ConsentEvent, tmp_path: Path, key_file: Path
) -> None:
    before = signed(receipt_of(event, "fr"))
    with key_file.open("a") as file:
        file.write(base64.b64encode(b"7" * 32).decode() + "\n")
    keys._keys.cache_clear()
    after = signed(receipt_of(event, "fr"))
    assert before != after
    assert [verified(tmp_path, each, published()).returncode for each in (before, after)] == [0, 0]


@pytest.mark.parametrize("faulty", ["", "not base64", base64.b64encode(b"short").decode(), "é"])
def test_a_faulty_key_file_is_told_and_nothing_is_signed(
    event: ConsentEvent, key_file: Path, faulty: str
) -> None:
    key_file.write_text(faulty, encoding="latin-1")
    with pytest.raises(keys.FaultyReceiptKeyError):
        signed(receipt_of(event, "fr"))


def test_the_published_keys_hold_no_secret(event: ConsentEvent) -> None:
    signed(receipt_of(event, "fr"))
    [key] = json.loads(published())["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}


def test_the_same_event_always_gives_the_same_receipt(event: ConsentEvent) -> None:
    assert signed(receipt_of(event, "fr")) == signed(receipt_of(event, "fr"))


def test_it_is_canonical_and_has_every_field_that_the_standards_ask_for(event: ConsentEvent) -> None:
    body = decoded(signed(receipt_of(event, "fr")).split(".")[1])
    told = json.loads(body)
    assert rfc8785.dumps(told) == body
    record = told["record"]
    [purpose], [party], [said] = record["processing"]["purposes"], record["parties"], record["events"]
    assert {"schema_version", "receipt_id", "created"} <= set(told)
    assert {"schema_version", "record_id", "pii_principal_id"} <= set(record)
    assert record["processing"]["privacy_notice"]["purpose"] == "Nouvelles des ateliers"
    assert record["processing"]["language"] == "fr-CA"
    for name in (
        "purpose",
        "pii_information",
        "pii_controllers",
        "storage_locations",
        "retention_period",
        "jurisdiction",
        "withdrawal_method",
    ):
        assert purpose[name], name
    assert purpose["recipient_third_parties"] == []
    assert purpose["pii_controllers"] == [party["party_id"]]
    assert all(party[f"party_{name}"] for name in ("id", "name", "address", "contact", "type"))
    assert all(
        said[name] for name in ("event_time", "validity_duration", "entity_id", "event_type", "event_state")
    )
    kantara = told["kantara"]
    assert kantara["version"] == "KI-CR-v1.1.0"
    assert kantara["consentTimestamp"] == int(event.effective_at.timestamp())
    assert {
        "jurisdiction",
        "collectionMethod",
        "consentReceiptID",
        "language",
        "piiPrincipalId",
        "piiControllers",
        "policyUrl",
        "services",
        "sensitive",
        "spiCat",
    } <= set(kantara)


def test_what_changes_later_changes_no_receipt(world: World, news: Asked, event: ConsentEvent) -> None:
    [back] = withdraws(world.rose, news, channel="email", now=later(hours=1))
    before = [signed(receipt_of(each, lang)) for each in (event, back) for lang in LANGS]
    Client.objects.filter(pk=world.rose.pk).update(language="en")
    Unit.objects.filter(kind=UnitKind.ORGANISATION).update(name_fr="Autre", name_en="Other")
    words = NoticeWords("a", "b", "c", Asker("d", "e", web="https://example.org"), "f")
    write_notice(by=world.pia, purpose=news.purpose, words=dict.fromkeys(LANGS, words), now=later(days=1))
    event.client.refresh_from_db()
    back.client.refresh_from_db()
    assert [signed(receipt_of(each, lang)) for each in (event, back) for lang in LANGS] == before


def test_in_the_other_language_it_is_another_receipt(world: World, news: Asked) -> None:
    [no] = withdraws(world.rose, news, channel="email")
    french, english = (content(signed(receipt_of(no, lang))) for lang in LANGS)
    assert french["receipt_id"] != english["receipt_id"]
    assert french["record"]["record_id"] == english["record"]["record_id"]


def test_a_withdrawal_says_who_asked_and_under_which_notice(world: World, news: Asked) -> None:
    """Nothing was shown when it was taken back: the words are those that stood then."""
    [no] = withdraws(world.rose, news, channel="email")
    record = content(signed(receipt_of(no, "fr")))["record"]
    [party] = record["parties"]
    assert (party["party_name"], party["party_address"]) == ("Heron Cove", "1 Quay")
    assert (party["party_contact"], party["party_phone"]) == ("506 555-0100", "506 555-0100")
    notice, [purpose] = record["processing"]["privacy_notice"], record["processing"]["purposes"]
    assert (notice["version"], notice["shown"]) == (1, False)
    assert purpose["storage_locations"] == ["In Moncton."]
    assert purpose["retention_period"] == "3\u00a0ans après votre dernière réponse"


def test_who_asks_who_else_gets_it_and_what_it_reveals_stand_each_in_its_own_field(
    world: World, news: Asked
) -> None:
    asker = Asker(
        "Clinic", "2 Hill", email="c@example.org", phone="506 555-0199", web="https://example.org/p"
    )
    words = NoticeWords("a", "b", "c", asker, "d", shared_said="A printer in Dieppe")
    write_notice(by=world.pia, purpose=news.purpose, words=dict.fromkeys(LANGS, words), now=NOW)
    Purpose.objects.filter(pk=news.purpose.pk).update(health=True)
    news.purpose.refresh_from_db()
    the_new_one = Notice.objects.get(purpose=news.purpose, version=2, language="fr")
    told = content(signed(receipt_of(says(None, world.rose, news, notice=the_new_one), "fr")))
    kantara, [purpose] = told["kantara"], told["record"]["processing"]["purposes"]
    [controller], [service] = kantara["piiControllers"], kantara["services"]
    assert (controller["email"], controller["phone"]) == ("c@example.org", "506 555-0199")
    assert controller["address"] == {"streetAddress": "2 Hill"}
    assert kantara["policyUrl"] == "https://example.org/p"
    assert (kantara["sensitive"], kantara["spiCat"]) == (True, ["Health"])
    assert service["purposes"][0]["thirdPartyName"] == "A printer in Dieppe"
    assert purpose["recipient_third_parties"] == ["A printer in Dieppe"]
    assert purpose["pii_information"][0]["sensitive"] is True


def test_who_answered_for_someone_is_a_party_without_a_name(world: World, news: Asked) -> None:
    jean = LinkedParty.objects.get(client=world.rose)
    event = says(world.marie, world.rose, news, Event.REFUSED, grantor=Grantor.REPRESENTATIVE, party=jean)
    record = content(signed(receipt_of(event, "fr")))["record"]
    [_, spoke] = record["parties"]
    assert record["events"][0]["entity_id"] == spoke["party_id"] == "representative"
    assert all(spoke[f"party_{name}"] for name in ("name", "address", "contact", "type"))
    assert jean.full_name not in json.dumps(record, ensure_ascii=False)


def test_a_withdrawal_has_a_receipt_too_and_is_no_kantara_consent(
    world: World, news: Asked, event: ConsentEvent
) -> None:
    assert event.event == Event.GIVEN
    [back] = withdraws(world.rose, news, channel="email", now=later(hours=1))
    told = content(signed(receipt_of(back, "fr")))
    assert told["record"]["events"][0]["event_state"] == "dpv:ConsentWithdrawn"
    assert "kantara" not in told


def test_it_names_nobody(world: World, event: ConsentEvent) -> None:
    text = json.dumps(content(signed(receipt_of(event, "fr"))), ensure_ascii=False)
    for name in ("Rose", "Landry", "Marie", "Tremblay", "rose@example.org", "555-0101"):
        assert name not in text
    assert str(world.rose.uuid) in text


def test_it_speaks_the_language_of_the_wording(world: World, news: Asked) -> None:
    told = content(signed(receipt_of(says(None, world.rose, news, notice=news.en), "fr")))
    assert told["record"]["processing"]["language"] == "en-CA"
    assert told["record"]["processing"]["purposes"][0]["purpose"] == "Workshop news"
