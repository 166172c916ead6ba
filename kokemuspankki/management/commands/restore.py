from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kokemuspankki.backup import copying
from kokemuspankki.backup.database import ToolFailed
from kokemuspankki.backup.passphrase import passphrase
from kokemuspankki.backup.sealed import Broken


class Command(BaseCommand):
    help = "Brings a backup into an empty database and an empty storage, then verifies every document."

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            documents = copying.restore(options["file"], passphrase())
        except (copying.NotEmpty, Broken, ToolFailed, OSError) as error:
            raise CommandError(f"Not restored: {error}") from error
        self.stdout.write(f"Restored: the database and {documents} documents.")
        call_command("verify_documents", stdout=self.stdout)
