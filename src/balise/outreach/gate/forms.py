"""The form of an account. Its words stand under `gate.account_form` in `texts.yaml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from balise.acts.policy import policy_in_force
from balise.consent.queries import open_purposes
from balise.outreach.campaigns.facts import acts_that_reach
from balise.outreach.errors import OutreachError
from balise.outreach.gate.message import domain_of
from balise.outreach.words import Audience
from balise.people.forms import Choice, Confirm, Lines, OneOf, PageForm, Words, of, of_units
from balise.people.wording import needed
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from balise.people.models import Unit

__all__ = ["AccountForm", "Confirm"]

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def _login(words: str) -> str:
    found = needed(words).casefold()
    if not _LOGIN.fullmatch(found):
        raise OutreachError("bad_login")
    return found


def _domain(words: str) -> str:
    found = domain_of(f"@{needed(words).removeprefix('@')}")
    if not _DOMAIN.fullmatch(found):
        raise OutreachError("bad_domain")
    return found


class AccountForm(PageForm):
    """What one tool sends, and as whom."""

    texts: ClassVar[str] = "gate"
    BLAMED: ClassVar[dict[str, str]] = {
        "login_taken": "login",
        "purpose_closed": "purpose",
        "health_of_a_list": "purpose",
        "no_such_act": "act",
    }

    name = Words(autocomplete="off")
    login = Words(check=_login, autocomplete="off", spellcheck="false")
    unit = OneOf(folded=True)
    purpose = OneOf(folded=True)
    act = OneOf()
    audience = OneOf()
    from_domains = Lines(_domain)

    def __init__(self, data: QueryDict | None, units: Iterable[Unit]) -> None:
        choices = of_units(units)
        super().__init__(data, initial={"unit": choices[0].value} if len(choices) == 1 else {})
        lang = current_language()
        self.offer("unit", choices)
        self.offer("purpose", [Choice(each.code, each.name[lang], each) for each in open_purposes()])
        self.offer(
            "act",
            [
                Choice(act.id, act.label[lang], act.id, hint=act.hint[lang] if act.hint else "")
                for act in acts_that_reach(policy_in_force())
            ],
        )
        self.offer("audience", [each for each in of(Audience) if each.value != Audience.PUBLIC])
