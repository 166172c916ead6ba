"""Whether every kept document is what it was: its text, its file and its seal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from core import documents
from core.crypto import Unreadable
from core.errors import DomainError
from core.models import Document


@dataclass(slots=True)
class Counted:
    files: int = 0
    seals: int = 0
    texts: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)


def all_documents() -> Counted:
    """Reads every one; memory holds one at a time."""
    counted = Counted()
    for pk in Document.objects.order_by("id").values_list("id", flat=True).iterator():
        for wrong in _one(pk, counted):
            counted.wrong.append((pk, wrong))
    return counted


def _one(pk: int, counted: Counted) -> Iterator[str]:
    try:
        document = Document.objects.get(pk=pk)
    except Unreadable:
        yield "the text cannot be read with the keys of this machine"
        return
    if document.html_sha256:
        counted.texts += 1
        if documents.sha256((document.html or "").encode()) != document.html_sha256:
            yield "the text does not match its hash"
    if not document.is_ready:
        return
    try:
        content = documents.open_pdf(document)
    except (DomainError, Unreadable, OSError) as error:
        yield f"the file: {type(error).__name__} {getattr(error, 'code', '')}".strip()
        return
    counted.files += 1
    if document.sealed_at:
        counted.seals += 1
        if not seal_holds(content):
            yield "the seal does not hold"


def seal_holds(content: bytes) -> bool:
    """The seal covers the whole file, and not one byte changed since.

    Whose certificate it is, is not asked: the hash in the database says that this is our file, and what an earlier
    certificate of the bank sealed holds still.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_holds, content).result()


def _holds(content: bytes) -> bool:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    seals = PdfFileReader(io.BytesIO(content)).embedded_signatures
    for seal in seals:
        coverage = seal.evaluate_signature_coverage()
        intact, valid = validate_sig_integrity(seal.signer_info, seal.signer_cert, "data", seal.compute_digest())
        if not (intact and valid) or coverage != SignatureCoverageLevel.ENTIRE_FILE:
            return False
    return bool(seals)
