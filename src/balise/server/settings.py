"""Django's settings, read from the environment. Nothing here has a default that would be unsafe in
production.

BALISE_DATA        the folder that holds everything written (required, but for tests and the demo)
BALISE_SECRET_KEY  the key that signs sessions and forms; without it, one is made once and kept in BALISE_DATA
BALISE_HOSTS       host names that the site answers to, separated by commas
BALISE_TIME_ZONE   the organisation's time zone (America/Toronto)
BALISE_PACKS       the policies in force: names or folders, separated by commas (all that come with Balise)
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from balise.server.secret import secret_key

DATA = Path(os.environ.get("BALISE_DATA", ".data/local")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("BALISE_SECRET_KEY") or secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BALISE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BALISE_DEMO = os.environ.get("BALISE_DEMO") == "1"
BALISE_PACKS = [name for name in os.environ.get("BALISE_PACKS", "").split(",") if name]

ROOT_URLCONF = "balise.server.urls"
WSGI_APPLICATION = "balise.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "balise.theme",
    "balise.acts",
    "balise.desk",
    *(["balise.server.demo"] if BALISE_DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "balise.desk.middleware.private_pages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "balise.desk.context.desk",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "balise.sqlite3",
        # Deferred transactions lose writes to "database is locked" when several begin by reading.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    },
}

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en-ca", "English")]
TIME_ZONE = os.environ.get("BALISE_TIME_ZONE", "America/Toronto")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
(DATA / "static").mkdir(exist_ok=True)

SESSION_COOKIE_NAME = "balise_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "balise_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
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

# Errors are noted with their traceback and without the request: what people send stays out of logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "errors": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": DATA / "errors.log",
            "maxBytes": 5_000_000,
            "backupCount": 3,
            "delay": True,
            "encoding": "utf-8",
            "formatter": "line",
            "level": "ERROR",
        },
    },
    "loggers": {"django": {"handlers": ["errors"], "level": "ERROR", "propagate": False}},
}
