"""What other programs can call. `request` has to be called that: Ninja looks for it."""

from __future__ import annotations

from typing import Annotated

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.views.decorators.http import require_safe
from ninja import Header, NinjaAPI, Status
from ninja.security import HttpBearer

from balise.api.answers import Answer, take
from balise.api.errors import ApiError
from balise.api.models import ApiKey
from balise.api.operations import count_yes, key_of
from balise.api.problems import answer_with_problems
from balise.api.schemas import ConsentIn, ConsentOut
from balise.consent.words import Channel
from balise.people.errors import PeopleError
from balise.people.wording import email_address, phone_number

IdempotencyKey = Annotated[str, Header(..., min_length=8, max_length=200)]


class KeyAuth(HttpBearer):
    """`Authorization: Bearer balise_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002  Ninja's own signature
        return key_of(token)


api = NinjaAPI(
    title="Balise",
    version="1",
    docs_url=None,
    auth=KeyAuth(),
    urls_namespace="api",
    description="What people answer on a web form of the organisation.",
)
answer_with_problems(api)


@api.post("/consents", response={202: ConsentOut}, summary="Record what someone answered on a web form")
def record(
    request: HttpRequest,
    body: ConsentIn,
    idempotency_key: IdempotencyKey,
) -> Status[ConsentOut]:
    """The answer is the same whether or not the person is known."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # Ninja puts there what `KeyAuth` returned
    now = timezone.now()
    if body.answer == "yes":
        count_yes(key=key, now=now)
    answer = Answer(
        channel=Channel(body.channel.value),
        address=_address(body),
        yes=body.answer == "yes",
        language=body.language,
        version=body.notice_version,
    )
    take(key=key, answer=answer, idempotency_key=idempotency_key, now=now)
    return Status(202, ConsentOut())


def _address(body: ConsentIn) -> str:
    check = email_address if body.channel == "email" else phone_number
    try:
        return check(body.address)
    except PeopleError:
        raise ApiError("address") from None


urls = api.urls
for each in urls[0]:
    assert isinstance(each, URLPattern)
    assert each.callback is not None
    if each.name != "record":  # what only describes the API; Ninja would answer any method
        each.callback = require_safe(each.callback)
    # Programs show a key, and have no session to sign in with.
    login_not_required(each.callback)
