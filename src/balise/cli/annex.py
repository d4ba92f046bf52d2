"""`balise annex`: a document attached to a pack, printed; without a name the only one, or the list."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text as Styled

from balise.cli import texts
from balise.cli.errors import CommandError
from balise.cli.output import say_json
from balise.cli.packs import policy_of
from balise.cli.show import QUIET, section, terminal
from balise.policy import Lang
from balise.policy.pack import Annex
from balise.policy.problems import suggestion


def annex(named: str | None, packs: Sequence[str], lang: Lang, *, as_json: bool) -> int:
    """The exit status, 0."""
    known = [each for pack in policy_of(packs, lang).packs.values() for each in pack.annexes]
    shown = (
        known if named is None else [each for each in known if named in (each.id, f"{each.pack}/{each.id}")]
    )
    if named is not None and not shown:
        hint = suggestion(named[:80], {each.id for each in known})
        raise CommandError([texts.ANNEX_UNKNOWN.format(annex=named[:80], suggestion=hint)[lang]])
    if as_json:
        say_json([_as_json(each, lang) for each in shown])
    elif len(shown) == 1 or named is not None:
        for each in shown:
            _tell(each, terminal(), lang)
    else:
        section(
            terminal(),
            texts.ANNEXES[lang],
            [f"{each.id}  {each.title[lang]} ({each.version})" for each in shown],
        )
    return 0


def _tell(annex: Annex, console: Console, lang: Lang) -> None:
    console.print(Styled(annex.title[lang], style="bold"))
    console.print(Styled(f"{annex.pack}, {annex.version}", style=QUIET))
    console.print()
    console.print(annex.introduction[lang])
    for group in annex.groups:
        items = [item for item in annex.items if item.group == group.id]
        entries = [
            Styled(item.text[lang]).append(f"  {', '.join(item.sources)}", style=QUIET) for item in items
        ]
        section(console, group.label[lang], entries)


def _as_json(annex: Annex, lang: Lang) -> dict[str, Any]:
    return {
        "annex": annex.id,
        "pack": annex.pack,
        "version": annex.version,
        "title": annex.title[lang],
        "introduction": annex.introduction[lang],
        "groups": [{"id": group.id, "label": group.label[lang]} for group in annex.groups],
        "items": [
            {
                "id": item.id,
                "group": item.group,
                "text": item.text[lang],
                "sources": list(item.sources),
                "seen_by": list(item.seen_by),
            }
            for item in annex.items
        ],
    }
