"""What axe-core finds wrong on a page, as wide as a phone and as a desk, and whether it scrolls sideways."""

from pathlib import Path

import axe_playwright_python  # type: ignore[import-untyped]  # only its folder is used
from playwright.sync_api import Page, ViewportSize

from tests.journeys.conftest import PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SMALLEST: ViewportSize = {"width": 320, "height": 844}
DESK: ViewportSize = {"width": 1100, "height": 800}

# Not in the pages that stand in a frame: they are looked at by themselves.
ON_EACH_PAGE = f"if (window === top) {{ {AXE} }}"

# Only what is wrong comes back: to bring over all that passed takes long.
LOOK = """async contrast => {
    document.querySelectorAll('details').forEach(each => { each.open = true });
    const rules = { 'color-contrast': { enabled: contrast } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'], rules });
    return violations.flatMap(
        each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)} (${each.help})`)
    );
}"""


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds wrong. It is brought in by the debugger, which no Content-Security-Policy can refuse: by
    itself on each page that is opened after the first.
    """
    if not page.evaluate("'axe' in window"):
        page.add_init_script(ON_EACH_PAGE)
        page.evaluate(AXE)
    # Colours are the same in both languages, and to compare them takes most of the time: French is looked at.
    found: list[str] = page.evaluate(LOOK, contrast and in_french(page))
    return found


def in_french(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.lang.startsWith('fr')"))


def faults(page: Page) -> list[str]:
    """What is wrong as wide as a desk and as a phone, and what does not fit the smallest phone."""
    found = []
    # The other language has the same elements, and only its words may differ: they are looked at once.
    if in_french(page):
        page.set_viewport_size(DESK)
        # Colours are the same at both widths.
        found += [f"on a desk: {each}" for each in violations(page, contrast=False)]
    page.set_viewport_size(SMALLEST)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > SMALLEST["width"]:
        found.append(f"scrolls sideways: {wide} px")
    page.set_viewport_size(PHONE)
    return found + [f"on a phone: {each}" for each in violations(page)]
