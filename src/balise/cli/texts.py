"""What the commands say, French and English side by side."""

from __future__ import annotations

from balise.policy.text import Text

# check, cases

CHECKED = Text(
    "{pack} {version}\u00a0: {rules} règles, {facts} faits, {cases} cas, aucun problème",
    "{pack} {version}: {rules} rules, {facts} facts, {cases} cases, no problem",
)
CASES_RUN = Text("{pack} {version}\u00a0: {passed} cas sur {total} réussis", "{pack} {version}: {passed} of {total} cases passed")
EXPECTED = Text("attendu\u00a0:", "expected:")
FOUND = Text("trouvé\u00a0:", "found:")
RECORDED = Text("{place} {case}\u00a0: {expected} → {found}", "{place} {case}: {expected} → {found}")
