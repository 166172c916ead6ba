"""The contract as it is kept: its frozen text and a page that says who signed what, when and how."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from payments.models import Contract


def html(contract: Contract) -> str:
    with translation.override(contract.language):
        signatures = list(contract.signatures.filter(undone_at=None).select_related("person").order_by("created_at"))
        return render_to_string("payments/contract_pdf.html", {"contract": contract, "signatures": signatures})
