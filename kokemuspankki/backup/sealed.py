"""A stream under a passphrase: parts of AES-256-GCM, numbered, the last one marked, so that no part can be altered,
moved, repeated or left off unseen (the STREAM construction). The key comes from the passphrase by scrypt."""

import io
import os
import struct
from collections.abc import Buffer, Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"KPBACKUP1\n"
SALT_BYTES: Final = 16
PREFIX_BYTES: Final = 7
PART_BYTES: Final = 1 << 20
TAG_BYTES: Final = 16
SCRYPT: Final = {"length": 32, "n": 2**15, "r": 8, "p": 1}


class Broken(Exception):
    """Another passphrase, or a file that is not whole and unaltered."""


class Writer(io.RawIOBase):
    """Encrypts what is written to `out`. Not whole until `close()`, which writes the marked last part."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        head = MAGIC + os.urandom(SALT_BYTES) + os.urandom(PREFIX_BYTES)
        self._out, self._box, self._prefix = out, *_opened(head, passphrase)
        self._head, self._number, self._waiting = head, 0, bytearray()
        out.write(head)

    def writable(self) -> bool:
        return True

    def write(self, content: Buffer) -> int:
        view = bytes(content)
        self._waiting += view
        while len(self._waiting) > PART_BYTES:
            self._put(bytes(self._waiting[:PART_BYTES]), last=False)
            del self._waiting[:PART_BYTES]
        return len(view)

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, part: bytes, *, last: bool) -> None:
        self._out.write(self._box.encrypt(_nonce(self._prefix, self._number, last=last), part, self._head))
        self._number += 1


def read(stored: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """The plain parts. Raises Broken at the first that is not what was written, or if the last is missing."""
    head = stored.read(len(MAGIC) + SALT_BYTES + PREFIX_BYTES)
    if len(head) != len(MAGIC) + SALT_BYTES + PREFIX_BYTES or not head.startswith(MAGIC):
        raise Broken("not a backup of Kokemuspankki")
    box, prefix = _opened(head, passphrase)
    number, part = 0, stored.read(PART_BYTES + TAG_BYTES)
    while True:
        following = stored.read(PART_BYTES + TAG_BYTES)
        try:
            yield box.decrypt(_nonce(prefix, number, last=not following), part, head)
        except InvalidTag:
            raise Broken("the passphrase is another one, or the file is cut or altered") from None
        if not following:
            return
        number, part = number + 1, following


class Reader(io.RawIOBase):
    """The plain parts as a file that `tarfile` reads."""

    def __init__(self, stored: IO[bytes], passphrase: str) -> None:
        self._parts, self._waiting = read(stored, passphrase), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = bytearray()
        while size < 0 or len(found) < size:
            if not self._waiting:
                self._waiting = next(self._parts, b"")
                if not self._waiting:
                    break
            wanted = len(self._waiting) if size < 0 else size - len(found)
            found += self._waiting[:wanted]
            self._waiting = self._waiting[wanted:]
        return bytes(found)


def _opened(head: bytes, passphrase: str) -> tuple[AESGCM, bytes]:
    salt, prefix = head[len(MAGIC) : -PREFIX_BYTES], head[-PREFIX_BYTES:]
    return AESGCM(Scrypt(salt=salt, **SCRYPT).derive(passphrase.encode())), prefix


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)
