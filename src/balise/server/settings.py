"""Django's settings, read from the environment. Nothing here has a default that would be unsafe in
production.

BALISE_DATA        the folder that holds everything written (.data/local)
BALISE_SECRET_KEY  the key that signs sessions and forms; without it, one is made once and kept in BALISE_DATA
BALISE_HOSTS       host names that the site answers to, separated by commas
BALISE_TIME_ZONE   the organisation's time zone (America/Toronto)
BALISE_DATABASE_URL  postgresql://user@host/name; without it, an SQLite file in BALISE_DATA
BALISE_JOURNAL_KEY the secret that signs the journal; without it, one is made once and kept in BALISE_DATA
BALISE_PACKS       the policies in force: names or folders, separated by commas (all that come with Balise)
BALISE_ORGANISATION  charity, party, association, newspaper or other: what the law lets it rest a consent on

BALISE_OPEN_ASKING 0: only who is signed in may ask and read the policies (1)
BALISE_MAIL_URL, BALISE_MAIL_FROM, BALISE_OIDC_…  mail and sign-in: `sign_in.py` beside this file
BALISE_DKIM_…, BALISE_BOUNCE_ADDRESS  campaigns by e-mail: `sending.py` beside this file

BALISE_GATE_…      where mail tools send through: `gate.py` beside this file

BALISE_HTTPS       0 only where no one else can listen, as in the demo (1)
BALISE_LOG         the file of the log, or `-` for standard error (`balise.log` in BALISE_DATA)
BALISE_LISTMONK_…  where another mailer is, and the key it gave
BALISE_METRICS_TOKEN  what a program elsewhere shows to read /metrics/ (only programs on this machine may)

The web server in front speaks HTTPS and says so with `X-Forwarded-Proto: https`; it drops that header from
what visitors send. Only the demo, on this machine, does without.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from balise.server.database import database
from balise.server.environment import listed, one_of, refuse_unknown, switched
from balise.server.gate import listening
from balise.server.logs import logging_to
from balise.server.secret import secret_key
from balise.server.sending import bounce_address, dkim
from balise.server.sign_in import form_targets, open_to_visitors, second_factor_words, sign_in_settings

refuse_unknown(os.environ)

DATA = Path(os.environ.get("BALISE_DATA", ".data/local")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("BALISE_SECRET_KEY") or secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = listed(os.environ.get("BALISE_HOSTS", "")) or ["localhost", "127.0.0.1", "[::1]"]
BALISE_DEMO = os.environ.get("BALISE_DEMO") == "1"
BALISE_JOURNAL_KEY = os.environ.get("BALISE_JOURNAL_KEY", "")
BALISE_JOURNAL_FOLDER = DATA / "journal"
# What addresses are compared under: kept with the data, and saved with them, but not in the database.
BALISE_ADDRESS_KEY_FILE = DATA / "addresses" / "key"
# What receipts are signed with; a key is only ever added.
BALISE_RECEIPT_KEYS_FILE = DATA / "receipts" / "keys"
# Every no, also outside the database: what is restored from a backup obeys it again.
BALISE_REFUSALS_FILE = DATA / "consents" / "refused"
# `after`: a thread links entries right after their commit. `at_once`: who commits does, for the tests.
BALISE_JOURNAL_LINKS = "after"
# The answers of the fact `sender` of `droit-canada`; when nothing is said, nobody is taken for a charity.
KINDS = ("charity", "party", "association", "newspaper", "other")
BALISE_ORGANISATION = one_of(
    os.environ, "BALISE_ORGANISATION", KINDS, default="charity" if BALISE_DEMO else ""
)
BALISE_PACKS = listed(os.environ.get("BALISE_PACKS", ""))

ROOT_URLCONF = "balise.server.urls"
WSGI_APPLICATION = "balise.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "balise.journal",
    "balise.theme",
    "balise.people",
    "balise.people.imports",
    # Before allauth, whose pages are ours.
    "balise.people.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "balise.consent",
    "balise.consent.imports",
    "balise.consent.preferences",
    "balise.consent.rights",
    "balise.acts",
    "balise.outreach",
    "balise.desk",
    "balise.api",
    *(["balise.server.demo"] if BALISE_DEMO else []),
]

MIDDLEWARE = [
    "balise.server.observing.observed",
    "balise.server.headers.protective_headers",
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, which answers for static files by itself: these headers are for them, too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "balise.server.probes.probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "balise.desk.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "balise.people.accounts.methods.Methods",
    "balise.people.accounts.middleware.session_person",
    "balise.people.accounts.middleware.Gate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "balise.desk.context.desk",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("BALISE_DATABASE_URL", ""), DATA)}

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en-ca", "English")]
TIME_ZONE = os.environ.get("BALISE_TIME_ZONE", "America/Toronto")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
(DATA / "static").mkdir(exist_ok=True)

# The demo speaks HTTP, where a browser may refuse a cookie that is Secure.
HTTPS = switched(os.environ, "BALISE_HTTPS", default=not BALISE_DEMO)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60

SESSION_COOKIE_NAME = "__Host-balise_session" if HTTPS else "balise_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-balise_csrf" if HTTPS else "balise_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "balise_language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Other sites learn nothing. With `no-referrer`, browsers would send `Origin: null` with our own forms, too,
# and the check of forms would refuse them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Many, and each explained where it is set.
globals().update(sign_in_settings(os.environ, https=HTTPS, demo=BALISE_DEMO))
BALISE_OPEN_TO_VISITORS = open_to_visitors(os.environ, demo=BALISE_DEMO)
BALISE_OIDC_SECOND_FACTOR = second_factor_words(os.environ)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += form_targets(os.environ)

BALISE_MAIL_SERVER = bool(os.environ.get("BALISE_MAIL_URL"))
BALISE_DKIM_DOMAIN, BALISE_DKIM_SELECTOR, BALISE_DKIM_KEY_FILE = dkim(os.environ)
BALISE_BOUNCE_ADDRESS = bounce_address(os.environ)
BALISE_GATE = listening(os.environ)
# Another mailer, for who has one: `outreach.exports.listmonk`.
BALISE_LISTMONK_URL = os.environ.get("BALISE_LISTMONK_URL", "")
BALISE_LISTMONK_TOKEN = os.environ.get("BALISE_LISTMONK_TOKEN", "")

BALISE_METRICS_TOKEN = os.environ.get("BALISE_METRICS_TOKEN", "")
LOGGING = logging_to(os.environ.get("BALISE_LOG", ""), DATA)
