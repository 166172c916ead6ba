"""A receipt's file, for those alone who pay by it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core import audit, documents
from orders import permissions, receipts
from orders.models import ReportLine
from orders.views.orderer import person_of


@login_required
@require_GET
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The look is logged, and the expert can read of it."""
    by = person_of(request)
    lines = ReportLine.objects.filter(receipt__slug=slug).select_related("receipt", "report__gig__expert__person")
    line = lines.order_by("pk").first()
    if line is None or line.receipt is None:
        raise Http404
    permissions.require(permissions.may_open_receipt(by, line.report))
    audit.viewed(by, receipts.KIND, [line.report.gig.expert.person], line.report)
    return documents.pdf_response(line.receipt, receipts.filename(line, line.receipt))
