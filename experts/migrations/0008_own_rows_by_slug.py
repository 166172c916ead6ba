"""Random addresses for an expert's own themes, days and places, of the rows that there are too."""

import core.models
from django.db import migrations, models

NAMES = ("availabilityexception", "avoidedunit", "experttheme")


def fill(apps, schema_editor):
    for name in NAMES:
        for row in apps.get_model("experts", name).objects.filter(slug=None).order_by("pk"):
            row.slug = core.models.random_slug()
            row.save(update_fields=["slug"])


def slug(**more):
    return models.CharField(default=core.models.random_slug, editable=False, max_length=12, **more)


class Migration(migrations.Migration):
    dependencies = [("experts", "0007_factor_by_any_way")]

    operations = [
        *[migrations.AddField(name, "slug", models.CharField(max_length=12, null=True, editable=False)) for name in NAMES],
        migrations.RunPython(fill, migrations.RunPython.noop),
        *[migrations.AlterField(name, "slug", slug(unique=True)) for name in NAMES],
    ]
