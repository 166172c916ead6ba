"""Each session is told to be over once. Those that are past already are not told of: nobody waits for them."""

from django.db import migrations, models
from django.db.models import F

from core import clock


def past_is_told(apps, schema_editor):
    apps.get_model("orders", "Booking").objects.filter(ends__lte=clock.now()).update(told_over_at=F("ends"))


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0008_moves'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='told_over_at',
            field=models.DateTimeField(blank=True, help_text='session_over was emitted', null=True),
        ),
        migrations.AlterField(
            model_name='offerline',
            name='kind',
            field=models.CharField(choices=[('work', 'työ'), ('preparation', 'valmistelu'), ('planning_meeting', 'ennakkotapaaminen'), ('cancellation', 'myöhäinen peruutus'), ('km', 'kilometrikorvaus'), ('ticket', 'matkalippu'), ('support', 'tuki')], max_length=18),
        ),
        migrations.AlterField(
            model_name='reportline',
            name='kind',
            field=models.CharField(choices=[('work', 'työ'), ('preparation', 'valmistelu'), ('planning_meeting', 'ennakkotapaaminen'), ('cancellation', 'myöhäinen peruutus'), ('km', 'kilometrikorvaus'), ('ticket', 'matkalippu'), ('support', 'tuki')], max_length=18),
        ),
        migrations.RunPython(past_is_told, migrations.RunPython.noop),
    ]
