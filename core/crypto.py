"""Encrypted fields under a list of keys (the newest writes, all read); blind indexes under a key of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Text = models.TextField[str | None, str | None]
    Json = models.TextField[Any, Any]
else:
    Text = Json = models.TextField


class Unreadable(Exception):
    """Stored under a key that this installation does not have, or altered."""


def encrypt_bytes(content: bytes) -> bytes:
    return _box().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    try:
        return _box().decrypt(token)
    except InvalidToken as error:
        raise Unreadable from error


def encrypt(text: str) -> str:
    return encrypt_bytes(text.encode()).decode()


def decrypt(token: str) -> str:
    return decrypt_bytes(token.encode()).decode()


def rotate(token: str) -> str:
    """The same content under the newest key; the time inside stays."""
    return rotate_bytes(token.encode()).decode()


def rotate_bytes(token: bytes) -> bytes:
    return _box().rotate(token)


def blind_index(*parts: str) -> str:
    """Equal parts give the same value, and nobody without the key can tell which parts; never decrypted."""
    return mac(settings.KP_INDEX_KEY, *parts).hex()


def blind_indexes(*parts: str) -> list[str]:
    """Under every key that a stored one may still be under, today's first."""
    return [mac(key, *parts).hex() for key in (settings.KP_INDEX_KEY, *settings.KP_INDEX_OLD_KEYS)]


def mac(key: str, *parts: str) -> bytes:
    """HMAC-SHA256 over parts whose borders count: ("ab", "c") is not ("a", "bc")."""
    message = json.dumps(parts, ensure_ascii=False).encode()
    return hmac.new(_raw(key), message, hashlib.sha256).digest()


def _box() -> MultiFernet:
    return _box_of(tuple(settings.KP_FIELD_KEYS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _raw(key: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(key)
    except ValueError:
        return key.encode()


class EncryptedTextField(Text):
    """Text that the database never sees. Not searchable; look up by a `blind_index` column."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared if prepared is None else encrypt(str(prepared))

    def from_db_value(self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper) -> str | None:
        return value if value is None else decrypt(value)


class EncryptedJSONField(Json):
    """A JSON value that the database never sees."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def from_db_value(self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper) -> Any:
        return value if value is None else json.loads(decrypt(value))

    def to_python(self, value: Any) -> Any:
        return value
