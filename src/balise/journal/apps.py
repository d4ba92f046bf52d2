"""The room `journal`: at start-up it teaches every query to ask for `among`."""

from django.apps import AppConfig
from django.db.models import Field, ForeignObject

from balise.journal.among import Among


class JournalConfig(AppConfig):
    name = "balise.journal"
    label = "journal"

    def ready(self) -> None:
        # A key of another table takes nothing over from other columns.
        for kind in (Field, ForeignObject):
            kind.register_lookup(Among)
