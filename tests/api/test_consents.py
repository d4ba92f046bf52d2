"""A web form records what people answer, and never learns who is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from balise.api.answers import Answer, take
from balise.api.errors import ApiError
from balise.api.models import Accepted, ApiKey
from balise.api.operations import A_MINUTE, make_key, revoke_key
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.operations import close_purpose, withdraw_consent
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Method
from balise.people.errors import RefusedError
from balise.people.operations import change_client
from balise.people.words import ContactKind
from tests.people.notes import noted
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.consent.intake.asking import Asked
    from tests.people.pages.conftest import At
    from tests.people.world import World

    Post = Callable[..., Any]

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("asked")]

ADDRESS = "/api/v1/consents"
YES = {
    "channel": "email",
    "address": "rose@example.org",
    "answer": "yes",
    "language": "fr",
    "notice_version": 1,
}


@pytest.fixture
def key(world: World, asked: Asked) -> tuple[ApiKey, str]:
    return make_key(by=world.omar, name="site", purpose=asked.news, may_grant=True, now=NOW)


@pytest.fixture
def post(key: tuple[ApiKey, str]) -> Post:
    def send(body: object, *, number: str = "", secret: str = "", raw: bytes | None = None) -> Any:  # noqa: ANN401  Django's test responses have more than their type
        return Browser(raise_request_exception=False).post(
            ADDRESS,
            raw if raw is not None else json.dumps(body),
            content_type="application/json",
            headers={
                "authorization": f"Bearer {secret or key[1]}",
                "idempotency-key": number or str(uuid4()),
            },
        )

    return send


def test_a_yes_and_a_no_are_recorded_on_the_wording_that_was_shown(
    world: World, asked: Asked, post: Post
) -> None:
    assert post(YES).status_code == 202
    event = ConsentEvent.objects.get()
    assert (event.client, event.method, event.recorded_by) == (world.rose, Method.WEB_FORM, None)
    assert event.notice is not None
    assert event.notice.version == 1
    assert may_reach(world.rose, asked.news, Channel.EMAIL, later(days=9999)).allows
    assert post({**YES, "answer": "no"}).status_code == 202
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, later(days=9999)).allows


def test_the_answer_is_the_same_for_anyone_and_for_no_one(post: Post) -> None:
    answers = {
        (each.status_code, each.content)
        for address in ("rose@example.org", "nobody@example.org", "theo@example.org")
        for answer in ("yes", "no")
        for each in [post({**YES, "address": address, "answer": answer})]
    }
    assert len(answers) == 1


def test_a_no_from_an_address_nobody_has_yet_is_kept(world: World, asked: Asked, post: Post) -> None:
    post({**YES, "address": "New@Example.org", "answer": "no"})
    assert Refusal.objects.count() == 1
    change_client(by=world.pia, client=world.ulla, contacts=[(ContactKind.EMAIL, "new@example.org")], now=NOW)
    assert not may_reach(world.ulla, asked.news, Channel.EMAIL, later(days=9999)).allows


@pytest.mark.provision("S1-43")
def test_a_form_never_takes_a_refusal_back(world: World, asked: Asked, post: Post) -> None:
    withdraw_consent(
        by=world.marie,
        client=world.rose,
        purpose=asked.news,
        channel=Channel.EMAIL,
        method=Method.PHONE,
        now=NOW,
        uuid=uuid4(),
    )
    assert post(YES).status_code == 202
    assert not may_reach(world.rose, asked.news, Channel.EMAIL, later(days=9999)).allows
    assert [e["fields"]["why"] for e in noted() if e["kind"] == "api.held_back"] == ["refused"]


def test_a_yes_from_an_address_that_two_people_share_is_nobodys(world: World, post: Post) -> None:
    change_client(
        by=world.pia, client=world.ulla, contacts=[(ContactKind.EMAIL, "rose@example.org")], now=NOW
    )
    assert post(YES).status_code == 202
    assert not ConsentEvent.objects.exists()


def test_a_request_sent_twice_is_one_and_with_other_words_is_refused(post: Post) -> None:
    for _ in range(2):
        assert post(YES, number="form-00001").status_code == 202
    assert ConsentEvent.objects.count() == Accepted.objects.count() == 1
    other = post({**YES, "answer": "no"}, number="form-00001")
    assert other.status_code == 409
    assert ConsentEvent.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        None, [], 0, "yes", {}, {**YES, "answer": True}, {**YES, "answer": "maybe"},
        {**YES, "channel": "mail"},
        {**YES, "address": ""}, {**YES, "address": "no address"}, {**YES, "address": "a\0b@example.org"},
        {**YES, "address": "x" * 10_000}, {**YES, "language": "de"}, {**YES, "notice_version": 0},
        {**YES, "notice_version": 10**30}, {**YES, "notice_version": 9}, {**YES, "purpose": "news"},
        {**YES, "address": "\ud800@example.org"}, {**YES, "channel": "phone"},
    ],
)  # fmt: skip
def test_bad_input_is_a_clear_problem_in_both_languages(post: Post, body: object) -> None:
    answer = post(body)
    assert 400 <= answer.status_code < 500, answer.content
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["title"]["fr"]
    assert told["title"]["en"]
    assert "example.org" not in answer.content.decode()
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"channel": NaN}'])
def test_what_is_no_json_is_a_clear_problem(post: Post, raw: bytes) -> None:
    answer = post(None, raw=raw)
    assert 400 <= answer.status_code < 500
    assert answer.json()["title"]["fr"]


def test_a_key_that_is_unknown_revoked_or_missing_opens_nothing(
    world: World, key: tuple[ApiKey, str], post: Post
) -> None:
    assert post(YES, secret="balise_nothing").status_code == 401
    assert Browser().post(ADDRESS, "{}", content_type="application/json").status_code == 401
    revoke_key(by=world.pia, key=key[0], now=NOW)
    assert post(YES).status_code == 401
    assert not ConsentEvent.objects.exists()


def test_a_key_that_was_revoked_after_it_was_shown_opens_nothing(
    world: World, key: tuple[ApiKey, str]
) -> None:
    shown = key[0]
    revoke_key(by=world.pia, key=ApiKey.objects.get(pk=shown.pk), now=NOW)
    said = Answer(Channel.EMAIL, "rose@example.org", yes=True, language="fr", version=1)
    with pytest.raises(ApiError) as refused:
        take(key=shown, answer=said, idempotency_key="form-00001", now=NOW)
    assert refused.value.status == 401
    assert not ConsentEvent.objects.exists()


def test_a_key_made_for_a_no_takes_no_yes(world: World, asked: Asked, post: Post) -> None:
    _, no_only = make_key(by=world.pia, name="unsubscribe", purpose=asked.news, may_grant=False, now=NOW)
    assert post(YES, secret=no_only).status_code == 403
    assert post({**YES, "answer": "no"}, secret=no_only).status_code == 202


def test_after_a_purpose_is_closed_only_a_no_is_taken(world: World, asked: Asked, post: Post) -> None:
    close_purpose(by=world.pia, purpose=asked.news, now=NOW)
    assert post(YES).status_code == 409
    assert post({**YES, "answer": "no"}).status_code == 202
    assert Refusal.objects.get().purpose == asked.news


def test_a_key_is_slowed_down_but_for_a_no(post: Post) -> None:
    # Twice as many as a minute allows, in case one ends meanwhile.
    statuses = {post({**YES, "notice_version": 9}).status_code for _ in range(2 * A_MINUTE + 2)}
    assert statuses == {422, 429}
    assert post({**YES, "answer": "no"}).status_code == 202
    assert Refusal.objects.count() == 1


def test_openapi_says_all_of_it_and_nothing_else_is_open() -> None:
    told = Browser().get("/api/v1/openapi.json")
    assert told.status_code == 200
    assert set(told.json()["paths"]) == {"/api/v1/consents"}
    assert Browser().post("/api/v1/openapi.json").status_code == 405
    assert Browser().get("/api/v1/docs").status_code == 404
    assert Browser().get(ADDRESS).status_code == 405


def test_keys_are_made_shown_once_and_revoked_on_a_page(world: World, at_desk: At) -> None:
    omar, address = at_desk(world.omar), reverse("api_keys:keys")
    assert omar.send(address, {"purpose": "news", "may_grant": "yes"}).status_code == 422
    made = omar.send(address, {"name": "site", "purpose": "news", "may_grant": "yes"})
    secret = made.content.decode().partition("<code>")[2].partition("</code>")[0]
    assert secret.startswith("balise_")
    page = omar.read(address)
    assert secret not in page
    key = ApiKey.objects.get()
    assert secret not in (key.secret_hash, key.name)
    omar.do(reverse("api_keys:revoke", args=[key.uuid]), {})
    assert ApiKey.objects.get().may_grant
    assert ApiKey.objects.get().revoked_at is not None


def test_nobody_else_makes_or_sees_keys(world: World, asked: Asked, at_desk: At) -> None:
    for person in (world.marie, world.louise, world.paul, world.axel):
        assert at_desk(person).open(reverse("api_keys:keys")).status_code == 403
        with pytest.raises(RefusedError):
            make_key(by=person, name="x", purpose=asked.news, may_grant=True, now=NOW)
    assert not ApiKey.objects.exists()
