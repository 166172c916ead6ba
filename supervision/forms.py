"""The room's forms. None asks what was talked about, or why: there is no such field to fill in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.roles import Role
from core import clock, policy
from core.forms import DateField, Form, OneField, PhoneField, TimeField
from core.templatetags.kp import span
from supervision import actions
from supervision.models import Debrief, DebriefSlot, Seat, SupportEvent
from supervision.states import SupportKind

CALL = "call"


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.HELSINKI)


class _Timed(Form):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("Päättymisajan on oltava alkamisajan jälkeen."))
        return cleaned

    @property
    def span(self) -> dict[str, datetime]:
        return {name: _at(self.cleaned_data["day"], self.cleaned_data[name]) for name in ("starts", "ends")}


class EventForm(_Timed):
    kind = forms.ChoiceField(label=_("Millainen työnohjaus"), choices=SupportKind.choices)
    supervisor = forms.ModelChoiceField(
        label=_("Työnohjaaja"), queryset=Person.objects.none(), empty_label=_("Valitse")
    )
    day = DateField(label=_("Päivä"))
    starts = TimeField(label=_("Alkaa"))
    ends = TimeField(label=_("Päättyy"))
    seats = forms.IntegerField(
        label=_("Paikkoja"),
        min_value=1,
        max_value=30,
        initial=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(
        label=_("Paikka"), max_length=200, required=False, help_text=_("Tyhjä, jos tavataan vain etänä.")
    )
    remote_link = forms.URLField(
        label=_("Etälinkki"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Näkyy vain niille, joilla on paikka."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        givers = Person.objects.holding(Role.SUPERVISOR, on=clock.today()).by_name()
        self.fields["supervisor"].queryset = givers  # type: ignore[attr-defined]
        self.fields["supervisor"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("place") and not cleaned.get("remote_link") and "remote_link" not in self.errors:
            self.add_error("place", _("Anna paikka tai etälinkki."))
        return cleaned

    def save(self, by: Person) -> SupportEvent:
        given = {name: self.cleaned_data[name] for name in ("kind", "supervisor", "seats", "place", "remote_link")}
        times: dict[str, Any] = self.span
        return actions.add_event(by=by, **given, **times)


class MarkForm(Form):
    """One choice for each seat; nothing is chosen beforehand, so that nobody is marked by oversight."""

    def __init__(self, *args: Any, seats: list[tuple[Seat, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat, name in seats:
            self.fields[seat.slug] = OneField(
                label=name,
                choices=[("came", _("Paikalla")), ("missed", _("Ei tavoitettu"))],
                error_messages={"required": _("Valitse, oliko hän paikalla.")},
            )

    def save(self, by: Person, event: SupportEvent) -> SupportEvent:
        came = [seat.pk for seat, _name in self.seats if self.cleaned_data[seat.slug] == "came"]
        return actions.mark(event.pk, by=by, attended=came)


class DebriefForm(Form):
    """A free time of somebody who gives debriefs, or a call."""

    when = OneField(
        label=_("Milloin ja kenen kanssa"), error_messages={"required": _("Valitse aika tai soittopyyntö.")}
    )
    phone = PhoneField(
        label=_("Numero, johon soitetaan"),
        required=False,
        help_text=_("Poistamme numeron tästä, kun purku on pidetty."),
    )

    def __init__(self, *args: Any, slots: list[DebriefSlot], person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial={"phone": person.phone}, **kwargs)
        when: Any = self.fields["when"]
        times = [(slot.slug, f"{span(slot)}, {slot.giver.first_name}") for slot in slots]
        when.choices = [*times, (CALL, _("Soitetaan minulle, niin sovitaan"))]
        self.slots = {slot.slug: slot for slot in slots}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == CALL and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Anna numero, johon soitamme."))
        return cleaned

    def save(self, by: Person, debrief: Debrief | None) -> Debrief:
        slot = self.slots.get(self.cleaned_data["when"])
        given: dict[str, Any] = {"slot_id": slot.pk if slot else None, "phone": self.cleaned_data["phone"]}
        if debrief is None:
            return actions.ask_debrief(by=by, **given)
        return actions.accept_debrief(debrief.pk, by=by, **given)


class ArrangeForm(Form):
    giver = forms.ModelChoiceField(
        label=_("Kuka pitää purun"), queryset=Person.objects.none(), empty_label=_("Valitse")
    )
    day = DateField(label=_("Päivä"))
    starts = TimeField(label=_("Kello"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        givers = Person.objects.holding(Role.SUPERVISOR, Role.COORDINATOR, on=clock.today()).by_name()
        self.fields["giver"].queryset = givers  # type: ignore[attr-defined]
        self.fields["giver"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]

    def save(self, by: Person, debrief: Debrief) -> Debrief:
        starts = _at(self.cleaned_data["day"], self.cleaned_data["starts"])
        return actions.arrange_debrief(debrief.pk, by=by, giver=self.cleaned_data["giver"], starts=starts)


class HeldForm(Form):
    minutes = forms.IntegerField(
        label=_("Kesto minuutteina"),
        min_value=5,
        max_value=240,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Kokemusasiantuntijalle maksetaan aika, jonka purku kesti."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"minutes": int(policy.get("debrief_minutes"))}, **kwargs)


class TimeForm(_Timed):
    day = DateField(label=_("Päivä"))
    starts = TimeField(label=_("Alkaa"))
    ends = TimeField(label=_("Päättyy"))


class MoveForm(TimeForm):
    def __init__(self, *args: Any, event: SupportEvent, **kwargs: Any) -> None:
        starts, ends = clock.local(event.starts), clock.local(event.ends)
        super().__init__(*args, initial={"day": starts.date(), "starts": starts, "ends": ends}, **kwargs)

    def save(self, by: Person, event: SupportEvent) -> SupportEvent:
        return actions.move_event(event.pk, by=by, **self.span)


class SlotForm(TimeForm):
    def save(self, by: Person) -> DebriefSlot:
        return actions.add_slot(by=by, **self.span)
