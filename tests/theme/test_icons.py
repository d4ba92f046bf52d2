"""The drawings: one for each verdict, none alike, all fit to be written into a page."""

import re

import pytest
from django.template import Context, Template

from balise.policy.verdict import Verdict
from balise.theme.icons import UnknownIconError, drawings, icon


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_has_its_drawing(verdict: Verdict) -> None:
    tag = Template("{% load balise %}{% verdict_icon verdict %}").render(Context({"verdict": verdict.value}))
    assert tag == icon(f"verdict-{verdict}")


def test_no_two_drawings_are_alike() -> None:
    assert len(set(drawings().values())) == len(drawings())


@pytest.mark.parametrize("name", drawings())
def test_a_drawing_is_decoration_that_takes_the_colour_of_its_text(name: str) -> None:
    drawing = icon(name)
    assert drawing.startswith('<svg class="balise-icon"')
    assert 'viewBox="0 0 24 24"' in drawing
    assert 'aria-hidden="true"' in drawing
    assert "currentColor" in drawing
    # A page may hold a drawing twice, and its policy refuses inline style and script.
    assert not re.search(r"\sid=|\sstyle=|<style|<script|\son\w+=|#[0-9a-f]{3}", drawing)


def test_an_unknown_drawing_is_refused_with_a_near_name() -> None:
    with pytest.raises(UnknownIconError, match="no icon `phon` in theme/icons/; did you mean `phone`"):
        icon("phon")
