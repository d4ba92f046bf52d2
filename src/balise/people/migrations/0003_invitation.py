# Invitations to sign in are kept among the notices.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_notice'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='people_notice_kind_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('emergency', 'emergency'), ('invitation', 'invitation')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['emergency', 'invitation'])), name='people_notice_kind_known'),
        ),
    ]
