"""Reads what a pack declares: itself, its facts, acts, parameters, texts and annexes. Rules come later, once
all facts are known.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from balise.policy.document import Mapping, Node, Scalar, Sequence, read_document
from balise.policy.facts import Answer, Cut, Fact, FactType
from balise.policy.measures import parse_duration, parse_period
from balise.policy.pack import ACT, Act, ActGroup, Annex, AnnexItem, Document, Layer, Pack
from balise.policy.problems import Place, Problem
from balise.policy.reading import NOWHERE, Form, open_forms, shown
from balise.policy.rules import DatedValue, Guidance, GuidanceKind, Parameter, Source
from balise.policy.situation import UNKNOWN_WORDS
from balise.policy.text import Text

MAX_FILES = 300

_FILES = ("pack", "facts", "acts", "guidance")
_FOLDERS = ("rules", "cases", "annexes")
_SUFFIX = ".yaml"
_SUFFIXES = frozenset({_SUFFIX, ".yml"})


@dataclass(slots=True)
class Draft:
    """One pack while it is being read: what it declares, and forms that wait for the facts of all."""

    pack: Pack
    folder: Path
    problems: list[Problem]
    facts: dict[str, Fact] = field(default_factory=dict)
    extensions: list[tuple[str, Place, list[Answer]]] = field(default_factory=list)
    groups: dict[str, ActGroup] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    same_words: list[list[str]] = field(default_factory=list)
    act_settings: list[tuple[str, Node]] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    settings: list[tuple[str, Place, tuple[DatedValue, ...]]] = field(default_factory=list)
    guidance: dict[GuidanceKind, dict[str, Guidance]] = field(default_factory=dict)
    definitions_when: list[tuple[str, Node]] = field(default_factory=list)
    impossible: list[Form] = field(default_factory=list)
    rules: list[Form] = field(default_factory=list)
    cases: list[Form] = field(default_factory=list)
    otherwise: Form | None = None


def read_declarations(folder: Path, problems: list[Problem], *, with_cases: bool) -> Draft | None:
    """A pack's draft; None, with problems added, when `pack.yaml` cannot be read."""
    node = read_document(folder / "pack.yaml", f"{folder.name}/pack.yaml", problems)
    if node is None:
        return None
    if not isinstance(node, Mapping):
        problems.append(Problem("not-a-mapping", node.place, {"what": Text("le fichier", "the file")}))
        return None
    form = Form(node, Text("la politique", "the pack"), problems)
    draft = Draft(_pack(form, folder), folder, problems)
    _parameters(form, draft)
    draft.otherwise = form.form("otherwise", Text("`otherwise`", "`otherwise`"))
    form.close()
    _check_names(draft)
    for name, read in (("facts.yaml", _facts), ("acts.yaml", _acts), ("guidance.yaml", _guidance)):
        top = _top(folder / name, draft)
        if top is not None:
            read(top, draft)
            top.close()
    draft.rules = _listed(draft, "rules", Text("la règle", "the rule"))
    draft.cases = _listed(draft, "cases", Text("le cas", "the case")) if with_cases else []
    draft.pack = replace(draft.pack, annexes=_annexes(draft))
    return draft


def _pack(form: Form, folder: Path) -> Pack:
    name = form.id("pack")
    if name and name != folder.resolve().name:
        form.problem("pack-name", pack=name, folder=folder.resolve().name)
    layer = Layer(form.choice("layer", [str(layer) for layer in Layer], Layer.ORGANISATION))
    documents: dict[str, Document] = {}
    places: dict[str, Place] = {}
    for entry in form.forms("documents", Text("le document", "the document")):
        document = Document(
            entry.id(), entry.said("title"), entry.text("publisher") or NOWHERE, entry.day("date")
        )
        if document.id in documents:
            entry.problem("id-twice", id=document.id, first=places[document.id].line)
        documents[document.id] = document
        places.setdefault(document.id, entry.place)
    return Pack(
        id=name or folder.resolve().name,
        version=form.string("version", required=True) or "0",
        layer=layer,
        title=form.said("title"),
        summary=form.said("summary"),
        audience=form.said("audience"),
        mission=form.text("mission"),
        uses=tuple(word for word, _ in form.references("uses")),
        folder=str(folder),
        place=form.place,
        documents=documents,
    )


