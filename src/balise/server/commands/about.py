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
FOUND = Said(
    "Fonde l’organisation et invite la première personne, qui embauchera les autres; demande ce qui manque.",
    "Found the organisation and invite its first person, who will hire the others; asks what is missing.",
)
IMPORT = Said(
    "Importe un fichier de personnel ou de clients, CSV ou Excel\u00a0: tout, ou rien.",
    "Import a file of staff or clients, CSV or Excel: all of it, or nothing.",
)
EXPORT = Said(
    "Écrit dans un fichier le personnel ou les clients que cette personne peut voir.",
    "Write the staff or the clients that this person may see to a file.",
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
GATE = Said(
    "Sert la barrière\u00a0: les outils de courriel envoient par elle, et ne passe que ce qui est permis.",
    "Serve the gate: mail tools send through it, and only what is allowed passes.",
)
SEND = Said(
    "Envoie les messages des campagnes lancées, jusqu’à ce qu’on l’arrête.",
    "Send the messages of campaigns that were started, until it is stopped.",
)
BOUNCES = Said(
    "Lit ce qui revient des campagnes\u00a0: messages non remis, plaintes, désabonnements.",
    "Read what comes back from campaigns: messages not delivered, complaints, requests to stop.",
)
SCREEN = Said(
    "Filtre une liste sans serveur ni base de données\u00a0: qui est permis, qui ne l’est pas, et pourquoi.",
    "Screen a list without a server or a database: who is allowed, who is not, and why.",
)
EXPORT_CONSENTS = Said(
    "Écrit dans un fichier où en sont les consentements, pour `balise screen`.",
    "Write where consents stand to a file, for `balise screen`.",
)

OPTION_NAME_FR = Said("Le nom de l’organisation en français.", "The organisation’s name in French.")
OPTION_NAME_EN = Said("Le nom de l’organisation en anglais.", "The organisation’s name in English.")
OPTION_FULL_NAME = Said("Le nom de la première personne.", "The first person’s name.")
OPTION_EMAIL = Said("Son adresse de courriel, pour se connecter.", "Their e-mail address, to sign in with.")
OPTION_LANGUAGE = Said("La langue qu’on lui parle.", "The language they are spoken to in.")
OPTION_SITE = Said(
    "L’adresse que vos gens utilisent; sinon, le premier nom de BALISE_HOSTS.",
    "The address that your people use; otherwise, the first name in BALISE_HOSTS.",
)
OPTION_BY = Said(
    "L’adresse de courriel de qui le fait\u00a0: ses permissions comptent, et le journal la nomme.",
    "The e-mail address of who does it: their permissions count, and the journal names them.",
)
OPTION_MAPPING = Said(
    "Ce que contient chaque colonne, gardé d’une fois précédente; sinon, les titres le disent.",
    "What each column holds, kept from an earlier time; otherwise, the headers say it.",
)
OPTION_KEEP_MAPPING = Said(
    "Le fichier où garder ce que contient chaque colonne.", "The file to keep what each column holds in."
)
OPTION_DRY_RUN = Said(
    "Dit ce qui changerait, et ne change rien.", "Say what would change, and change nothing."
)
OPTION_GOOD_ROWS = Said(
    "Importe les bonnes lignes, même si d’autres sont à corriger.",
    "Import the good rows, even if others have to be corrected.",
)
OPTION_ERRORS = Said(
    "Le fichier où écrire les lignes à corriger, avec ce qui ne va pas.",
    "The file to write the rows to correct to, with what is wrong.",
)
ARGUMENT_KIND = Said("Ce que contient le fichier.", "What the file holds.")
ARGUMENT_FILE = Said("Le fichier à importer.", "The file to import.")
ARGUMENT_EXPORT = Said(
    "Le fichier à écrire\u00a0: un classeur s’il finit par `.xlsx`, sinon CSV.",
    "The file to write: a workbook if it ends in `.xlsx`, otherwise CSV.",
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
ARGUMENT_LIST = Said(
    "La liste\u00a0: CSV, Excel, vCard, Parquet, ou des adresses dans un texte.",
    "The list: CSV, Excel, vCard, Parquet, or addresses in a text.",
)
OPTION_CAMPAIGN = Said(
    "Le fichier YAML qui dit quoi annoncer, à qui et par quel moyen.",
    "The YAML file that says what is announced, to whom and by what means.",
)
OPTION_OUTPUT = Said("Le dossier à écrire.", "The folder to write.")
OPTION_CONSENTS = Said(
    "L’export des consentements, fait par `balise export-consents`; sans lui, personne n’a accepté.",
    "The export of consents, made by `balise export-consents`; without it, nobody agreed.",
)
OPTION_OLD_CONSENTS = Said(
    "Prendre un export de consentements d’un autre jour; qui s’est retiré depuis n’y est pas.",
    "Take an export of consents of another day; whoever withdrew since is not in it.",
)
OPTION_FORCE = Said(
    "Remplace les réponses d’avant dans ce dossier.", "Replace the earlier answers in that folder."
)
OPTION_PURPOSE = Said(
    "Le code de la finalité, comme `ateliers`.", "The code of the purpose, such as `workshops`."
)
OPTION_CHANNEL = Said(
    "Le moyen\u00a0: `email`, `text_message`, `phone` ou `mail`.",
    "The channel: `email`, `text_message`, `phone` or `mail`.",
)
OPTION_CONSENTS_OUTPUT = Said(
    "Le fichier à écrire\u00a0: Parquet s’il finit par `.parquet`, sinon CSV.",
    "The file to write: Parquet if it ends in `.parquet`, otherwise CSV.",
)
OPTION_CONSENTS_DAY = Said(
    "Le jour pour lequel les consentements sont lus\u00a0: aujourd’hui, et aucun autre.",
    "The day for which consents are read: today, and no other.",
)
OPTION_ONCE = Said(
    "S’arrête quand plus rien ne peut partir pour l’instant.", "Stop when nothing more can leave for now."
)
OPTION_CONNECTIONS = Said(
    "Combien de connexions au serveur de courriel.", "How many connections to the mail server."
)
OPTION_SETTLE = Said(
    "N’envoie rien\u00a0: lève les incertitudes avec ce journal d’un serveur de courriel.",
    "Send nothing: settle uncertain messages with this log of a mail server.",
)
ARGUMENT_MAILBOX = Said(
    "Une boîte mbox, un dossier Maildir, un message, ou `-` pour l’entrée standard.",
    "An mbox, a Maildir folder, a message, or `-` for standard input.",
)
