"""The icons, drawn by us: one SVG file each in `icons/`, written into the page to take its text colour.

All are decoration beside words, hence hidden from screen readers: an icon alone never carries a meaning.
"""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parent / "icons"
ATTRIBUTES = 'class="balise-icon" width="24" height="24" aria-hidden="true" focusable="false"'


class UnknownIconError(LookupError):
    """There is no drawing of this name."""


@cache
def drawings() -> dict[str, SafeString]:
    """Return every icon by name, ready to write into a page."""
    files = {file.stem: file.read_text(encoding="utf-8").strip() for file in FOLDER.glob("*.svg")}
    return {
        name: mark_safe(svg.replace("<svg ", f"<svg {ATTRIBUTES} ", 1))  # noqa: S308  our files, never a user's
        for name, svg in files.items()
    }


def icon(name: str) -> SafeString:
    """Return the icon `name`, or raise `UnknownIconError`."""
    try:
        return drawings()[name]
    except KeyError:
        near = get_close_matches(name, drawings())
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise UnknownIconError(f"no icon `{name}` in theme/icons/{hint}") from None
