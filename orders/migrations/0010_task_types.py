from django.db import migrations, models

from orders.task_seed import plant


def add(apps, schema_editor):
    plant(*(apps.get_model("orders", name) for name in ("TaskType", "FeeSchedule", "FeeRule")))


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_session_over")]
    operations = [
        migrations.AddField("tasktype", "about", models.JSONField(blank=True, default=dict, help_text="in a sentence: fi, sv, en")),
        migrations.AddField(
            "tasktype",
            "questions",
            models.JSONField(
                blank=True,
                default=dict,
                help_text="a question's own label and help in fi, sv, en; null: it is not asked",
            ),
        ),
        migrations.AddField("tasktype", "sessions_at_most", models.PositiveSmallIntegerField(default=12)),
        migrations.RunPython(add, migrations.RunPython.noop, elidable=False),
    ]
