"""Migrations that would stop a bank at work: SQL of every migration after a room's squashed one, read for heavy locks.

The rule and the way around each finding: docs/operations.md, "Upgrade". A finding that is right all the same is in
`ACCEPTED`, with its reason.
"""

import os
import re
import sys
from collections.abc import Iterator
from typing import Final

HEAVY: Final = {
    "drops a column that the running version still reads": r"\bDROP COLUMN\b",
    "drops a table that the running version still reads": r"\bDROP TABLE\b",
    "renames what the running version still names": r"\bRENAME (COLUMN|TO)\b",
    "rewrites the table: a column's type changes": r"\bALTER COLUMN \S+ (SET DATA )?TYPE\b",
    "reads the whole table under an exclusive lock: SET NOT NULL": r"\bSET NOT NULL\b",
    "blocks writing while an index is made: use AddIndexConcurrently": r"\bCREATE (UNIQUE )?INDEX (?!CONCURRENTLY)",
    "reads the whole table under a lock: use a constraint NOT VALID, validated by a later migration": (
        r"\bADD CONSTRAINT \S+ (CHECK|FOREIGN KEY)(?!.*\bNOT VALID\b)"
    ),
    "a column the running version does not fill: give it db_default, or let it be null": (
        r"\bADD COLUMN (?=[^;]*\bNOT NULL\b)(?![^;]*\bDEFAULT\b)"
    ),
}
ACCEPTED: Final[dict[str, str]] = {
    "experts.0008_own_rows_by_slug": "older than the first release: no bank at work has to pass it",
}


def heavy(sql: str) -> Iterator[str]:
    """What is wrong in one migration's SQL. A table made in the same migration is nobody's yet."""
    new = set(re.findall(r'CREATE TABLE "(\w+)"', sql))
    for sentence in re.sub(r"--[^\n]*", "", sql).split(";"):
        table = re.search(r'(?:ALTER TABLE(?: ONLY)?|\bON|DROP TABLE) "(\w+)"', sentence)
        if table and table[1] in new:
            continue
        yield from (
            f"{table[1] if table else '?'}: {words}" for words, how in HEAVY.items() if re.search(how, sentence)
        )


def found() -> Iterator[str]:
    """`room.migration: table: what`, for migrations on top of the first and the squashed ones (decision 0021)."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection, replace_migrations=True)
    ours = {name for name in os.listdir() if os.path.isdir(f"{name}/migrations")}
    for (room, name), node in sorted(loader.disk_migrations.items()):
        replaced = any((room, name) in other.replaces for other in loader.disk_migrations.values())
        if room not in ours or node.replaces or replaced or name.startswith("0001_") or f"{room}.{name}" in ACCEPTED:
            continue
        sql = "\n".join(loader.collect_sql([(node, False)]))
        yield from (f"{room}.{name}: {line}" for line in heavy(sql))


def main() -> int:
    import django

    django.setup()
    lines = list(found())
    for line in lines:
        print(line)
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
