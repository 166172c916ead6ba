"""Payslips as documents: frozen text, PDF, and one sealed manifest of the whole run."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core import documents
from core.db import lock, verb
from payments import slip_pages
from payments.models import Batch, Payslip
from payments.states import READ_ONLY, BatchState

CHUNK = 50


def render_payslips(batch_id: int) -> int:
    """Listener of payments.batch_approved: each payslip's text is frozen and made a PDF, in chunks; then the manifest.

    Idempotent and resumable: what is made is not made again. Returns how many payslips got their document now.
    """
    made = 0
    while ids := _freeze_chunk(batch_id):
        made += len(ids)
    for document_id in _unrendered(batch_id):
        documents.render(document_id)
    manifest_id = _freeze_manifest(batch_id)
    if manifest_id is not None:
        documents.render(manifest_id)
    return made


@verb
def _freeze_chunk(batch_id: int) -> list[int]:
    """Up to fifty payslips without a document get theirs; another worker skips what this one holds."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.state not in READ_ONLY or batch.state == BatchState.RECALLED:
        return []
    waiting = Payslip.objects.filter(batch=batch, document=None, void_at=None).order_by("id")
    chunk = list(waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)[:CHUNK])
    for page in slip_pages.pages(chunk):
        page.payslip.document = documents.create(
            "payslip", page.html, title=page.title, language=page.payslip.language, encrypted=True
        )
    Payslip.objects.bulk_update(chunk, ["document"])
    return [payslip.pk for payslip in chunk]


def _unrendered(batch_id: int) -> list[int]:
    found = Payslip.objects.filter(batch=batch_id, document__isnull=False, document__rendered_at=None)
    return list(found.order_by("id").values_list("document_id", flat=True))


@verb
def _freeze_manifest(batch_id: int) -> int | None:
    """Numbers and hashes of all payslips, sealed once: payslips are not sealed one by one."""
    batch = lock(Batch.objects.filter(pk=batch_id)).get()
    if batch.manifest_id is not None:
        return batch.manifest_id
    slips = list(Payslip.objects.filter(batch=batch, void_at=None).select_related("document").order_by("id"))
    if not slips or any(slip.document is None or not slip.document.is_ready for slip in slips):
        return None
    batch.manifest = documents.create(
        "manifest",
        slip_pages.manifest(batch, slips),
        title=_("Palkka-ajon %(number)s luettelo") % {"number": batch.number},
        language="fi",
        seal=True,
    )
    batch.save(update_fields=["manifest"])
    return batch.manifest_id
