"""The Django application `theme`: it reads all texts at start-up, so that a faulty one stops no page."""

from django.apps import AppConfig

from balise.theme import texts


class ThemeConfig(AppConfig):
    name = "balise.theme"
    label = "theme"

    def ready(self) -> None:
        texts.catalogue()