def _top(path: Path, draft: Draft) -> Form | None:
    if not os.path.lexists(path):  # a link to nowhere is a file that cannot be read
        return None
    node = read_document(path, f"{draft.pack.id}/{path.relative_to(draft.folder).as_posix()}", draft.problems)
    if isinstance(node, Mapping):
        return Form(node, Text("le fichier", "the file"), draft.problems)
    if node is not None and not _is_empty(node):
        draft.problems.append(Problem("not-a-mapping", node.place, {"what": Text("le fichier", "the file")}))
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _listed(draft: Draft, folder: str, what: Text) -> list[Form]:
    """The entries of all files of a folder, in the order of their names."""
    found: list[Form] = []
    for path in _files(draft, folder):
        node = read_document(path, f"{draft.pack.id}/{folder}/{path.name}", draft.problems)
        if node is None or _is_empty(node):
            continue
        if isinstance(node, Mapping) and set(node.entries) == {folder}:
            node = node.entries[folder]
        # Closed by who reads them, once all facts are known.
        found.extend(open_forms(node, what, draft.problems))
    return found


def _files(draft: Draft, folder: str) -> list[Path]:
    shown_as = f"{draft.pack.id}/{folder}"
    try:
        entries = sorted((draft.folder / folder).iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        draft.problems.append(_unreadable(shown_as, error))
        return []
    paths = [path for path in entries if path.suffix == _SUFFIX]
    draft.problems.extend(
        Problem("file-passed-over", Place(f"{shown_as}/{path.name}"))
        for path in entries
        if path.suffix != _SUFFIX
        and not path.name.startswith(".")
        and (path.is_dir() or path.suffix.lower() in _SUFFIXES)
    )
    if len(paths) > MAX_FILES:
        draft.problems.append(Problem("too-many-files", Place(shown_as), {"limit": MAX_FILES}))
    return paths[:MAX_FILES]


def _unreadable(shown_as: str, error: OSError) -> Problem:
    return Problem("file-unreadable", Place(shown_as), {"reason": error.strerror or type(error).__name__})


def _check_names(draft: Draft) -> None:
    """What is named nearly like a part of a pack would be passed over in silence, and its rules with it.
    Anything else may lie in the folder.
    """
    try:
        entries = sorted(draft.folder.iterdir())
    except OSError as error:
        draft.problems.append(_unreadable(draft.pack.id, error))
        return
    for path in entries:
        if path.name in {*_FOLDERS, *(f"{name}{_SUFFIX}" for name in _FILES)}:
            continue
        if path.is_dir():
            alike = get_close_matches(path.name.lower(), _FOLDERS, n=1, cutoff=0.8)
        elif path.suffix.lower() in _SUFFIXES:
            alike = get_close_matches(path.stem.lower(), (*_FILES, *_FOLDERS), n=1, cutoff=0.8)
        else:
            continue
        if alike:
            draft.problems.append(Problem("file-passed-over", Place(f"{draft.pack.id}/{path.name}")))


def _facts(form: Form, draft: Draft) -> None:
    for entry in form.forms("facts", Text("le fait", "the fact")):
        fact = _fact(entry, draft)
        if fact.id in draft.facts:
            entry.problem("id-twice", id=fact.id, first=draft.facts[fact.id].place.line)
        elif fact.id:
            draft.facts[fact.id] = fact
    extend = form.form("extend", Text("`extend`", "`extend`"))
    if extend:
        for name, key in extend.node.keys.items():
            draft.extensions.append((name, key.place, _answers(extend, name)))
        extend.close()
    draft.impossible = form.open_forms("impossible", Text("la combinaison", "the combination"))


def _fact(form: Form, draft: Draft) -> Fact:
    kind = FactType(form.choice("type", [str(kind) for kind in FactType], FactType.BOOLEAN))
    answers = _answers(form, "values") if kind is FactType.CHOICE else []
    if kind is FactType.CHOICE and len(answers) < 2:
        form.problem("choice-without-values")
    minimum = _number(form, "min") if kind is FactType.NUMBER else None
    maximum = _number(form, "max") if kind is FactType.NUMBER else None
    name = form.id()
    if minimum is not None and maximum is not None and minimum > maximum:
        form.problem("bounds-reversed", fact=name, minimum=minimum, maximum=maximum)
    return Fact(
        id=name,
        type=kind,
        label=form.said("label"),
        question=form.said("question"),
        why=form.text("why"),
        pack=draft.pack.id,
        place=form.place,
        answers=tuple(answers),
        unit=(form.string("unit") or "") if kind is FactType.NUMBER else "",
        minimum=minimum,
        maximum=maximum,
        changeable=form.flag("changeable", default=True),
    )


def _number(form: Form, key: str) -> Decimal | None:
    node = form.take(key)
    if node is None:
        return None
    if (
        isinstance(node, Scalar)
        and isinstance(node.value, int | Decimal)
        and not isinstance(node.value, bool)
    ):
        return Decimal(node.value)
    form.problem("not-a-number", node.place, value=shown(node), key=key)
    return None


def _answers(form: Form, key: str) -> list[Answer]:
    found: dict[str, Answer] = {}
    places: dict[str, Place] = {}
    for entry in form.forms(key, Text("la réponse", "the answer")):
        answer = Answer(_answer_id(entry), entry.said("label"), entry.text("hint"))
        if answer.id in found:
            entry.problem("id-twice", id=answer.id, first=places[answer.id].line)
        elif answer.id:
            found[answer.id] = answer
            places[answer.id] = entry.place
    return list(found.values())


def _answer_id(form: Form) -> str:
    name = form.id()
    if name in UNKNOWN_WORDS:
        form.problem("answer-reserved", id=name)
    return name


def _acts(form: Form, draft: Draft) -> None:
    _same_words(form, draft)
    for entry in form.forms("groups", Text("le groupe", "the group")):
        group = ActGroup(entry.id(), entry.said("label"), entry.text("hint"))
        draft.groups[group.id] = group
    for entry in form.forms("acts", Text("l’acte", "the act")):
        name = _answer_id(entry)
        synonyms = entry.form("synonyms", Text("`synonyms`", "`synonyms`"))
        words = {"fr": tuple(synonyms.strings("fr")), "en": tuple(synonyms.strings("en"))} if synonyms else {}
        if synonyms:
            synonyms.close()
        sets = entry.take("sets")
        if sets is not None:
            draft.act_settings.append((name, sets))
        act = Act(
            name,
            draft.pack.id,
            entry.reference("group") or "",
            entry.said("label"),
            entry.text("hint"),
            words,
            {},
            entry.place,
        )
        if name in draft.acts:
            entry.problem("id-twice", id=name, first=draft.acts[name].place.line)
        elif name:
            draft.acts[name] = act


def _same_words(form: Form, draft: Draft) -> None:
    for entry in form.items("same_words"):
        if isinstance(entry, Sequence) and all(isinstance(word, Scalar) for word in entry.items):
            draft.same_words.append([shown(word) for word in entry.items])
        else:
            form.problem(
                "not-a-list", entry.place, what=Text("des mots de même sens", "words of one meaning")
            )


def act_fact(acts: dict[str, Act]) -> Fact:
    """The fact whose answers are the acts of all packs."""
    first = next(iter(acts.values()))
    return Fact(
        id=ACT,
        type=FactType.CHOICE,
        label=Text("Acte", "Act"),
        question=Text("Que voulez-vous faire?", "What do you want to do?"),
        why=Text("Chaque acte a ses propres limites.", "Each act has limits of its own."),
        pack=first.pack,
        place=first.place,
        answers=tuple(Answer(act.id, act.label, act.hint) for act in acts.values()),
        changeable=False,
    )


def _guidance(form: Form, draft: Draft) -> None:
    for kind in GuidanceKind:
        texts = draft.guidance.setdefault(kind, {})
        for entry in form.forms(kind.value, Text(f"l’entrée de `{kind}`", f"the entry of `{kind}`")):
            name = entry.id()
            if kind is GuidanceKind.DEFINITION and entry.has("when"):
                when = entry.take("when")
                assert when is not None
                draft.definitions_when.append((name, when))
            text = Guidance(
                id=name,
                pack=draft.pack.id,
                kind=kind,
                text=entry.said("label" if kind is GuidanceKind.ROLE else "text"),
                place=entry.place,
                term=entry.said("term") if kind is GuidanceKind.DEFINITION else None,
                source=read_source(entry, draft.pack) if entry.has("source") else None,
            )
            if name in texts:
                entry.problem("id-twice", id=name, first=texts[name].place.line)
            elif name:
                texts[name] = text


def read_source(form: Form, pack: Pack) -> Source:
    """The required source of a rule; its document must be one that the pack declares."""
    entry = form.form("source", Text("`source`", "`source`"), required=True)
    if entry is None:
        return Source("", "")
    document = entry.reference("document")
    if document is None:
        entry.problem("key-missing", key="document", what=entry.what)
    elif document not in pack.documents:
        entry.problem(
            "document-unknown", document=document, known=", ".join(f"`{name}`" for name in pack.documents)
        )
    source = Source(
        document or "", entry.string("section", required=True) or "", tuple(entry.strings("provision"))
    )
    entry.close()
    return source


def _parameters(form: Form, draft: Draft) -> None:
    for entry in form.forms("parameters", Text("le paramètre", "the parameter")):
        name = entry.id()
        kind = entry.string("type") or FactType.NUMBER
        if kind not in {FactType.NUMBER, FactType.DURATION, FactType.DATE_DIFFERENCE}:
            entry.problem("parameter-type", value=kind)
            kind = FactType.NUMBER
        node = entry.take("values", required=True)
        values = _dated(node, kind, draft.problems) if node else ()
        parameter = Parameter(
            name,
            entry.said("label"),
            FactType(kind),
            entry.string("unit") or "",
            values,
            draft.pack.id,
            entry.place,
        )
        if name in draft.parameters:
            entry.problem("id-twice", id=name, first=draft.parameters[name].place.line)
        elif name:
            draft.parameters[name] = parameter
    settings = form.form("settings", Text("`settings`", "`settings`"))
    if settings:
        for name, key in settings.node.keys.items():
            node = settings.take(name)
            assert node is not None
            # The parameter's own type is known only once all packs are read: each way of writing is tried.
            values = _dated(node, "any", draft.problems)
            draft.settings.append((name, key.place, values))


def _dated(node: Node, kind: str, problems: list[Problem]) -> tuple[DatedValue, ...]:
    found: dict[date, DatedValue] = {}
    for entry in open_forms(node, Text("la valeur datée", "the dated value"), problems):
        start = entry.day("from", required=True)
        value = entry.take("value", required=True)
        entry.close()
        if start is None or value is None:
            continue
        limit = constant(value, kind)
        if limit is None:
            entry.problem("not-a-constant", value.place, value=shown(value))
        elif start in found:
            entry.problem("date-twice", value.place, day=start.isoformat())
        else:
            found[start] = DatedValue(start, limit)
    return tuple(found[start] for start in sorted(found))


def constant(node: Node, kind: str) -> Cut | None:
    """A constant that rules compare an ordered fact of this kind with; None when it is not one."""
    if not isinstance(node, Scalar):
        return None
    value = node.value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value) if kind in {FactType.NUMBER, "any"} else None
    if not isinstance(value, str):
        return None
    if kind in {FactType.DATE_DIFFERENCE, "any"} and (period := parse_period(value)):
        return period
    if kind in {FactType.DURATION, "any"}:
        return parse_duration(value)
    return None


def _annexes(draft: Draft) -> tuple[Annex, ...]:
    found = []
    for path in _files(draft, "annexes"):
        form = _top(path, draft)
        if form is None:
            continue
        form.text("source")
        groups = tuple(
            ActGroup(entry.id(), entry.said("label"))
            for entry in form.forms("groups", Text("le groupe", "the group"))
        )
        known = {group.id for group in groups}
        items = []
        for entry in form.forms("items", Text("l’élément", "the item")):
            item = AnnexItem(
                entry.id(),
                entry.reference("group") or "",
                entry.said("text"),
                tuple(entry.strings("sources")),
                tuple(entry.strings("seen_by")),
            )
            if item.group not in known:
                entry.problem("group-unknown", group=item.group)
            items.append(item)
        found.append(
            Annex(
                form.id("annex"),
                draft.pack.id,
                form.string("version", required=True) or "0",
                form.said("title"),
                form.said("introduction"),
                groups,
                tuple(items),
            )
        )
        form.close()
    return tuple(found)
