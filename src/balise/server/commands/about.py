"""What `--help` says of these commands, French and English side by side."""

from balise.cli.help import Said

DOCTOR = Said(
    "Examine une installation et dit quoi corriger.", "Examine an installation and say what to mend."
)
SERVE = Said("Sert les pages, jusqu’à ce qu’on l’arrête.", "Serve the pages, until it is stopped.")
MIGRATE = Said(
    "Met les tables de la base de données à jour, après chaque nouvelle version.",
    "Bring the tables of the database up to date, after each new version.",
)
BACKUP = Said(
    "Sauvegarde tout dans un fichier chiffré; la phrase secrète vient de BALISE_BACKUP_PASSPHRASE.",
    "Save everything into one encrypted file; the passphrase comes from BALISE_BACKUP_PASSPHRASE.",
)
RESTORE = Said(
    "Rétablit une sauvegarde dans une installation vide.", "Restore a backup into an empty installation."
)
JOURNAL = Said("Vérifie ou scelle le journal.", "Verify or seal the journal.")
VERIFY = Said(
    "Relit tout le journal et nomme la première entrée altérée.",
    "Read the whole journal again and name the first entry that was bent.",
)
SEAL = Said(
    "Exporte un point de contrôle signé, à garder ailleurs.", "Export a signed checkpoint, to keep elsewhere."
)
IMPORT_CONSENTS = Said(
    "Importe des consentements qui existent déjà, d’un fichier CSV ou Excel. Ils entrent tous, ou aucun.",
    "Import consents that exist already, from a CSV or Excel file: all of them, or none.",
)

OPTION_URL = Said(
    "L’adresse que vos gens utilisent, pour essayer HTTPS à travers le serveur frontal.",
    "The address that your people use, to try HTTPS through the proxy in front.",
)
OPTION_HOST = Said("L’adresse où écouter.", "The address to listen on.")
OPTION_PORT = Said("Le port où écouter.", "The port to listen on.")
OPTION_WORKERS = Said("Combien de processus répondent.", "How many processes answer.")
OPTION_REPLACE = Said(
    "Remplace ce que l’installation contient. Arrêtez d’abord Balise.",
    "Replace what the installation holds. Stop Balise first.",
)
OPTION_AGAINST = Said(
    "Un point de contrôle gardé ailleurs (répétez au besoin).",
    "A checkpoint that was kept elsewhere (repeat for several).",
)
ARGUMENT_NEW_FILE = Said("Le fichier à créer.", "The file to make.")
ARGUMENT_BACKUP = Said("Une sauvegarde.", "A backup.")
ARGUMENT_SEAL = Said(
    "Le fichier à créer; sans lui, le point de contrôle est affiché.",
    "The file to make; without it, the checkpoint is printed.",
)
ARGUMENT_CONSENTS = Said("Le fichier CSV ou Excel.", "The CSV or Excel file.")
OPTION_BY = Said(
    "L’adresse de courriel de la personne au nom de qui le fichier est importé.",
    "The e-mail address of the person in whose name the file is imported.",
)
OPTION_MAPPING = Said(
    "Ce que contient chaque colonne; sans lui, les titres le disent.",
    "What each column holds; without it, the headers say so.",
)
OPTION_KEEP_MAPPING = Said(
    "Le fichier où écrire ce que contient chaque colonne, à corriger et à reprendre.",
    "The file to write what each column holds to, to be corrected and used again.",
)
OPTION_DRY_RUN = Said("Essaie seulement, sans rien enregistrer.", "Only try: nothing is saved.")
OPTION_GOOD_ROWS = Said(
    "Importe les bonnes lignes, même si d’autres sont à corriger.",
    "Import the good rows, even if others have to be corrected.",
)
OPTION_ERRORS = Said(
    "Le fichier où écrire les lignes à corriger, chacune avec ce qui ne va pas.",
    "The file to write the rows to correct to, each with what is wrong.",
)
