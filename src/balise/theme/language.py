"""The language of the page being made. Django holds it as a locale (`fr-ca`); our texts know two languages (`fr`, `en`)."""

from django.utils.translation import get_language

from balise.policy.text import Lang


def current_language() -> Lang:
    """Return the active language; French when none is active, as on a page made outside any request."""
    return "en" if (get_language() or "").startswith("en") else "fr"
