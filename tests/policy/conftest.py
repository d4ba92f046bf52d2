"""A pack written by hand in a test, and the problems that reading it finds."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from balise.policy import PackError, Policy, Problem, load
from tests.spec import profiles

__all__ = ["profiles"]

PACK = """\
pack: mine
version: "1"
layer: organisation
title: {fr: Titre, en: Title}
summary: {fr: Résumé, en: Summary}
audience: {fr: Tous, en: All}
documents:
  - {id: doc, title: {fr: Guide, en: Guide}, publisher: {fr: Nous, en: Us}}
"""

FACTS = """\
facts:
  - id: channel
    type: choice
    label: {fr: Moyen, en: Means}
    question: {fr: "Comment?", en: "How?"}
    values:
      - {id: phone, label: {fr: Téléphone, en: Phone}}
      - {id: mail, label: {fr: Poste, en: Post}}
  - {id: agreed, type: boolean, label: {fr: Accord, en: Consent}, question: {fr: "D’accord?", en: "Agreed?"}}
  - {id: price, type: number, min: 0, max: 100, label: {fr: Prix, en: Price}, question: {fr: Cher, en: Dear}}
  - {id: length, type: duration, label: {fr: Durée, en: Length}, question: {fr: "Combien?", en: "How long?"}}
  - {id: ended, type: date_difference, label: {fr: Fin, en: End}, question: {fr: "Quand?", en: "When?"}}
"""

GUIDANCE = """\
conditions: [{id: ask-first, text: {fr: Demander, en: Ask}}]
roles: [{id: boss, label: {fr: Chef, en: Boss}}]
"""

RULES = """\
- id: no-phone
  when: {channel: phone}
  verdict: prohibited
  because: {fr: Non, en: No}
  source: {document: doc, section: "1"}
"""

Texts = Mapping[str, str | bytes]


class Folder:
    """Writes a pack, `mine` unless told otherwise, out of a good one and the files that a test replaces."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, name: str = "mine", /, **files: str | bytes) -> Path:
        folder = self.root / name
        texts: dict[str, str | bytes] = {
            "pack": PACK.replace("mine", name),
            "facts": FACTS,
            "guidance": GUIDANCE,
        }
        for file, content in ({**texts, "rules": RULES} | files).items():
            path = folder / (f"{file}/all.yaml" if file in {"rules", "cases", "annexes"} else f"{file}.yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def policy(folder: Folder) -> Callable[..., Policy]:
    """The policy of a pack that is all right."""
    return lambda **files: load(folder(**files))


@pytest.fixture
def problems(folder: Folder) -> Callable[..., list[Problem]]:
    """All problems of a pack that is not."""

    def read(**files: str | bytes) -> list[Problem]:
        with pytest.raises(PackError) as refused:
            load(folder(**files))
        return list(refused.value.problems)

    return read
