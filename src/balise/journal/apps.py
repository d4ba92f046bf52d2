"""The room `journal`."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "balise.journal"
    label = "journal"
