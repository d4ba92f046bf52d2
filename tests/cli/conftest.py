"""A small policy of another organisation, in a folder of its own, as an author would write it."""

from pathlib import Path

import pytest

PACK = """\
pack: porch
version: "3"
layer: organisation
title: {fr: "Le perron", en: "The porch"}
summary: {fr: "Qui peut s’asseoir.", en: "Who may sit."}
audience: {fr: "Tout le monde.", en: "Everyone."}
documents:
  - id: handbook
    title: {fr: "Guide", en: "Handbook"}
    publisher: {fr: "La maison", en: "The house"}
    date: 2024-01-15
parameters:
  - id: longest_stay
    label: {fr: "Plus longue visite", en: "Longest visit"}
    type: duration
    values:
      - {from: 2026-01-01, value: 2 h}
otherwise:
  because: {fr: "Rien n’est écrit.", en: "Nothing is written."}
  source: {document: handbook, section: "9"}
"""
FACTS = """\
facts:
  - id: weather
    type: choice
    label: {fr: "Temps", en: "Weather"}
    question: {fr: "Quel temps fait-il?", en: "How is the weather?"}
    why: {fr: "La pluie change tout.", en: "Rain changes everything."}
    values:
      - {id: sun, label: {fr: "Soleil", en: "Sun"}}
      - {id: rain, label: {fr: "Pluie", en: "Rain"}}
  - id: stay
    type: duration
    label: {fr: "Durée", en: "Length"}
    question: {fr: "Combien de temps?", en: "How long?"}
  - id: invited
    type: boolean
    label: {fr: "Invitation", en: "Invited"}
    question: {fr: "Avez-vous une invitation?", en: "Are you invited?"}
impossible:
  - when: {weather: rain, invited: true}
    because: {fr: "Personne n’invite sous la pluie.", en: "Nobody invites in the rain."}
"""
RULES = """\
- id: dry
  when: {weather: sun}
  verdict: permitted
  because: {fr: "Il fait beau.", en: "It is fine."}
  source: {document: handbook, section: "1"}
- id: wet
  when: {weather: rain}
  verdict: prohibited
  because: {fr: "Le banc est mouillé.", en: "The bench is wet."}
  source: {document: handbook, section: "2", provision: S1-01}
- id: too-long
  when: {weather: sun, any: [{stay: {above: longest_stay}}, {invited: false}]}
  verdict: discouraged
  because: {fr: "Restez moins longtemps.", en: "Stay less."}
  source: {document: handbook, section: "3"}
  yields_to: [short-and-sweet]
- id: short-and-sweet
  when: {stay: {below: 10 min}}
  verdict: permitted
  because: {fr: "À peine assis.", en: "Hardly seated."}
  source: {document: handbook, section: "4"}
  valid: {from: 2026-02-01}
"""
CASES = """\
# What an author would never want to lose: this remark.
- id: in-the-rain
  title: {fr: "Sous la pluie", en: "In the rain"}
  as_of: 2026-03-01
  facts: {weather: rain}      # and this one
  expect: {verdict: prohibited, rules: [wet]}
- id: in-the-sun
  title: {fr: "Au soleil", en: "In the sun"}
  twin_of: in-the-rain
  changes: {weather: sun, stay: 5 min}
  expect:
    verdict: "permitted"
"""


@pytest.fixture
def porch(tmp_path: Path) -> Path:
    folder = tmp_path / "porch"
    (folder / "rules").mkdir(parents=True)
    (folder / "cases").mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "rules" / "rules.yaml").write_text(RULES, encoding="utf-8")
    (folder / "cases" / "cases.yaml").write_text(CASES, encoding="utf-8")
    return folder
