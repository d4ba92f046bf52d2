"""An import in the browser, step by step, with something to correct at each; in the end nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.places import FORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import FilePayload

    from tests.journeys.desk import Desk


def import_steps(desk: Desk, start: str, rows: str) -> Iterator[str]:
    """Go through the import whose first page is at `start` with a file of these rows, and stop at each page
    to look at it.
    """
    page = desk.page
    desk.open(start)
    yield "start"
    page.locator(FORM).first.click()
    yield "start, refused"
    sent: FilePayload = {"name": "liste.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.locator("input[type=file]").set_input_files(sent)
    page.locator(FORM).first.click()
    page.wait_for_url("**/columns/")
    yield "columns"
    page.locator(FORM).first.click()
    page.wait_for_url("**/preview/")
    yield "preview"
    page.locator(FORM).first.click()
    page.locator(".govuk-error-summary").wait_for()
    yield "preview, refused"
    page.locator("label[for=how]").click()
    page.locator(FORM).first.click()
    page.wait_for_url("**/result/")
    yield "result"
