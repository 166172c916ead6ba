from datetime import date

from django.db import migrations

from orders.price_seed import LECTURE, LECTURE_RULE, SCHEDULE, SCHEDULE_FROM


def add(apps, schema_editor):
    TaskType = apps.get_model("orders", "TaskType")
    FeeSchedule = apps.get_model("orders", "FeeSchedule")
    FeeRule = apps.get_model("orders", "FeeRule")
    lecture, _ = TaskType.objects.get_or_create(slug=LECTURE["slug"], defaults=LECTURE)
    schedule, _ = FeeSchedule.objects.get_or_create(
        version=SCHEDULE["version"], defaults=SCHEDULE | {"valid": (date.fromisoformat(SCHEDULE_FROM), None)}
    )
    FeeRule.objects.get_or_create(schedule=schedule, task_type=lecture, defaults=LECTURE_RULE)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
