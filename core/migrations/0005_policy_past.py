"""A rule of the bank keeps what was valid on days gone by."""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import zoneinfo
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0004_payee_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='policyvalue',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policyvalue',
            trigger=pgtrigger.compiler.Trigger(name='a_rule_keeps_its_past', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE'\n            OR to_jsonb(NEW) - '{valid,closed_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{valid,closed_at}'::text[]\n            OR isempty(OLD.valid)\n            OR (NOT isempty(NEW.valid) AND lower(NEW.valid) <> lower(OLD.valid))\n            OR (isempty(NEW.valid)\n                AND lower(OLD.valid) <= (NEW.closed_at AT TIME ZONE 'Europe/Helsinki')::date) THEN\n                RAISE EXCEPTION 'a dated row keeps its past'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_rule_keeps_its_past';\n            END IF;\n            RETURN NEW;\n        ", hash='fd59a4ecdac30294b03c637601bde12b0703d5f7', operation='UPDATE OR DELETE', pgid='pgtrigger_a_rule_keeps_its_past_b7de9', table='core_policyvalue', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policyvalue',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', True), ('valid__startswith__gte', django.db.models.functions.datetime.TruncDate('created_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/Helsinki'))), _connector='OR'), name='a_rule_never_begins_in_the_past', violation_error_message='Sääntö ei voi muuttua taaksepäin. Valitse tämä tai tuleva päivä.'),
        ),
        migrations.AddConstraint(
            model_name='policyvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('valid__upper_inf', True)), ('valid__isempty', True), models.Q(('closed_at__isnull', False), ('valid__endswith__gte', django.db.models.functions.datetime.TruncDate('closed_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/Helsinki')))), _connector='OR'), name='a_rule_never_ends_in_the_past', violation_error_message='Sääntö ei voi päättyä taaksepäin. Valitse tämä tai tuleva päivä.'),
        ),
    ]
