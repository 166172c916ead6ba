"""The passphrase of backups: KP_BACKUP_KEY_FILE, or KP_BACKUP_KEY. No key of the bank's, and in none of its rows."""

from typing import Final

from django.core.management.base import CommandError

from kokemuspankki.settings.environment import secret

LEAST: Final = 20


def passphrase() -> str:
    found = secret("KP_BACKUP_KEY")
    if len(found) < LEAST:
        raise CommandError(f"KP_BACKUP_KEY_FILE (or KP_BACKUP_KEY) must give {LEAST} characters or more")
    return found
