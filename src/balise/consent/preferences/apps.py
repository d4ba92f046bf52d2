"""The app of the preference page: it keeps the codes on their way."""

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "balise.consent.preferences"
    label = "consent_preferences"

    def ready(self) -> None:
        # Only now are the models there, which these name.
        from balise.consent.preferences import entries  # noqa: PLC0415

        entries.register_all()
