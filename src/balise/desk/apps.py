"""The room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "balise.desk"
    label = "desk"
