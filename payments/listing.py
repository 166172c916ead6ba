"""The lists of fees and of payroll runs: number, task type, dates and sums; never a title, a unit or an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.forms import DateField
from core.lists import Cents, Column, ListForm
from payments import permissions, status
from payments.states import BatchState, FeeState

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Person

Rows = list[Any]


def standing(viewer: Person, of: Callable[[Any, Person], Any]) -> Callable[[Rows], Rows]:
    """Says of each row where it stands, in the words of its own page."""

    def told(rows: Rows) -> Rows:
        for row in rows:
            row.standing = of(row, viewer)
        return rows

    return told


def _page_of(viewer: Person) -> Callable[[Any], str]:
    if permissions.may_open_fee(viewer):
        return lambda fee: reverse("payments:fee", args=[fee.slug])
    return lambda fee: reverse("portal:gig", args=[fee.gig.slug]) if fee.gig else ""


def fee_columns(viewer: Person) -> list[Column]:
    """Gross and state for the coordinator; who pays for payroll and the auditor too. The net is on payslips alone."""
    payee = Column("payee", _("Saaja"), lambda fee: fee.expert.person.name, url=_page_of(viewer))
    return [payee, *FEE, *([CENTRE] if permissions.may_open_fee(viewer) else [])]


FEE = (
    Column("task", _("Tehtävä"), lambda fee: fee.task),
    Column("number", _("Numero"), lambda fee: fee.number),
    Column("gross", _("Ennen veroa"), lambda fee: Cents(fee.total_cents), sum=True),
    Column("state", _("Tilanne"), lambda fee: fee.standing.words, tone=lambda fee: fee.standing.tone),
    Column("day", _("Päivä"), lambda fee: fee.state_on),
    Column("booked", _("Kirjattu"), lambda fee: fee.booked_at, extra=True),
)
CENTRE = Column("centre", _("Kustannuspaikka"), lambda fee: fee.cost_centre.code if fee.cost_centre else "", extra=True)
BATCH = (
    Column("day", _("Maksupäivä"), lambda run: run.pay_date, url=lambda run: run.get_absolute_url()),
    Column("number", _("Numero"), lambda run: run.number),
    Column("state", _("Tilanne"), lambda run: run.standing.words, tone=lambda run: run.standing.tone),
    Column("slips", _("Laskelmia"), lambda run: run.payslip_count, sum=True),
    Column("gross", _("Ennen veroa"), lambda run: Cents(run.gross_cents), extra=True, sum=True),
    Column("deducted", _("Vähennykset"), lambda run: Cents(run.deductions_cents), extra=True, sum=True),
    Column("expenses", _("Kulukorvaukset"), lambda run: Cents(run.expenses_cents), extra=True, sum=True),
    Column("net", _("Maksetaan"), lambda run: Cents(run.net_cents), sum=True),
    Column("settled", _("Pankin maksupäivä"), lambda run: run.settled_on, extra=True),
    Column("drawn", _("Laati"), lambda run: run.drawn_by.name, extra=True),
    Column("approved", _("Hyväksyi"), lambda run: run.approved_by.name if run.approved_by else "", extra=True),
)  # fmt: skip


class FeeListForm(ListForm):
    q = forms.CharField(label=_("Saajan nimi"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("Tilanne"), choices=[("", _("Kaikki")), *FeeState.choices], required=False)
    first = DateField(label=_("Päivä aikaisintaan"), required=False)
    last = DateField(label=_("Päivä viimeistään"), required=False)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def condition(self) -> Q:
        words, name = (self.told("q") or "").split(), "expert__person__"
        chosen = Q(*[Q(**{f"{name}first_name__icontains": w}) | Q(**{f"{name}last_name__icontains": w}) for w in words])
        asked = {"state": self.told("state"), "state_on__gte": self.told("first"), "state_on__lte": self.told("last")}
        return chosen & Q(**{field: told for field, told in asked.items() if told})


class BatchListForm(ListForm):
    state = forms.ChoiceField(label=_("Tilanne"), choices=[("", _("Kaikki")), *BatchState.choices], required=False)
    first = DateField(label=_("Maksupäivä aikaisintaan"), required=False)
    last = DateField(label=_("Maksupäivä viimeistään"), required=False)

    @property
    def condition(self) -> Q:
        last = self.told("last")
        before = last + timedelta(days=1) if last else None
        asked = {"state": self.told("state"), "pay_date__gte": self.told("first"), "pay_date__lt": before}
        return Q(**{field: told for field, told in asked.items() if told})


def of_fees(viewer: Person) -> Callable[[Rows], Rows]:
    return standing(viewer, status.of_fee)


def of_batches(viewer: Person) -> Callable[[Rows], Rows]:
    return standing(viewer, status.of_batch)
