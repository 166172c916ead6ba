from django.db import migrations, models
from django.db.models import Q

HOW = models.CharField(
    choices=[
        ("click", "allekirjoitettu palvelussa"),
        ("phone", "suostumus kirjattu puhelimitse"),
        ("move", "allekirjoitti vanhan sopimuksen ja hyväksyi uuden ajan palvelussa"),
    ],
    default="click",
    max_length=6,
)
PHONE = "phone_consent_says_who_recorded_it"


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_hold_words")]

    operations = [
        migrations.RemoveConstraint("signature", PHONE),
        migrations.AlterField("signature", "how", HOW),
        migrations.AlterField("signatureevent", "how", HOW),
        migrations.AddConstraint(
            "signature",
            models.CheckConstraint(
                condition=Q(how__in=["click", "move"], recorded_by=None) | Q(how="phone", recorded_by__isnull=False),
                name=PHONE,
                violation_error_message="Puhelinsuostumuksella on oltava kirjaaja.",
            ),
        ),
    ]
