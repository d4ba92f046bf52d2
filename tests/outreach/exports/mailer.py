"""A stand-in for listmonk that answers as its documentation says, and refuses what it does not document.

Written from the public description of its API (listmonk.app/docs/apis, version 6): `/api/lists`,
`/api/subscribers`, `/api/subscribers/lists` and `/api/import/subscribers`. No line of listmonk is in it.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "balise:secret"

LIST = {"name": str, "type": ("private", "public"), "optin": ("single", "double"), "tags": list}
IMPORT = {"mode": ("subscribe", "blocklist"), "delim": str, "lists": list, "overwrite": bool}
IMPORT_MAY = {"subscription_status": ("confirmed", "unconfirmed", "unsubscribed")} | dict.fromkeys(
    ("overwrite_userinfo", "overwrite_subscription_status"), bool
)
MEMBERSHIP = {"ids": list, "action": ("add", "remove", "unsubscribe"), "target_list_ids": list}


class WrongRequestError(Exception):
    """What its documentation does not allow."""


@dataclass
class Subscriber:
    id: int
    email: str
    name: str
    status: str = "enabled"
    lists: dict[int, str] = field(default_factory=dict)


class Mailer:
    """What it holds. Subscriptions that are there are kept as they are when an import does not overwrite."""

    def __init__(self) -> None:
        self.lists: list[dict[str, Any]] = []
        self.people: dict[str, Subscriber] = {}
        self.requests: list[str] = []
        self.per_page = 2
        self.stays = ""
        """A state in which every import stays."""
        self.leaves_out: set[str] = set()
        self.status = 200
        self.body: str | None = None

    def on(self, list_id: int) -> list[str]:
        """The addresses that a campaign to this list would go to."""
        return [
            each.email
            for each in self.people.values()
            if each.status == "enabled" and each.lists.get(list_id) not in {None, "unsubscribed"}
        ]

    def unsubscribe(self, address: str) -> None:
        for list_id in self.people[address].lists:
            self.people[address].lists[list_id] = "unsubscribed"

    # The API.

    def get_lists(self, query: dict[str, list[str]]) -> object:
        tags = set(query.get("tags", ()))
        return {"results": [each for each in self.lists if tags <= set(each["tags"])], "total": 1}

    def post_lists(self, body: dict[str, Any]) -> object:
        _check(body, LIST)
        self.lists.append({"id": len(self.lists) + 1, **body})
        return self.lists[-1]

    def get_subscribers(self, query: dict[str, list[str]]) -> object:
        list_id, page = int(query["list_id"][0]), int(query.get("page", ["1"])[0])
        found = [each for each in self.people.values() if list_id in each.lists]
        some = found[(page - 1) * self.per_page : page * self.per_page]
        results = [
            {
                "id": each.id,
                "email": each.email,
                "name": each.name,
                "status": each.status,
                "lists": [{"id": one, "subscription_status": state} for one, state in each.lists.items()],
            }
            for each in some
        ]
        return {"results": results, "total": len(found), "page": page, "per_page": self.per_page}

    def put_membership(self, body: dict[str, Any]) -> object:
        _check(body, MEMBERSHIP)
        for each in self.people.values():
            if each.id in body["ids"]:
                for one in body["target_list_ids"]:
                    each.lists.pop(one, None)
        return True

    def post_import(self, params: dict[str, Any], content: str) -> object:
        _check(params, IMPORT, IMPORT_MAY)
        for row in csv.DictReader(io.StringIO(content), delimiter=params["delim"]):
            if row["email"] in self.leaves_out:
                continue
            known = self.people.setdefault(
                row["email"], Subscriber(len(self.people) + 1, row["email"], row["name"])
            )
            for one in params["lists"]:
                known.lists.setdefault(one, params["subscription_status"])
        return params


def _check(body: dict[str, Any], needed: dict[str, Any], may: dict[str, Any] | None = None) -> None:
    known = {**needed, **(may or {})}
    if not set(needed) <= set(body) <= set(known):
        raise WrongRequestError(sorted(set(body) ^ set(known)))
    for name, value in body.items():
        kind = known[name]
        if not (value in kind if isinstance(kind, tuple) else isinstance(value, kind)):
            raise WrongRequestError(name)


class _Handler(BaseHTTPRequestHandler):
    mailer: ClassVar[Mailer]

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at `requests`."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def _answer(self, method: str) -> None:
        parts, mailer = urlsplit(self.path), self.mailer
        mailer.requests.append(f"{method} {parts.path}")
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if mailer.status != 200:
            self._say(mailer.status, {"message": "no"})
        elif mailer.body is not None:
            self._write(200, mailer.body)
        elif self.headers.get("Authorization") != f"token {TOKEN}":
            self._say(403, {"message": "invalid session"})
        else:
            try:
                self._say(200, {"data": self._do(method, parts.path, parse_qs(parts.query), sent)})
            except (WrongRequestError, KeyError, ValueError) as wrong:
                self._say(400, {"message": repr(wrong)})

    def _do(self, method: str, path: str, query: dict[str, list[str]], sent: bytes) -> object:
        mailer = self.mailer
        known: dict[tuple[str, str], Callable[[], object]] = {
            ("GET", "/api/lists"): lambda: mailer.get_lists(query),
            ("POST", "/api/lists"): lambda: mailer.post_lists(json.loads(sent)),
            ("GET", "/api/subscribers"): lambda: mailer.get_subscribers(query),
            ("PUT", "/api/subscribers/lists"): lambda: mailer.put_membership(json.loads(sent)),
            ("GET", "/api/import/subscribers"): lambda: {
                "name": "people.csv",
                "total": 1,
                "imported": 1,
                "status": mailer.stays or "finished",
            },
            ("POST", "/api/import/subscribers"): lambda: mailer.post_import(*self._parts(sent)),
        }
        return known[method, path]()

    def _parts(self, sent: bytes) -> tuple[dict[str, Any], str]:
        """The two parts of a form that carries a file."""
        kind = self.headers["Content-Type"]
        message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + sent, policy=default)
        parts = {
            each["Content-Disposition"].params["name"]: str(each.get_content())
            for each in message.iter_parts()
        }
        return json.loads(parts["params"]), parts["file"]

    def _say(self, status: int, body: object) -> None:
        self._write(status, json.dumps(body))

    def _write(self, status: int, body: str) -> None:
        self.send_response(status)
        if status in {301, 302, 307}:
            self.send_header("Location", "/api/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())


def served() -> Iterator[tuple[Mailer, str]]:
    """A mailer that listens, and its address."""
    mailer = Mailer()
    handler = type("Handler", (_Handler,), {"mailer": mailer})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield mailer, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
