"""How long sessions of staff last, where the defaults were planted before it."""

from django.db import migrations

from core import policy_seed


def seed(apps, schema_editor):
    policy_seed.plant(apps.get_model("core", "PolicyValue"), apps.get_model("core", "Rate"))


class Migration(migrations.Migration):
    dependencies = [("core", "0013_handed_at")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
