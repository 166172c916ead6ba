from django.db import migrations

from orders.task_seed import TEXT_REVIEW, plant


def add(apps, schema_editor):
    plant(*(apps.get_model("orders", name) for name in ("TaskType", "FeeSchedule", "FeeRule")), rows=(TEXT_REVIEW,))


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_by_a_deadline")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
