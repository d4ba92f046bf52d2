"""Reads the page of an outage: what it would send again, and where."""

from __future__ import annotations

from html.parser import HTMLParser


class KeptForm(HTMLParser):
    """What the page would send again."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.address = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.address = given["action"]
        elif tag == "input":
            self.fields.append((given["name"], given["value"]))
