"""When: one row for each session, plain enough to work without JavaScript."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateField, Form, HoursField, TimeField
from core.templatetags.kp import in_hours
from orders.models import FeeSchedule, Order, OrderSession
from orders.models.timed import due_on

AT_MOST = 12
NAMES = ("date", "starts", "ends", "hours")


class DayForm(Form):
    date = DateField(label=_("Päivä"))

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day and day < clock.today():
            said = {"day": f"{day:%-d.%-m.%Y}"}
            raise ValidationError(_("%(day)s on jo mennyt. Anna tuleva päivä."), code="past", params=said)
        if day and not FeeSchedule.objects.filter(valid__contains=day).exists():
            raise ValidationError(_("Näin kauas ei ole vielä hintoja. Anna aikaisempi päivä."), code="no_prices")
        return day

    def times(self) -> tuple[datetime, datetime]:
        raise NotImplementedError


class SessionForm(DayForm):
    starts = TimeField(label=_("Alkaa"))
    ends = TimeField(label=_("Päättyy"))

    def clean(self) -> None:
        day, starts, ends = (self.cleaned_data.get(name) for name in ("date", "starts", "ends"))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Päättymisajan on oltava alkamisajan jälkeen, esimerkiksi 14.30."))
        elif day and starts and self.moment(starts) <= clock.now():
            self.add_error("starts", _("Tämä kellonaika on tältä päivältä jo mennyt. Anna myöhempi aika."))

    def moment(self, at: Any) -> datetime:
        return datetime.combine(self.cleaned_data["date"], at, tzinfo=clock.HELSINKI)

    def times(self) -> tuple[datetime, datetime]:
        return self.moment(self.cleaned_data["starts"]), self.moment(self.cleaned_data["ends"])


class DueForm(DayForm):
    """The day by which work is done at one's own pace."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].label = _("Viimeistään")
        self.fields["date"].help_text = _("Työn on oltava valmis tänä päivänä klo 16 mennessä.")

    def clean_date(self) -> Any:
        day = super().clean_date()
        if day and day <= clock.today():
            raise ValidationError(_("Määräpäivä voi olla aikaisintaan huomenna. Anna myöhempi päivä."), code="past")
        return day

    def times(self) -> tuple[datetime, datetime]:
        return due_on(self.cleaned_data["date"])


class WorkForm(DueForm):
    """And how much work it is."""

    hours = HoursField(
        label=_("Montako tuntia työtä?"),
        min_value=Decimal("0.5"),
        max_value=40,
        decimal_places=1,
        help_text=_("Arvio riittää. Tekijä ilmoittaa lopuksi tehdyt tunnit."),
    )

    def minutes(self) -> int:
        return int(self.cleaned_data["hours"] * 60)


class SessionSet(forms.BaseFormSet[DayForm]):
    """At least one row; empty further rows are left out."""

    at_most = AT_MOST

    @classmethod
    def of(cls, order: Order, data: Any, *, partial: bool = False) -> Self:
        made: Any = (WORK if order.task_type.by_deadline else FACTORY)(
            data, prefix="kerta", initial=kept(order) if data is None else None
        )
        made.at_most = order.task_type.sessions_at_most
        return made  # type: ignore[no-any-return]

    def clean(self) -> None:
        if any(self.errors):
            return
        if len(self.filled()) > self.at_most:
            said = _("Tässä tehtävässä on yksi kerta. Tee toisesta kerrasta oma tilaus.")
            self.filled()[-1].add_error("date", ValidationError(said, code="one"))
            return
        rows = sorted(self.filled(), key=lambda row: row.times())
        for earlier, later in pairwise(rows):
            if later.times()[0] < earlier.times()[1]:
                said = _("Kaksi kertaa on samaan aikaan. Muuta toisen kellonaikaa, esimerkiksi 15.00.")
                later.add_error("starts", ValidationError(said, code="overlap"))

    def filled(self) -> list[DayForm]:
        return [form for form in self.forms if form.cleaned_data]

    def times(self) -> list[tuple[datetime, datetime]]:
        return [form.times() for form in self.filled()]

    def work_minutes(self) -> int | None:
        """How much work there is, when it is done by a deadline."""
        return next((form.minutes() for form in self.filled() if isinstance(form, WorkForm)), None)

    def typed(self) -> list[list[str]]:
        """What stands in the rows as it was typed, for a draft that is kept before it is whole."""
        rows = [[str(form[name].data or "") if name in form.fields else "" for name in NAMES] for form in self.forms]
        return [row for row in rows if any(row)]

    def quiet(self) -> None:
        for form in self.forms:
            form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined]
        self._errors = [form.errors for form in self.forms]
        self._non_form_errors = self.error_class()


FACTORY = forms.formset_factory(SessionForm, formset=SessionSet, extra=0, min_num=1, max_num=AT_MOST)
WORK = forms.formset_factory(WorkForm, formset=SessionSet, extra=0, min_num=1, max_num=1)
DUE = forms.formset_factory(DueForm, formset=SessionSet, extra=0, min_num=1, max_num=1)


def kept(order: Order) -> list[dict[str, Any]]:
    if typed := order.answers.get("typed_sessions"):
        return [dict(zip(NAMES, row, strict=False)) for row in typed]
    return [row_of(session) for session in order.sessions.all()]


def row_of(session: OrderSession) -> dict[str, Any]:
    """A session as its row is filled."""
    starts, ends = clock.local(session.starts), clock.local(session.ends)
    hours = in_hours(session.work_minutes) if session.work_minutes else None
    return {"date": starts.date(), "starts": starts.time(), "ends": ends.time(), "hours": hours}


def _count(data: Any) -> int:
    given = str(data.get("kerta-TOTAL_FORMS") or "")
    return min(max(number(given), 1), AT_MOST)


def number(text: str) -> int:
    """0 for what is no number: the browser's buttons send nothing else, others may."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def one_more(data: Any) -> Any:
    """The same rows and an empty one after them."""
    data = data.copy()
    count = _count(data)
    data["kerta-TOTAL_FORMS"] = str(min(count + 1, AT_MOST))
    return data


def one_less(data: Any, index: int) -> Any:
    """The rows without that one."""
    data = data.copy()
    count = _count(data)
    for row in range(index, count):
        for name in NAMES:
            data[f"kerta-{row}-{name}"] = data.get(f"kerta-{row + 1}-{name}", "")
    data["kerta-TOTAL_FORMS"] = str(max(count - 1, 1))
    return data


def with_day(data: Any, day: str, at_most: int = AT_MOST) -> Any:
    """The day chosen in the calendar goes to the first row without one, else to a new row, or to the only one."""
    count = _count(data)
    if at_most == 1:
        data = data.copy()
        data["kerta-0-date"] = day
        return data
    empty = next((i for i in range(count) if not data.get(f"kerta-{i}-date")), None)
    data = data.copy() if empty is not None else one_more(data)
    row = empty if empty is not None else min(count, AT_MOST - 1)
    data[f"kerta-{row}-date"] = day
    return data
