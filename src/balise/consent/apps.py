"""The room `consent`: at start-up it tells the journal what it writes, and brings its part to files."""

from django.apps import AppConfig

from balise.consent import entry_types
from balise.people import sections


class ConsentConfig(AppConfig):
    name = "balise.consent"
    label = "consent"

    def ready(self) -> None:
        from balise.consent.intake.section import section  # noqa: PLC0415  models are there only now

        entry_types.register_all()
        sections.bring(section)
