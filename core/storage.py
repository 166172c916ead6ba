"""Private files on a disk: whole or absent, whatever happens to the process or to the machine while one is written."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="core.storage.PrivateFiles")
class PrivateFiles(FileSystemStorage):
    """The bytes are on the disk before the name is, and the name before the row that tells it is committed.

    A verb that died after writing is done anew and writes the same name again: it is overwritten, never doubled
    under another. A full disk leaves nothing behind. Cost: one fsync of the file and one of its folder.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_overwrite": True, **options})

    def _save(self, name: str, content: File[Any]) -> str:
        whole, part = Path(self.path(name)), f"{name}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]
            _to_the_disk(Path(self.path(part)))
            os.replace(self.path(part), whole)
            _to_the_disk(whole.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(self.path(part))
            raise
        return name


def _to_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
