"""What programs send."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints


class FormChannel(StrEnum):
    """A channel that has an address which someone can type into a form."""

    EMAIL = "email"
    TEXT_MESSAGE = "text_message"
    PHONE = "phone"


class ConsentIn(Schema):
    """One answer to one question: the purpose is that of the key."""

    model_config = ConfigDict(extra="forbid")

    channel: FormChannel
    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)] = Field(
        description="the e-mail address or telephone number that the person typed"
    )
    answer: Literal["yes", "no"] = Field(description="what the person chose; never a box ticked beforehand")
    language: Literal["fr", "en"] = Field(description="of the wording that was shown")
    notice_version: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        description="of the wording that was shown"
    )


class ConsentOut(Schema):
    """The same, whoever the address belongs to, and whether it belongs to anyone."""

    accepted: Literal[True] = True
