"""The app of imports of consents: it has no table of its own; what it tells the journal is said here."""

from django.apps import AppConfig

from balise.consent.imports import entry_types


class ConsentImportsConfig(AppConfig):
    name = "balise.consent.imports"
    label = "consent_imports"

    def ready(self) -> None:
        entry_types.register_all()
