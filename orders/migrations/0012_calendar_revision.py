from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_words_of_a_clash")]

    operations = [
        migrations.AddField(
            "booking",
            "revision",
            models.PositiveSmallIntegerField(default=0, help_text="how often its calendar event has changed"),
        ),
    ]
