"""Each contact point gets the key of its address, so that records which share one are found, and from now on
since when its client has it.
"""

from django.db import migrations, models
from django.db.models import Q

from balise.people.addresses import address_key
from balise.people.words import ContactKind


def fill(apps, _):
    ContactPoint = apps.get_model("people", "ContactPoint")
    batch = []
    for point in ContactPoint.objects.only("pk", "kind", "value").iterator(chunk_size=2_000):
        point.key = address_key(ContactKind(point.kind), point.value)
        batch.append(point)
        if len(batch) == 2_000:
            ContactPoint.objects.bulk_update(batch, ["key"], batch_size=400)
            batch = []
    ContactPoint.objects.bulk_update(batch, ["key"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_invitation")]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="key",
            field=models.CharField(
                default="",
                help_text="the same for all spellings of one address (`addresses.address_key`)",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField(
            model_name="contactpoint",
            name="added_at",
            field=models.DateTimeField(
                null=True,
                blank=True,
                help_text="since when this client has the address; empty: from before that was kept",
            ),
        ),
        migrations.RemoveConstraint(model_name="contactpoint", name="people_contactpoint_filled"),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=~Q(value="") & ~Q(key=""), name="people_contactpoint_filled"
            ),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(fields=["key"], name="people_contactpoint_key"),
        ),
    ]
