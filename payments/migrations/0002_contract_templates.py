from datetime import date
from pathlib import Path

from django.db import migrations

SEED = Path(__file__).resolve().parent.parent / "seed"
KIND = "gig_fee_outside_employment"
TITLES = {"fi": "Keikkasopimus", "sv": "Uppdragsavtal", "en": "Gig contract"}


def add(apps, schema_editor):
    ContractTemplate = apps.get_model("payments", "ContractTemplate")
    for language, title in TITLES.items():
        ContractTemplate.objects.get_or_create(
            kind=KIND,
            language=language,
            version=1,
            defaults={
                "title": title,
                "body": (SEED / f"{KIND}.1.{language}.html").read_text(encoding="utf-8"),
                "valid_from": date(2024, 1, 1),
                "source": "domain.md 6.5, kokemusasiantuntijan keikka, profiili D; pankin lakimies vahvistaa",
            },
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
