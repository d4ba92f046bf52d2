"""Markdown as we take it: no HTML, no pictures, links to pages, addresses and numbers only. As HTML, and as
plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

# A picture fetched from elsewhere tells who opened the message, when and where: none is written.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block"])

TAGS = {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong", "ul"}
SCHEMES = {"https", "http", "mailto", "tel"}


def as_html(words: str) -> str:
    """The text as HTML that holds nothing but these tags, whatever was written."""
    return nh3.clean(
        _MARKDOWN.render(words),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )


def links(words: str) -> Iterator[str]:
    """Where its links lead."""
    for token in _MARKDOWN.parse(words):
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrs["href"])


def as_text(words: str) -> str:
    r"""The text for who reads no HTML: without its signs, each link followed by where it leads.

    >>> as_text("# News\n\nA **free** [class](https://example.org/) for:\n\n- you\n- me")
    'News\n\nA free class (https://example.org/) for:\n\n- you\n- me'
    """
    return _Text().written(_MARKDOWN.parse(words))


class _Text:
    """Writes a text, block by block; inside a list or a quotation, each line stands behind its sign."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.before: list[str] = []
        """What stands before the lines of this block, from the outermost in."""
        self.mark = ""
        """The sign of an item whose first line is still to come."""
        self.numbers: list[int | None] = []
        """Of each list that is open, its next number; None where it has none."""

    def written(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            match token.type:
                case "inline":
                    self._add("".join(_inline(token.children or ())))
                case "fence" | "code_block" | "hr":
                    self._add(token.content.rstrip("\n") or "* * *")
                    self._apart()
                case "paragraph_close" if token.hidden:  # in a list whose items stand close together
                    pass
                case "paragraph_close" | "heading_close":
                    self._apart()
                case _:
                    self._nest(token)
        return "\n".join(self.lines).strip("\n")

    def _nest(self, token: Token) -> None:
        match token.type:
            case "blockquote_open":
                self.before.append("> ")
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)))
            case "list_item_open":
                self._begin_item()
            case "list_item_close" | "blockquote_close":
                self.before.pop()
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
                self._apart()
            case _:  # what opens a paragraph or a heading
                pass

    def _begin_item(self) -> None:
        number = self.numbers[-1]
        self.mark = "- " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1
        self.before.append(" " * len(self.mark))

    def _add(self, words: str) -> None:
        for line in words.split("\n"):
            before = "".join(self.before)
            if self.mark:
                before = before[: len(before) - len(self.mark)] + self.mark
                self.mark = ""
            self.lines.append(f"{before}{line}".rstrip())

    def _apart(self) -> None:
        """An empty line, once."""
        if self.lines and self.lines[-1]:
            self.lines.append("")


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    shown, target = "", ""
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                shown += token.content
                yield token.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "link_open":
                shown, target = "", str(token.attrs["href"])
            case "link_close":
                bare = target.removeprefix("mailto:").removeprefix("tel:")
                if shown not in {target, bare}:
                    yield f" ({bare})"
            case _:
                pass
