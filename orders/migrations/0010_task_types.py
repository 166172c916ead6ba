from django.db import migrations, models

from orders.task_seed import plant


def add(apps, schema_editor):
    plant(*(apps.get_model("orders", name) for name in ("TaskType", "FeeSchedule", "FeeRule")))


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_session_over")]
    operations = [
        migrations.AddField("tasktype", "about", models.JSONField(default=dict)),
        migrations.AddField("tasktype", "questions", models.JSONField(default=dict)),
        migrations.AddField("tasktype", "sessions_at_most", models.PositiveSmallIntegerField(default=12)),
        migrations.RunPython(add, migrations.RunPython.noop, elidable=False),
    ]
