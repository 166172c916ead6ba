"""Tells the demo's half year behind the first page; the launcher starts it, and the worker after it."""

import gc
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kokemuspankki.demo import past, progress


class Command(BaseCommand):
    help = "Fills the demo's bank with half a year of orders (demo settings only)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("demo_history exists in the demo settings only")
        gc.set_threshold(100_000, 50, 100)
        told = past.tell(progress.write)
        progress.end()
        self.stdout.write(f"demo: half a year told; {len(told.stopped)} stories ended early")
        for sentence in told.stopped:
            self.stdout.write(f"  {sentence}")
