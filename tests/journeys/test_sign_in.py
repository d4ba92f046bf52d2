"""Signing in in a browser: by password and code, by passkey (the browser has a virtual one), page by page."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balise.people import operations
from balise.people.accounts.models import Account
from balise.people.words import Language
from balise.policy.text import Text
from tests.journeys.axe import faults
from tests.journeys.places import SIGN_IN, here
from tests.people.accounts.keyboard import PASSWORD, code

EMAIL = "omar@example.org"

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(own_context: BrowserContext) -> BrowserContext:
    """The server is in this process."""
    return own_context


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The site over plain HTTP, at the name that browsers trust without HTTPS; Omar administers it."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()
    omar = operations.found_organisation(
        name=Text("Anse-aux-Hérons", "Heron Cove"),
        full_name="Omar Haddad",
        email=EMAIL,
        language=Language.FR,
        reason="installation",
        now=timezone.now(),
    )
    omar.user = Account.objects.create_user(EMAIL, PASSWORD)
    omar.save()
    return live_server.url.replace("127.0.0.1", "localhost")


def give_password(page: Page, site: str) -> None:
    page.set_extra_http_headers({"Accept-Language": "fr-CA"})
    page.goto(f"{site}/account/login/")
    page.get_by_label("Adresse courriel").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Se déconnecter").click()


def test_an_administrator_sets_up_a_code_app_and_signs_in_with_it(page: Page, site: str) -> None:
    give_password(page, site)
    assert page.get_by_role("heading", level=1).inner_text() == "Ajoutez une deuxième étape de connexion"
    page.get_by_role("link", name="Configurer une application de codes").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    image = page.get_by_role("img", name="Image à lire")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Continuer").click()
    codes = page.locator("main code").all_inner_texts()
    assert len(codes) == 10
    sign_out(page, site)
    give_password(page, site)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continuer").click()
    page.goto(f"{site}/account/")
    assert "Omar Haddad" in page.locator("main").inner_text()


def give_virtual_device(page: Page) -> None:
    """A device that makes passkeys and says yes to each."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_signs_in_with_no_password(page: Page, site: str) -> None:
    give_virtual_device(page)
    give_password(page, site)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nom de cette clé").fill("ordinateur du bureau")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_role("heading", name="Codes de secours").wait_for()
    sign_out(page, site)
    page.goto(f"{site}/account/login/")
    assert not page.get_by_text("n’a pas donné de clé").is_visible()
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/account/2fa/webauthn/")
    assert "ordinateur du bureau" in page.locator("main").inner_text()


def test_no_page_of_signing_in_has_a_fault(page: Page, site: str) -> None:
    found: dict[tuple[str, str], list[str]] = {}

    def look(address: str = "") -> None:
        """Read the page of this address, or the one that is open, in English and then in French."""
        for language in ("en-ca", "fr-ca"):
            page.context.add_cookies([{"name": "balise_language", "value": language, "url": site}])
            page.goto(f"{site}{address}" if address else page.url)
            found[here(page), language] = faults(page)

    give_virtual_device(page)
    give_password(page, site)
    look()
    page.get_by_role("link", name="Configurer une application de codes").click()
    look()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    look()
    page.get_by_label("Code").fill(code(page.locator("code").inner_text()))
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Codes de secours").wait_for()
    look()
    look("/account/2fa/webauthn/add/")
    page.get_by_label("Nom de cette clé").fill("ordinateur du bureau")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    look("/account/2fa/webauthn/")
    for name in ("Modifier", "Retirer"):
        page.goto(f"{site}/account/2fa/webauthn/")
        page.get_by_role("link", name=name).click()
        look()
    for address in (
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/generate/",
        "2fa/reauthenticate/",
        "2fa/webauthn/reauthenticate/",
        "password/change/",
        "password/changed/",
    ):
        look(f"/account/{address}")
    sign_out(page, site)
    give_password(page, site)
    look()
    assert {name for name, _ in found} == {*SIGN_IN}
    assert not any(found.values()), found
