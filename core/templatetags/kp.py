"""How the interface says dates, times and money; error summaries; our own few icons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxSelectMultiple, RadioSelect
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from core import clock, money
from core.icons import ICONS

register = template.Library()

NBSP = "\N{NO-BREAK SPACE}"
NUMBER = re.compile(r"\b[A-Z]?\d{4}-\d{4,5}\b")


def _read(value: date | str | None) -> date | None:
    """Mails keep their dates as ISO strings."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _local(value: date) -> date:
    return clock.local(value) if isinstance(value, datetime) else value


def _day(value: date) -> date:
    moved = _local(value)
    return moved.date() if isinstance(moved, datetime) else moved


def _time(value: datetime) -> str:
    """13.00 in Finnish and Swedish, 13:00 in English."""
    dot = ":" if get_language() == "en" else "."
    return f"{value:%H}{dot}{value:%M}".removeprefix("0")


@register.filter
def whole(text: str) -> SafeString:
    """A number of an order, a contract or a payslip stays on one line: 2026-0072, T2026-0135.

    One element, so that a cell that is a flex box on a phone keeps it beside the words.
    """
    kept, numbers = NUMBER.subn(r'<span class="nowrap">\g<0></span>', conditional_escape(text))
    return mark_safe(f"<span>{kept}</span>" if numbers else kept)  # noqa: S308


@register.filter
def euros(cents: int | None) -> str:
    """1 234,50 €; an empty string for nothing."""
    return "" if cents is None else money.euros(cents)


@register.filter
def about(cents: int) -> str:
    """54 €, of an estimate: no cents."""
    return money.euros(money.half_up(Decimal(cents) / 100) * 100).replace(",00", "")


WEEKDAYS = (
    pgettext_lazy("weekday", "ma"), pgettext_lazy("weekday", "ti"), pgettext_lazy("weekday", "ke"),
    pgettext_lazy("weekday", "to"), pgettext_lazy("weekday", "pe"), pgettext_lazy("weekday", "la"),
    pgettext_lazy("weekday", "su"),
)  # fmt: skip

MONTHS = (
    pgettext_lazy("month", "tammi"), pgettext_lazy("month", "helmi"), pgettext_lazy("month", "maalis"),
    pgettext_lazy("month", "huhti"), pgettext_lazy("month", "touko"), pgettext_lazy("month", "kesä"),
    pgettext_lazy("month", "heinä"), pgettext_lazy("month", "elo"), pgettext_lazy("month", "syys"),
    pgettext_lazy("month", "loka"), pgettext_lazy("month", "marras"), pgettext_lazy("month", "joulu"),
)  # fmt: skip


@register.filter
def day(value: date | str | None) -> str:
    """ti 8.12., with the year when it is not this one."""
    value = _read(value)
    if value is None:
        return ""
    that = _day(value)
    year = "" if that.year == clock.today().year else str(that.year)
    return f"{WEEKDAYS[that.weekday()]}{NBSP}{that.day}.{that.month}.{year}"


@register.filter
def weekday(value: date) -> str:
    """ti"""
    return str(WEEKDAYS[_day(value).weekday()])


@register.filter
def month(value: date) -> str:
    """joulu, for a calendar leaf."""
    return str(MONTHS[_day(value).month - 1])


@register.filter
def dayofmonth(value: date) -> int:
    """8, for a calendar leaf."""
    return _day(value).day


