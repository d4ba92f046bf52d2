"""The scan of a paper form: what it is, its first bytes say; neither its name nor the browser is asked."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from balise.consent.intake.errors import IntakeError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 10_000_000

KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A form as it came. Its name is ours: what people call their files can tell who they are about."""

    name: str
    media_type: str
    content: bytes


def scan(sent: UploadedFile) -> Scan:
    """Raise `IntakeError` for what is too big, empty, or neither a picture nor a PDF."""
    content = sent.read(MOST_BYTES + 1)  # one byte more than is allowed is enough to refuse the rest
    if len(content) > MOST_BYTES:
        raise IntakeError("scan_too_big", at_most=MOST_BYTES // 1_000_000)
    for start, media_type, suffix in KINDS:
        if content.startswith(start):
            return Scan(f"form-{sha256(content).hexdigest()[:12]}.{suffix}", media_type, content)
    raise IntakeError("scan_kind")
