"""The file that says what a list is screened for, read as packs are: every problem at once, each with its
line and column.

```yaml
act: promote_service
purpose: workshops        # as the consent export names it
channel: email
audience: clients         # or organisations, outside_list
facts: {client_status: current, answers_need: true}
packs: [droit-canada, cdo-sollicitation]   # all that come with Balise, when left out
as_of: 2026-11-22         # the day of the consent export, when left out
```
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.outreach.one_person import of_each
from balise.outreach.words import Audience, Means
from balise.policy import PackError, Policy, load
from balise.policy.document import Mapping, read_document
from balise.policy.pack import ACT
from balise.policy.problems import PolicyError, Problem, suggestion
from balise.policy.reading import Form
from balise.policy.situation import read_answers
from balise.policy.text import Text

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from balise.policy.facts import Value

AUDIENCES = tuple(sorted(each.value for each in Audience if each is not Audience.PUBLIC))
"""The public has no list."""

CHANNELS = tuple(each.value for each in Means if each.personal)

_ELSEWHERE = Text("Dites-le par `act`, `channel` ou `audience`.", "Say it by `act`, `channel` or `audience`.")

TAKEN = {
    ACT: _ELSEWHERE,
    "channel": _ELSEWHERE,
    "recipient": _ELSEWHERE,
    "consent": Text(
        "Seules les personnes consentent\u00a0: ce fait vient de l’export des consentements.",
        "Only people themselves consent: this fact comes from the export of consents.",
    ),
}
"""Facts that no file may state, and where they come from."""

_OF_ONE_PERSON = Text(
    "Ce qui ne vaut que pour une personne vient de l’export des consentements, jamais de la campagne.",
    "What is true of one person only comes from the export of consents, never from the campaign.",
)

_WHAT = Text("une campagne", "a campaign")


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """What is announced, to whom, by what means; `facts` are the same for the whole list."""

    policy: Policy
    act: str
    purpose: str
    channel: str
    audience: Audience
    facts: dict[str, Value]
    as_of: date | None

    @property
    def constants(self) -> dict[str, object]:
        """The facts of everyone on the list, as `decide` takes them."""
        about = {"channel": self.channel, "recipient": self.audience.recipient}
        return {**self.facts, ACT: self.act, **about}


class FaultyCampaignError(PolicyError):
    """A campaign file that cannot be used as it is written."""


def read(path: Path, today: date) -> CampaignFile:
    """The campaign in a file. Raise `FaultyCampaignError`."""
    problems: list[Problem] = []
    node = read_document(path, str(path), problems)
    found = None
    if isinstance(node, Mapping):
        found = _read(Form(node, _WHAT, problems), today)
    elif node is not None:
        problems.append(Problem("not-a-mapping", node.place, {"what": _WHAT}))
    if problems or found is None:
        raise FaultyCampaignError(sorted(problems, key=lambda problem: problem.place))
    return found


def _read(form: Form, today: date) -> CampaignFile | None:
    """All that can be read; without the packs, acts and facts cannot be judged."""
    act = form.id("act")
    purpose = form.string("purpose", required=True) or ""
    channel = form.choice("channel", CHANNELS, CHANNELS[0])
    audience = Audience(form.choice("audience", AUDIENCES, Audience.CLIENTS))
    as_of = form.day("as_of")
    packs = form.strings("packs")
    given = form.form("facts", Text("`facts`", "`facts`"))
    form.close()
    try:
        policy = load(*packs, cases=False)
    except PackError as error:
        form.problems.extend(error.problems)
        return None
    if act and act not in policy.acts:
        place = form.node.entries["act"].place
        form.problem("not-one-of", place, key="act", value=act, suggestion=suggestion(act, policy.acts))
    facts = {} if given is None else _facts(given, policy, as_of or today, audience)
    return CampaignFile(policy, act, purpose, channel, audience, facts, as_of)


def _facts(given: Form, policy: Policy, day: date, audience: Audience) -> dict[str, Value]:
    for name, why in _barred(audience).items():
        if name in given.node.keys:
            place = given.node.keys[name].place
            given.problem("key-unknown", place, key=name, what=given.what, suggestion=why)
    answers = read_answers(given.node, policy.facts, day, given.problems)
    return {name: value for name, value in answers.items() if value is not None}


def _barred(audience: Audience) -> dict[str, Text]:
    """What cannot be said of everyone on the list, and why; on a server, `campaigns.facts.can_be_asked`.

    Whether all of them are clients now is for who has the list to say: no export tells it.
    """
    return dict.fromkeys(of_each(audience) - {"client_status"}, _OF_ONE_PERSON) | TAKEN
