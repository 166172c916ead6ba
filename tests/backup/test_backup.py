"""The drill: a bank is copied, brought into an empty machine, and every document checked there."""

import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from accounts.models import Person
from core import documents, verifying
from core.models import Document, Rate
from kokemuspankki.backup import copying, sealed

PASSPHRASE = "a-drill-is-a-drill-0123456789"


def stored_in(settings: LazySettings, folder: Path) -> None:
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def bank(transactional_db: None, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    stored_in(settings, tmp_path / "here")
    monkeypatch.setenv("KP_BACKUP_KEY", PASSPHRASE)
    Person.objects.create(first_name="Aino", last_name="Säilyvä", email="aino@esimerkki.invalid")
    documents.store("kuitti", b"kuitin tavut", title="Kuitti", content_type="image/png")
    made = documents.create("sopimus", "<p>Sovittu.</p>", title="Sopimus", language="fi", seal=True, encrypted=True)
    return documents.render(made.pk)


@pytest.fixture
def other_database(bank: Document) -> Iterator[str]:
    """An empty database beside the test's, as an empty machine has."""
    mine = str(connection.settings_dict["NAME"])
    name, known = f"{mine}_restored", connection.get_connection_params()
    with psycopg.connect(host=known["host"], user=known["user"], dbname="postgres", autocommit=True) as outside:
        outside.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield name
        connection.close()
        connection.settings_dict["NAME"] = mine
        outside.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        return int(cursor.fetchone()[0])


def move_to(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


@pytest.mark.needs("pango")
def test_a_bank_comes_back_whole_on_an_empty_machine(
    bank: Document, other_database: str, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bank.kp"
    rates, protected = Rate.objects.count(), triggers()
    copied = copying._copy
    late: list[Document] = []

    def meanwhile(*given: object) -> bool:
        """Another document is made, and one forgotten, while the first part is copied."""
        if not late:
            late.append(documents.store("kuitti", b"toinen", title="Kuitti", content_type="image/png"))
            gone = documents.store("kuitti", b"mennyt", title="Kuitti", content_type="image/png")
            default_storage.delete(gone.file.name)
            gone.delete()
        return copied(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "_copy", meanwhile)
    call_command("backup", file, stdout=io.StringIO())
    assert [path.name for path in tmp_path.glob("bank*")] == ["bank.kp"], "no half file is left"
    assert PASSPHRASE.encode() not in file.read_bytes()
    assert "Säilyvä".encode() not in file.read_bytes()
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", file)
    with pytest.raises(CommandError, match="database is not empty"):
        call_command("restore", file)

    move_to(other_database)
    with pytest.raises(CommandError, match="storage is not empty"):
        call_command("restore", file)
    stored_in(settings, tmp_path / "there")
    file.with_name("cut.kp").write_bytes(file.read_bytes()[:-1])
    with pytest.raises(CommandError, match="cut or altered"):
        call_command("restore", file.with_name("cut.kp"))
    said = io.StringIO()
    call_command("restore", file, stdout=said)
    assert "3 documents" in said.getvalue()
    assert "3 files, 1 texts and 1 seals checked; all hold." in said.getvalue()
    assert Person.objects.get().last_name == "Säilyvä"
    assert Rate.objects.count() == rates > 0
    assert documents.open_pdf(Document.objects.get(pk=late[0].pk)) == b"toinen"
    assert triggers() == protected > 0


@pytest.mark.needs("pango")
@pytest.mark.django_db
def test_an_altered_file_text_or_seal_is_told(settings: LazySettings, tmp_path: Path) -> None:
    stored_in(settings, tmp_path)
    document = documents.render(
        documents.create("sopimus", "<p>Sovittu.</p>", title="Sopimus", language="fi", seal=True).pk
    )
    content = documents.open_pdf(document)
    assert verifying.seal_holds(content)
    assert not verifying.seal_holds(content.replace(b"/Producer", b"/Producex", 1))
    assert not verifying.seal_holds(content + b"% more")
    (tmp_path / document.file.name).write_bytes(content + b"x")
    Document.objects.filter(pk=document.pk).update(html_sha256="0" * 64)
    said = io.StringIO()
    with pytest.raises(CommandError, match="2 do not hold"):
        call_command("verify_documents", stderr=said)
    assert "the text does not match" in said.getvalue()
    assert "document_altered" in said.getvalue()


@pytest.mark.parametrize("size", [0, sealed.PART_BYTES, sealed.PART_BYTES * 2 + 5])
def test_a_stream_is_read_as_it_was_written_or_not_at_all(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sealed.SCRYPT, "n", 2)
    out = io.BytesIO()
    writer = sealed.Writer(out, PASSPHRASE)
    writer.write(b"a" * size)
    writer.finish()
    whole = out.getvalue()
    assert sealed.Reader(io.BytesIO(whole), PASSPHRASE).read() == b"a" * size

    for wrong in (whole[:-1], whole + b"x", b"X" + whole[1:], whole[:40]):
        with pytest.raises(sealed.Broken):
            list(sealed.read(io.BytesIO(wrong), PASSPHRASE))
    with pytest.raises(sealed.Broken):
        list(sealed.read(io.BytesIO(whole), "another passphrase of length"))
