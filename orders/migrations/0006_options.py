from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_report_difference")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="options_asked_at",
            field=models.DateTimeField(
                blank=True, help_text="nobody found in time: the orderer was asked what to do", null=True
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="options_answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
