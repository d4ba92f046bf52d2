"""The application `accounts`: at start-up it tells the journal what it will write, and listens to allauth."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "balise.people.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Only now are the models there, which these name.
        from balise.people.accounts import entries, invitations, listening  # noqa: PLC0415

        entries.register_all()
        invitations.write_mails()
        listening.listen()
