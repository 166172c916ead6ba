"""The bank's rules as model.md §5 has them, and the copy of the rates that it starts with; the bank changes both."""

from django.db import migrations

from core import policy_seed


def seed(apps, schema_editor):
    policy_seed.plant(apps.get_model("core", "PolicyValue"), apps.get_model("core", "Rate"))


class Migration(migrations.Migration):
    dependencies = [("core", "0002_tables")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
