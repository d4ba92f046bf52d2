"""Puts an explained decision on the terminal: the verdict, then why, what to do, and what would change it."""

import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from rich.console import Console
from rich.text import Text as Styled

from balise.cli import texts
from balise.policy.facts import as_word
from balise.policy.text import Lang, listed
from balise.policy.verdict import Verdict

Explained = Mapping[str, Any]
"""What `balise.policy.explain` returns."""

MAX_WIDTH = 100
"""Longer lines are hard to read."""

QUIET = "dim"


def terminal() -> Console:
    """Standard output: with colour on a terminal, unless NO_COLOR is set; plain text elsewhere."""
    # Without a colour system rich leaves out bold and dim, too.
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    console = Console(color_system=colours, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, MAX_WIDTH)
    return console


def show(explained: Explained, console: Console, lang: Lang) -> None:
    """The whole answer."""
    verdict = Verdict(explained["verdict"])
    symbol, style = texts.SYMBOLS[verdict]
    console.print()
    console.print(Styled(f"{symbol} {explained['label']}", style=style))
    console.print(explained["summary"])
    _reasons(explained, console, lang)
    asked_of = texts.WHOM_TO_ASK if verdict is Verdict.ASK_A_HUMAN else texts.WHO_APPROVES
    for title, key in (
        (texts.CONDITIONS, "conditions"),
        (texts.DUTIES, "duties"),
        (asked_of, "approval"),
        (texts.INSTEAD, "instead"),
        (texts.WORDS_TO_SAY, "say"),
    ):
        section(console, title[lang], (each["text"] for each in explained[key]))
    section(console, texts.WORDS_USED[lang], (_definition(each, lang) for each in explained["definitions"]))
    _next_question(explained, console, lang)
    section(console, texts.WOULD_CHANGE[lang], (_change(each, lang) for each in explained["would_change"]))
    section(console, texts.MAY_ALSO_APPLY[lang], (_rule(each) for each in explained["may_also_apply"]))
    section(console, texts.SET_ASIDE[lang], (_yielded(each, lang) for each in explained["set_aside"]))
    policies = ", ".join(f"{each['title']} ({each['version']})" for each in explained["policies"])
    answered = texts.ANSWERED_BY.format(policies=policies or "—", day=explained["as_of"])[lang]
    console.print()
    console.print(Styled(answered, style=QUIET))


def section(console: Console, title: str, items: Iterable[str | Styled]) -> None:
    """A heading and its entries; nothing when there is none."""
    entries = list(items)
    if entries:
        console.print()
        console.print(Styled(title, style="bold"))
    for entry in entries:
        hang(console, "  • ", entry)


def hang(console: Console, lead: str, entry: str | Styled) -> None:
    """A bullet or a number in the margin, and the entry beside it: further lines align with the first."""
    styled = Styled(entry) if isinstance(entry, str) else entry
    for line in styled.wrap(console, max(20, console.width - len(lead))):
        console.print(Styled(lead).append_text(line))
        lead = " " * len(lead)


def _reasons(explained: Explained, console: Console, lang: Lang) -> None:
    entries = []
    for reason in explained["reasons"]:
        entry = _rule(reason)
        if not reason["decides"]:
            entry.append(f" ({Verdict(reason['verdict']).label[lang].lower()})", style=QUIET)
        for principle in reason["principles"]:
            entry.append(f"\n{texts.PRINCIPLE.format(text=principle['text'])[lang]}", style="italic")
        entries.append(entry)
    section(console, texts.WHY[lang], entries)


def _rule(rule: Explained) -> Styled:
    return Styled(rule["text"]).append(f"\n{rule['citation']}", style=QUIET)


def _yielded(rule: Explained, lang: Lang) -> Styled:
    return _rule(rule).append(f"\n{texts.YIELDED.format(text=rule['exception_text'])[lang]}")


def _definition(definition: Explained, lang: Lang) -> Styled:
    return Styled(texts.FACT_IS.format(label=definition["term"], text=definition["text"])[lang])


def _next_question(explained: Explained, console: Console, lang: Lang) -> None:
    """Without an interview, the question tells its fact and answers as `--fact` takes them."""
    asked = explained["next_question"]
    if asked is None:
        return
    entry = Styled(asked["question"]).append(f"\n--fact {asked['fact']}=…", style=QUIET)
    for answer in asked["answers"]:
        entry.append(f"\n  {as_word(answer['value'])}", style="bold").append(f"  {answer['label']}")
    section(console, texts.NEXT_QUESTION[lang], [entry])
    if 1 < len(explained["outlook"]) < len(Verdict) - 1:
        labels = [Verdict(each).label[lang].lower() for each in explained["outlook"]]
        console.print()
        console.print(texts.STILL_POSSIBLE.format(verdicts=listed(labels, lang))[lang])


def _change(change: Explained, lang: Lang) -> Styled:
    facts = "; ".join(_part(part, lang) for part in change["facts"])
    entry = Styled(f"{facts} → ").append(change["label"], style=texts.SYMBOLS[Verdict(change["verdict"])][1])
    if change["assuming"]:
        assumed = "; ".join(_part(part, lang) for part in change["assuming"])
        entry.append(f"\n{texts.ASSUMING.format(facts=assumed)[lang]}", style=QUIET)
    return entry


def _part(part: Explained, lang: Lang) -> str:
    said = texts.FACT_IS.format(label=part["label"], text=part["text"])[lang]
    if part["instead_of"] is None:
        return said
    return f"{said} {texts.INSTEAD_OF.format(text=part['instead_of'])[lang]}"
