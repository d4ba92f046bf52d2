"""What a journey starts with: one browser for the whole run, and a fresh page, as wide as a phone, a test."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.journeys.browser import LAUNCH_ARGS, NoBrowserError, find_browser

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        found = find_browser()
    except NoBrowserError as problem:
        # CI must not turn green because it looked at no page.
        if os.environ.get("CI") == "true":
            pytest.fail(str(problem))
        pytest.skip(str(problem))
    # Playwright's synchronous API keeps an event loop running in this thread, for which Django would refuse
    # the database to the test. Nothing here is concurrent, so the refusal protects nothing.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found.executable,
            args=LAUNCH_ARGS,
            env={**os.environ, **found.environment},
        )
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with its own cookies. A script error on it fails the test: nobody reads the console."""
    context = browser.new_context(viewport=PHONE)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors
