"""The Django application `theme`. It reads all interface texts at start-up, so that a faulty text stops the start, not a page."""

from django.apps import AppConfig

from balise.theme import texts


class ThemeConfig(AppConfig):
    name = "balise.theme"
    label = "theme"

    def ready(self) -> None:
        texts.catalogue()
