"""A newsletter and workshops, each with a wording in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.consent.operations import Asker, NoticeWords, add_purpose, write_notice
from balise.policy.text import Lang, Text
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.consent.models import Purpose
    from tests.people.world import World

WORDS: dict[Lang, NoticeWords] = {
    "fr": NoticeWords(
        "Recevoir l’infolettre, une fois par mois.",
        "Votre adresse ne sert qu’à l’envoyer.",
        "Elle est gardée chez nous, à Moncton.",
        Asker("Anse-aux-Hérons", "1, rue du Port", phone="506 555-0000"),
        "Vous pouvez cesser en tout temps.",
    ),
    "en": NoticeWords(
        "To receive the newsletter, once a month.",
        "Your address is used to send it, and for nothing else.",
        "It is kept at our place, in Moncton.",
        Asker("Heron Cove", "1 Port Street", phone="506 555-0000"),
        "You can stop at any time.",
    ),
}


@dataclass(frozen=True)
class Asked:
    news: Purpose
    workshops: Purpose


def make_asked(world: World) -> Asked:
    news = add_purpose(
        by=world.pia,
        code="news",
        name=Text("Infolettre", "Newsletter"),
        explained=Text("Une lettre par mois.", "A letter a month."),
        dpv="DirectMarketing",
        now=NOW,
    )
    workshops = add_purpose(
        by=world.pia,
        code="workshops",
        name=Text("Ateliers", "Workshops"),
        explained=Text("Nos ateliers à venir.", "Our workshops to come."),
        dpv="DirectMarketing",
        now=NOW,
    )
    write_notice(by=world.pia, purpose=news, words=WORDS, now=NOW)
    return Asked(news, workshops)
