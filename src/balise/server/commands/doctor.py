"""`balise doctor`: looks at everything, changes nothing, and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from balise.cli.output import say, say_json
from balise.policy.text import Lang
from balise.server.checks import Finding, Level, failure
from balise.server.commands.installation import RefusedSettingsError, bring_up
from balise.theme.texts import t

SIGNS = {Level.OK: "✓", Level.WARNING: "!", Level.FAILURE: "✗"}


def doctor(url: str | None, lang: Lang, *, as_json: bool) -> int:
    """The exit status: 1 when something fails. Warnings do not change it."""
    findings = _findings(url, lang)
    failed = any(finding.level is Level.FAILURE for finding in findings)
    if as_json:
        say_json({"ok": not failed, "checks": [_as_json(finding, lang) for finding in findings]})
    else:
        _print(findings, lang)
    return 1 if failed else 0


def _findings(url: str | None, lang: Lang) -> list[Finding]:
    try:
        bring_up()
    except RefusedSettingsError as error:
        return [failure("settings", "refused", reason=error)]
    from balise.server.checks.all import examine  # noqa: PLC0415  rooms can be imported from here on

    return list(examine(now=datetime.now(UTC), lang=lang, url=url))


def _print(findings: Sequence[Finding], lang: Lang) -> None:
    width = max(len(finding.title(lang)) for finding in findings)
    for finding in findings:
        say(f"{SIGNS[finding.level]} {finding.title(lang):{width}}  {finding.says(lang)}")
        if advice := finding.do(lang):
            say(f"  {'':{width}}  → {advice}")
    counts = {level.value: sum(finding.level is level for finding in findings) for level in Level}
    say()
    say(t("server.doctor.total", lang, **counts))


def _as_json(finding: Finding, lang: Lang) -> dict[str, object]:
    return {
        "check": finding.check,
        "found": finding.what,
        "status": finding.level.value,
        "message": finding.says(lang),
        "help": finding.do(lang),
    }
