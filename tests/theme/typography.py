"""The typography of French in Canada, as a check for any test: `problems(text)` says what is wrong.

It differs from France's: no space before ; ! and ?, a no-break space before a colon and inside « ».
"""

import re

NBSP = "\N{NO-BREAK SPACE}"
ANY_SPACE = r"[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"

# Addresses, times of day and `words of the program` follow their own rules.
NOT_PROSE = re.compile(r"`[^`]*`|\b(?:https?|mailto|tel):\S+|\b\d{1,2}:\d{2}\b")

RULES = (
    (re.compile(rf"{ANY_SPACE}+[;!?]"), "space before ; ! or ?"),
    (re.compile(rf"(?<=[^\s{NBSP}])(?:(?!{NBSP}){ANY_SPACE})*:"), "no no-break space before the colon"),
    (re.compile(rf"{NBSP}{NBSP}+:"), "more than one space before the colon"),
    (re.compile(rf"«(?!{NBSP}\S)"), "no no-break space after «"),
    (re.compile(rf"(?<!\S{NBSP})»"), "no no-break space before »"),
    (re.compile(r"'"), "straight apostrophe instead of ’"),
    (re.compile(r'"'), "straight quotation mark instead of « »"),
    (re.compile(rf"[\d}}](?!{NBSP}){ANY_SPACE}*[$%]"), "no no-break space before $ or %"),
    (re.compile(r"[$]\s?\d"), "$ before the amount"),
    (re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?![\d-])"), "no no-break space between groups of three digits"),
    (re.compile(r"\d(?: ?)h\b"), "no no-break space before h"),
    (re.compile(r"\b(?:M\.|MM\.|Mmes?|Dre?) (?=[A-ZÀ-Ý])"), "no no-break space after M., Mme or Dr"),
)


def problems(text_fr: str) -> list[str]:
    """Return what is wrong in a French text: each fault with the words around it. Empty when all is well."""
    prose = NOT_PROSE.sub(lambda found: "x" * len(found[0]), text_fr)
    return [
        f"{fault}: …{text_fr[max(0, found.start() - 15) : found.end() + 10]}…"
        for pattern, fault in RULES
        for found in pattern.finditer(prose)
    ]
