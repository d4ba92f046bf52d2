"""What goes on paper: a Typst template filled with plain values, as a PDF that screen readers can read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path


def typeset(template: Path, data: Mapping[str, object], at: datetime) -> bytes:
    """Lay out the template, which reads `json(bytes(sys.inputs.data))`: no value is ever read as Typst.

    Tagged as PDF/UA asks, with fonts that are the same on every machine, wherever they have every letter of
    it.
    """
    try:
        return _pdf(template, data, at, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:
        # A letter that our fonts have not, such as an emoji or a name in Chinese, breaks what PDF/UA
        # promises. Better a paper that promises less, with what fonts this machine has, than none.
        return _pdf(template, data, at)


def _pdf(template: Path, data: Mapping[str, object], at: datetime, **how: Any) -> bytes:  # noqa: ANN401  whatever typst takes
    inputs = {"data": json.dumps(data)}
    # Typst takes no finer instant.
    made = typst.compile(template, sys_inputs=inputs, timestamp=at.replace(microsecond=0), **how)
    assert isinstance(made, bytes)
    return made
