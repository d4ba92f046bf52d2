"""What to say on the phone, in both languages: who calls and why, then the words of the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.facts import constants
from balise.people.periods import day_of
from balise.policy import decide
from balise.policy.problems import SituationError
from balise.policy.text import LANGS
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign, Recipient
    from balise.policy.rules import Guidance
    from balise.policy.text import Lang


class Words(TypedDict):
    """What to say in one language, under a title."""

    lang: Lang
    title: str
    lines: list[str]


def words_to_say(campaign: Campaign, recipient: Recipient | None, now: datetime) -> list[Words]:
    """In both languages, that of the page first: every call begins by who calls, for whom and why, and ends
    with a way out.
    """
    scripts = _scripts(campaign, recipient, now)
    here = current_language()
    return [
        {
            "lang": lang,
            "title": t("exports.calls.say", lang),
            "lines": [
                t(
                    "exports.say.open",
                    lang,
                    sender=campaign.sender.name,
                    purpose=campaign.purpose.name[lang],
                ),
                *(each.text[lang] for each in scripts),
                t("exports.say.free", lang),
                t("exports.say.stop", lang),
                t("exports.say.where", lang, address=_where(campaign)),
            ],
        }
        for lang in sorted(LANGS, key=lambda each: each != here)
    ]


def _scripts(campaign: Campaign, recipient: Recipient | None, now: datetime) -> tuple[Guidance, ...]:
    """Those of the rules that decide."""
    facts = {**constants(campaign), **(recipient.facts if recipient else {})}
    try:
        return decide(policy_in_force(), facts, day_of(now)).scripts
    except SituationError:
        # The facts of the screening no longer fit the policy: nobody is called before it is screened anew.
        return ()


def _where(campaign: Campaign) -> str:
    sender = campaign.sender
    known = (" ".join(sender.postal_address.splitlines()), sender.phone, sender.email)
    return ", ".join(each for each in known if each)
