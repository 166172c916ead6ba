"""The first task type and its fee rule: an example table that the bank confirms (model.md §5)."""

from decimal import Decimal
from typing import Any

LECTURE: dict[str, Any] = {
    "slug": "lecture",
    "fi": "Luento tai koulutus",
    "sv": "Föreläsning eller utbildning",
    "en": "Lecture or training",
    "phase": "delivery",
    "tier": "demanding",
    "preparation_hours": Decimal("2.00"),
    "clearance": False,
    "debrief": True,
    "income_code": "214",
    "form_fields": ["speaking_minutes", "equipment", "questions_via_host", "audience_prepares", "materials"],
}
SCHEDULE: dict[str, Any] = {
    "name": "Esimerkkitaulukko, pankki vahvistaa",
    "version": 1,
    "note": "KoKoA 2018 ja KAP Vantaa, vahvistettava",
}
SCHEDULE_FROM = "2024-01-01"
LECTURE_RULE: dict[str, Any] = {
    "base_cents": 20000,
    "base_minutes": 90,
    "extra_cents": 2500,
    "extra_step_minutes": 60,
    "hour_cents": 2500,
    "min_cents": 10000,
    "max_cents": 60000,
    "source": "KoKoA 2018 (S3), KAP Vantaa (S1)",
}
