"""The words of exports: in what form a campaign leaves, and what became of a call."""

from __future__ import annotations

from balise.outreach.words import Means
from balise.people.words import Word


class Form(Word):
    """In what form a campaign leaves by other means than our own e-mail."""

    LABELS = "labels"
    LETTERS = "letters"
    CALLS = "calls"
    CALLS_TABLE = "calls_table"
    TABLE = "table"
    LISTMONK = "listmonk"

    @property
    def key(self) -> str:
        return f"exports.form.{self.value}"


OFFERED: dict[Means, tuple[Form, ...]] = {
    Means.MAIL: (Form.LETTERS, Form.LABELS, Form.TABLE),
    Means.PHONE: (Form.CALLS, Form.CALLS_TABLE),
    Means.EMAIL: (Form.TABLE, Form.LISTMONK),
    Means.TEXT_MESSAGE: (Form.TABLE,),
}
"""The forms that suit each means; what has no address leaves in none."""


class Outcome(Word):
    """What became of one call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    NOT_ABOUT_THIS = "not_about_this"
    NO_CALLS = "no_calls"
    WRONG_NUMBER = "wrong_number"

    @property
    def key(self) -> str:
        return f"exports.outcome.{self.value}"

    @property
    def ends(self) -> bool:
        """Whether nobody is called again after it."""
        return self is not Outcome.NO_ANSWER

    @property
    def refuses(self) -> bool:
        """Whether the person said no."""
        return self in {Outcome.NOT_ABOUT_THIS, Outcome.NO_CALLS}
