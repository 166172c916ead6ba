"""What the steps of the order form share, and the page before them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Unit
from core import clock
from core.forms import Form, OneField, Radios
from core.money import euros
from orders import actions, states
from orders.models import FeeRule, Order, TaskType

ANSWERS = frozenset({"speaking_minutes", "equipment", "audience_prepares", "questions_via_host", "materials",
                     "own_pair", "client_asked", "text_length", "text_via", "text_link"})  # fmt: skip
"""Questions of some task types alone: kept in `answers`."""


def asked(task_type: TaskType, name: str) -> bool:
    return name in task_type.form_fields if name in ANSWERS else task_type.asks(name)


def foreign(task_type: TaskType) -> set[str]:
    """Known questions that this kind of work doesn't ask."""
    known = {name for form in StepForm.__subclasses__() for name in form.base_fields}
    return {name for name in known if not asked(task_type, name)}


class StartForm(Form):
    """What is ordered and for whom: makes the draft that the four steps fill."""

    unit = forms.ModelChoiceField(label=_("Mihin yksikköön tilaat?"), queryset=Unit.objects.none(), empty_label=None)
    task_type = forms.ModelChoiceField(
        label=_("Mitä tarvitset?"),
        queryset=TaskType.objects.filter(active=True),
        widget=Radios,
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
        known = list(TaskType.objects.filter(active=True))
        self.initial.setdefault("task_type", next((one for one in known if one.slug == "lecture"), None))
        self.fields["task_type"].widget.hints = {str(one.pk): hint(one, least) for one, least in priced(known)}

    def save(self) -> Order:
        return actions.start_draft(by=self.by, **self.cleaned_data)


def priced(known: list[TaskType]) -> list[tuple[TaskType, int | None]]:
    """What a session of each costs at least today."""
    rules = FeeRule.objects.filter(schedule__valid__contains=clock.today())
    least = dict(rules.values_list("task_type", "base_cents"))
    return [(one, least.get(one.pk)) for one in known]


def hint(task_type: TaskType, least: int | None) -> str:
    price = gettext("Palkkio alkaen %(sum)s.") % {"sum": euros(least)} if least is not None else ""
    return f"{task_type.about_words} {price}".strip()


class StepForm(Form):
    """One step of the draft. `partial`: kept for later, so nothing is required, but what is typed must be readable."""

    step: ClassVar[int]
    words: ClassVar[Any]

    def __init__(self, data: Any = None, *, order: Order, partial: bool = False) -> None:
        self.order, self.partial = order, partial
        super().__init__(data, initial=self.kept(order))
        for name, field in list(self.fields.items()):
            if not asked(order.task_type, name):
                del self.fields[name]
                continue
            field.label = order.task_type.words(name, "label") or field.label
            field.help_text = order.task_type.words(name, "help") or field.help_text
            if required := order.task_type.words(name, "required"):
                field.error_messages["required"] = required
        if partial:
            for field in self.fields.values():
                field.required = False

    @classmethod
    def called(cls, task_type: TaskType) -> Any:
        """The step's name on the page."""
        return cls.words

    def full_clean(self) -> None:
        """Another task type's question is refused, whatever step it was sent to."""
        super().full_clean()
        if self.is_bound and any(name in self.data for name in foreign(self.order.task_type)):
            said = _("Lähetit vastauksen kysymykseen, jota tässä tehtävässä ei kysytä. Avaa sivu uudelleen.")
            self.add_error(None, ValidationError(said, code="foreign"))

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
