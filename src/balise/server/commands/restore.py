"""`balise restore FILE`: an installation as it was when the backup was made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DatabaseError

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.archive.sealed import DamagedError, NotABackupError, WrongPassphraseError
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.passphrase import passphrase
from balise.server.commands.progress import steps
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.server.archive.restore import Restored

WORDS = {
    NotABackupError: "no_backup",
    WrongPassphraseError: "wrong_passphrase",
    DamagedError: "damaged",
}


def restore(file: Path, lang: Lang, *, replace: bool) -> int:
    """The exit status: 1 when all is restored but the journal is not whole. Raises `CommandError`."""
    secret = passphrase(lang, new=False)
    bring_up_or_refuse(lang)
    from balise.server.archive import restore as archive  # noqa: PLC0415  rooms can be imported now

    try:
        with steps(t("server.restore.restoring", lang)) as progress:
            done = archive.restore(
                file=file, passphrase=secret, replace=replace, now=datetime.now(UTC), progress=progress
            )
    except archive.RefusedError as error:
        raise CommandError([t(f"server.restore.{error.reason}", lang, **error.values)]) from error
    except (NotABackupError, WrongPassphraseError, DamagedError) as error:
        raise CommandError([t(f"server.restore.{WORDS[type(error)]}", lang, file=file)]) from error
    except OSError as error:
        raise CommandError([t("server.restore.no_file", lang, file=file, reason=error.strerror)]) from error
    except DatabaseError as error:
        raise CommandError([t("server.restore.not_taken", lang, reason=error)]) from error
    _tell(done, lang)
    return 0 if done.journal.whole else 1


def _tell(done: Restored, lang: Lang) -> None:
    rows = sum(table.rows for table in done.manifest.tables.values())
    say(
        t(
            "server.restore.restored",
            lang,
            made_at=done.manifest.made_at,
            version=done.manifest.balise,
            rows=rows,
        )
    )
    for name, (there, here) in done.differing.items():
        say(t("server.restore.differs", lang, name=name, there=there, here=here))
    if done.erased_again:
        say(t("server.restore.erased_again", lang, count=done.erased_again))
    if done.refused_again.obeyed:
        say(t("server.restore.refused_again", lang, count=done.refused_again.obeyed))
    if done.refused_again.unknown:
        say(t("server.restore.refused_unknown", lang, count=done.refused_again.unknown))
    if done.doubtful.campaigns:
        say(t("server.restore.doubtful", lang, **done.doubtful._asdict()))
    if done.journal.whole:
        say(t("server.restore.journal_whole", lang, count=done.journal.count))
    for problem in done.journal.problems:
        say(problem.sentence(lang))
