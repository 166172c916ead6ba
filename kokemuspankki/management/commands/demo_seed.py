from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kokemuspankki.demo import seed


class Command(BaseCommand):
    help = "Makes the demo's people and units by the real verbs; does nothing when they are there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("demo_seed exists in the demo settings only")
        made = seed.plant()
        self.stdout.write("demo: made" if made else "demo: already there")
