"""What the commands say beyond the engine's own words, French and English side by side."""

from balise.policy.text import Text
from balise.policy.verdict import Verdict

# check, cases

CHECKED = Text(
    "{pack} {version}\u00a0: {rules} règles, {facts} faits, {cases} cas, aucun problème",
    "{pack} {version}: {rules} rules, {facts} facts, {cases} cases, no problem",
)
CASES_RUN = Text(
    "{pack} {version}\u00a0: {passed} cas réussis sur {total}",
    "{pack} {version}: {passed} of {total} cases passed",
)
EXPECTED = Text("attendu\u00a0:", "expected:")
FOUND = Text("trouvé\u00a0:", "found:")
RECORDED = Text("(écrit dans le fichier)", "(written to the file)")

# What was typed wrong

BAD_DAY = Text(
    "`{day}` n’est pas un jour. Écrivez l’année, le mois et le jour, comme `2026-03-01`.",
    "`{day}` is not a day. Write year, month and day, such as `2026-03-01`.",
)
NO_EQUALS = Text(
    "Le fait `{typed}` n’a pas de réponse. Écrivez `--fact nom=valeur`.",
    "The fact `{typed}` has no answer. Write `--fact name=value`.",
)
FACT_TWICE = Text(
    "Le fait `{fact}` est donné plus d’une fois. Gardez une seule réponse.",
    "The fact `{fact}` is given more than once. Keep one answer.",
)
FACTS_UNREADABLE = Text(
    "Le fichier de faits `{file}` ne peut pas être lu ({reason}). Vérifiez le chemin et les droits d’accès.",
    "The facts file `{file}` cannot be read ({reason}). Check the path and the access rights.",
)
FACTS_TOO_LARGE = Text(
    "Le fichier de faits `{file}` dépasse {limit} ko. Gardez seulement les faits d’une situation.",
    "The facts file `{file}` is larger than {limit} kB. Keep the facts of one situation only.",
)
FACTS_NOT_JSON = Text(
    'Le fichier de faits `{file}` n’est pas du JSON. Écrivez un objet, comme `{{"channel": "phone"}}`.',
    'The facts file `{file}` is not JSON. Write an object, such as `{{"channel": "phone"}}`.',
)
RULE_UNKNOWN = Text(
    "Aucune règle ne s’appelle `{rule}`. {suggestion}", "There is no rule `{rule}`. {suggestion}"
)
RULE_AMBIGUOUS = Text(
    "Plusieurs règles s’appellent `{rule}`. Précisez\u00a0: {choices}.",
    "Several rules are called `{rule}`. Say which: {choices}.",
)
ANNEX_UNKNOWN = Text(
    "Aucune annexe ne s’appelle `{annex}`. {suggestion}", "There is no annex `{annex}`. {suggestion}"
)
ACT_UNKNOWN = Text("Aucun acte ne s’appelle `{act}`. {suggestion}", "There is no act `{act}`. {suggestion}")

# The answer

SYMBOLS = {
    Verdict.PERMITTED: ("✓", "bold green"),
    Verdict.CONDITIONAL: ("◐", "bold cyan"),
    Verdict.DISCOURAGED: ("△", "bold yellow"),
    Verdict.STRONGLY_DISCOURAGED: ("▲", "bold dark_orange"),
    Verdict.NEEDS_APPROVAL: ("⚑", "bold magenta"),
    Verdict.PROHIBITED: ("✗", "bold red"),
    Verdict.UNDETERMINED: ("?", "bold blue"),
    Verdict.ASK_A_HUMAN: ("◇", "bold blue"),
}
"""A sign of its own for each verdict, so that colour is never the only difference."""

WHY = Text("Pourquoi", "Why")
PRINCIPLE = Text("Principe\u00a0: {text}", "Principle: {text}")
WORDS_USED = Text("Les mots de la politique", "The words of the policy")
CONDITIONS = Text("À ces conditions", "On these conditions")
DUTIES = Text("À faire dans tous les cas", "To do in any case")
WHO_APPROVES = Text("Qui peut approuver", "Who can approve")
WHOM_TO_ASK = Text("À qui en parler", "Whom to ask")
INSTEAD = Text("À la place", "What to do instead")
WORDS_TO_SAY = Text("Des mots pour le dire", "Words to say")
WOULD_CHANGE = Text("Ce qui changerait la réponse", "What would change the answer")
FACT_IS = Text("{label}\u00a0: {text}", "{label}: {text}")
INSTEAD_OF = Text("(au lieu de\u00a0: {text})", "(instead of: {text})")
ASSUMING = Text("en supposant\u00a0: {facts}", "assuming: {facts}")
MAY_ALSO_APPLY = Text("Pourrait aussi s’appliquer", "May also apply")
SET_ASIDE = Text("Règles mises de côté par une exception", "Rules set aside by an exception")
YIELDED = Text("cède à\u00a0: {text}", "yields to: {text}")
STILL_POSSIBLE = Text("Réponses encore possibles\u00a0: {verdicts}", "Answers still possible: {verdicts}")
NEXT_QUESTION = Text("La prochaine question", "The next question")
ANSWERED_BY = Text("Selon {policies}, en date du {day}.", "According to {policies}, as of {day}.")

