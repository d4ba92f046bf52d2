"""The language of the page being made: Django holds a locale (`fr-ca`), our texts know a language (`fr`)."""

from django.utils.translation import get_language

from balise.policy.text import Lang


def current_language() -> Lang:
    """Return the active language; French when none is active, as on a page made outside any request."""
    return "en" if (get_language() or "").startswith("en") else "fr"
