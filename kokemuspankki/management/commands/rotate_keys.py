"""Moves everything encrypted under the newest key, while the bank is open. May be stopped and run again."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core import rotation


class Command(BaseCommand):
    help = (
        "Moves everything encrypted under the newest key. First add the new key LAST and restart every process, then "
        "put it FIRST and restart again; then run this. Index keys: the new one to KP_INDEX_KEY, the earlier ones to "
        "KP_INDEX_OLD_KEYS."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--look", action="store_true", help="only tell what is under which key")
        parser.add_argument("--batch", type=int, default=200, help="rows in one short transaction")

    def handle(self, *args: Any, look: bool, batch: int, **options: Any) -> None:
        found: Counter[str] = Counter()
        unreadable = 0
        for store in rotation.stores():
            turned = 0 if look else rotation.run(store, batch=batch)
            left = rotation.look(store, batch=batch)
            found += left.found
            unreadable += left.unreadable
            self.stdout.write(
                f"{left.label:40} moved {turned:7}  newest {left.found[left.newest]:7}  older {left.old:7}"
                f"  no key {left.unreadable:5}"
            )
        self._say_of_old(found)
        if unreadable:
            self.stderr.write(f"{unreadable} cannot be read with any key we have: put the missing one back")
            raise SystemExit(1)

    def _say_of_old(self, found: Counter[str]) -> None:
        for setting, keys in (
            ("KP_FIELD_KEYS", settings.KP_FIELD_KEYS[1:]),
            ("KP_INDEX_OLD_KEYS", settings.KP_INDEX_OLD_KEYS),
        ):
            for key in keys:
                count = found[rotation.name(key)]
                word = f"still holds {count}: run again" if count else "may be dropped an hour from now, and restart"
                self.stdout.write(f"{setting} {rotation.name(key)}: {word}")
