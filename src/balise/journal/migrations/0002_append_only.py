"""From here on, rows of the journal can only be added."""

from django.db import migrations

from balise.journal.guards import JOURNAL, PERSON_KEYS, forbid_changes


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [forbid_changes(*JOURNAL, PERSON_KEYS)]
