"""The app of rights: holds, erasures and complaints."""

from django.apps import AppConfig

from balise.consent.rights import entry_types


class RightsConfig(AppConfig):
    name = "balise.consent.rights"
    label = "consent_rights"

    def ready(self) -> None:
        entry_types.register_all()
