"""From here on, what was decided, kept and done can only be added to."""

from django.db import migrations

from balise.journal.guards import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]

    operations = [
        forbid_changes("outreach_approval", "outreach_listfile", "outreach_messageevent", "outreach_gatedecision")
    ]
