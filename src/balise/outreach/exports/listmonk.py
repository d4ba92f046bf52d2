"""A client of listmonk, another mailer: people are put on a list of its own for each campaign, and those who
unsubscribe there are read back.

As documented for its API (`/api/lists`, `/api/subscribers`, `/api/import/subscribers`). It speaks to the one
address that the settings name, follows no redirection, and waits for no answer for ever.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

from django.conf import settings

from balise.journal.pieces import pieces
from balise.outreach.errors import OutreachError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

SECONDS = 20.0
"""How long one answer may take, and an import may stand still."""
PAGE = 500
MOST = 20_000_000
"""Bytes of one answer."""


class ListmonkError(OutreachError):
    """Nothing, or not everything, was handed to listmonk."""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone on a list of listmonk."""

    id: int
    email: str
    blocked: bool
    """Whether they, or whoever runs listmonk, stopped every list."""
    unsubscribed: bool


@contextmanager
def _understood() -> Iterator[None]:
    """Read an answer: one that is not as documented is told as such, whatever it lacks."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ListmonkError("listmonk_not_understood") from None


class _Stay(HTTPRedirectHandler):
    """A redirection could lead our token, and people's addresses, elsewhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def is_configured() -> bool:
    return bool(settings.BALISE_LISTMONK_URL and settings.BALISE_LISTMONK_TOKEN)


def listmonk() -> Listmonk:
    """The client, by the settings. Raise `ListmonkError`."""
    if not is_configured():
        raise ListmonkError("listmonk_not_configured")
    found = urlsplit(settings.BALISE_LISTMONK_URL)
    if found.scheme != "https" and not (found.scheme == "http" and found.hostname in LOOPBACK):
        raise ListmonkError("listmonk_not_https")
    return Listmonk(settings.BALISE_LISTMONK_URL.rstrip("/"), settings.BALISE_LISTMONK_TOKEN)


class Listmonk:
    """`token` is `user:token`, as listmonk shows it when a user of its API is made."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._opener = build_opener(_Stay)

    @_understood()
    def list_for(self, campaign: UUID, name: str) -> int:
        """The list of this campaign; made when it is not there. It is found by its tag, whatever its name."""
        tag = f"balise-{campaign}"
        found = self._get("/api/lists", tags=tag, per_page="all")
        for each in _results(found):
            if tag in each.get("tags", ()):
                return int(each["id"])
        made = self._send("POST", "/api/lists", name=name, type="private", optin="single", tags=[tag])
        return int(made["id"])

    def put(self, list_id: int, people: Iterable[tuple[str, str]]) -> None:
        """Put these people (address, name) on the list, and wait until it is done.

        Nothing that is there is written over, so that nobody who unsubscribed is subscribed again.
        """
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerows([("email", "name"), *((email, name or email) for email, name in people)])
        params = {
            "mode": "subscribe",
            "subscription_status": "confirmed",
            "delim": ",",
            "lists": [list_id],
            "overwrite": False,
            "overwrite_userinfo": False,
            "overwrite_subscription_status": False,
        }
        self._upload("/api/import/subscribers", json.dumps(params), out.getvalue().encode())
        self._wait_for_import()

    def members(self, list_id: int) -> Iterator[Member]:
        """Everyone on the list, also those who unsubscribed from it."""
        page, seen, total = 1, 0, 1
        while seen < total:
            found = self._get("/api/subscribers", list_id=list_id, page=page, per_page=PAGE)
            with _understood():
                members = [_member(each, list_id) for each in _results(found)]
                total = int(found.get("total", 0)) if members else 0
            yield from members
            seen += len(members)
            page += 1

    def remove(self, list_id: int, members: Iterable[Member]) -> None:
        """Take these people off the list."""
        for some in pieces(members, PAGE):
            ids = [each.id for each in some]
            self._send("PUT", "/api/subscribers/lists", ids=ids, action="remove", target_list_ids=[list_id])

    def _wait_for_import(self) -> None:
        known, since = -1, monotonic()
        while True:
            state = self._get("/api/import/subscribers")
            if state.get("status") == "finished":
                return
            if state.get("status") in {"failed", "stopped", "none"}:
                raise ListmonkError("listmonk_import_failed")
            if state.get("imported") != known:
                known, since = state.get("imported", 0), monotonic()
            elif monotonic() - since > SECONDS:
                raise ListmonkError("listmonk_import_failed")
            sleep(0.2)

    def _get(self, path: str, **query: object) -> dict[str, Any]:
        found = self._ask(Request(f"{self._url}{path}?{urlencode(query)}"))  # noqa: S310  the scheme was checked
        return found if isinstance(found, dict) else {}

    def _send(self, method: str, path: str, **body: object) -> dict[str, Any]:
        request = Request(f"{self._url}{path}", json.dumps(body).encode(), method=method)  # noqa: S310  as above
        request.add_header("Content-Type", "application/json")
        found = self._ask(request)
        return found if isinstance(found, dict) else {}

    def _upload(self, path: str, params: str, content: bytes) -> None:
        cut = uuid4().hex
        parts = (
            f'--{cut}\r\nContent-Disposition: form-data; name="params"\r\n\r\n{params}\r\n'.encode(),
            f'--{cut}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n".encode(),
            content,
            f"\r\n--{cut}--\r\n".encode(),
        )
        request = Request(f"{self._url}{path}", b"".join(parts), method="POST")  # noqa: S310  as above
        request.add_header("Content-Type", f"multipart/form-data; boundary={cut}")
        self._ask(request)

    def _ask(self, request: Request) -> object:
        """What stands under `data` in the answer. Raise `ListmonkError`, which says nothing of anyone."""
        request.add_header("Authorization", f"token {self._token}")
        request.add_header("Accept", "application/json")
        try:
            with _understood(), self._opener.open(request, timeout=SECONDS) as answer:
                return json.loads(answer.read(MOST))["data"]
        except HTTPError as refused:
            refused.close()
            forbidden = refused.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
            code = "listmonk_forbids" if forbidden else "listmonk_refuses"
            raise ListmonkError(code, status=refused.code) from None
        except (HTTPException, OSError):
            raise ListmonkError("listmonk_unreachable") from None


def _member(found: dict[str, Any], list_id: int) -> Member:
    ours = [each for each in found.get("lists", ()) if each.get("id") == list_id]
    return Member(
        int(found["id"]),
        str(found["email"]),
        found.get("status") == "blocklisted",
        any(each.get("subscription_status") == "unsubscribed" for each in ours),
    )


def _results(found: dict[str, Any]) -> list[dict[str, Any]]:
    results = found.get("results")
    return results if isinstance(results, list) else []
