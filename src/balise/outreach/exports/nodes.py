"""The body of a letter as plain nodes, from the few tags that `campaigns.markdown` lets through.

Typst lays out these nodes; whatever is in them is shown as letters, and never read as Typst.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]

BLOCKS = {"p", "h1", "h2", "h3", "blockquote", "ul", "ol", "li", "pre", "hr"}


def nodes_of(body: str) -> list[Node]:
    """The blocks of a body, in order.

    >>> nodes_of("<p>Two <strong>words</strong></p>")[0]["in"][1]
    {'tag': 'strong', 'in': [{'tag': 'text', 'words': 'words'}]}
    """
    reader = _Reader()
    reader.feed(body)
    reader.close()
    blocks: list[Node] = reader.top["in"]
    return blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top: Node = {"tag": "top", "in": []}
        self.open: list[Node] = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node: Node = {"tag": tag}
        known = dict(attrs)
        if tag == "a":
            node["to"] = known.get("href") or ""
        if tag == "ol":
            node["start"] = int(known.get("start") or 1)
        self._add(node)
        if tag not in {"br", "hr"}:
            node["in"] = []
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1]["tag"] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        # Between two blocks stands a new line that says nothing.
        if data.strip() or self.open[-1]["tag"] not in {"top", "blockquote", "ul", "ol", "li"}:
            self._add({"tag": "text", "words": data})

    def _add(self, node: Node) -> None:
        self.open[-1]["in"].append(node)
