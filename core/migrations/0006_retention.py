"""How long the machinery's own rows are kept, where the defaults were planted before these rules."""

from django.db import migrations

from core import policy_seed


def seed(apps, schema_editor):
    policy_seed.plant(apps.get_model("core", "PolicyValue"), apps.get_model("core", "Rate"))


class Migration(migrations.Migration):
    dependencies = [("core", "0005_policy_past")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
