"""The journal's own words, French and English side by side."""

from __future__ import annotations

from balise.policy.text import Text

HIDDEN = Text("[masqué]", "[hidden]")
ERASED = Text("[effacé]", "[erased]")
UNREADABLE = Text("[illisible]", "[unreadable]")
NOTHING = Text("–", "–")
YES = Text("oui", "yes")
NO = Text("non", "no")

COLUMNS = {
    "number": Text("Numéro", "Number"),
    "at": Text("Moment", "Time"),
    "kind": Text("Genre", "Kind"),
    "sentence": Text("Description", "Description"),
    "actor": Text("Par", "By"),
    "object": Text("Objet", "Object"),
    "people": Text("Personnes", "People"),
    "fields": Text("Détails", "Details"),
}

PROBLEMS = {
    "missing_link": Text(
        "Le maillon {position} manque\u00a0: la chaîne a été coupée.",
        "Link {position} is missing: the chain was cut.",
    ),
    "missing_entry": Text(
        "L’inscription du maillon {position} a été retirée.",
        "The entry of link {position} was removed.",
    ),
    "altered_entry": Text(
        "L’inscription {entry}, au maillon {position}, n’est plus celle qui a été écrite.",
        "Entry {entry}, at link {position}, is no longer the one that was written.",
    ),
    "altered_link": Text(
        "Le maillon {position} ne suit pas celui qui le précède.",
        "Link {position} does not follow the one before it.",
    ),
    "altered_column": Text(
        "Ce qui sert à trouver l’inscription {entry}, au maillon {position}, contredit son contenu.",
        "What is used to find entry {entry}, at link {position}, contradicts its content.",
    ),
    "forged_entry": Text(
        "L’inscription {entry} n’a pas été écrite par Balise.",
        "Entry {entry} was not written by Balise.",
    ),
    "repeated_entry": Text(
        "L’inscription {entry}, au maillon {position}, est la copie d’une autre.",
        "Entry {entry}, at link {position}, is a copy of another.",
    ),
    "unlinked_entry": Text(
        "L’inscription {entry} est ancienne et n’est pas dans la chaîne.",
        "Entry {entry} is old and not in the chain.",
    ),
    "stray_reference": Text(
        "Une référence mène à l’inscription {entry}, qui n’existe pas.",
        "A reference leads to entry {entry}, which does not exist.",
    ),
    "lost_key": Text(
        "Ce que l’inscription {entry} dit d’une personne est illisible, et nul effacement n’est inscrit.",
        "What entry {entry} says of a person cannot be read, and no entry tells of an erasure.",
    ),
    "faulty_checkpoint": Text(
        "Le point de contrôle {name} n’est pas signé comme il le prétend.",
        "Checkpoint {name} is not signed as it claims.",
    ),
    "foreign_checkpoint": Text(
        "Le point de contrôle {name} est signé d’une clé qui n’est pas celle de ce journal.",
        "Checkpoint {name} is signed with a key that is not this journal’s.",
    ),
    "truncated": Text(
        "La chaîne s’arrête au maillon {position}; le point de contrôle {name} en a vu {count}.",
        "The chain stops at link {position}; checkpoint {name} saw {count}.",
    ),
    "rebuilt": Text(
        "La chaîne n’est plus celle qu’a vue le point de contrôle {name}, au maillon {count} ou avant.",
        "The chain is no longer the one that checkpoint {name} saw, at link {count} or before.",
    ),
}

WHOLE = Text(
    "Le journal est intact\u00a0: {count} inscriptions vérifiées, {checkpoints} points de contrôle.",
    "The journal is whole: {count} entries verified, {checkpoints} checkpoints.",
)
PENDING = Text(
    "Inscriptions récentes qui attendent leur place dans la chaîne\u00a0: {pending}.",
    "Recent entries that wait for their place in the chain: {pending}.",
)
BROKEN = Text(
    "Le journal n’est pas intact. Problèmes trouvés\u00a0: {count}. Le premier\u00a0:",
    "The journal is not whole. Problems found: {count}. The first:",
)
OTHERS = Text("Les autres\u00a0:", "The others:")
NOT_TOLD = Text("… et {count} de plus", "… and {count} more")
SEALED = Text(
    "Point de contrôle au maillon {count}. Gardez ce fichier hors de portée de qui administre le serveur.",
    "Checkpoint at link {count}. Keep this file out of reach of those who run the server.",
)
NOT_A_CHECKPOINT = Text(
    "`{name}` n’est pas un point de contrôle que l’on puisse lire.",
    "`{name}` is no checkpoint that can be read.",
)
