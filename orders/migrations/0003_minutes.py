from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_lecture")]

    operations = [
        migrations.AddField(
            model_name="reportline",
            name="minutes",
            field=models.PositiveSmallIntegerField(blank=True, help_text="length of a session's work", null=True),
        ),
    ]
