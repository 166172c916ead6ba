from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import actions
from core.errors import DomainError


class Command(BaseCommand):
    help = "Adds the first main user, who then signs in by a mailed code. Refused once the bank has one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help='"First Last"')

    def handle(self, *_args: Any, **options: Any) -> None:
        first, _space, last = options["name"].strip().rpartition(" ")
        if not first:
            raise CommandError('Write the name as "First Last".')
        try:
            person = actions.first_main_user(email=options["email"], first_name=first, last_name=last)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.name} <{person.email}> is the main user.")
