"""What every answer tells a browser, whatever it answers and to whom; and what no page holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

POLICY = frozenset(
    {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_FOR_A_YEAR = "max-age=31536000"
INLINE = re.compile(rb"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:")


def faults(headers: Mapping[str, str], *, https: bool, kept: bool = False) -> list[str]:
    """What is wrong with the headers of an answer. `kept`: a browser may keep it, such as a style."""
    policy = headers.get("Content-Security-Policy", "")
    wrong = [] if {each.strip() for each in policy.split(";")} == POLICY else [f"policy: {policy or 'none'}"]
    wrong += [
        f"{name}: {headers.get(name, 'none')}"
        for name, value in HEADERS.items()
        if headers.get(name) != value
    ]
    # A page whose address holds a secret says nothing of it even to us: the site at most.
    if headers.get("Referrer-Policy") not in {"same-origin", "strict-origin", "no-referrer"}:
        wrong.append(f"Referrer-Policy: {headers.get('Referrer-Policy', 'none')}")
    if not headers.get("Permissions-Policy", "").startswith("camera=()"):
        wrong.append("Permissions-Policy")
    if not re.fullmatch("[0-9a-f]{16}", headers.get("X-Request-ID", "")):
        wrong.append("X-Request-ID")
    if https and headers.get("Strict-Transport-Security") != HTTPS_FOR_A_YEAR:
        wrong.append("Strict-Transport-Security")
    if "Access-Control-Allow-Origin" in headers:
        wrong.append("Access-Control-Allow-Origin")
    if ("no-store" in headers.get("Cache-Control", "")) is kept:
        wrong.append(f"Cache-Control: {headers.get('Cache-Control', 'none')}")
    return wrong


def inline(page: bytes) -> list[str]:
    """What the policy forbids, where a page holds it nevertheless."""
    return [found.group().decode() for found in INLINE.finditer(page)]
