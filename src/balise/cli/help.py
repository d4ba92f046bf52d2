"""What `--help` and the refusal of a command line say, French and English side by side.

The texts of the engine are not used here: help must come before the engine is imported.
"""

from typing import NamedTuple

import typer

from balise.cli.language import Language


class Said(NamedTuple):
    """One text in both languages."""

    fr: str
    en: str

    def __call__(self, lang: Language) -> str:
        """The text in one of them."""
        return self.fr if lang is Language.FR else self.en


BALISE = Said(
    "Demandez avant d’agir\u00a0: la politique écrite répond, avec sa raison et sa source.",
    "Ask before acting: the written policy answers, with its reason and its source.",
)
ASK = Said(
    "Pose une question à la politique. Sans fait, Balise vous interroge dans le terminal.",
    "Ask the policy a question. Without facts, Balise interviews you in the terminal.",
)
FACTS = Said(
    "Liste les actes et les questions, avec leurs réponses.",
    "List the acts and the questions, with their answers.",
)
CHECK = Said("Cherche tous les problèmes d’une politique.", "Find every problem of a policy.")
CASES = Said(
    "Essaie les cas d’une politique et montre les écarts.", "Run the cases of a policy and show what differs."
)
EXPLAIN = Said(
    "Dit une règle en mots\u00a0: quand, quoi, pourquoi.", "Tell a rule in words: when, what, why."
)
ANNEX = Said(
    "Affiche une annexe, telle que les signes avant-coureurs.", "Print an annex, such as the warning signs."
)

OPTION_PACK = Said(
    "Politique\u00a0: un nom ou un dossier (répétez au besoin). Sans elle, toutes celles qui sont fournies.",
    "Policy: a name or a folder (repeat for several). Without it, all that come with Balise.",
)
OPTION_FACT = Said(
    "Un fait connu, nom=valeur (plusieurs fois au besoin).", "A known fact, name=value (repeat for several)."
)
OPTION_FACTS_FILE = Said(
    "Un objet JSON de faits, dans un fichier ou sur l’entrée standard (-).",
    "A JSON object of facts, in a file or on standard input (-).",
)
OPTION_LANG = Said("Langue de la réponse.", "Language of the answer.")
OPTION_AS_OF = Said("Jour de l’acte (aujourd’hui par défaut).", "Day of the act (today by default).")
OPTION_JSON = Said("Répond en JSON, pour un programme.", "Answer in JSON, for a program.")
OPTION_ACT = Said("Seulement ce qui compte pour cet acte.", "Only what matters for this act.")
OPTION_RECORD = Said(
    "Écrit les verdicts trouvés dans les fichiers de cas\u00a0: relisez la différence.",
    "Write the verdicts found into the case files: read the difference before you keep it.",
)
OPTION_VERSION = Said("Affiche la version.", "Print the version.")
ARGUMENT_PACKS = Said(
    "Politiques\u00a0: des noms ou des dossiers. Sans argument, toutes celles qui sont fournies.",
    "Policies: names or folders. Without any, all that come with Balise.",
)
ARGUMENT_RULE = Said(
    "La règle\u00a0: son identifiant, avec ou sans sa politique.",
    "The rule: its id, with or without its pack.",
)
ARGUMENT_ANNEX = Said(
    "L’annexe. Sans elle, la seule, ou la liste.", "The annex. Without it, the only one, or the list."
)

# Typer's own words, in the order in which they are replaced.
_FRENCH = (
    ("Usage: ", "Utilisation\u00a0: "),
    ("[OPTIONS] COMMAND [ARGS]...", "[OPTIONS] COMMANDE [ARGUMENTS]…"),
    ("\nCommands:\n", "\nCommandes\u00a0:\n"),
    ("\nOptions:\n", "\nOptions\u00a0:\n"),
    ("\nArguments:\n", "\nArguments\u00a0:\n"),
    ("Show this message and exit.", "Affiche cette aide."),
    ("  [required]", "  [obligatoire]"),
)

_WRONG_USAGE = {
    "NoSuchOption": Said("L’option `{what}` n’existe pas.", "There is no option `{what}`."),
    "BadOptionUsage": Said("L’option `{what}` attend une valeur.", "The option `{what}` needs a value."),
    "MissingParameter": Said("Il manque `{what}`.", "`{what}` is missing."),
    "BadParameter": Said("La valeur de `{what}` ne convient pas.", "The value of `{what}` will not do."),
}
_OTHER_USAGE = Said("Je ne comprends pas cette commande.", "This command is not understood.")
_SEE_HELP = Said("Voyez `{command} --help`.", "See `{command} --help`.")


def in_language(text: str, lang: Language) -> str:
    """A help page as Typer makes it, its own words put into the language of the call."""
    if lang is Language.FR:
        for english, french in _FRENCH:
            text = text.replace(english, french)
    return text


def wrong_usage(error: typer.TyperException, lang: Language) -> str:
    """What is wrong with a command line. The parser's own words, English only, stand in where ours lack."""
    known = _WRONG_USAGE.get(type(error).__name__)
    parameter = getattr(error, "param", None)
    what = getattr(error, "option_name", None) or (parameter and (parameter.metavar or parameter.opts[-1]))
    context = getattr(error, "ctx", None)
    message = (
        known(lang).format(what=what)
        if known and what
        else f"{_OTHER_USAGE(lang)} ({error.format_message()})"
    )
    return f"{message} {_SEE_HELP(lang).format(command=context.command_path if context else 'balise')}"
