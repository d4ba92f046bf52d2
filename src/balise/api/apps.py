"""The room `api`: at start-up it tells the journal what it will write."""

from django.apps import AppConfig

from balise.api import entry_types


class ApiConfig(AppConfig):
    name = "balise.api"
    label = "api"

    def ready(self) -> None:
        entry_types.register_all()
