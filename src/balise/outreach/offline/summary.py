"""What was found, for people (Markdown) and for programs (JSON): counts by verdict and reason, what to do
instead, and what this answer does not know.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balise.outreach.offline import outputs
from balise.outreach.offline.writing import HELD
from balise.outreach.words import Audience
from balise.policy.rules import GuidanceKind
from balise.policy.verdict import Verdict
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.offline.campaign_file import CampaignFile
    from balise.outreach.offline.deciding import Decided
    from balise.outreach.offline.writing import Found
    from balise.policy import Lang


@dataclass(frozen=True, slots=True)
class Summary:
    """All that was found."""

    cleaned: Cleaned
    campaign: CampaignFile
    decided: Decided
    found: Found
    day: date
    today: date
    export_sha256: str
    made: date | None
    """When the consents were exported, if they were."""

    @property
    def allowed(self) -> int:
        return self.found.files[outputs.ALLOWED]

    @property
    def refused(self) -> int:
        return self.found.files[outputs.REFUSED]

    def cautions(self, lang: Lang) -> list[str]:
        """What whoever uses the answer has to know first."""
        found = [t("offline.caution.day", lang, day=self.day)]
        if self.day < self.today or (self.made is not None and self.made < self.today):
            found.append(t("offline.caution.old", lang))
        if not self.export_sha256:
            found.append(t("offline.caution.no_export", lang))
        if self.campaign.audience is Audience.ORGANISATIONS:
            found.append(t("offline.caution.organisations", lang))
        if self.decided.uncarried:
            found.append(t("offline.caution.not_carried", lang, count=self.decided.uncarried))
        return found

    def figures(self) -> dict[str, Any]:
        """The counts and what they are about, by names that stay the same in every language."""
        counts = self.cleaned.counts
        return {
            "as_of": self.day.isoformat(),
            "act": self.campaign.act,
            "purpose": self.campaign.purpose,
            "channel": self.campaign.channel,
            "audience": self.campaign.audience.value,
            "policies": {pack.id: pack.version for pack in self.campaign.policy.packs.values()},
            "list_sha256": self.cleaned.source.sha256,
            "consents_sha256": self.export_sha256,
            "consents_made": self.made.isoformat() if self.made else "",
            "rows": counts.rows,
            "addressees": counts.good,
            "doubles": counts.joined,
            "to_correct": counts.faulty,
            "allowed": self.allowed,
            "refused": self.refused,
            "held_back": {code: self.found.held.get(code, 0) for code in HELD},
            "refusals_not_carried": self.decided.uncarried,
            "verdicts": dict(self.found.verdicts),
            "reasons": dict(self.found.reasons),
            "instead": dict(self.found.instead),
            "missing": dict(self.found.missing),
        }

    def to_json(self) -> str:
        return json.dumps(self.figures(), ensure_ascii=False, indent=2) + "\n"

    def to_markdown(self, lang: Lang) -> str:
        return "\n".join(self._lines(lang)) + "\n"

    def _lines(self, lang: Lang) -> Iterator[str]:
        counts, policy, found = self.cleaned.counts, self.campaign.policy, self.found
        alternatives = policy.guidance[GuidanceKind.ALTERNATIVE]
        act = policy.acts[self.campaign.act].label[lang]
        channel = t(f"outreach.means.{self.campaign.channel}", lang)
        yield f"# {t('offline.summary.title', lang)}"
        yield ""
        yield t("offline.summary.about", lang, act=act, channel=channel, purpose=self.campaign.purpose)
        yield ""
        yield from (f"- {caution}" for caution in self.cautions(lang))
        yield from self._table("counts", lang, {
            t(f"offline.summary.{name}", lang): count
            for name, count in (
                ("rows", counts.rows), ("allowed", self.allowed), ("refused", self.refused),
                ("doubles", counts.joined), ("to_correct", counts.faulty),
            )
        })  # fmt: skip
        yield from self._table("verdicts", lang, {
            Verdict(word).label[lang] if word else t("offline.undecided", lang): count
            for word, count in found.verdicts.items()
        })  # fmt: skip
        yield from self._table("held", lang, {
            t(f"offline.held.{code}.reason", lang, channel=channel): count
            for code, count in found.held.items()
        })  # fmt: skip
        yield from self._table("reasons", lang, {
            policy.rules[rule].because[lang]: count for rule, count in found.reasons.items()
        })  # fmt: skip
        yield from self._table("missing", lang, {
            policy.facts[fact].question[lang]: count for fact, count in found.missing.items()
        })  # fmt: skip
        yield from self._table("instead", lang, {
            alternatives[text].text[lang]: count for text, count in found.instead.items()
        })  # fmt: skip

    def _table(self, name: str, lang: Lang, rows: Mapping[str, int]) -> Iterator[str]:
        if not rows:
            return
        yield ""
        yield f"## {t(f'offline.summary.{name}_title', lang)}"
        yield ""
        yield f"| {t('offline.summary.what', lang)} | {t('offline.summary.how_many', lang)} |"
        yield "|---|---:|"
        for words, count in rows.items():
            cell = " ".join(words.replace("|", "\\|").split())
            yield f"| {cell} | {count} |"
