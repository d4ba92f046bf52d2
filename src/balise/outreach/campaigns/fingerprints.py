"""Fingerprints: what was asked of the policy, what was confirmed, what was approved, each as one number.

What was said of a campaign holds for the campaign as it was. A fingerprint that differs says that it changed,
whoever changed it and whichever part of the house they came from.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import rfc8785

from balise.outreach.campaigns.facts import constants
from balise.outreach.models import Check, Claim, Content, Screening
from balise.outreach.words import CheckItem

if TYPE_CHECKING:
    from balise.outreach.models import Campaign

CONFIRMED = frozenset(
    {CheckItem.HEALTH, CheckItem.NO_PRESSURE, CheckItem.NO_CONFLICT, CheckItem.CONDUCT, CheckItem.SPHERES}
)
"""The items that a person answers for; the others are worked out."""

_WORDS = frozenset({CheckItem.NO_PRESSURE, CheckItem.NO_CONFLICT, CheckItem.CONDUCT, CheckItem.SPHERES})
_ADDRESSED = CONFIRMED - {CheckItem.CONDUCT}


def asked_of(campaign: Campaign) -> str:
    """What the policy is asked about everyone on the list: the campaign's facts, its purpose and its list."""
    return _of(*_addressed(campaign))


def is_stale(campaign: Campaign, screening: Screening) -> bool:
    """Whether the policy would be asked something else now than when everyone was examined."""
    return screening.asked != asked_of(campaign)


def abouts(campaign: Campaign) -> dict[CheckItem, str]:
    """What each item that someone answers for looks at: the words, who is addressed, or both."""
    said, addressed = _said(campaign), _addressed(campaign)
    return {
        item: _of(item.value, *(said if item in _WORDS else ()), *(addressed if item in _ADDRESSED else ()))
        for item in CONFIRMED
    }


def fingerprint(campaign: Campaign) -> str:
    """All that is submitted and approved."""
    confirmed = (
        Check.objects.filter(campaign=campaign).order_by("item").values_list("item", "answer", "about")
    )
    sender = campaign.sender
    screened = Screening.objects.filter(campaign=campaign).values_list("recipients", "outcome")
    return _of(
        *_said(campaign),
        *_addressed(campaign),
        # Who was found on the list, with what answer: others than these were not approved.
        [list(each) for each in screened],
        campaign.title,
        [str(sender.uuid), sender.name, sender.postal_address, sender.email],
        [list(each) for each in confirmed],
    )


def _said(campaign: Campaign) -> list[object]:
    contents = Content.objects.filter(campaign=campaign).order_by("language")
    claims = Claim.objects.filter(campaign=campaign).order_by("pk")
    return [
        [list(each) for each in contents.values_list("language", "subject", "body")],
        [list(each) for each in claims.values_list("text", "source")],
        campaign.testimonials,
    ]


def _addressed(campaign: Campaign) -> list[object]:
    listed = campaign.list_file
    return [
        campaign.audience,
        str(campaign.purpose.uuid),
        {name: str(value) for name, value in constants(campaign).items()},
        [listed.sha256, campaign.mapping] if listed is not None else [],
    ]


def _of(*parts: Any) -> str:  # noqa: ANN401  plain values, as JSON has them
    return sha256(rfc8785.dumps(parts)).hexdigest()
