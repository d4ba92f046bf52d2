"""What problems say, in both languages: for each code what is wrong, and in `HELP` what to do.

House rules: the author's own words stand in backticks, no class names, and the help never blames.
"""

from __future__ import annotations

from balise.policy.text import Text

_REGISTERED: dict[str, tuple[Text, Text]] = {
    # Files
    "file-too-large": (
        Text("Le fichier dépasse {limit} ko.", "The file is larger than {limit} kB."),
        Text("Répartissez son contenu en plusieurs fichiers.", "Split its content into several files."),
    ),
    "file-unreadable": (
        Text("Le fichier ne peut pas être lu ({reason}).", "The file cannot be read ({reason})."),
        Text("Vérifiez le chemin et les droits d’accès.", "Check the path and the access rights."),
    ),
    "too-many-files": (
        Text("Le dossier contient plus de {limit} fichiers.", "The folder holds more than {limit} files."),
        Text("Regroupez-les.", "Join some of them."),
    ),
    "file-passed-over": (
        Text("Ce nom n’est pas de ceux que Balise lit.", "This name is not one that Balise reads."),
        Text(
            "Nommez `pack.yaml`, `facts.yaml`, `acts.yaml` ou `guidance.yaml`, ou placez un fichier `.yaml` "
            "directement dans `rules`, `cases` ou `annexes`.",
            "Name it `pack.yaml`, `facts.yaml`, `acts.yaml` or `guidance.yaml`, or put a `.yaml` file "
            "directly into `rules`, `cases` or `annexes`.",
        ),
    ),
    "not-utf8": (
        Text("Le texte n’est pas en UTF-8.", "The text is not in UTF-8."),
        Text("Enregistrez le fichier en UTF-8.", "Save the file as UTF-8."),
    ),
    "nul-byte": (
        Text("Le fichier contient un octet nul.", "The file holds a NUL byte."),
        Text("Ce n’est pas un fichier texte\u00a0: remplacez-le.", "This is not a text file: replace it."),
    ),
    "not-yaml": (
        Text("Ce n’est pas du YAML valide ({reason}).", "This is not valid YAML ({reason})."),
        Text(
            "Vérifiez les retraits, les deux-points et les guillemets à cet endroit.",
            "Check indentation, colons and quotes at this place.",
        ),
    ),
    "several-documents": (
        Text("Le fichier contient plusieurs documents YAML.", "The file holds several YAML documents."),
        Text("Retirez la ligne `---` ou séparez les fichiers.", "Remove the line `---` or make two files."),
    ),
    "alias": (
        Text("Les ancres et les alias YAML (`&`, `*`) sont refusés.", "YAML anchors and aliases (`&`, `*`) are refused."),
        Text(
            "Écrivez la valeur en toutes lettres, ou mettez-la entre guillemets.",
            "Write the value in full, or put it in quotes.",
        ),
    ),
    "tag": (
        Text("L’étiquette YAML `{tag}` est refusée.", "The YAML tag `{tag}` is refused."),
        Text("Retirez-la.", "Remove it."),
    ),
    "too-deep": (
        Text("Plus de {limit} niveaux sont imbriqués.", "More than {limit} levels are nested."),
        Text("Aucune politique n’en demande autant\u00a0: simplifiez.", "No policy needs that many: simplify."),
    ),
    "too-many-values": (
        Text("Le fichier contient plus de {limit} valeurs.", "The file holds more than {limit} values."),
        Text("Répartissez-les en plusieurs fichiers.", "Split them into several files."),
    ),
    "key-not-a-word": (
        Text("Cette clé n’est pas un mot.", "This key is not a word."),
        Text("Écrivez `nom: valeur`.", "Write `name: value`."),
    ),
    "key-twice": (
        Text("`{key}` est écrit deux fois (déjà à la ligne {first}).", "`{key}` is written twice (already on line {first})."),
        Text("Gardez-en un seul.", "Keep one of them."),
    ),
    # Shapes
    "key-missing": (
        Text("Il manque `{key}` dans {what}.", "`{key}` is missing in {what}."),
        Text("Ajoutez `{key}: …`.", "Add `{key}: …`."),
    ),
    "key-unknown": (
        Text("`{key}` n’est pas connu dans {what}.", "`{key}` is not known in {what}."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "not-a-mapping": (
        Text("On attend ici des lignes `nom: valeur` pour {what}.", "Lines `name: value` are expected here for {what}."),
        Text("Voyez le guide des politiques.", "See the guide to packs."),
    ),
    "not-a-list": (
        Text("On attend ici une liste\u00a0: {what}.", "A list is expected here: {what}."),
        Text("Commencez chaque élément par `- `.", "Begin each item with `- `."),
    ),
    "not-a-word": (
        Text("`{key}` doit être un seul texte.", "`{key}` must be one piece of text."),
        Text("Écrivez-le sur une ligne, sans liste.", "Write it on one line, without a list."),
    ),
    "not-an-id": (
        Text("`{value}` n’est pas un identifiant.", "`{value}` is not an id."),
        Text(
            "Utilisez des minuscules sans accent, des chiffres, `-` ou `_`, en commençant par une lettre.",
            "Use lowercase letters without accents, digits, `-` or `_`, beginning with a letter.",
        ),
    ),
    "not-one-of": (
        Text("`{key}` ne peut pas être `{value}`.", "`{key}` cannot be `{value}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "not-a-boolean": (
        Text("`{key}` attend vrai ou faux, et non `{value}`.", "`{key}` expects true or false, not `{value}`."),
        Text("Écrivez `true` ou `false`.", "Write `true` or `false`."),
    ),
    "boolean-word": (
        Text(
            "`{value}` est un mot; `{key}` attend vrai ou faux.",
            "`{value}` is a word; `{key}` expects true or false.",
        ),
        Text("Écrivez `true` ou `false`.", "Write `true` or `false`."),
    ),
    "not-a-number": (
        Text("`{key}` attend un nombre, et non `{value}`.", "`{key}` expects a number, not `{value}`."),
        Text("Écrivez par exemple `12.50`.", "Write for example `12.50`."),
    ),
    "not-a-constant": (
        Text("`{value}` n’est ni un nombre ni une durée.", "`{value}` is neither a number nor a length of time."),
        Text("Écrivez par exemple `25`, `90 min` ou `2 years`.", "Write for example `25`, `90 min` or `2 years`."),
    ),
    "bad-date": (
        Text("`{value}` n’est pas une date.", "`{value}` is not a date."),
        Text("Écrivez l’année, le mois et le jour\u00a0: `2026-03-01`.", "Write year, month and day: `2026-03-01`."),
    ),
    "date-twice": (
        Text("Deux valeurs commencent le {day}.", "Two values begin on {day}."),
        Text("Gardez-en une seule.", "Keep one of them."),
    ),
    "ends-before-start": (
        Text("La validité finit le {end}, avant de commencer le {start}.", "Validity ends on {end}, before it begins on {start}."),
        Text("Corrigez l’une des deux dates.", "Correct one of the two dates."),
    ),
    "text-not-bilingual": (
        Text("`{key}` doit être écrit dans les deux langues.", "`{key}` must be written in both languages."),
        Text('Écrivez `{{fr: "…", en: "…"}}`.', 'Write `{{fr: "…", en: "…"}}`.'),
    ),
    "language-missing": (
        Text("Il manque le texte {lang} de `{key}`.", "The {lang} text of `{key}` is missing."),
        Text("Écrivez les deux langues côte à côte.", "Write both languages side by side."),
    ),
    "text-empty": (
        Text("Le texte {lang} de `{key}` est vide.", "The {lang} text of `{key}` is empty."),
        Text("Écrivez-le.", "Write it."),
    ),
    "id-twice": (
        Text("`{id}` est défini deux fois (déjà à la ligne {first}).", "`{id}` is defined twice (already on line {first})."),
        Text("Renommez l’un des deux.", "Rename one of them."),
    ),
    # Packs
    "pack-unknown": (
        Text("Aucune politique ne s’appelle `{pack}`.", "There is no pack called `{pack}`."),
        Text("Donnez un dossier qui contient `pack.yaml`. {suggestion}", "Give a folder that holds `pack.yaml`. {suggestion}"),
    ),
    "pack-name": (
        Text("La politique `{pack}` est dans un dossier nommé `{folder}`.", "The pack `{pack}` is in a folder called `{folder}`."),
        Text("Donnez-leur le même nom.", "Give them the same name."),
    ),
    "pack-twice": (
        Text("Deux politiques s’appellent `{pack}` (l’autre\u00a0: {first}).", "Two packs are called `{pack}` (the other: {first})."),
        Text("Renommez-en une.", "Rename one of them."),
    ),
    "too-many-packs": (
        Text("Plus de {limit} politiques sont réunies.", "More than {limit} packs are put together."),
        Text("Chargez-en moins à la fois.", "Load fewer at a time."),
    ),
    "fact-twice": (
        Text("Le fait `{id}` est déjà défini par `{pack}`.", "The fact `{id}` is already defined by `{pack}`."),
        Text(
            "Définissez-le une seule fois, dans une politique que les deux utilisent (`uses`).",
            "Define it once, in a pack that both use (`uses`).",
        ),
    ),
    "act-twice": (
        Text("L’acte `{id}` est déjà défini par `{pack}`.", "The act `{id}` is already defined by `{pack}`."),
        Text("Utilisez le sien, ou renommez le vôtre.", "Use that one, or rename yours."),
    ),
    "answer-twice": (
        Text("La réponse `{id}` existe déjà dans `{pack}`.", "The answer `{id}` already exists in `{pack}`."),
        Text("Retirez-la d’ici.", "Remove it here."),
    ),
    "parameter-twice": (
        Text("Le paramètre `{id}` est déjà défini par `{pack}`.", "The parameter `{id}` is already defined by `{pack}`."),
        Text("Donnez votre valeur sous `settings`.", "Give your value under `settings`."),
    ),
    "act-group-unknown": (
        Text("L’acte `{act}` est dans un groupe inconnu.", "The act `{act}` is in an unknown group."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "group-unknown": (
        Text("Le groupe `{group}` n’est pas défini.", "The group `{group}` is not defined."),
        Text("Ajoutez-le sous `groups`.", "Add it under `groups`."),
    ),
    "extend-not-a-choice": (
        Text("`{fact}` n’est pas un choix\u00a0: on ne peut pas y ajouter de réponse.", "`{fact}` is not a choice: no answer can be added to it."),
        Text("Définissez un nouveau fait.", "Define a new fact."),
    ),
    "choice-without-values": (
        Text("Un choix demande au moins deux réponses.", "A choice needs at least two answers."),
        Text("Ajoutez-les sous `values`.", "Add them under `values`."),
    ),
    "bounds-reversed": (
        Text("`{fact}` va de {minimum} à {maximum}\u00a0: aucune valeur ne convient.", "`{fact}` goes from {minimum} to {maximum}: no value fits."),
        Text("Mettez la plus petite valeur sous `min`.", "Put the smaller value under `min`."),
    ),
    "parameter-type": (
        Text("Un paramètre ne peut pas être de type `{value}`.", "A parameter cannot be of type `{value}`."),
        Text("Choisissez `number`, `duration` ou `date_difference`.", "Choose `number`, `duration` or `date_difference`."),
    ),
    "parameter-unknown": (
        Text("Le paramètre `{value}` n’existe pas.", "There is no parameter `{value}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "parameter-of-other-type": (
        Text("Le paramètre `{value}` n’est pas du même type que `{fact}`.", "The parameter `{value}` is not of the same type as `{fact}`."),
        Text("Comparez des nombres avec des nombres, des durées avec des durées.", "Compare numbers with numbers, lengths of time with lengths of time."),
    ),
    "setting-of-other-type": (
        Text("Cette valeur n’est pas du même type que le paramètre `{value}`.", "This value is not of the same type as the parameter `{value}`."),
        Text("Écrivez-la comme la valeur d’origine.", "Write it as the original value."),
    ),
    "setting-under-floor": (
        Text("`{value}` est une limite de `{rule}`, que l’on ne peut pas déplacer d’ici.", "`{value}` is a limit of `{rule}`, which cannot be moved from here."),
        Text("Pour être plus strict, écrivez une règle à vous.", "To be stricter, write a rule of your own."),
    ),
    "document-unknown": (
        Text("Le document `{document}` n’est pas déclaré.", "The document `{document}` is not declared."),
        Text("Déclarés sous `documents`\u00a0: {known}.", "Declared under `documents`: {known}."),
    ),
    "text-unknown": (
        Text("`{value}` n’existe pas sous `{kind}`.", "There is no `{value}` under `{kind}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    # Rules
    "fact-unknown": (
        Text("Le fait `{fact}` n’existe pas.", "There is no fact `{fact}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "value-unknown": (
        Text("`{fact}` ne peut pas être `{value}`.", "`{fact}` cannot be `{value}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "word-needed": (
        Text("`{fact}` attend un mot; `{value}` veut dire vrai ou faux.", "`{fact}` expects a word; `{value}` means true or false."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "when-not-a-mapping": (
        Text("`when` attend des lignes `fait: valeur`.", "`when` expects lines `fact: value`."),
        Text("Écrivez par exemple `{{channel: phone}}`.", "Write for example `{{channel: phone}}`."),
    ),
    "any-not-a-list": (
        Text("`any` attend une liste de possibilités.", "`any` expects a list of alternatives."),
        Text("Écrivez par exemple `any: [{{channel: phone}}, {{channel: mail}}]`.", "Write for example `any: [{{channel: phone}}, {{channel: mail}}]`."),
    ),
    "empty-list": (
        Text("La liste de valeurs de `{fact}` est vide.", "The list of values of `{fact}` is empty."),
        Text("Nommez au moins une valeur, ou retirez la ligne.", "Name at least one value, or remove the line."),
    ),
    "too-many-rows": (
        Text("Cette condition se déploie en plus de {limit} lignes.", "This condition unfolds into more than {limit} rows."),
        Text("Faites-en plusieurs règles.", "Make several rules of it."),
    ),
    "range-on-choice": (
        Text("`{fact}` n’est ni un nombre ni une durée\u00a0: on ne peut pas le comparer.", "`{fact}` is neither a number nor a length of time: it cannot be compared."),
        Text("Nommez les valeurs, ou écrivez `{{not: …}}`.", "Name the values, or write `{{not: …}}`."),
    ),
    "comparison-unknown": (
        Text("`{value}` n’est pas une comparaison.", "`{value}` is not a comparison."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "not-a-limit": (
        Text("`{fact}` ne se compare pas avec `{value}`.", "`{fact}` cannot be compared with `{value}`."),
        Text("Écrivez par exemple `{example}`.", "Write for example `{example}`."),
    ),
    "periods-unordered": (
        Text(
            "`{fact}` est comparé à la fois avec {one} et {other}; leur ordre dépend du calendrier.",
            "`{fact}` is compared both with {one} and with {other}; their order depends on the calendar.",
        ),
        Text("Écrivez les deux dans la même unité.", "Write both in the same unit."),
    ),
    "rule-unknown": (
        Text("Aucune règle ne s’appelle `{value}`.", "There is no rule called `{value}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "circular-exceptions": (
        Text("Ces règles sont des exceptions l’une de l’autre\u00a0: {rules}.", "These rules are exceptions to one another: {rules}."),
        Text("Décidez laquelle cède.", "Decide which one yields."),
    ),
    "laxer-than-floor": (
        Text(
            "`{rule}` ({verdict}) assouplit `{floor}` ({floor_verdict}), une limite que l’on ne peut que resserrer.",
            "`{rule}` ({verdict}) is laxer than `{floor}` ({floor_verdict}), a floor that can only be made stricter.",
        ),
        Text("Retirez l’exception, ou rendez-la au moins aussi stricte.", "Remove the exception, or make it at least as strict."),
    ),
    "conditional-without-conditions": (
        Text("`{rule}` permet à des conditions que personne n’a écrites.", "`{rule}` permits under conditions that nobody wrote."),
        Text("Nommez-les sous `conditions`.", "Name them under `conditions`."),
    ),
    "approval-by-nobody": (
        Text("`{rule}` demande une approbation, sans dire de qui.", "`{rule}` needs an approval, without saying whose."),
        Text("Nommez qui peut approuver sous `approval`.", "Name who can approve under `approval`."),
    ),
    # Cases
    "case-unknown": (
        Text("Aucun cas ne s’appelle `{value}`; le modèle d’un jumeau s’écrit avant lui.", "There is no case called `{value}`; the model of a twin is written before it."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "case-differs": (
        Text(
            "Le cas `{case}` attend `{part}`\u00a0: {expected}; la réponse est {found}.",
            "The case `{case}` expects `{part}`: {expected}; the answer is {found}.",
        ),
        Text("Corrigez la règle ou le cas.", "Correct the rule or the case."),
    ),
    "one-answer": (
        Text("`{fact}` attend une seule réponse.", "`{fact}` expects one answer."),
        Text("Écrivez une valeur, sans liste.", "Write one value, without a list."),
    ),
    # Situations
    "answer-unknown": (
        Text("`{value}` n’est pas une réponse à `{fact}`.", "`{value}` is not an answer to `{fact}`."),
        Text("{accepts}", "{accepts}"),
    ),
    "answer-reserved": (
        Text("`{id}` dit «\u00a0je ne sais pas\u00a0» à toute question.", "`{id}` says “I don’t know” to every question."),
        Text("Donnez un autre identifiant à cette réponse.", "Give this answer another id."),
    ),
    "answer-out-of-bounds": (
        Text("`{fact}` ne peut pas être {value}.", "`{fact}` cannot be {value}."),
        Text("La valeur va de {minimum} à {maximum}.", "The value goes from {minimum} to {maximum}."),
    ),
    "date-after-act": (
        Text("`{fact}`\u00a0: le {value} vient après le jour de l’acte ({day}).", "`{fact}`: {value} is after the day of the act ({day})."),
        Text("Vérifiez la date.", "Check the date."),
    ),
    # Columns of a list that is screened
    "fact-in-column": (
        Text("`{fact}` vient à la fois de la campagne et de la colonne `{column}`.", "`{fact}` comes both from the campaign and from the column `{column}`."),
        Text("Gardez l’un des deux.", "Keep one of the two."),
    ),
    "column-misfit": (
        Text("La colonne `{column}` contient {held}; `{fact}` attend {fitting}.", "The column `{column}` holds {held}; `{fact}` expects {fitting}."),
        Text("Choisissez une autre colonne, ou convertissez celle-ci.", "Choose another column, or convert this one."),
    ),
    "column-unknown": (
        Text("Aucune colonne ne s’appelle `{column}`.", "There is no column called `{column}`."),
        Text("{suggestion}", "{suggestion}"),
    ),
    "column-unreadable": (
        Text("Le type `{type}` de la colonne `{column}` ne se lit pas ici.", "The type `{type}` of the column `{column}` cannot be read here."),
        Text("Convertissez-la en texte, en nombre ou en date.", "Convert it to text, to a number or to a date."),
    ),
    "number-too-fine": (
        Text("`{fact}`\u00a0: le nombre {value} a trop de décimales.", "`{fact}`: the number {value} has too many decimals."),
        Text("Arrondissez-le.", "Round it."),
    ),
    "facts-impossible": (
        Text("Ces réponses se contredisent. {because}", "These answers contradict one another. {because}"),
        Text("Corrigez l’une d’elles.", "Correct one of them."),
    ),
}  # fmt: skip

MESSAGES = {code: message for code, (message, _) in _REGISTERED.items()}
HELP = {code: what_to_do for code, (_, what_to_do) in _REGISTERED.items()}
