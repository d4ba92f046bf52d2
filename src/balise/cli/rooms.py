"""Commands that other rooms bring: `balise` does not import them, they announce themselves.

A room that has commands names, in `pyproject.toml` under the entry points `balise.commands`, a function that
takes a `Shelf` and puts its commands there. What a command does is imported when it is called, as for our
own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points

import typer
from typer.core import TyperCommand, TyperGroup

from balise.cli.help import Said
from balise.cli.language import Language

GROUP = "balise.commands"


@dataclass(frozen=True)
class Shelf:
    """Where a room puts its commands. `lang` is the language of the call, for the help of their options."""

    app: typer.Typer
    lang: Language
    command_class: type[TyperCommand]
    group_class: type[TyperGroup]

    def add(self, name: str, run: Callable[..., object], about: Said) -> None:
        """A command: a function whose annotations Typer reads. It ends by raising `typer.Exit` or
        `CommandError`.
        """
        self.app.command(name, cls=self.command_class, help=about(self.lang))(run)

    def group(self, name: str, about: Said) -> "Shelf":
        """A command that has commands: `balise journal verify`."""
        app = typer.Typer(
            cls=self.group_class, rich_markup_mode=None, no_args_is_help=True, help=about(self.lang)
        )
        self.app.add_typer(app, name=name)
        return Shelf(app, self.lang, self.command_class, self.group_class)


def add_commands_of_rooms(shelf: Shelf) -> None:
    """Let every room that has commands put them on the shelf."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        point.load()(shelf)
