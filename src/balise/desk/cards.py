"""Acts and their groups as cards, as several pages of the desk show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.policy.pack import Act, Policy

# Packs name groups; how a group is drawn is the desk's affair.
GROUP_ICONS = {
    "reach": "megaphone",
    "information": "lock",
    "gifts": "gift",
    "relations": "heart",
    "services": "hand",
    "safety": "shield",
}
OTHER_ICON = "signpost"


def group_cards(policy: Policy) -> list[dict[str, Any]]:
    """The groups that have an act; each leads to its page."""
    lang = current_language()
    used = {act.group for act in policy.acts.values()}
    return [
        {
            "title": each.label[lang],
            "hint": each.hint[lang] if each.hint else "",
            "icon": GROUP_ICONS.get(each.id, OTHER_ICON),
            "href": reverse("desk:group", args=[each.id]),
        }
        for each in policy.groups.values()
        if each.id in used
    ]


def act_cards(acts: Iterable[Act]) -> list[dict[str, Any]]:
    """Acts; each is a button of the form around them."""
    lang = current_language()
    return [
        {
            "title": act.label[lang],
            "hint": act.hint[lang] if act.hint else "",
            "icon": GROUP_ICONS.get(act.group, OTHER_ICON),
            "value": act.id,
        }
        for act in acts
    ]
