"""A letter (PDF) with one receipt or several: what was said, on which wording, and how to change one's mind.

Typst lays it out; the file is tagged for screen readers (PDF/UA, wherever our fonts have every letter of
it). No name and no address stand in it, so that a letter that goes astray tells nothing about anyone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from balise.consent.receipts.terms import validity, withdrawal
from balise.theme.dates import long_date, moment
from balise.theme.paper import typeset
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.consent.receipts.content import Receipt
    from balise.policy.text import Lang, Text

TEMPLATE = Path(__file__).parent / "letter.typ"


def letter(receipts: Sequence[Receipt], *, organisation: Text, lang: Lang, page: str, at: datetime) -> bytes:
    """The letter, as a PDF. `page` is where the person can change their mind, without any secret in it."""
    with override(f"{lang}-ca"):
        data = {
            "lang": lang,
            "organisation": organisation[lang],
            "day": long_date(timezone.localtime(at).date()),
            "words": {
                name: t(f"receipts.letter.{name}", lang)
                for name in ("title", "greeting", "nothing", "wording", "change", "number", "closing")
            },
            "lead": t(f"receipts.letter.{'lead' if receipts else 'nothing'}", lang),
            "page": page,
            "receipts": [_section(each, lang) for each in receipts],
        }
    return typeset(TEMPLATE, data, at)


def _section(receipt: Receipt, lang: Lang) -> dict[str, object]:
    rows = [
        ("what", receipt.event.label[lang]),
        ("when", moment(receipt.effective_at)),
        ("how", receipt.method.label[lang]),
        ("who", receipt.grantor.label[lang]),
        *([("basis", receipt.basis.label[lang])] if receipt.basis else []),
        ("validity", validity(receipt)),
        ("withdrawal", withdrawal(receipt)),
    ]
    notice = receipt.notice
    return {
        "title": f"{receipt.purpose[lang]}, {receipt.channel.label[lang]}",
        "explained": receipt.explained[lang],
        "rows": [[t(f"receipts.letter.rows.{name}", lang), words] for name, words in rows],
        "wording": list(notice.paragraphs[:-1]) if notice else [],  # how to take it back has its own row
        "wording_lang": notice.language if notice else lang,
        "number": str(receipt.id),
    }
