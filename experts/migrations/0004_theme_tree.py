"""The themes under the main ones (domain.md 5.3); what is there keeps its id, slug and words."""

from django.db import migrations

from experts.theme_seed import plant


def add(apps, schema_editor):
    plant(apps.get_model("experts", "Theme"))


class Migration(migrations.Migration):
    dependencies = [("experts", "0003_payee_changes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
