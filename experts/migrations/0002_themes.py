from django.db import migrations

from experts.theme_seed import THEMES


def add(apps, schema_editor):
    Theme = apps.get_model("experts", "Theme")
    for slug, fi, sv, en, data_class in THEMES:
        Theme.objects.update_or_create(slug=slug, defaults={"fi": fi, "sv": sv, "en": en, "data_class": data_class})


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
