"""Prints the demo's people by role, for the terminal of `./kp demo`."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from accounts.models import RoleGrant


class Command(BaseCommand):
    help = "The people of the demo, to enter as (demo settings only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("Only under the demo's settings.")
        by_role: dict[str, list[str]] = defaultdict(list)
        for grant in RoleGrant.objects.select_related("person").order_by("role", "person_id"):
            if grant.person.name not in by_role[grant.get_role_display()]:
                by_role[grant.get_role_display()].append(grant.person.name)
        self.stdout.write("Enter as (one click on the sign-in page):")
        for role, names in by_role.items():
            self.stdout.write(f"  {role:28} {', '.join(names[:4])}")
