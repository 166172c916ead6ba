"""Frozen texts and their files: PDF/A-3a and PDF/UA-1, hashed, sealed when asked, kept in private storage."""

from __future__ import annotations

import hashlib
import logging
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core import clock, crypto
from core.db import lock
from core.errors import Missing
from core.models import Document

logger = logging.getLogger(__name__)

NO_PANGO: Final = _("PDF odottaa: palvelimelta puuttuu Pango-kirjasto. Teksti on luettavissa sivulla.")
FAILED: Final = _("PDF ei valmistunut. Yritämme uudelleen itsestään.")


def create(kind: str, html: str, *, title: str, language: str, seal: bool = False, encrypted: bool = False) -> Document:
    """Freezes the text with its hash; nothing is rendered yet. `encrypted` keeps the file's bytes encrypted too."""
    return Document.objects.create(
        kind=kind,
        html=html,
        html_sha256=sha256(html.encode()),
        title=title,
        language=language,
        seal=seal,
        encrypted=encrypted,
    )


def store(
    kind: str, content: bytes, *, title: str, content_type: str, language: str = "fi", encrypted: bool = True
) -> Document:
    """Keeps a file that somebody gave (a receipt) or that a verb made, with the hash of its plain bytes."""
    document = Document(kind=kind, title=title, content_type=content_type, language=language, encrypted=encrypted)
    _keep(document, content)
    document.save()
    return document


@transaction.atomic
def render(document_id: int) -> Document:
    """Makes the PDF once, under the row's lock: a second call, or a second worker, finds it made.

    Never raises for a missing library or a full disk: the document waits with a plain sentence in `note`, and the
    sweep tries again.
    """
    document: Document = lock(Document.objects.filter(pk=document_id)).get()
    if document.is_ready:
        return document
    document.wanted_at = document.wanted_at or clock.now()
    try:
        from core import pdf

        content = pdf.make(document.html or "", title=document.title, language=document.language)
        if document.seal:
            content = pdf.seal(content, reason=document.title)
        _keep(document, content)
    except Exception as error:
        missing = isinstance(error, OSError) and "pango" in str(error).lower()
        document.note = str(NO_PANGO if missing else FAILED)
        document.save(update_fields=["wanted_at", "note"])
        logger.exception("document not rendered", extra={"document": document.pk})
        return document
    document.note = ""
    document.sealed_at = clock.now() if document.seal else None
    document.save()
    return document


def render_waiting() -> int:
    """The sweep's part: whatever was asked for and is not made."""
    ids = list(Document.objects.waiting().order_by("id").values_list("id", flat=True)[:50])
    return sum(render(pk).is_ready for pk in ids)


def open_pdf(document: Document) -> bytes:
    """The plain bytes, checked against their hash. Raises Missing while there is no file."""
    if not document.is_ready:
        raise Missing(document.note or _("PDF valmistuu hetken päästä. Lue teksti sivulla."), "document_waits")
    content = _stored(document)
    if document.encrypted:
        content = crypto.decrypt_bytes(content)
    if sha256(content) != document.file_sha256:
        raise Missing(_("Tiedosto ei ole enää alkuperäinen. Ilmoita ylläpidolle."), "document_altered")
    return content


def _stored(document: Document) -> bytes:
    """By the row again when the file is gone: its key was changed a moment ago, and the new file has another name."""
    try:
        with document.file.open("rb") as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        document.refresh_from_db(fields=["file"])
        with document.file.open("rb") as stored:
            return bytes(stored.read())


def pdf_response(document: Document, filename: str) -> HttpResponse:
    """The view has judged the right to see it. Shown inline, never kept by caches between."""
    response = HttpResponse(open_pdf(document), content_type=document.content_type)
    name, _dot, ending = filename.rpartition(".")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.{slugify(ending)}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep(document: Document, content: bytes) -> None:
    """The file first: a disk that is full leaves the row as it was."""
    stored = crypto.encrypt_bytes(content) if document.encrypted else content
    document.file.save(f"{document.kind}/{document.slug}", ContentFile(stored), save=False)
    document.file_sha256 = sha256(content)
    document.rendered_at = clock.now()
