"""The app of imports: its one table, and what it tells the journal."""

from django.apps import AppConfig

from balise.people.imports import entry_types


class ImportsConfig(AppConfig):
    name = "balise.people.imports"
    label = "people_imports"

    def ready(self) -> None:
        entry_types.register_all()
