"""A receipt on a form: the file's kind is read from its bytes, and what was typed stays when it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from orders import receipts
from orders.forms.staffing import TripForm, TripSet

CHOOSE_AGAIN = _("Valitse kuitti uudelleen. Selain ei säilytä tiedostoa, kun sivu avautuu uudelleen.")


class ReceiptField(forms.FileField):
    """Cleans to a `receipts.Given`, or None."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_empty_file": True, **kwargs})
        self.widget.attrs["accept"] = ",".join(receipts.ENDINGS)

    def clean(self, data: Any, initial: Any = None) -> receipts.Given | None:
        found: Any = super().clean(data, initial)
        if found is None:
            return None
        try:
            return receipts.looked_at(found.read(receipts.most_bytes() + 1))
        except DomainError as refused:
            raise ValidationError(refused.message, code=refused.code) from refused


class ReportTripForm(TripForm):
    """A journey that was made: a ticket may have its receipt."""

    receipt = ReceiptField(
        label=_("Kuitti matkalipusta"),
        help_text=_("PDF tai kuva (JPEG, PNG). Jos liität kuitin, lipusta ei pidätetä veroa."),
    )

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, days=days, **kwargs)
        self.fields["receipt"].needed_when = _("(jos sinulla on se)")  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        return super().is_filled or bool(self.files.get(self.add_prefix("receipt")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("receipt") and data.get("km"):
            self.add_error("receipt", _("Kilometreihin ei tarvita kuittia. Jätä kuitti pois tai anna lipun hinta."))
        return data


class ReportTripSet(TripSet):
    def receipts(self) -> tuple[receipts.Given | None, ...]:
        return tuple(form.cleaned_data.get("receipt") for form in self.forms if form.is_filled)


MADE: Any = forms.formset_factory(ReportTripForm, formset=ReportTripSet, extra=1, max_num=12, validate_max=True)


def made_trips(data: Any = None, files: Any = None, *, days: Sequence[date]) -> ReportTripSet:
    found: ReportTripSet = MADE(data, files, prefix="trip", form_kwargs={"days": days})
    return found


def choose_again(typed: Iterable[forms.BaseForm]) -> None:
    """A page shown again has lost its files: each one that was fine is asked for once more."""
    for form in typed:
        for name, field in form.fields.items():
            if isinstance(field, ReceiptField) and form.is_bound and form.cleaned_data.get(name):
                form.add_error(name, CHOOSE_AGAIN)
