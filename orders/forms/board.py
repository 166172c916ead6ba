"""What of the board is shown: all of it stands in the address, so that a view can be kept and sent to a colleague."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.forms import Form
from orders.models import Order

WHOSE = [("", _("Kaikkien")), ("mine", _("Minun"))]


def condition(asked: QueryDict, by: Person) -> Q:
    """An order of the address as a question to the database; what it does not know filters nothing."""
    chosen = Q()
    if unit := asked.get("unit"):
        chosen &= Q(unit__slug=unit)
    if task := asked.get("task"):
        chosen &= Q(task_type__slug=task)
    if asked.get("whose") == "mine":
        chosen &= Q(coordinator=by)
    return chosen


class BoardFilter(Form):
    """Offers the units and the kinds of work that are on the board; asks nothing of the database."""

    show = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Yksikkö"), required=False)
    task = forms.ChoiceField(label=_("Tehtävä"), required=False)
    whose = forms.ChoiceField(label=_("Kenen hoidossa"), choices=WHOSE, required=False)

    def __init__(self, data: QueryDict, found: Iterable[Order]) -> None:
        super().__init__(data)
        orders = list(found)
        units = {order.unit.slug: str(order.unit) for order in orders}
        tasks = {order.task_type.slug: str(order.task_type) for order in orders}
        self.fields["unit"].choices = [("", _("Kaikki yksiköt")), *sorted(units.items(), key=lambda pair: pair[1])]  # type: ignore[attr-defined]
        self.fields["task"].choices = [("", _("Kaikki tehtävät")), *sorted(tasks.items(), key=lambda pair: pair[1])]  # type: ignore[attr-defined]
