import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0004_address_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=60)),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name_fr', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('explained_fr', models.TextField(help_text='in plain words: what one would receive, how often, from whom')),
                ('explained_en', models.TextField()),
                ('dpv', models.CharField(help_text='the DPV term, such as DirectMarketing', max_length=60)),
                ('health', models.BooleanField(default=False, help_text='that someone is sent this says something of their health')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name_fr', ''), _negated=True), models.Q(('name_en', ''), _negated=True), models.Q(('explained_fr', ''), _negated=True), models.Q(('explained_en', ''), _negated=True), models.Q(('dpv', ''), _negated=True)), name='consent_purpose_filled')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('language', models.CharField(choices=[('fr', 'fr'), ('en', 'en')], max_length=2)),
                ('purpose_said', models.TextField(help_text='what the person agrees to')),
                ('use_said', models.TextField(help_text='why and how the information is used (S1-48)')),
                ('kept_said', models.TextField(help_text='where the information is kept')),
                ('shared_said', models.TextField(blank=True, help_text='who else gets it; empty: nobody')),
                ('asker_name', models.CharField(help_text='who asks, as they called themselves then', max_length=200)),
                ('asker_address', models.CharField(help_text='where they get letters', max_length=500)),
                ('asker_email', models.EmailField(blank=True, max_length=254)),
                ('asker_phone', models.CharField(blank=True, max_length=40)),
                ('asker_web', models.URLField(blank=True)),
                ('withdrawal_said', models.TextField(help_text='how to withdraw, at any time')),
                ('written_at', models.DateTimeField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.purpose')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['en', 'fr'])), name='consent_notice_language_known'), models.CheckConstraint(condition=models.Q(models.Q(('purpose_said', ''), _negated=True), models.Q(('use_said', ''), _negated=True), models.Q(('kept_said', ''), _negated=True), models.Q(('asker_name', ''), _negated=True), models.Q(('asker_address', ''), _negated=True), models.Q(('withdrawal_said', ''), _negated=True)), name='consent_notice_filled'), models.CheckConstraint(condition=models.Q(('asker_email', ''), ('asker_phone', ''), ('asker_web', ''), _negated=True), name='consent_notice_asker_can_be_reached'), models.UniqueConstraint(fields=('purpose', 'version', 'language'), name='consent_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(help_text='made by the caller: a repeat is known by it', unique=True)),
                ('channel', models.CharField(choices=[('email', 'email'), ('text_message', 'text_message'), ('phone', 'phone'), ('mail', 'mail'), ('in_person', 'in_person')], max_length=20)),
                ('event', models.CharField(choices=[('asked', 'asked'), ('given', 'given'), ('renewed', 'renewed'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('revoked', 'revoked'), ('expired', 'expired')], max_length=20)),
                ('basis', models.CharField(blank=True, choices=[('purchase', 'purchase'), ('contract', 'contract'), ('subscription', 'subscription'), ('inquiry', 'inquiry'), ('gift', 'gift'), ('volunteering', 'volunteering'), ('meeting', 'meeting'), ('membership', 'membership'), ('published_address', 'published_address'), ('disclosed_address', 'disclosed_address')], help_text='of an implied consent; empty: express', max_length=20)),
                ('basis_day', models.DateField(blank=True, help_text='when the clock of the basis started; empty while it goes on', null=True)),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('until', models.DateField(blank=True, help_text='the last day of a yes given for a time', null=True)),
                ('method', models.CharField(choices=[('paper_form', 'paper_form'), ('web_form', 'web_form'), ('in_person', 'in_person'), ('phone', 'phone'), ('letter', 'letter'), ('preference_page', 'preference_page'), ('one_click', 'one_click'), ('shared_address', 'shared_address'), ('erasure', 'erasure'), ('import', 'import'), ('merge', 'merge'), ('term', 'term')], max_length=20)),
                ('grantor', models.CharField(choices=[('self', 'self'), ('parent', 'parent'), ('guardian', 'guardian'), ('representative', 'representative')], max_length=20)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.linkedparty')),
                ('recorded_by', models.ForeignKey(blank=True, db_index=False, help_text='empty: the person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                ('evidence', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.evidence')),
                ('notice', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.notice')),
                ('purpose', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.purpose')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['client', 'purpose', 'channel', 'id'], name='consent_event_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'in_person', 'mail', 'phone', 'text_message'])), name='consent_consentevent_channel_known'), models.CheckConstraint(condition=models.Q(('event__in', ['asked', 'expired', 'given', 'refused', 'renewed', 'revoked', 'withdrawn'])), name='consent_consentevent_event_known'), models.CheckConstraint(condition=models.Q(('basis__in', ['', 'contract', 'disclosed_address', 'gift', 'inquiry', 'meeting', 'membership', 'published_address', 'purchase', 'subscription', 'volunteering'])), name='consent_consentevent_basis_known'), models.CheckConstraint(condition=models.Q(('method__in', ['erasure', 'import', 'in_person', 'letter', 'merge', 'one_click', 'paper_form', 'phone', 'preference_page', 'shared_address', 'term', 'web_form'])), name='consent_consentevent_method_known'), models.CheckConstraint(condition=models.Q(('grantor__in', ['guardian', 'parent', 'representative', 'self'])), name='consent_consentevent_grantor_known'), models.CheckConstraint(condition=models.Q(('effective_at__lte', models.F('recorded_at'))), name='consent_event_not_in_the_future'), models.CheckConstraint(condition=models.Q(('basis', ''), ('event', 'given'), _connector='OR'), name='consent_event_only_a_yes_is_implied')],
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(help_text='made by the caller: a repeat is known by it', unique=True)),
                ('address', models.CharField(blank=True, max_length=64)),
                ('channel', models.CharField(choices=[('email', 'email'), ('text_message', 'text_message'), ('phone', 'phone'), ('mail', 'mail'), ('in_person', 'in_person')], max_length=20)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('purpose', models.ForeignKey(blank=True, help_text='empty: all', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.purpose')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['address', 'channel'], name='consent_refusal_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'in_person', 'mail', 'phone', 'text_message'])), name='consent_refusal_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('client', None), models.Q(('address', ''), _negated=True)), models.Q(('address', ''), ('client__isnull', False), ('purpose', None)), _connector='OR'), name='consent_refusal_of_an_address_or_a_client')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'email'), ('text_message', 'text_message'), ('phone', 'phone'), ('mail', 'mail'), ('in_person', 'in_person')], max_length=20)),
                ('yes_at', models.DateTimeField(null=True)),
                ('yes_number', models.BigIntegerField(help_text='the event that says so', null=True)),
                ('yes_event', models.CharField(blank=True, max_length=20)),
                ('yes_until', models.DateField(null=True)),
                ('no_at', models.DateTimeField(null=True)),
                ('no_number', models.BigIntegerField(null=True)),
                ('no_event', models.CharField(blank=True, max_length=20)),
                ('asked_at', models.DateTimeField(null=True)),
                ('asked_number', models.BigIntegerField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('purpose', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.purpose')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('purpose', 'channel', 'client'), name='consent_standing_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'in_person', 'mail', 'phone', 'text_message'])), name='consent_standing_channel_known')],
            },
        ),
        migrations.CreateModel(
            name='Ground',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('purchase', 'purchase'), ('contract', 'contract'), ('subscription', 'subscription'), ('inquiry', 'inquiry'), ('gift', 'gift'), ('volunteering', 'volunteering'), ('meeting', 'meeting'), ('membership', 'membership'), ('published_address', 'published_address'), ('disclosed_address', 'disclosed_address')], max_length=20)),
                ('at', models.DateTimeField()),
                ('number', models.BigIntegerField()),
                ('day', models.DateField(null=True)),
                ('standing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consent.standing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('standing', 'basis'), name='consent_ground_once'), models.CheckConstraint(condition=models.Q(('basis__in', ['contract', 'disclosed_address', 'gift', 'inquiry', 'meeting', 'membership', 'published_address', 'purchase', 'subscription', 'volunteering'])), name='consent_ground_basis_known')],
            },
        ),
        migrations.CreateModel(
            name='Distinct',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='consent_distinct_two_records_in_order'), models.UniqueConstraint(fields=('first', 'second'), name='consent_distinct_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('merged', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='consent_merge_two_records')],
            },
        ),
        migrations.CreateModel(
            name='PreferenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('unsubscribe_hash', models.CharField(max_length=64, unique=True)),
                ('address', models.CharField(blank=True, help_text='`people.ContactPoint.key` of where it was sent: without that address on file, it is over', max_length=64)),
                ('channel', models.CharField(blank=True, choices=[('email', 'email'), ('text_message', 'text_message'), ('phone', 'phone'), ('mail', 'mail'), ('in_person', 'in_person')], max_length=20)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.client')),
                ('purpose', models.ForeignKey(blank=True, help_text='of the message it was sent in: what one click withdraws; empty: everything', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consent.purpose')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['', 'email', 'in_person', 'mail', 'phone', 'text_message'])), name='consent_preferencelink_channel_known')],
            },
        ),
    ]
