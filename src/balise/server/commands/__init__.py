"""The commands that need the whole house: `migrate`, `found`, `serve`, `doctor`, `backup`, `restore`,
`import`, `export`, `import-consents`, `journal`.

Here are their names, options and help only. Django and the rooms are imported when a command is called, so
that `balise --help` and `balise ask` never wait for them.
"""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from balise.cli.app import JsonOption, LangOption
from balise.cli.language import Language
from balise.cli.rooms import Shelf
from balise.server.commands import about

HERE = "127.0.0.1"
PORT = 8000
WORKERS = 2
CONNECTIONS = 4


class Kind(StrEnum):
    """What `import` and `export` take; `people.imports` has the same words, and is not imported for help."""

    STAFF = "staff"
    CLIENTS = "clients"


def add(shelf: Shelf) -> None:
    """Put the commands on the shelf."""
    _add_care(shelf)
    _add_people(shelf)
    _add_journal(shelf)
    _add_outreach(shelf)
    _add_sending(shelf)


def _add_care(shelf: Shelf) -> None:
    lang = shelf.lang

    def doctor(
        *,
        url: Annotated[
            str | None,
            typer.Option("--url", metavar="https://balise.example.org", help=about.OPTION_URL(lang)),
        ] = None,
        lang: LangOption = lang,
        as_json: JsonOption = False,
    ) -> None:
        _call("doctor", url, lang, as_json=as_json)

    def serve(
        *,
        host: Annotated[str, typer.Option("--host", help=about.OPTION_HOST(lang))] = HERE,
        port: Annotated[int, typer.Option("--port", help=about.OPTION_PORT(lang))] = PORT,
        workers: Annotated[int, typer.Option("--workers", min=1, help=about.OPTION_WORKERS(lang))] = WORKERS,
        lang: LangOption = lang,
    ) -> None:
        _call("serve", lang, host=host, port=port, workers=workers)

    def migrate(*, lang: LangOption = lang) -> None:
        _call("migrate", lang)

    def backup(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=about.ARGUMENT_NEW_FILE(lang))],
        lang: LangOption = lang,
    ) -> None:
        _call("backup", file, lang)

    def restore(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=about.ARGUMENT_BACKUP(lang))],
        replace: Annotated[bool, typer.Option("--replace", help=about.OPTION_REPLACE(lang))] = False,
        lang: LangOption = lang,
    ) -> None:
        _call("restore", file, lang, replace=replace)

    shelf.add("doctor", doctor, about.DOCTOR)
    shelf.add("serve", serve, about.SERVE)
    shelf.add("migrate", migrate, about.MIGRATE)
    shelf.add("backup", backup, about.BACKUP)
    shelf.add("restore", restore, about.RESTORE)


def _add_people(shelf: Shelf) -> None:
    lang = shelf.lang
    by_option = typer.Option("--by", metavar="EMAIL", help=about.OPTION_BY(lang))

    def found(
        *,
        name_fr: Annotated[str, typer.Option("--name-fr", help=about.OPTION_NAME_FR(lang))] = "",
        name_en: Annotated[str, typer.Option("--name-en", help=about.OPTION_NAME_EN(lang))] = "",
        full_name: Annotated[str, typer.Option("--full-name", help=about.OPTION_FULL_NAME(lang))] = "",
        email: Annotated[str, typer.Option("--email", help=about.OPTION_EMAIL(lang))] = "",
        language: Annotated[
            Language | None, typer.Option("--language", help=about.OPTION_LANGUAGE(lang))
        ] = None,
        url: Annotated[
            str, typer.Option("--url", metavar="https://balise.example.org", help=about.OPTION_SITE(lang))
        ] = "",
        lang: LangOption = lang,
    ) -> None:
        given = {"name_fr": name_fr, "name_en": name_en, "full_name": full_name, "email": email}
        _call("found", lang, given=given, language=language or lang, url=url)

    def import_(
        *,
        kind: Annotated[Kind, typer.Argument(help=about.ARGUMENT_KIND(lang))],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=about.ARGUMENT_FILE(lang))],
        by: Annotated[str, by_option],
        mapping: Annotated[
            Path | None, typer.Option("--mapping", metavar="FILE", help=about.OPTION_MAPPING(lang))
        ] = None,
        keep_mapping: Annotated[
            Path | None, typer.Option("--keep-mapping", metavar="FILE", help=about.OPTION_KEEP_MAPPING(lang))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=about.OPTION_DRY_RUN(lang))] = False,
        good_rows: Annotated[bool, typer.Option("--good-rows", help=about.OPTION_GOOD_ROWS(lang))] = False,
        errors: Annotated[
            Path | None, typer.Option("--errors", metavar="FILE", help=about.OPTION_ERRORS(lang))
        ] = None,
        lang: LangOption = lang,
    ) -> None:
        files = {"mapping": mapping, "keep_mapping": keep_mapping, "errors": errors}
        choices = {"dry_run": dry_run, "good_rows": good_rows}
        _call("files", kind, file, lang, by=by, function="import_", **files, **choices)

    def export(
        *,
        kind: Annotated[Kind, typer.Argument(help=about.ARGUMENT_KIND(lang))],
        file: Annotated[Path, typer.Argument(metavar="FILE", help=about.ARGUMENT_EXPORT(lang))],
        by: Annotated[str, by_option],
        lang: LangOption = lang,
    ) -> None:
        _call("files", kind, file, lang, by=by, function="export")

    def import_consents(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=about.ARGUMENT_CONSENTS(lang))],
        by: Annotated[str, by_option],
        mapping: Annotated[
            Path | None, typer.Option("--mapping", metavar="FILE", help=about.OPTION_MAPPING(lang))
        ] = None,
        keep_mapping: Annotated[
            Path | None, typer.Option("--keep-mapping", metavar="FILE", help=about.OPTION_KEEP_MAPPING(lang))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=about.OPTION_DRY_RUN(lang))] = False,
        good_rows: Annotated[bool, typer.Option("--good-rows", help=about.OPTION_GOOD_ROWS(lang))] = False,
        errors: Annotated[
            Path | None, typer.Option("--errors", metavar="FILE", help=about.OPTION_ERRORS(lang))
        ] = None,
        lang: LangOption = lang,
    ) -> None:
        _call(
            "import_consents",
            file,
            lang,
            by=by,
            mapping=mapping,
            keep_mapping=keep_mapping,
            dry_run=dry_run,
            good_rows=good_rows,
            errors=errors,
        )

    shelf.add("found", found, about.FOUND)
    shelf.add("import", import_, about.IMPORT)
    shelf.add("export", export, about.EXPORT)
    shelf.add("import-consents", import_consents, about.IMPORT_CONSENTS)


