"""Every page of the site by the name of its address: who of the demo opens it, and how one gets there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Page

VISITOR = ""
CLIENT = "a[href^='/clients/'].people-rows__title"
FORM = "form[novalidate] button"


@dataclass(frozen=True, slots=True)
class Place:
    """One page: from an address, by what is pressed one after the other."""

    name: str
    start: str
    press: tuple[str, ...] = ()
    typed: str = ""
    """What is searched for first."""
    refused: bool = False
    """Whether it has a form that can be sent empty, to see its errors too."""


def _client(name: str, *press: str, refused: bool = False) -> Place:
    return Place(f"people:{name}", "clients/", (CLIENT, *press), refused=refused)


def _person(name: str, words: str, *press: str, refused: bool = False) -> Place:
    return Place(f"people:{name}", "people/", (".people-rows__title", *press), typed=words, refused=refused)


PLACES: dict[str, tuple[Place, ...]] = {
    VISITOR: (
        Place("desk:home", ""),
        Place("desk:group", "ask/about/reach/"),
        Place("desk:policies", "policies/"),
        Place("account_login", "account/login/", refused=True),
        Place("account_reset_password", "account/password/reset/", refused=True),
        Place("account_reset_password_done", "account/password/reset/sent/"),
        Place("account_reset_password_from_key", "account/password/reset/key/1-none/"),
        Place("account_reset_password_from_key_done", "account/password/reset/done/"),
        Place("account_inactive", "account/inactive/"),
        Place("socialaccount_login_cancelled", "account/provider/cancelled/"),
        Place("socialaccount_login_error", "account/provider/error/"),
    ),
    # A dietitian: her own clients.
    "marie-tremblay": (
        Place("desk:home", ""),
        Place("people:clients", "clients/"),
        _client("client"),
        _client("change_client", "a[href$='/change/']"),
        _client("link_party", "a[href$='/circle/add/']", refused=True),
        _client("end_link", "a[href*='/circle/'][href$='/end/']"),
        _client("health", "a[href$='/health/']"),
        _client("change_health", "a[href$='/health/']", "a[href$='/health/change/']"),
        Place("people:people", "people/"),
        Place("accounts:account", "account/"),
        Place("account_logout", "account/logout/"),
        Place("account_set_password", "account/password/set/", refused=True),
        Place("usersessions_list", "account/sessions/"),
        Place("mfa_index", "account/2fa/"),
    ),
    # A director: opens files, and gives and takes them.
    "thomas-robichaud": (
        Place("people:add_client", "clients/add/", refused=True),
        Place("people:assign", "clients/", (CLIENT, "a[href$='/assign/']"), refused=True),
        Place("people:withdraw", "clients/", (CLIENT, "a[href*='/assigned/']"), refused=True),
        Place("people:emergency", "clients/emergency/", refused=True),
    ),
    # Who hires, grants and disables.
    "louise-bergeron": (
        Place("desk:home", ""),
        Place("people:people", "people/"),
        Place("people:programmes", "people/programmes/"),
        Place("people:hire", "people/hire/", refused=True),
        Place("people:invite_all", "people/invite/"),
        _person("invite", "keita", "a[href$='/invite/']"),
        _person("person", "chen"),
        _person("grant", "chen", "a[href$='/roles/grant/']", refused=True),
        _person("revoke", "chen", "a[href*='/roles/'][href$='/revoke/']", refused=True),
        _person("line", "chen", "a[href$='/line/']", refused=True),
        _person("delegate", "chen", "a[href$='/delegate/']", refused=True),
        _person("disable", "chen", "a[href$='/disable/']", refused=True),
        _person("enable", "courcelles", "a[href$='/enable/']", refused=True),
    ),
    "priya-raman": (Place("desk:journal", "journal/"), Place("people:clients", "clients/")),
}
"""By persona. Those of an import follow one another, and have a test of their own."""

IMPORTS = (
    "people_imports:start",
    "people_imports:columns",
    "people_imports:preview",
    "people_imports:result",
)

CONSENTS = (
    "intake:consents",
    "intake:one",
    "intake:several",
    "intake:on_day",
    "rights:complain",
    "desk:about_client",
    "notices:purposes",
    "notices:add",
    "notices:purpose",
    "notices:write",
    "notices:close",
    "merging:proposals",
    "merging:pair",
    "rights:complaints",
    "rights:answer",
    "rights:client",
    "rights:hold",
    "rights:end_hold",
    "rights:erase",
    "api_keys:keys",
    "preferences:ask",
    "preferences:links",
    "preferences:start",
    "preferences:code",
    "preferences:page",
    "preferences:history",
    "preferences:yes",
    "preferences:unsubscribe",
    "consent_imports:start",
    "consent_imports:columns",
    "consent_imports:preview",
    "consent_imports:result",
)
"""Pages about consents, which need more to show than a demo has at its start: `test_consent_pages.py`."""

OUTREACH = (
    "campaigns:campaigns",
    "campaigns:begin",
    "campaigns:waiting",
    "campaigns:senders",
    "campaigns:add_sender",
    "campaigns:close_sender",
    "campaigns:campaign",
    "campaigns:change",
    "campaigns:limits",
    "campaigns:cancel",
    "campaigns:contents",
    "campaigns:content",
    "campaigns:preview",
    "campaigns:message",
    "campaigns:remove_content",
    "campaigns:add_claim",
    "campaigns:claim",
    "campaigns:remove_claim",
    "campaigns:testimonials",
    "campaigns:facts",
    "campaigns:fact",
    "campaigns:remove_fact",
    "campaigns:checklist",
    "campaigns:check",
    "campaigns:submit",
    "campaigns:decide",
    "audience:list",
    "audience:attach",
    "audience:add",
    "audience:columns",
    "audience:result",
    "screening:result",
    "screening:people",
    "screening:person",
    "screening:compare",
    "screening:task",
    "sending:state",
    "sending:start",
    "sending:cancel",
    "sending:messages",
    "sending:messages_in",
    "sending:message",
    "sending:stop",
    "exports:start",
    "exports:calls",
    "reports:campaign",
    "reports:period",
    "gate:accounts",
    "gate:add",
    "gate:account",
    "gate:fact",
    "gate:close",
)
"""Pages of outreach, which need campaigns that went far: `test_outreach_pages.py`."""

SIGN_IN = (
    "accounts:second_factor_needed",
    "account_reauthenticate",
    "account_change_password",
    "accounts:password_changed",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
)
"""Pages of who has a password, which nobody of the demo has: `test_sign_in.py` opens them."""

ELSEWHERE = ("desk:search", "desk:question", "desk:answer", "desk:policy", "desk:annex")
"""Pages of asking and reading: `test_asking_pages.py` opens them."""

NO_PAGE = {
    "set_language": "a post, which leads back",
    "desk:start": "a post, which leads to a question",
    "desk:journal_verify": "a post, which leads back to the journal",
    "desk:journal_csv": "a file",
    "desk:journal_bundle": "a file",
    "people_imports:export": "a file",
    "people_imports:errors": "a file",
    "accounts:totp_image": "a picture",
    "accounts:end_every_session": "a post",
    "accounts:end_one_session": "a post",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "what the script of the page of sign-in asks",
    "openid_connect_login": "leads to the provider; the demo has none",
    "openid_connect_callback": "leads on",
    "people:end_delegation": "one question and a button, as `people:end_link`",
    "preferences:again": "a post, which leads to the page of the code",
    "preferences:no": "a post, which leads back",
    "preferences:language": "a post, which leads back",
    "preferences:revoke": "a post; its page is opened in `test_consent_pages.py`",
    "preferences:send_link": "a post, which leads back",
    "preferences:revoke_links": "a post, which leads back",
    "preferences:letter": "a file",
    "preferences:receipt": "a file",
    "receipts:keys": "for programs",
    "intake:paper": "a file",
    "rights:copy": "a file",
    "consent_imports:errors": "a file",
    "api_keys:revoke": "a post, which leads back",
    "audience:errors": "a file",
    "audience:original": "a file",
    "screening:run": "a post, which leads to what was found",
    "screening:answers": "a file",
    "sending:test": "a post, which leads back",
    "sending:pause": "a post, which leads back",
    "sending:resume": "a post, which leads back",
    "sending:settle": "a post, which leads back",
    "exports:take": "a file",
    "exports:pull": "a post, which leads back",
    "exports:finish": "a post, which leads back",
    "exports:call": "a post, which leads back",
    "reports:campaign_file": "a file",
    "reports:period_file": "a file",
    "api:openapi-json": "for programs",
    "api:record": "for programs",
    "api:api-root": "for programs",
}


def here(page: Page) -> str:
    """The name of the page that is open."""
    page.wait_for_load_state("domcontentloaded")
    return resolve(urlsplit(page.url).path).view_name
