import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core import crypto, documents
from core.models import Document
from core.storage import PrivateFiles


@pytest.fixture
def files(tmp_path: Path) -> PrivateFiles:
    return PrivateFiles(location=tmp_path, base_url=None)


def test_a_file_written_again_is_not_doubled(files: PrivateFiles, tmp_path: Path) -> None:
    (tmp_path / "payslip").mkdir()
    (tmp_path / "payslip" / "a.part").write_bytes(b"half, from a process that died")
    for content in (b"one", b"two"):
        assert files.save("payslip/a", ContentFile(content)) == "payslip/a"
    assert [path.name for path in (tmp_path / "payslip").iterdir()] == ["a"]
    assert (tmp_path / "payslip" / "a").read_bytes() == b"two"


def test_a_full_disk_leaves_nothing_behind(
    files: PrivateFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.save("payslip/a", ContentFile(b"one"))
    assert list((tmp_path / "payslip").iterdir()) == []


@pytest.mark.django_db
def test_a_document_that_found_the_disk_full_waits_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_content: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.pdf.make", lambda *_a, **_k: b"%PDF")
    document = documents.create("payslip", "<p>x</p>", title="x", language="fi", encrypted=True)
    with monkeypatch.context() as disk:
        disk.setattr(crypto, "encrypt_bytes", full)
        assert not documents.render(document.pk).is_ready
    assert Document.objects.get().note
    assert documents.render_waiting() == 1
    assert not Document.objects.get().note
