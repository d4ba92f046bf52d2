"""The commands: their names, options and help. What each does is in the module of its name, imported late."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

import balise
from balise.cli import help as said
from balise.cli.errors import CommandError
from balise.cli.language import Language, chosen_language
from balise.cli.output import complain, prepare, say
from balise.cli.rooms import Shelf, add_commands_of_rooms

LANG = chosen_language(sys.argv[1:], os.environ)
"""Known before anything is parsed, so that help and refusals speak it too."""

INTERRUPTED = 130
"""What a shell expects of a command that was left with ctrl-C."""


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  Typer keeps the type of its contexts to itself
        return said.in_language(super().get_help(ctx), LANG)


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  as above
        return said.in_language(super().get_help(ctx), LANG)


# Plain help: the boxes that rich draws cost as much time as everything else together.
app = typer.Typer(
    cls=_Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=said.BALISE(LANG),
)

PacksArgument = Annotated[list[str] | None, typer.Argument(metavar="PACK", help=said.ARGUMENT_PACKS(LANG))]
PackOption = Annotated[list[str] | None, typer.Option("--pack", metavar="PACK", help=said.OPTION_PACK(LANG))]
LangOption = Annotated[Language, typer.Option("--lang", help=said.OPTION_LANG(LANG), show_default=False)]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="2026-03-01", help=said.OPTION_AS_OF(LANG))
]
JsonOption = Annotated[bool, typer.Option("--json", help=said.OPTION_JSON(LANG))]


def _print_version(wanted: bool) -> None:  # noqa: FBT001  Typer passes the option so
    if wanted:
        say(f"balise {balise.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _balise(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=said.OPTION_VERSION(LANG)),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        say(context.get_help())


@app.command(cls=_Command, help=said.ASK(LANG))
def ask(
    *,
    pack: PackOption = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help=said.OPTION_FACT(LANG))
    ] = None,
    facts_file: Annotated[
        str | None, typer.Option("--facts-file", metavar="FILE", help=said.OPTION_FACTS_FILE(LANG))
    ] = None,
    lang: LangOption = LANG,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    _call("ask", pack or (), fact or (), facts_file, as_of, lang, as_json=as_json)


@app.command(cls=_Command, help=said.FACTS(LANG))
def facts(
    *,
    pack: PackOption = None,
    act: Annotated[str | None, typer.Option("--act", metavar="ACT", help=said.OPTION_ACT(LANG))] = None,
    lang: LangOption = LANG,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    _call("facts", pack or (), act, as_of, lang, as_json=as_json)


@app.command(cls=_Command, help=said.CHECK(LANG))
def check(*, packs: PacksArgument = None, lang: LangOption = LANG, as_json: JsonOption = False) -> None:
    _call("check", packs or (), lang, as_json=as_json)


@app.command(cls=_Command, help=said.CASES(LANG))
def cases(
    *,
    packs: PacksArgument = None,
    record: Annotated[bool, typer.Option("--record", help=said.OPTION_RECORD(LANG))] = False,
    lang: LangOption = LANG,
    as_json: JsonOption = False,
) -> None:
    _call("cases", packs or (), lang, record=record, as_json=as_json)


@app.command(cls=_Command, help=said.EXPLAIN(LANG))
def explain(
    *,
    rule: Annotated[str, typer.Argument(metavar="RULE", help=said.ARGUMENT_RULE(LANG))],
    pack: PackOption = None,
    lang: LangOption = LANG,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    _call("explain", rule, pack or (), as_of, lang, as_json=as_json)


@app.command(cls=_Command, help=said.ANNEX(LANG))
def annex(
    *,
    annex: Annotated[str | None, typer.Argument(metavar="ID", help=said.ARGUMENT_ANNEX(LANG))] = None,
    pack: PackOption = None,
    lang: LangOption = LANG,
    as_json: JsonOption = False,
) -> None:
    _call("annex", annex, pack or (), lang, as_json=as_json)


def _call(command: str, *arguments: object, **options: object) -> None:
    """Calls the function of the module that is named like the command; imports the engine no sooner."""
    module: Any = import_module(f"balise.cli.{command}")
    raise typer.Exit(getattr(module, command)(*arguments, **options))


def main() -> None:
    """What the shell calls. Exit 0 when answered, 1 when cases differ, 2 on bad input."""
    prepare()
    add_commands_of_rooms(Shelf(app, LANG, _Command, _Group))
    try:
        status = app(standalone_mode=False, prog_name="balise")
        sys.stdout.flush()
    except CommandError as error:
        complain(error.lines)
        status = 2
    except typer.TyperException as error:
        complain([said.wrong_usage(error, LANG)])
        status = 2
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough; nothing more can be said, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    raise SystemExit(status)
