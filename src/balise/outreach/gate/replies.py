"""What the gate answers a mail tool: one line, in French and in English, that names nobody.

Replies of SMTP are ASCII (RFC 5321), and no longer than a line: accents go, and long reasons are cut.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from balise.acts.policy import policy_in_force
from balise.outreach.screening import asking_again
from balise.outreach.sending.bounced import BOUNCED
from balise.policy.text import Text
from balise.policy.verdict import Verdict
from balise.theme.texts import both

if TYPE_CHECKING:
    from balise.outreach.screening.asking_again import Answer

LONGEST = 210
"""Letters of a reason in one language: both, and the rest of the line, are within 512."""

_SIGNS = str.maketrans({"’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "..."})


class Reply(Enum):
    """Each with its code; the words stand under `gate.reply`."""

    SIGN_IN = "530 5.7.0"
    WRONG = "535 5.7.8"
    WAIT = "454 4.7.0"
    CLOSED = "550 5.7.1"
    NOT_YOURS = "550 5.7.2"
    OTHER_PURPOSE = "550 5.7.3"
    NO_SUCH_ADDRESS = "553 5.1.3"
    TOO_MANY = "452 4.5.3"
    LINES = "550 5.6.0"
    LATER = "451 4.3.0"
    AWAY = "451 4.4.1"

    @property
    def line(self) -> str:
        return _line(self.value, both(f"gate.reply.{self.name.lower()}"))


def refusal(answer: Answer) -> str:
    """Why a recipient is refused: the policy's own reason, never what is known of them."""
    return _line("550 5.7.1", reason_of(answer.reason or answer.verdict))


def reason_of(code: str) -> Text:
    """The rule that decides, in its own words, or why there is none."""
    rule = policy_in_force().rules.get(code)
    if rule is not None:
        return rule.because
    known = {
        asking_again.REFUSED: "refused",
        asking_again.PURPOSE_CLOSED: "purpose_closed",
        BOUNCED: "returned",
        Verdict.UNDETERMINED.value: "undetermined",
    }
    return both(f"gate.reason.{known.get(code, 'unclear')}")


def _line(code: str, words: Text) -> str:
    return f"{code} {_ascii(words.fr)} / {_ascii(words.en)}"


def _ascii(words: str) -> str:
    bare = unicodedata.normalize("NFKD", words.translate(_SIGNS)).encode("ascii", "ignore").decode()
    line = " ".join(bare.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."
