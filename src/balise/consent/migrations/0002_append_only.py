"""From here on, rows of the ledger can only be added."""

from django.db import migrations

from balise.journal.guards import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        forbid_changes(
            "consent_notice",
            "consent_evidence",
            "consent_consentevent",
            "consent_refusal",
            "consent_merge",
            "consent_distinct",
        )
    ]
