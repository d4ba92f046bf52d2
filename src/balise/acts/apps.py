"""The room `acts`."""

from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "balise.acts"
    label = "acts"
