import base64
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from accounts.models import Person
from core import crypto
from core.models import Document, OutboxMessage


def raw(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return str(cursor.fetchone()[0])


@pytest.mark.row("L6")
@pytest.mark.django_db
def test_the_database_never_sees_the_text() -> None:
    document = Document.objects.create(kind="x", title="x", html="<p>131052-308T</p>")
    assert "131052" not in raw("core_document", "html")
    document.refresh_from_db()
    assert document.html == "<p>131052-308T</p>"


@pytest.mark.parametrize("value", [{"code": "123"}, [1, 2], "ä", 0, {}, None])
def test_json_comes_back_as_it_was(aino: Person, value: Any) -> None:
    row = OutboxMessage.objects.create(
        person=aino, template="x", language="fi", dedupe="x", object_label="x", object_id=1, secret=value
    )
    if value is not None:
        assert raw("core_outboxmessage", "secret").startswith("gAAAA")
    row.refresh_from_db()
    assert row.secret == value


def test_the_newest_key_writes_and_all_read(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.KP_FIELD_KEYS = [old]
    written = crypto.encrypt("FI21 1234")
    settings.KP_FIELD_KEYS = [new, old]
    assert crypto.decrypt(written) == "FI21 1234"
    rotated = crypto.rotate(written)
    settings.KP_FIELD_KEYS = [new]
    assert crypto.decrypt(rotated) == "FI21 1234"
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(written)


def test_a_changed_letter_is_noticed() -> None:
    written = crypto.encrypt("x")
    content = bytearray(base64.urlsafe_b64decode(written))
    content[-1] ^= 1
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(base64.urlsafe_b64encode(bytes(content)).decode())


def test_a_blind_index_depends_on_every_part_and_on_its_own_key(settings: Settings) -> None:
    found = crypto.blind_index("7", "12")
    assert found == crypto.blind_index("7", "12")
    assert found not in {crypto.blind_index("71", "2"), crypto.blind_index("12", "7"), crypto.blind_index("7")}
    settings.KP_INDEX_KEY = "another-index-key-for-this-test-only-0123"
    assert found != crypto.blind_index("7", "12")
