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
