import io
import shutil
import subprocess
import threading
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from core import clock, documents, health, pdf
from core.errors import Missing
from core.models import Document

HTML = """<h1>Sopimus keikasta</h1><p>Ä ja ö näkyvät. <a href="https://esimerkki.fi/">Linkki</a></p>
<table><caption>Palkkio</caption><thead><tr><th scope="col">Rivi</th><th scope="col" class="num">Summa</th></tr></thead>
<tbody><tr><td>Luento</td><td class="num">200,00 €</td></tr></tbody></table>"""

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]


def made(**facts: bool) -> Document:
    document = documents.create("sopimus", HTML, title="Sopimus P2026-0001", language="fi", **facts)
    return documents.render(document.pk)


@pytest.mark.row("C3")
def test_a_document_is_pdf_a_3a_and_pdf_ua_1() -> None:
    document = made()
    with pikepdf.open(io.BytesIO(documents.open_pdf(document))) as made_pdf:
        metadata = made_pdf.open_metadata()
        assert metadata["pdfaid:part"] == "3"
        assert str(metadata["pdfaid:conformance"]).upper() == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert made_pdf.Root.Lang == "fi"
        assert bool(made_pdf.Root.MarkInfo.Marked)
        assert metadata["dc:title"] == "Sopimus P2026-0001"
    assert document.html_sha256 == documents.sha256(HTML.encode())
    assert document.sealed_at is None


@pytest.mark.row("C3")
@pytest.mark.needs("poppler")
@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not on this machine")
def test_the_seal_is_valid_and_covers_all(tmp_path: Path) -> None:
    document = made(seal=True)
    assert document.sealed_at is not None
    path = tmp_path / "sealed.pdf"
    content = documents.open_pdf(document)
    path.write_bytes(content)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said

    changed = bytearray(content)
    changed[changed.find(b"/Producer") + 12] ^= 1
    path.write_bytes(changed)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in said


def test_rendering_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = made()
    monkeypatch.setattr(pdf, "make", lambda *_a, **_k: pytest.fail("rendered twice"))
    again = documents.render(document.pk)
    assert (again.file.name, again.file_sha256) == (document.file.name, document.file_sha256)


@pytest.mark.django_db(transaction=True)
def test_two_workers_render_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    document = documents.create("sopimus", HTML, title="x", language="fi")
    ready, calls = threading.Barrier(2), []
    monkeypatch.setattr(pdf, "make", lambda *_a, **_k: calls.append(1) or b"%PDF")

    def work() -> None:
        ready.wait(10)
        documents.render(document.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_an_encrypted_file_is_unreadable_in_storage() -> None:
    document = made(encrypted=True)
    with default_storage.open(document.file.name) as stored:
        assert not stored.read().startswith(b"%PDF")
    assert documents.open_pdf(document).startswith(b"%PDF")


def test_a_changed_file_is_not_served() -> None:
    document = made()
    with default_storage.open(document.file.name, "rb") as stored:
        content = stored.read()
    default_storage.delete(document.file.name)
    default_storage.save(document.file.name, io.BytesIO(content + b"x"))
    with pytest.raises(Missing, match="ei ole enää alkuperäinen"):
        documents.open_pdf(document)


def test_without_pango_the_document_waits_with_a_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_args: object, **_named: object) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "make", missing)
        document = made()
        assert not document.is_ready
        with pytest.raises(Missing, match="puuttuu Pango-kirjasto"):
            documents.open_pdf(document)
        assert documents.render_waiting() == 0
        with clock.at(clock.now() + health.TOO_LONG * 2):
            assert health.nightly_check()["document_waits"] == 1
    assert documents.render_waiting() == 1
    document.refresh_from_db()
    assert document.is_ready
    assert document.note == ""


def test_no_address_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    html = '<p>x</p><img alt="" src="http://127.0.0.1:1/x.png"><link rel="stylesheet" href="http://127.0.0.1:1/x.css">'
    assert pdf.make(html, title="x", language="fi").startswith(b"%PDF")
    with pytest.raises(ValueError, match="http"):
        pdf._tools()["fetcher"].fetch("http://127.0.0.1:1/x.png")


def test_a_given_file_is_kept_encrypted() -> None:
    document = documents.store("kuitti", b"\xff\xd8jpeg", title="Junalippu", content_type="image/jpeg")
    response = documents.pdf_response(document, "Junalippu Äänekoski.jpg")
    assert response.content == b"\xff\xd8jpeg"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="junalippu-aanekoski.jpg"'
    assert response["Cache-Control"] == "private, no-store"
