"""Files made to harm are refused with a clear message, each within a second."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from balise.policy import PackError, load
from balise.policy.document import MAX_BYTES
from balise.policy.text import LANGS
from tests.policy.conftest import RULES, Folder

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
# Long, and nothing in it makes sense.
MANY_FACTS = "- {id: r, when: {" + ", ".join(f"fact{k}: 1" for k in range(4_000)) + "}}"
MANY_PERIODS = RULES.replace(
    "channel: phone", f"ended: [{', '.join(f'{k} d' for k in range(1, 20_000))}, 1 month]"
)
MANY_VALUES = RULES.replace("phone}", f"[{', '.join(['fax'] * 4_000)}]}}")

HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "ten megabytes": (b"#" * 10_000_000, "file-too-large"),
    "one byte too many": (b"#" * (MAX_BYTES + 1), "file-too-large"),
    "an alias bomb": (BOMB, "alias"),
    "a NUL": (RULES.replace("Non", "N\0n"), "nul-byte"),
    "a deep list": ("[" * 100_000, "too-deep"),
    "a deep mapping": ("{a: " * 100_000, "too-deep"),
    "a deep block": ("".join(f"{' ' * k}a:\n" for k in range(1_000)), "too-deep"),
    "a deep condition": (
        RULES.replace("channel: phone", "any: [{" * 30 + "channel: phone" + "}]" * 30),
        "too-deep",
    ),
    "many values": ("[" + "1," * 200_000 + "]", "too-many-values"),
    "latin-1": (RULES.replace("Non", "né").encode("latin-1"), "not-utf8"),
    "UTF-16": (RULES.encode("utf-16"), "not-utf8"),
    "half a character": (RULES.encode() + b"\xc3", "not-utf8"),
    "a surrogate": (RULES.encode().replace(b"Non", b"\xed\xa0\x80"), "not-utf8"),
    "a control character": (RULES.replace("Non", "N\x07n"), "not-yaml"),
    "an executable tag": ("!!python/object/apply:os.system [exit]", "tag"),
    "a mapping for a key": ("- {? {a: b} : c}", "key-not-a-word"),
    "a very long id": (RULES.replace("no-phone", "x" * 900_000), "not-an-id"),
    "a very long number": (RULES.replace("channel: phone", "price: " + "9" * 900_000), "not-a-limit"),
    "many unknown facts": (MANY_FACTS, "fact-unknown"),
    "many unknown values": (MANY_VALUES, "value-unknown"),
    "many periods": (MANY_PERIODS, "periods-unordered"),
    "many rows in one": (
        RULES.replace("channel: phone", f"any: [{', '.join(['{channel: phone}'] * 5_000)}]"),
        "too-many-rows",
    ),
}


@pytest.mark.parametrize(("content", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_within_a_second(folder: Folder, content: str | bytes, code: str) -> None:
    path = folder(rules=content)
    # The time that this process used: what runs beside it on the machine does not count.
    begin = time.process_time()
    with pytest.raises(PackError) as refused:
        load(path)
    assert time.process_time() - begin < 1
    assert code in {problem.code for problem in refused.value.problems}
    assert all(problem.place.file == "mine/rules/all.yaml" for problem in refused.value.problems)
    for lang in LANGS:
        assert all(len(line) < 1_000 for line in refused.value.lines(lang))


@pytest.mark.parametrize("file", ["pack", "facts", "acts", "guidance", "cases", "annexes"])
def test_every_file_of_a_pack_is_guarded(folder: Folder, file: str) -> None:
    with pytest.raises(PackError) as refused:
        load(folder(**{file: "[" * 100_000}))
    assert "too-deep" in {problem.code for problem in refused.value.problems}


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    "make", [a_folder, os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["folder", "pipe", "device"]
)
def test_what_is_no_file_is_never_read(folder: Folder, make: Callable[[Path], None]) -> None:
    path = folder()
    make(path / "rules" / "more.yaml")
    with pytest.raises(PackError) as refused:
        load(path)
    assert [(problem.code, str(problem.place)) for problem in refused.value.problems] == [
        ("file-unreadable", "mine/rules/more.yaml")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "rules/more.yml",
        "rules/MORE.YAML",
        "rules/gifts/all.yaml",
        "cases/more.yml",
        "facts.yml",
        "Facts.yaml",
        "rules.yaml",
        "rule/all.yaml",
    ],
)
def test_what_would_be_passed_over_in_silence_is_refused(folder: Folder, name: str) -> None:
    path = folder()
    (path / name).parent.mkdir(exist_ok=True)
    (path / name).write_text(RULES, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load(path)
    assert {problem.code for problem in refused.value.problems} == {"file-passed-over"}


@pytest.mark.parametrize(
    "name", ["README.md", "compose.yaml", ".git", "rules/notes.txt", "rules/.cache", "docs"]
)
def test_other_files_may_lie_in_the_folder_of_a_pack(folder: Folder, name: str) -> None:
    path = folder()
    (path / name).mkdir() if "." not in name[1:] else (path / name).write_text("x", encoding="utf-8")
    assert len(load(path).rules) == 1


def test_what_cannot_be_listed_or_followed_is_refused(folder: Folder) -> None:
    path = folder()
    (path / "cases").write_text("not a folder", encoding="utf-8")
    (path / "acts.yaml").symlink_to("nowhere")
    with pytest.raises(PackError) as refused:
        load(path)
    assert [(problem.code, str(problem.place)) for problem in refused.value.problems] == [
        ("file-unreadable", "mine/acts.yaml"),
        ("file-unreadable", "mine/cases"),
    ]


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "---\n"])
def test_an_empty_pack_file_is_a_faulty_pack_and_other_empty_files_are_not(
    folder: Folder, content: str
) -> None:
    with pytest.raises(PackError) as refused:
        load(folder(pack=content))
    assert [(problem.code, str(problem.place)[:14]) for problem in refused.value.problems] == [
        ("not-a-mapping", "mine/pack.yaml")
    ]
    assert not load(folder(facts=content, guidance=content, rules=content, cases=content)).rules


def test_the_packs_that_come_with_balise_are_not_looked_for_where_the_call_is_made(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder("organisation").parent)
    assert "act" in load(cases=False).facts


def test_packs_that_use_one_another_are_read_once(folder: Folder) -> None:
    pack = (folder("one", facts="facts: []") / "pack.yaml").read_text(encoding="utf-8")
    one = folder("one", pack=pack + "uses: [two]\n", facts="facts: []")
    folder("two", pack=pack.replace("one", "two") + "uses: [one]\n")
    assert set(load(one).packs) == {"one", "two"}
