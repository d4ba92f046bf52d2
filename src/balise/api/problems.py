"""Every refusal over HTTP in one shape (RFC 9457), in both languages side by side."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from balise.api.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ninja import NinjaAPI
    from ninja.errors import ValidationError

MEDIA_TYPE = "application/problem+json"


def problem(error: ApiError, fields: Sequence[str] = ()) -> HttpResponse:
    """The answer. `fields` are where in the request it is; what was sent is never repeated."""
    body: dict[str, object] = {
        "type": f"urn:balise:problem:{error.code}",
        "status": error.status,
        "title": {"fr": error.message.fr, "en": error.message.en},
    }
    if fields:
        body["fields"] = sorted(set(fields))
    content = json.dumps(body, ensure_ascii=False)
    answer = HttpResponse(content, status=error.status, content_type=MEDIA_TYPE)
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def answer_with_problems(api: NinjaAPI) -> None:
    """Have the API answer all that goes wrong in this shape."""
    from ninja.errors import AuthenticationError, HttpError  # noqa: PLC0415  beside what they are for
    from ninja.errors import ValidationError as Invalid  # noqa: PLC0415  as above

    @api.exception_handler(ApiError)
    def refused(_request: HttpRequest, error: ApiError) -> HttpResponse:
        return problem(error)

    @api.exception_handler(AuthenticationError)
    def unknown_key(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return problem(ApiError("key", status=401))

    @api.exception_handler(Invalid)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(ApiError("invalid"), [".".join(map(str, each["loc"][1:])) for each in error.errors])

    @api.exception_handler(HttpError)
    def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(ApiError("unreadable", status=error.status_code))