@register.filter
def labelled(row: Iterable[Any], heads: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell with the head of its column."""
    return list(zip(heads, row, strict=True))


@register.filter
def clocktime(value: datetime | None) -> str:
    """13.00"""
    return "" if value is None else _time(clock.local(value))


@register.filter
def iso(value: date | None) -> str:
    """For the datetime attribute of <time>."""
    return "" if value is None else _local(value).isoformat()


@register.filter
def moment(value: date | str | None) -> str:
    """ti 8.12. klo 13.00; of a plain date only the day."""
    value = _read(value)
    if not isinstance(value, datetime):
        return day(value)
    return gettext("%(day)s klo %(time)s") % {"day": day(value), "time": _time(clock.local(value))}


@register.filter
def stop(text: Any) -> str:
    """The sentence's full stop, unless a date has just brought one."""
    return f"{text}" if str(text).endswith(".") else f"{text}."


@register.filter
def span(session: Any) -> str:
    """ti 8.12. klo 13.00–14.30, of anything with `starts` and `ends`; work by a deadline says its day and hours."""
    if work := getattr(session, "work_minutes", None):
        said = {"day": day(session.starts), "hours": hours(in_hours(work))}
        return gettext("viimeistään %(day)s, noin %(hours)s työtä") % said
    starts, ends = clock.local(session.starts), clock.local(session.ends)
    if starts.date() != ends.date():
        return f"{moment(starts)} – {moment(ends)}"
    return f"{moment(starts)}–{_time(ends)}"


@register.filter
def begins(value: date | str | None, by_deadline: bool = False) -> str:
    """ti 8.12. klo 13.00; of work by a deadline its day."""
    if not by_deadline or value is None:
        return moment(value)
    return gettext("viimeistään %(day)s") % {"day": day(value)}


@register.filter
def away(value: date | None) -> str:
    """tänään, huomenna, 6 päivän päästä; eilen, 6 päivää sitten."""
    if value is None:
        return ""
    days = (_day(value) - clock.today()).days
    near = {0: gettext("tänään"), 1: gettext("huomenna"), -1: gettext("eilen")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("%(n)s päivän päästä", "%(n)s päivän päästä", days) % {"n": days}
    return ngettext("%(n)s päivä sitten", "%(n)s päivää sitten", -days) % {"n": -days}


def in_hours(minutes: int) -> Decimal:
    return round(Decimal(minutes) / 60, 2)


@register.filter
def hours(value: Decimal | float | None) -> str:
    """1,5 h"""
    if value is None:
        return ""
    return f"{figure(value)}{NBSP}h"


@register.filter
def figure(value: Decimal | float | str) -> str:
    """17,5: without needless zeros; in English with a point."""
    number = f"{Decimal(str(value)).normalize():f}"
    return number if get_language() == "en" else number.replace(".", ",")


class ErrorLine(NamedTuple):
    """One error of a form: where it is, what it says. `target` is empty when it is about the whole form."""

    target: str
    label: str
    message: str


def _target(field: BoundField) -> str:
    first = isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)
    if first:
        return f"{field.auto_id}_0"
    return field.id_for_label or str(field.auto_id)


def _form_errors(form: BaseForm) -> Iterator[ErrorLine]:
    for message in form.non_field_errors():
        yield ErrorLine("", "", str(message))
    for field in form:
        for message in field.errors:
            hidden = field.is_hidden
            yield ErrorLine(
                "" if hidden else _target(field), "" if hidden else str(field.label).rstrip(" ?:."), str(message)
            )


def _all_errors(forms: BaseForm | BaseFormSet[Any] | Iterable[BaseForm]) -> Iterator[ErrorLine]:
    if isinstance(forms, BaseForm):
        yield from _form_errors(forms)
        return
    if isinstance(forms, BaseFormSet):
        yield from (ErrorLine("", "", str(message)) for message in forms.non_form_errors())
    for form in forms:
        yield from _form_errors(form)


@register.simple_tag
def errors_of(forms: Any) -> list[ErrorLine]:
    """The errors of a form, a formset or several forms, in page order. An unbound or missing form has none."""
    return list(_all_errors(forms)) if forms else []


@register.simple_tag
def first_summary(form: Any) -> bool:
    """True once a form: the summary is shown by whichever of `_errors.html` and `{% crispy %}` comes first."""
    forms = form if isinstance(form, list | tuple) else [form]
    first = not any(getattr(each, "kp_summary_shown", False) for each in forms)
    for each in forms:
        each.kp_summary_shown = True
    return first


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our own icons, always decoration: the words beside it say the same."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', ICONS[name]
    )
