"""The whole bank in one encrypted file, and back into an empty machine.

Why the two parts fit: a document's file is written before the row that names it is committed, and its bytes stay.
So every file that the dump's snapshot names existed at that moment. The files are copied before the snapshot, and those
that came meanwhile after it; one that was forgotten in between is in the first part. One that came and went inside the
copying stops the backup (`Gone`): it is then made again. What no row of the dump names is not kept at restoring.
"""

import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from core.models import Document
from kokemuspankki.backup import database, sealed

DUMP: Final = "database/"
FILES: Final = "documents/"
DUMP_PIECE_BYTES: Final = 4 << 20


class Gone(Exception):
    """A document came and went while it was copied: make the backup again."""


class NotEmpty(Exception):
    """There is a bank already: nothing was touched."""


@dataclass(frozen=True, slots=True)
class Made:
    documents: int
    size: int


def make(path: Path, passphrase: str) -> Made:
    """Written beside as `.part`, synced, then renamed: a file of this name is whole. An old one is never replaced."""
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            stream = sealed.Writer(out, passphrase)
            with tarfile.open(fileobj=stream, mode="w|") as tar:
                documents = _fill(tar)
            stream.finish()
            out.flush()
            os.fsync(out.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Made(documents, path.stat().st_size)


def _fill(tar: tarfile.TarFile) -> int:
    copied = {name for name in _names() if _copy(tar, name)}
    with _snapshot() as (snapshot, named):
        with database.dumping(snapshot) as dump:
            for number, piece in enumerate(iter(lambda: dump.read(DUMP_PIECE_BYTES), b"")):
                _add(tar, f"{DUMP}{number:06d}", piece)
        for name in sorted(named - copied):
            if not _copy(tar, name):
                raise Gone("a document was forgotten while it was copied; make the backup again")
    return len(named)


@contextmanager
def _snapshot() -> Iterator[tuple[str, set[str]]]:
    """What pg_dump sees, and the files that are named there."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
        yield snapshot, _names()


def _names() -> set[str]:
    return set(Document.objects.exclude(file="").values_list("file", flat=True))


def _copy(tar: tarfile.TarFile, name: str) -> bool:
    try:
        with default_storage.open(name, "rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        return False
    _add(tar, FILES + name, content)
    return True


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def verify(path: Path, passphrase: str) -> None:
    """Reads the file to its end and writes nothing. Raises `sealed.Broken` unless it is whole and unaltered."""
    with path.open("rb") as stored:
        for _part in sealed.read(stored, passphrase):
            pass


def restore(path: Path, passphrase: str) -> int:
    """Into an empty database and an empty storage only; the file is proved whole before anything is written.

    Raises NotEmpty, `sealed.Broken` or `database.ToolFailed`. The database comes whole or not at all; if the disk
    fills up among the documents, empty the machine and begin again.
    """
    if not database.is_empty():
        raise NotEmpty("the database is not empty")
    if not _storage_is_empty():
        raise NotEmpty("the private storage is not empty")
    verify(path, passphrase)
    kept: set[str] = set()
    with path.open("rb") as stored, database.restoring() as into:
        _unpack(sealed.Reader(stored, passphrase), into, kept.add)
    connection.close()
    named = _names()
    for name in kept - named:
        default_storage.delete(name)
    return len(kept & named)


def _unpack(stream: sealed.Reader, into: IO[bytes], kept: Callable[[str], None]) -> None:
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for entry in tar:
            held = tar.extractfile(entry)
            assert held
            if entry.name.startswith(DUMP):
                into.write(held.read())
                continue
            wanted = entry.name.removeprefix(FILES)
            if default_storage.save(wanted, ContentFile(held.read())) != wanted:
                raise NotEmpty(f"the private storage has {wanted} already")
            kept(wanted)


def _storage_is_empty() -> bool:
    try:
        return not any(default_storage.listdir(""))
    except FileNotFoundError:
        return True
