"""Payslips as pages: the same words on the screen and in the frozen document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Bank
from core import personal_code
from experts.models import Identity
from payments import explaining
from payments.models import Batch, Payslip, PayslipLine


@dataclass
class Page:
    payslip: Payslip
    html: str
    title: str


def context(
    payslip: Payslip, lines: Sequence[PayslipLine], bank: Bank, code: str, *, link: bool = False
) -> dict[str, Any]:
    """Everything a payslip must say (payroll.md 6.2), in the language that is active. `code` is already masked.

    `link`: each line leads to its gig, on the expert's own page alone.
    """
    basis: dict[str, Any] = payslip.basis
    return {
        "payslip": payslip,
        "bank": bank,
        "personal_code": code,
        "lines": explaining.rows_of_lines(lines, link=link),
        "total_cents": payslip.gross_cents + payslip.expenses_cents,
        "deductions": explaining.deductions(payslip),
        "limit": explaining.limit_words(basis),
        "allowance": explaining.allowance_words(basis),
        "employer": explaining.employer_rows(payslip.employer),
        "iban": mask_iban(basis.get("iban", "")),
        "example": bool(basis.get("example")),
    }


def mask_iban(iban: str) -> str:
    return f"{iban[:4]} •••• {iban[-4:]}" if iban else ""


def lines_of(payslips: Sequence[Payslip]) -> dict[int, list[PayslipLine]]:
    found: dict[int, list[PayslipLine]] = defaultdict(list)
    rows = PayslipLine.objects.filter(payslip__in=[p.pk for p in payslips])
    for row in rows.select_related("fee_line__fee__gig__order__task_type", "fee_line__offer_line__offer").order_by(
        "id"
    ):
        found[row.payslip_id].append(row)
    return found


def codes_of(payslips: Sequence[Payslip]) -> dict[int, str]:
    """Masked, by payslip: the code that was in use on the pay date."""
    experts = {p.expert_id for p in payslips}
    rows = list(Identity.objects.filter(expert__in=experts).order_by("used_from", "id"))
    return {
        p.pk: next(
            (
                personal_code.masked(str(row.personal_code))
                for row in reversed(rows)
                if row.expert_id == p.expert_id and row.used_from <= p.pay_date
            ),
            "",
        )
        for p in payslips
    }


def payee(payslip: Payslip) -> dict[str, str]:
    """Account and personal code in full, for a look that has been logged with its reason."""
    rows = Identity.objects.filter(expert=payslip.expert_id, used_from__lte=payslip.pay_date)
    code = rows.order_by("-used_from", "-id").first()
    basis: dict[str, Any] = payslip.basis
    return {"personal_code": str(code.personal_code) if code else "", "iban": basis.get("iban", "")}


def pages(payslips: Sequence[Payslip]) -> Iterator[Page]:
    """The frozen text of each, in the expert's language; a constant number of questions for the chunk."""
    if not payslips:
        return
    bank = Bank.objects.the()
    lines, codes = lines_of(payslips), codes_of(payslips)
    people = {p.pk: p for p in Payslip.objects.filter(pk__in=[p.pk for p in payslips]).select_related("expert__person")}
    for payslip in payslips:
        payslip.expert = people[payslip.pk].expert
        with translation.override(payslip.language):
            values = context(payslip, lines[payslip.pk], bank, codes[payslip.pk])
            html = render_to_string("payments/payslip_pdf.html", values)
            yield Page(payslip, html, _("Palkkiolaskelma %(number)s") % {"number": payslip.number})


def manifest(batch: Batch, payslips: Sequence[Payslip]) -> str:
    """Document numbers and hashes alone: no names, no sums of anybody."""
    with translation.override("fi"):
        return render_to_string("payments/manifest_pdf.html", {"batch": batch, "payslips": payslips})
