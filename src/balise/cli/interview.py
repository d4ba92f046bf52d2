"""The interview in a terminal: the act first, then one question at a time until nothing is left to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rich.console import Console
from rich.text import Text as Styled

from balise.cli import texts
from balise.cli.show import QUIET, hang
from balise.policy import Decision, Lang, Policy, SituationError, Text, decide, find_acts
from balise.policy.explanation import answers
from balise.policy.facts import Fact, FactType, Value
from balise.policy.pack import ACT, Act
from balise.policy.problems import Problem
from balise.policy.text import fold


class Left(Exception):  # noqa: N818  leaving is no error
    """The person closed the interview."""


class _Back(Exception):  # noqa: N818  nor is going back
    """The person wants the question before."""


T = TypeVar("T")

DONT_KNOW = frozenset({"", "s"})


def interview(policy: Policy, day: date, console: Console, lang: Lang) -> Decision:
    """Asks until there is an answer. Raises `Left` on ctrl-C or at the end of the input."""
    return _Interview(policy, day, console, lang).run()


@dataclass
class _Interview:
    """The answers so far, in the order in which they were given."""

    policy: Policy
    day: date
    console: Console
    lang: Lang
    given: dict[str, object] = field(default_factory=dict)

    def run(self) -> Decision:
        """See `interview`."""
        self._say()
        self._say(texts.HOW_TO_ANSWER, style=QUIET)
        while True:
            try:
                decision = decide(self.policy, self.given, self.day)
            except SituationError as error:
                # The last answer contradicts those before it: it is asked again.
                self._complain(error.lines(self.lang))
                self.given.popitem()
                continue
            asked = decision.next_question
            if asked is None:
                return decision
            try:
                self.given[asked.id] = self._act() if asked.id == ACT else self._question(decision, asked)
            except _Back:
                if self.given:
                    self.given.popitem()
                else:
                    self._say(texts.NOTHING_BEFORE, style="yellow")

    # The act

    def _act(self) -> str:
        """What the person wants to do: by words, or from the list."""
        self._heading(texts.WHAT_TO_DO)
        self._say(texts.TYPE_OR_LIST, style=QUIET)
        offered: list[Act] = []
        while True:
            typed = self._read()
            if typed == "?":
                self._say(self.policy.facts[ACT].why or texts.NO_REASON_GIVEN)
            elif typed.isdecimal() and offered:
                if chosen := self._numbered(typed, offered):
                    return chosen.id
            elif typed in DONT_KNOW:
                offered = self._group()
                self._offer_acts(offered)
            elif exact := self.policy.acts.get(typed):
                return exact.id
            elif found := find_acts(self.policy, typed):
                offered = found
                self._offer_acts(offered)
            else:
                self._say(texts.NOTHING_FOUND.format(words=typed[:60]), style="yellow")

    def _group(self) -> list[Act]:
        """The acts of the group that the person chooses; words find acts there, too."""
        groups = {act.group: self.policy.groups[act.group] for act in self.policy.acts.values()}
        self._offer([(group.label[self.lang], None) for group in groups.values()])
        self._say(texts.NUMBER_OF_GROUP, style=QUIET)
        while True:
            typed = self._read()
            if typed.isdecimal():
                if group := self._numbered(typed, list(groups)):
                    return [act for act in self.policy.acts.values() if act.group == group]
            elif found := find_acts(self.policy, typed):
                return found
            else:
                self._say(texts.NO_SUCH_NUMBER.format(last=len(groups)), style="yellow")

    def _offer_acts(self, acts: list[Act]) -> None:
        self._offer([(act.label[self.lang], act.hint[self.lang] if act.hint else None) for act in acts])
        self._say(texts.NUMBER_OR_WORDS, style=QUIET)

    # The questions

    def _question(self, decision: Decision, fact: Fact) -> Value | None:
        """The answer to one question; None for `I don't know`."""
        choices = answers(decision.compiled.domains[fact.id], self.lang)
        self._heading(fact.question)
        self._offer([(choice["label"], choice["hint"]) for choice in choices])
        if hint := _WRITE.get(fact.type):
            self._say(f"{hint[self.lang]} {f'({fact.unit})' if fact.unit else ''}".rstrip(), style=QUIET)
        while True:
            typed = self._read()
            if typed == "?":
                self._say(fact.why or texts.NO_REASON_GIVEN)
                continue
            if typed.lower() in DONT_KNOW:
                return None
            words: object = typed
            if choices and typed.isdecimal():
                chosen = self._numbered(typed, choices)
                if chosen is None:
                    continue
                words = chosen["value"]
            elif fact.type is FactType.CHOICE:
                words = _named(typed, choices)
            checked = fact.check(words, self.day)
            if not isinstance(checked, Problem):
                return checked
            if choices and fact.type is not FactType.DATE_DIFFERENCE:
                self._say(texts.NO_SUCH_NUMBER.format(last=len(choices)), style="yellow")
            else:
                self._complain(SituationError([checked]).lines(self.lang))

    # The terminal

    def _read(self) -> str:
        """One line typed; `b` goes back wherever it is typed."""
        try:
            typed = self.console.input("> ").strip()
        except (KeyboardInterrupt, EOFError):
            raise Left from None
        if typed.lower() == "b":
            raise _Back
        return typed

    def _numbered(self, typed: str, offered: list[T]) -> T | None:
        number = int(typed) if len(typed) < 6 else 0
        if 1 <= number <= len(offered):
            return offered[number - 1]
        self._say(texts.NO_SUCH_NUMBER.format(last=len(offered)), style="yellow")
        return None

    def _heading(self, text: Text) -> None:
        self._say()
        self._say(text, style="bold")

    def _offer(self, choices: list[tuple[str, str | None]]) -> None:
        for number, (label, hint) in enumerate(choices, start=1):
            entry = Styled(label)
            if hint:
                entry.append(f" — {hint}", style=QUIET)
            hang(self.console, f"{number:>4}  ", entry)

    def _complain(self, lines: list[str]) -> None:
        for line in lines:
            self._say(line, style="yellow")

    def _say(self, text: Text | str = "", style: str = "") -> None:
        self.console.print(text[self.lang] if isinstance(text, Text) else text, style=style or None)


_WRITE: Mapping[FactType, Text] = {
    FactType.NUMBER: texts.WRITE_NUMBER,
    FactType.DURATION: texts.WRITE_DURATION,
    FactType.DATE_DIFFERENCE: texts.WRITE_DATE,
}


def _named(typed: str, choices: list[dict[str, object]]) -> str:
    """The id of the answer with this label, for those who type the words instead of the number."""
    return next((str(each["value"]) for each in choices if fold(str(each["label"])) == fold(typed)), typed)
