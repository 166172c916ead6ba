"""What the steps of the order form share, and the page before them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Unit
from core.forms import Form, OneField
from orders import actions, states
from orders.models import Order, TaskType

ANSWERS = frozenset({"speaking_minutes", "equipment", "audience_prepares", "questions_via_host", "materials"})
"""Questions of one task type: kept in `answers`."""


class StartForm(Form):
    """What is ordered and for whom: makes the draft that the four steps fill."""

    unit = forms.ModelChoiceField(label=_("Mihin yksikköön tilaat?"), queryset=Unit.objects.none(), empty_label=None)
    task_type = forms.ModelChoiceField(
        label=_("Mitä tarvitset?"),
        queryset=TaskType.objects.filter(active=True),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    phase = OneField(
        label=_("Mihin työhön se liittyy?"),
        choices=states.Phase.choices,
        initial=states.Phase.DELIVERY,
        hints={
            "planning": _("palvelua suunnitellaan"),
            "delivery": _("palvelua tai koulutusta tehdään"),
            "development": _("palvelua parannetaan"),
            "evaluation": _("katsotaan, miten palvelu toimii"),
        },
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        units = Unit.objects.orderable_by(by).by_name()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(only := list(units[:2])) == 1:
            self.initial["unit"] = only[0]
        self.initial.setdefault("task_type", TaskType.objects.filter(active=True).first())

    def save(self) -> Order:
        return actions.start_draft(by=self.by, **self.cleaned_data)


class StepForm(Form):
    """One step of the draft. `partial`: kept for later, so nothing is required, but what is typed must be readable."""

    step: ClassVar[int]
    words: ClassVar[Any]

    def __init__(self, data: Any = None, *, order: Order, partial: bool = False) -> None:
        self.order, self.partial = order, partial
        super().__init__(data, initial=self.kept(order))
        for name in ANSWERS & set(self.fields) - set(order.task_type.form_fields):
            del self.fields[name]
        if partial:
            for field in self.fields.values():
                field.required = False

    def kept(self, order: Order) -> dict[str, Any]:
        columns = {name: getattr(order, name) for name in self.base_fields if hasattr(order, name)}
        return {**columns, **order.answers}

    def need(self, name: str, message: Any) -> None:
        """Required because of another answer."""
        if not self.partial and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, ValidationError(message, code="required"))

    def columns(self) -> dict[str, Any]:
        """What save_step keeps: columns of the order, and the task type's own questions in `answers`."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        own = {name: given.pop(name) for name in list(given) if name in ANSWERS}
        fields = {name: value for name, value in given.items() if name not in {"themes", "commitments", "terms"}}
        if own:
            fields["answers"] = {**self.order.answers, **own}
        return fields

    def save(self, by: Person, reached: int) -> Order:
        """`reached`: the step at which the draft is taken up again."""
        return actions.save_step(self.order.pk, by=by, step=reached, fields=self.columns())

    def quiet(self) -> None:
        """Shows what was typed without judging it: a row was added, nothing was sent yet."""
        self._errors = forms.utils.ErrorDict()