# The interview

HOW_TO_ANSWER = Text(
    "Répondez par un numéro, ou\u00a0: `?` (pourquoi demander), `b` (revenir), Entrée (je ne sais pas), "
    "Ctrl-C (quitter).",
    "Answer with a number, or: `?` (why we ask), `b` (back), Enter (I don’t know), Ctrl-C (leave).",
)
WHAT_TO_DO = Text("Que voulez-vous faire?", "What do you want to do?")
TYPE_OR_LIST = Text(
    "Dites-le en quelques mots, ou appuyez sur Entrée pour voir la liste.",
    "Say it in a few words, or press Enter to see the list.",
)
NOTHING_FOUND = Text(
    "Rien ne ressemble à «\u00a0{words}\u00a0». Essayez d’autres mots, ou Entrée pour la liste.",
    "Nothing looks like “{words}”. Try other words, or Enter for the list.",
)
NUMBER_OR_WORDS = Text("Un numéro, ou d’autres mots.", "A number, or other words.")
NUMBER_OF_GROUP = Text("Le numéro d’un sujet, ou quelques mots.", "The number of a topic, or a few words.")
NO_SUCH_NUMBER = Text("Choisissez un numéro de 1 à {last}.", "Choose a number from 1 to {last}.")
NO_REASON_GIVEN = Text("La réponse de la politique en dépend.", "The policy’s answer depends on it.")
NOTHING_BEFORE = Text("C’est la première question.", "This is the first question.")
WRITE_DATE = Text("Ou une date, comme 2025-11-30.", "Or a date, such as 2025-11-30.")
WRITE_NUMBER = Text("Écrivez un nombre.", "Write a number.")
WRITE_DURATION = Text(
    "Écrivez une durée, comme 90\u00a0min ou 2\u00a0h.", "Write a duration, such as 90 min or 2 h."
)
LEFT = Text("À bientôt. Rien n’a été conservé.", "Goodbye. Nothing was kept.")

# facts, explain, annex

ACTS = Text("Actes (--fact act=…)", "Acts (--fact act=…)")
QUESTIONS = Text("Questions (--fact nom=valeur)", "Questions (--fact name=value)")
NO_QUESTION = Text(
    "Aucune question\u00a0: la réponse est déjà certaine.", "No question: the answer is already certain."
)
TYPES = {
    "boolean": Text("oui ou non", "yes or no"),
    "choice": Text("un choix", "one choice"),
    "number": Text("un nombre", "a number"),
    "duration": Text("une durée, comme 90\u00a0min", "a duration, such as 90 min"),
    "date_difference": Text("une date, ou le temps écoulé", "a date, or the time passed"),
}
ASSUMED = Text(
    "Présumé\u00a0: {value}. Dites autre chose si c’est le cas.",
    "Assumed: {value}. State otherwise if it is so.",
)
BOUNDS = Text("de {minimum} à {maximum}", "from {minimum} to {maximum}")
APPLIES_WHEN = Text("S’applique quand", "Applies when")
AND_ONE_OF = Text("et l’un de ces cas", "and one of these holds")
ALWAYS = Text("toujours", "always")
NONE_OF = Text("autre chose que {text}", "anything but {text}")
COMPARISONS = {
    "below": Text("moins de {limit}", "less than {limit}"),
    "at_most": Text("au plus {limit}", "at most {limit}"),
    "above": Text("plus de {limit}", "more than {limit}"),
    "at_least": Text("au moins {limit}", "at least {limit}"),
}
AND = Text(" et ", " and ")
PARAMETERS = Text(
    "Valeurs fixées par l’organisation, en date du {day}", "Values that the organisation sets, as of {day}"
)
NO_VALUE = Text("aucune valeur ce jour-là", "no value on that day")
PRINCIPLES = Text("Principes", "Principles")
YIELDS_TO = Text("Cède à ces exceptions", "Yields to these exceptions")
EXCEPTION_TO = Text("Est une exception à", "Is an exception to")
FLOOR = Text(
    "Un plancher\u00a0: une politique d’un niveau inférieur ne peut pas l’assouplir.",
    "A floor: a lower layer may not be laxer.",
)
IN_FORCE = Text("En vigueur {span}", "In force {span}")
NOT_IN_FORCE = Text(
    "N’est pas en vigueur le {day} (en vigueur {span}).", "Not in force on {day} (in force {span})."
)
FROM_DAY = Text("à partir du {day}", "from {day}")
UNTIL_DAY = Text("jusqu’au {day}", "until {day}")
PROVISIONS = Text("Dispositions\u00a0: {list}", "Provisions: {list}")
ANNEXES = Text("Annexes", "Annexes")
