"""The room `desk`: at start-up it tells the journal what it will write."""

from django.apps import AppConfig

from balise.people import sections


class DeskConfig(AppConfig):
    name = "balise.desk"
    label = "desk"

    def ready(self) -> None:
        # Only now are the models there, which these write to.
        from balise.desk import about_client, journal_entries  # noqa: PLC0415

        journal_entries.register_all()
        sections.bring(about_client.section)
