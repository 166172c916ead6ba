"""Who still needs a server: every process holds a shared file lock, and the last one to leave stops the server.

The kernel drops the lock of a killed process, so a crash can leave a server running but never a wrong count.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(home: Path) -> Iterator[None]:
    """One process at a time looks at, starts or stops the server of this folder."""
    descriptor = os.open(home / "turn.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Hold:
    """A shared lock on `users.lock`. A forked child shares its parent's; `last()` is true only for the last of all."""

    def __init__(self, home: Path) -> None:
        self._descriptor = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def last(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def drop(self) -> None:
        os.close(self._descriptor)
