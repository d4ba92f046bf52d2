"""`balise ask` in a terminal: one question at a time, in either language, and a polite way out."""

from pathlib import Path

import pytest

from tests.cli.terminal import in_terminal

END = "\x04"
"""Ctrl-D: the end of the input."""


def test_numbered_answers_lead_to_the_decision(porch: Path) -> None:
    ran = in_terminal(["ask", "--pack", str(porch)], b"2\n")
    assert ran.status == 0
    assert "How is the weather?" in ran.out
    assert "✗ Prohibited" in ran.out


def test_the_interview_speaks_french(porch: Path) -> None:
    ran = in_terminal(["ask", "--pack", str(porch), "--lang", "fr"], b"2\n", {"NO_COLOR": "1"})
    assert "Quel temps fait-il?\n   1  Soleil\n   2  Pluie\n" in ran.out
    assert "✗ Interdit" in ran.out


def test_a_label_or_an_id_may_be_typed_too(porch: Path) -> None:
    for typed in (b"Rain\n", b"rain\n"):
        assert "Prohibited" in in_terminal(["ask", "--pack", str(porch)], typed).out


def test_a_question_mark_tells_why_and_asks_again(porch: Path) -> None:
    ran = in_terminal(["ask", "--pack", str(porch)], b"?\n2\n")
    assert "Rain changes everything." in ran.out
    assert "Prohibited" in ran.out


def test_b_goes_back_to_the_question_before(porch: Path) -> None:
    ran = in_terminal(["ask", "--pack", str(porch)], b"1\nb\n2\n")
    assert ran.out.count("How is the weather?") == 2
    assert "Prohibited" in ran.out


def test_b_at_the_first_question_says_so(porch: Path) -> None:
    assert "This is the first question." in in_terminal(["ask", "--pack", str(porch)], b"b\n2\n").out


@pytest.mark.parametrize("typed", [b"\n\n\n", b"s\ns\ns\n"])
def test_not_knowing_anything_still_ends_with_an_answer(porch: Path, typed: bytes) -> None:
    ran = in_terminal(["ask", "--pack", str(porch)], typed)
    assert ran.status == 0
    assert "Find out before you act." in ran.out


def test_an_answer_that_will_not_do_is_asked_again(porch: Path) -> None:
    ran = in_terminal(["ask", "--pack", str(porch)], b"7\nsnow\n1\nlong\n5 min\nb\n5 min\n")
    assert ran.out.count("Choose a number from 1 to 2.") >= 2


@pytest.mark.parametrize("typed", [b"\x04", b"\x03"])
def test_leaving_is_polite(porch: Path, typed: bytes) -> None:
    ran = in_terminal(["ask", "--pack", str(porch), "--lang", "fr"], typed)
    assert ran.status == 130
    assert "Rien n’a été conservé." in ran.out
    assert "Traceback" not in ran.out


def test_no_color_means_plain_text(porch: Path) -> None:
    assert "\x1b" in in_terminal(["ask", "--pack", str(porch)], b"2\n").out
    assert "\x1b" not in in_terminal(["ask", "--pack", str(porch)], b"2\n", {"NO_COLOR": "1"}).out


def test_the_act_is_found_by_words_with_accents_optional_in_either_language() -> None:
    for words in ("accepter un cadeau", "accept a gift"):
        ran = in_terminal(["ask"], f"{words}\n{END}".encode())
        assert "Accept a gift from a client" in ran.out


def test_the_act_is_found_in_the_list_by_group() -> None:
    ran = in_terminal(["ask"], f"\n1\n1\n{END}".encode(), {"NO_COLOR": "1"})
    assert "The number of a topic" in ran.out
    assert ran.out.count("\n   1  ") >= 2


def test_words_that_name_no_act_are_told() -> None:
    assert (
        "Nothing looks like “qzxv”." in in_terminal(["ask"], f"qzxv\n{END}".encode(), {"NO_COLOR": "1"}).out
    )
