"""The demo's pages; installed only when the demo runs."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "balise.server.demo"
    label = "demo"
