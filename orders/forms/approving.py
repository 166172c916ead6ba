"""The approver's no, and the main user's naming of another approver. A yes needs no form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CostCentre, Person
from core import clock
from core.forms import Form
from orders import actions
from orders.actions.approving import to_name, undecided
from orders.asking import deciders
from orders.forms.fields import TextField
from orders.models import Approval, Order


class RefuseForm(Form):
    note = TextField(
        label=_("Miksi et hyväksy?"),
        max_length=600,
        rows=3,
        help_text=_("Tilaaja lukee tämän. Esimerkiksi: Tämän vuoden raha on käytetty, tilaa tammikuussa."),
        error_messages={
            "required": _("Kerro tilaajalle lyhyesti, miksi et hyväksy, esimerkiksi: raha on käytetty tältä vuodelta.")
        },
    )


class NameApproverForm(Form):
    person = forms.ModelChoiceField(
        label=_("Kuka päättää tilauksesta?"),
        queryset=Person.objects.none(),
        empty_label=_("Valitse hyväksyjä"),
        help_text=_("Valittavana ovat kustannuspaikkojen hyväksyjät ja pankin pääkäyttäjät, eivät kuitenkaan tilaaja."),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.fields["person"].queryset = choices(order)  # type: ignore[attr-defined]

    def save(self, by: Person) -> Approval:
        return actions.name_approver(self.order.pk, by=by, person=self.cleaned_data["person"])


def choices(order: Order) -> Any:
    """Approvers of any cost centre and the main users: not the orderer, nor who has given this sum the first yes."""
    named = CostCentre.objects.filter(approver__isnull=False)
    columns = ("approver", "deputy", "second_approver")
    mine = [Q(pk__in=named.exclude(**{column: None}).values(column)) for column in columns]
    main = Q(pk__in=Person.objects.holding("main_user", on=clock.today()).values("pk"))
    found = Person.objects.active().filter(mine[0] | mine[1] | mine[2] | main)
    stage, amount_cents = undecided(order)
    waiting = to_name(order)
    said_yes = (
        deciders(order, amount_cents, waiting.difference if waiting else None)
        if stage == Approval.Stage.SECOND
        else set()
    )
    return found.exclude(pk__in={order.orderer_id, *said_yes}).by_name()
