"""A new database in one step, with the rules and rates that a bank starts with; decision 0021. Later changes come after it, as ever."""

import core.clock
import core.crypto
import core.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import zoneinfo
from django.conf import settings
from django.db import migrations, models
from core.migrating import AtOnce
from core import policy_seed


def seed(apps, schema_editor):
    policy_seed.plant(apps.get_model("core", "PolicyValue"), apps.get_model("core", "Rate"))


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('core', '0002_tables'),
        ('core', '0003_defaults'),
        ('core', '0004_payee_rules'),
        ('core', '0005_policy_past'),
        ('core', '0006_retention'),
        ('core', '0007_support_rules'),
        ('core', '0008_receipt_rule'),
        ('core', '0009_pay_rules'),
        ('core', '0010_gig_wish_rule'),
        ('core', '0011_phone_rule'),
    ]

    dependencies = [
        ('core', '0001_extensions'),
        ('accounts', '__first__'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='OutboxEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('object_label', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=60)),
                ],
                options={
                    'verbose_name': 'tapahtuma',
                    'verbose_name_plural': 'tapahtumat',
                },
            ),
            migrations.CreateModel(
                name='ClockOffset',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offset', models.DurationField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_only_one_clock', violation_error_message='Pankilla on vain yksi kello.')],
                },
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('kind', models.CharField(max_length=30)),
                    ('title', models.CharField(max_length=200)),
                    ('language', models.CharField(default='fi', max_length=2)),
                    ('html', core.crypto.EncryptedTextField(blank=True, default='')),
                    ('html_sha256', models.CharField(blank=True, max_length=64)),
                    ('content_type', models.CharField(default='application/pdf', max_length=100)),
                    ('file', models.FileField(blank=True, max_length=200, upload_to='')),
                    ('file_sha256', models.CharField(blank=True, max_length=64)),
                    ('encrypted', models.BooleanField(default=False)),
                    ('seal', models.BooleanField(default=False)),
                    ('wanted_at', models.DateTimeField(blank=True, null=True)),
                    ('rendered_at', models.DateTimeField(blank=True, null=True)),
                    ('sealed_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'verbose_name': 'asiakirja',
                    'verbose_name_plural': 'asiakirjat',
                    'indexes': [models.Index(condition=models.Q(('rendered_at', None), ('wanted_at__isnull', False)), fields=['id'], name='documents_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_sha256', ''), ('rendered_at', None)), models.Q(('rendered_at__isnull', False), models.Q(('file', ''), _negated=True), models.Q(('file_sha256', ''), _negated=True)), _connector='OR'), name='a_rendered_document_has_its_file_and_hash', violation_error_message='Asiakirjan tiedosto tai tiiviste puuttuu.'), models.CheckConstraint(condition=models.Q(('sealed_at', None), models.Q(('rendered_at__isnull', False), ('seal', True)), _connector='OR'), name='a_sealed_document_is_rendered', violation_error_message='Vain valmis asiakirja sinetöidään.')],
                },
            ),
            migrations.CreateModel(
                name='EventDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('next_at', models.DateTimeField(default=core.clock.real)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('error', models.CharField(blank=True, max_length=200)),
                    ('listener', models.CharField(max_length=120)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.outboxevent')),
                ],
                options={
                    'verbose_name': 'tapahtuman toimitus',
                    'verbose_name_plural': 'tapahtumien toimitukset',
                    'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['next_at', 'id'], name='deliveries_due')],
                    'constraints': [models.UniqueConstraint(fields=('event', 'listener'), name='an_event_is_delivered_once_to_each_listener', violation_error_message='Tapahtuma on jo tällä kuulijalla.')],
                },
            ),
            migrations.CreateModel(
                name='PolicyValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('key', models.CharField(max_length=60)),
                    ('value', models.JSONField()),
                    ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('why', models.TextField()),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'pankin sääntö',
                    'verbose_name_plural': 'pankin säännöt',
                    'ordering': ['key', 'valid'],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('key', '='), ('valid', '&&')], name='a_rule_has_one_value_at_a_time', violation_error_message='Säännöllä on jo arvo näille päiville.'), models.CheckConstraint(condition=models.Q(('by__isnull', True), ('valid__startswith__gte', django.db.models.functions.datetime.TruncDate('created_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/Helsinki'))), _connector='OR'), name='a_rule_never_begins_in_the_past', violation_error_message='Sääntö ei voi muuttua taaksepäin. Valitse tämä tai tuleva päivä.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('valid__upper_inf', True)), ('valid__isempty', True), models.Q(('closed_at__isnull', False), ('valid__endswith__gte', django.db.models.functions.datetime.TruncDate('closed_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/Helsinki')))), _connector='OR'), name='a_rule_never_ends_in_the_past', violation_error_message='Sääntö ei voi päättyä taaksepäin. Valitse tämä tai tuleva päivä.')],
                },
            ),
            migrations.CreateModel(
                name='PurposeLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('object_label', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('purpose', models.CharField(max_length=40)),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'toimintolinkki',
                    'verbose_name_plural': 'toimintolinkit',
                    'indexes': [models.Index(condition=models.Q(('used_at', None)), fields=['object_label', 'object_id'], name='unused_links_of_an_object')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='a_link_expires_after_it_is_made', violation_error_message='Linkin voimassaolo on jo päättynyt.')],
                },
            ),
            migrations.CreateModel(
                name='OutboxMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('object_label', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('next_at', models.DateTimeField(default=core.clock.real)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('error', models.CharField(blank=True, max_length=200)),
                    ('channel', models.CharField(default='mail', max_length=10)),
                    ('address', models.EmailField(blank=True, max_length=254)),
                    ('template', models.CharField(max_length=60)),
                    ('language', models.CharField(max_length=2)),
                    ('context', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('secret', core.crypto.EncryptedJSONField(blank=True, null=True)),
                    ('attachments', models.JSONField(default=list)),
                    ('dedupe', models.CharField(max_length=200)),
                    ('path', models.CharField(blank=True, max_length=300)),
                    ('state', models.CharField(choices=[('waiting', 'lähdössä'), ('sent', 'lähetetty'), ('dropped', 'ei lähetetä'), ('failed', 'ei mennyt perille')], default='waiting', max_length=10)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.purposelink')),
                ],
                options={
                    'verbose_name': 'viesti',
                    'verbose_name_plural': 'viestit',
                    'ordering': ['-id'],
                    'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['next_at', 'id'], name='messages_due'), models.Index(fields=['person', '-id'], name='messages_of_a_person')],
                    'constraints': [models.UniqueConstraint(fields=('dedupe',), name='a_message_is_written_once', violation_error_message='Tämä viesti on jo lähdössä.'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='a_message_is_done_when_it_no_longer_waits', violation_error_message='Viestin tila ja aika eivät vastaa toisiaan.'), models.CheckConstraint(condition=models.Q(('done_at', None), ('secret', None), _connector='OR'), name='a_done_message_keeps_no_secret', violation_error_message='Lähetetty viesti ei säilytä koodia.')],
                },
            ),
            migrations.CreateModel(
                name='Rate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('code', models.CharField(max_length=60)),
                    ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('value', models.DecimalField(decimal_places=4, max_digits=14)),
                    ('unit', models.CharField(max_length=20)),
                    ('confidence', models.CharField(choices=[('sourced', 'lähteestä'), ('sourced-2024', 'vuoden 2024 lähteestä'), ('computed', 'laskettu'), ('background', 'yleistieto, tarkista'), ('policy', 'pankin päätös'), ('example', 'esimerkkiluku')], max_length=12)),
                    ('source', models.CharField(blank=True, max_length=200)),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'luku',
                    'verbose_name_plural': 'luvut',
                    'ordering': ['code', 'valid'],
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), ('valid', '&&')], name='a_rate_has_one_value_at_a_time', violation_error_message='Luvulla on jo arvo näille päiville.')],
                },
            ),
            migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('object_label', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('what', models.CharField(max_length=60)),
                    ('role', models.CharField(blank=True, max_length=12)),
                    ('due', models.DateTimeField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'tehtävä',
                    'verbose_name_plural': 'tehtävät',
                    'ordering': [models.OrderBy(models.F('due'), nulls_last=True), 'id'],
                    'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['role', 'due'], name='open_tasks_of_a_role')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('what', 'object_label', 'object_id'), name='a_task_is_open_once', violation_error_message='Tehtävä on jo listalla.'), models.CheckConstraint(condition=models.Q(('person', None), ('role', ''), _negated=True), name='a_task_waits_for_somebody', violation_error_message='Tehtävältä puuttuu tekijä.')],
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('object_label', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('verb', models.CharField(max_length=60)),
                    ('reason', models.TextField(blank=True)),
                    ('data', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                    ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('acting_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'lokirivi',
                    'verbose_name_plural': 'lokirivit',
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['object_label', 'object_id', '-id'], name='audit_of_an_object'), models.Index(fields=['about', '-id'], name='audit_about_a_person'), models.Index(fields=['by', '-id'], name='audit_by_a_person')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='auditentry',
                trigger=pgtrigger.compiler.Trigger(name='audit_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='85f52537786195fc88bae0ecd580c06feaaa979c', operation='UPDATE OR DELETE', pgid='pgtrigger_audit_is_append_only_8a0a6', table='core_auditentry', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='policyvalue',
                trigger=pgtrigger.compiler.Trigger(name='a_rule_keeps_its_past', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE'\n            OR to_jsonb(NEW) - '{valid,closed_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{valid,closed_at}'::text[]\n            OR isempty(OLD.valid)\n            OR (NOT isempty(NEW.valid) AND lower(NEW.valid) <> lower(OLD.valid))\n            OR (isempty(NEW.valid)\n                AND lower(OLD.valid) <= (NEW.closed_at AT TIME ZONE 'Europe/Helsinki')::date) THEN\n                RAISE EXCEPTION 'a dated row keeps its past'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_rule_keeps_its_past';\n            END IF;\n            RETURN NEW;\n        ", hash='fd59a4ecdac30294b03c637601bde12b0703d5f7', operation='UPDATE OR DELETE', pgid='pgtrigger_a_rule_keeps_its_past_b7de9', table='core_policyvalue', when='BEFORE')),
            ),
        ]),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
