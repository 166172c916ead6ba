"""The contract as it is kept: its frozen text and a page that says who signed what, when and how."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from payments.models import Contract


@dataclass(frozen=True)
class Page:
    html: str
    title: str


def page(contract: Contract) -> Page:
    """In the contract's own language, whoever asks."""
    with translation.override(contract.language):
        signatures = list(contract.signatures.filter(undone_at=None).select_related("person").order_by("created_at"))
        values = {"contract": contract, "signatures": signatures}
        html = render_to_string("payments/contract_pdf.html", values)
        return Page(html, _("Keikkasopimus %(number)s") % {"number": contract.number})
