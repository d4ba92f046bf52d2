"""The room `people`: at start-up it tells the journal what it will write."""

from django.apps import AppConfig

from balise.people import entry_types


class PeopleConfig(AppConfig):
    name = "balise.people"
    label = "people"

    def ready(self) -> None:
        entry_types.register_all()
