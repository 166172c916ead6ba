from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.verifying import all_documents


class Command(BaseCommand):
    help = "Checks the hash of every document's text and file, and every seal. Fails when one does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        counted = all_documents()
        for pk, words in counted.wrong:
            self.stderr.write(f"document {pk}: {words}")
        told = f"{counted.files} files, {counted.texts} texts and {counted.seals} seals checked"
        if counted.wrong:
            raise CommandError(f"{told}; {len(counted.wrong)} do not hold")
        self.stdout.write(f"{told}; all hold.")
