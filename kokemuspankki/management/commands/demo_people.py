"""Prints the demo's people by role, for the terminal of `./kp demo`."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import translation

from kokemuspankki.templatetags.demo import demo_people


class Command(BaseCommand):
    help = "The people of the demo, to enter as (demo settings only)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("Only under the demo's settings.")
        self.stdout.write("Enter as, by one click on the sign-in page:")
        with translation.override(settings.LANGUAGE_CODE):
            for group in demo_people():
                more = f" and {len(group.others)} more" if group.others else ""
                self.stdout.write(f"  {group.role!s:20} {', '.join(person.name for person in group.first)}{more}")
