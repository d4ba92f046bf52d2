"""The room `outreach`: at start-up it tells the journal what it writes, and brings its parts to rooms below:
to a client's page, to the copy of a file, and to erasure.
"""

from django.apps import AppConfig

from balise.consent.rights import elsewhere
from balise.outreach import entry_types
from balise.people import sections


class OutreachConfig(AppConfig):
    name = "balise.outreach"
    label = "outreach"

    def ready(self) -> None:
        from balise.outreach import rights  # noqa: PLC0415  models are there only now
        from balise.outreach.reports.section import section  # noqa: PLC0415  the same

        entry_types.register_all()
        elsewhere.bring(elsewhere.Part("announcements", "outreach.copy", rights.held, rights.empty))
        sections.bring(section)
