from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kokemuspankki.backup import copying
from kokemuspankki.backup.database import ToolFailed
from kokemuspankki.backup.passphrase import passphrase


class Command(BaseCommand):
    help = "Writes the database and the documents of one moment into one encrypted file, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = copying.make(options["file"], passphrase())
        except (copying.Gone, ToolFailed, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from error
        self.stdout.write(f"{options['file']}: the database and {made.documents} documents, {made.size:,} bytes")
