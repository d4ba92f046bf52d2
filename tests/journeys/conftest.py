"""What a journey starts with: one browser and one demo for the whole run, and a fresh page a test, as wide as
a phone.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from balise.policy.text import LANGS, Lang
from tests.journeys.browser import LAUNCH_ARGS, NoBrowserError, find_browser
from tests.journeys.desk import Desk
from tests.server.demo_process import demo, free_port

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo that runs until the last journey."""
    with demo(tmp_path_factory.mktemp("demo"), "--port", str(free_port())) as running:
        yield running.address


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def desk(page: Page, site: str, lang: Lang) -> Desk:
    """The desk, in each language."""
    return Desk(page, site, lang)


@pytest.fixture
def without_script(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that runs no script at all."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, since its cache holds the styles and the font."""
    made = browser.new_context(viewport=PHONE)
    yield made
    made.close()


@pytest.fixture
def own_context(browser: Browser) -> Iterator[BrowserContext]:
    """One for a single test: one that lived on would keep connections to a server that is gone."""
    made = browser.new_context(viewport=PHONE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page with its own cookies. A script error on it fails the test: nobody reads the console."""
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    context.clear_cookies()
    assert not errors