def _add_journal(shelf: Shelf) -> None:
    lang = shelf.lang

    def verify(
        *,
        against: Annotated[
            list[Path] | None, typer.Option("--against", metavar="FILE", help=about.OPTION_AGAINST(lang))
        ] = None,
        lang: LangOption = lang,
    ) -> None:
        _call("journal", lang, against=against or [], function="verify")

    def seal(
        *,
        output: Annotated[Path | None, typer.Argument(metavar="FILE", help=about.ARGUMENT_SEAL(lang))] = None,
        lang: LangOption = lang,
    ) -> None:
        _call("journal", lang, output=output, function="seal")

    journal = shelf.group("journal", about.JOURNAL)
    journal.add("verify", verify, about.VERIFY)
    journal.add("seal", seal, about.SEAL)


def _add_outreach(shelf: Shelf) -> None:
    lang = shelf.lang

    def screen(
        *,
        file: Annotated[Path, typer.Argument(metavar="LIST", help=about.ARGUMENT_LIST(lang))],
        campaign: Annotated[
            Path, typer.Option("--campaign", "-c", metavar="FILE", help=about.OPTION_CAMPAIGN(lang))
        ],
        output: Annotated[
            Path, typer.Option("--output", "-o", metavar="FOLDER", help=about.OPTION_OUTPUT(lang))
        ],
        consents: Annotated[
            Path | None, typer.Option("--consents", metavar="FILE", help=about.OPTION_CONSENTS(lang))
        ] = None,
        mapping: Annotated[
            Path | None, typer.Option("--mapping", metavar="FILE", help=about.OPTION_MAPPING(lang))
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=about.OPTION_FORCE(lang))] = False,
        accept_old: Annotated[
            bool, typer.Option("--accept-old-consents", help=about.OPTION_OLD_CONSENTS(lang))
        ] = False,
        lang: LangOption = lang,
    ) -> None:
        _call(
            "screen",
            file,
            lang,
            campaign=campaign,
            consents=consents,
            columns=mapping,
            output=output,
            force=force,
            accept_old=accept_old,
        )

    def export_consents(
        *,
        purpose: Annotated[str, typer.Option("--purpose", metavar="CODE", help=about.OPTION_PURPOSE(lang))],
        channel: Annotated[
            str, typer.Option("--channel", metavar="CHANNEL", help=about.OPTION_CHANNEL(lang))
        ],
        output: Annotated[
            Path, typer.Option("--output", "-o", metavar="FILE", help=about.OPTION_CONSENTS_OUTPUT(lang))
        ],
        by: Annotated[str, typer.Option("--by", metavar="EMAIL", help=about.OPTION_BY(lang))],
        as_of: Annotated[
            str | None, typer.Option("--as-of", metavar="2026-03-01", help=about.OPTION_CONSENTS_DAY(lang))
        ] = None,
        lang: LangOption = lang,
    ) -> None:
        _call("export_consents", output, lang, purpose=purpose, channel=channel, by=by, as_of=as_of)

    def gate(*, lang: LangOption = lang) -> None:
        _call("gate", lang)

    shelf.add("gate", gate, about.GATE)
    shelf.add("screen", screen, about.SCREEN)
    shelf.add("export-consents", export_consents, about.EXPORT_CONSENTS)


def _add_sending(shelf: Shelf) -> None:
    lang = shelf.lang

    def send(
        *,
        once: Annotated[bool, typer.Option("--once", help=about.OPTION_ONCE(lang))] = False,
        connections: Annotated[
            int, typer.Option("--connections", min=1, max=8, help=about.OPTION_CONNECTIONS(lang))
        ] = CONNECTIONS,
        settle: Annotated[
            Path | None, typer.Option("--settle", metavar="LOG", help=about.OPTION_SETTLE(lang))
        ] = None,
        lang: LangOption = lang,
    ) -> None:
        _call("send", lang, once=once, connections=connections, log=settle)

    def bounces(
        *,
        mailbox: Annotated[str, typer.Argument(metavar="MAILBOX", help=about.ARGUMENT_MAILBOX(lang))],
        lang: LangOption = lang,
    ) -> None:
        _call("bounces", mailbox, lang)

    shelf.add("send", send, about.SEND)
    shelf.add("bounces", bounces, about.BOUNCES)


def _call(module: str, *arguments: object, function: str | None = None, **options: object) -> None:
    """Calls the function of the module that is named like the command."""
    found: Any = import_module(f"balise.server.commands.{module}")
    raise typer.Exit(getattr(found, function or module)(*arguments, **options))
