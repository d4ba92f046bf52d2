"""The template tags: `{% t %}` for texts, `{% icon %}` for drawings, and three small ones beside them."""

from decimal import Decimal

from django import template
from django.utils.formats import localize, number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from balise.policy.text import Text
from balise.policy.verdict import Verdict
from balise.theme import icons, texts
from balise.theme.language import current_language

register = template.Library()


@register.simple_tag
def t(key: str, **values: object) -> SafeString:
    """Write a text in the page's language, its values escaped; one that is safe HTML, like a link, is kept.

    Numbers are grouped and dates written out as the language does: `2 000`, `22 novembre 2026`. A year is
    no number: give it as text.
    """
    escaped = {name: conditional_escape(_written(value)) for name, value in values.items()}
    # Our texts hold no markup (a test says so), hence only the values need escaping.
    return mark_safe(texts.t(key, current_language(), **escaped))  # noqa: S308  both parts are safe by now


@register.simple_tag
def icon(name: str) -> SafeString:
    """Write the icon `name` of `theme/icons/`."""
    return icons.icon(name)


@register.simple_tag
def verdict_icon(verdict: str) -> SafeString:
    """Write the icon of a verdict, given by its id."""
    return icons.icon(f"verdict-{Verdict(verdict)}")


@register.simple_tag
def verdict_words(verdict: str) -> str:
    """Write a verdict, given by its id, as a few words."""
    return Verdict(verdict).label[current_language()]


@register.simple_tag
def html_lang() -> str:
    """Write the value of a lang attribute for the page's language."""
    return f"{current_language()}-CA"


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value[current_language()]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number_format(value, force_grouping=True)
    return str(localize(value))
