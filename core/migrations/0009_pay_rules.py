"""When a tax card is about to end, how long a fee is held, when a returned payment is phoned about."""

from django.db import migrations

from core import policy_seed


def seed(apps, schema_editor):
    policy_seed.plant(apps.get_model("core", "PolicyValue"), apps.get_model("core", "Rate"))


class Migration(migrations.Migration):
    dependencies = [("core", "0008_receipt_rule")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
