"""The tool that reads migrations for what would stop a bank at work."""

import pytest

from kokemuspankki.tools import locks

MADE = 'CREATE TABLE "a" ("id" bigint NOT NULL);'


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ('ALTER TABLE "a" DROP COLUMN "b" CASCADE;', "drops a column"),
        ('DROP TABLE "a" CASCADE;', "drops a table"),
        ('ALTER TABLE "a" RENAME COLUMN "b" TO "c";', "renames"),
        ('ALTER TABLE "a" ALTER COLUMN "b" TYPE bigint USING "b"::bigint;', "rewrites"),
        ('ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL;', "SET NOT NULL"),
        ('CREATE INDEX "i" ON "a" ("b");', "AddIndexConcurrently"),
        ('CREATE UNIQUE INDEX "i" ON "a" ("b");', "AddIndexConcurrently"),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0);', "NOT VALID"),
        ('ALTER TABLE "a" ADD COLUMN "b" integer NOT NULL;', "db_default"),
    ],
)
def test_each_heavy_change_is_told(sql: str, words: str) -> None:
    assert words in "".join(locks.heavy(sql))
    assert not list(locks.heavy(MADE + sql)), "a table made by the same migration is nobody's yet"


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE INDEX CONCURRENTLY "i" ON "a" ("b");',
        'ALTER TABLE "a" ADD COLUMN "b" integer NULL;',
        'ALTER TABLE "a" ADD COLUMN "b" integer DEFAULT 0 NOT NULL;',
        'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0) NOT VALID;',
        'ALTER TABLE "a" VALIDATE CONSTRAINT "c";',
        '-- ALTER TABLE "a" DROP COLUMN "b";',
    ],
)
def test_what_a_bank_at_work_bears_is_not(sql: str) -> None:
    assert not list(locks.heavy(sql))


@pytest.mark.django_db
def test_our_migrations_hold_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(locks.found()) == []
    monkeypatch.setattr(locks, "ACCEPTED", {})
    assert any("experts.0008" in line for line in locks.found()), "it really reads them"
