"""Makes the demo's bank ready in one process: tables, then people and orders if there are none."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from kokemuspankki.demo import progress


class Command(BaseCommand):
    help = "Migrates and seeds the demo (demo settings only)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("Only under the demo's settings.")
        call_command("migrate", verbosity=0, interactive=False)
        if "demo_seed" in get_commands() and not get_user_model().objects.exists():
            self._seed()

    @staticmethod
    def _seed() -> None:
        """The verbs commit one by one, so a mark tells the next start that a seed was left half done.

        The mark stays until the past is told too (demo_history), when it is to be told.
        """
        progress.begin()
        call_command("demo_seed")
        if not settings.KP_DEMO_HISTORY:
            progress.end()
