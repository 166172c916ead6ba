"""What of all the orders is shown: it stands in the address, so that a view can be kept and sent to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Unit
from core import clock
from core.forms import DateField
from core.lists import Column, ListForm
from orders.forms.board import WHOSE
from orders.models import TaskType
from orders.states import OrderState

STATES = [("", _("Kaikki")), *[(state.value, state.label) for state in OrderState if state != OrderState.DRAFT]]


class OrderListForm(ListForm):
    state = forms.ChoiceField(label=_("Tilanne"), choices=STATES, required=False)
    task = forms.ModelChoiceField(
        label=_("Tehtävä"), queryset=TaskType.objects.none(), to_field_name="slug", empty_label=_("Kaikki tehtävät"),
        required=False,
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Yksikkö"), queryset=Unit.objects.none(), to_field_name="slug", empty_label=_("Kaikki yksiköt"),
        required=False,
    )  # fmt: skip
    whose = forms.ChoiceField(label=_("Kenen hoidossa"), choices=WHOSE, required=False)
    first = DateField(label=_("Keikka aikaisintaan"), required=False)
    last = DateField(label=_("Keikka viimeistään"), required=False)

    def __init__(self, asked: QueryDict, columns: Sequence[Column], by: Person) -> None:
        self.by = by
        super().__init__(asked, columns)
        self.fields["task"].queryset = TaskType.objects.order_by("id")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]

    @property
    def condition(self) -> Q:
        plain = {"state": "state", "task_type": "task", "unit": "unit"}
        chosen = Q(**{field: told for field, name in plain.items() if (told := self.told(name))})
        if self.told("whose") == "mine":
            chosen &= Q(coordinator=self.by)
        if first := self.told("first"):
            chosen &= Q(first_start__gte=_midnight(first))
        if last := self.told("last"):
            chosen &= Q(first_start__lt=_midnight(last + timedelta(days=1)))
        return chosen


def _midnight(on: Any) -> datetime:
    return datetime.combine(on, time(), tzinfo=clock.HELSINKI)
