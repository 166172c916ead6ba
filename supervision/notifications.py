"""One function a message; each only adds outbox rows. Subjects say «tapaaminen» and the day: not what kind, not why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit, outbox, todo
from supervision.states import SeatState

if TYPE_CHECKING:
    from accounts.models import Person
    from supervision.models import Debrief, Seat, SupportEvent

audit.word(
    "support_seats", _("että sinulla on paikka työnohjauksessa"), of_others=_("että hänellä on paikka työnohjauksessa")
)
audit.word("debriefs", _("että sinulle on sovittu purku"), of_others=_("että hänelle on sovittu purku"))
todo.word("contact_expert", _("Soita: kokemusasiantuntija haluaa, että häneen otetaan yhteyttä"))
todo.word("call_after_missed", _("Soita: ei tavoitettu työnohjauksessa"))
todo.word("call_about_debrief", _("Soita: ei tavoitettu purkua varten"))
todo.word("arrange_debrief", _("Sovi purku ja nimeä, kuka sen pitää"))
todo.word("mark_support", _("Työnohjauksen läsnäolot merkitsemättä: kysy ohjaajalta"))
todo.word("mark_debrief", _("Purku merkitsemättä: kysy ohjaajalta"))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _mail(template: str, to: Person, about: Model, path: str, *, once: Any = "", **context: Any) -> None:
    outbox.mail(template, to, about=about, context=context, dedupe=f"{template}:{about.pk}:{once}", path=path)


def _times(event: SupportEvent) -> dict[str, str]:
    return {"starts": _iso(event.starts), "ends": _iso(event.ends)}


def seat_offered(seat: Seat) -> None:
    path = reverse("supervision:mine")
    times = _times(seat.event) | {"answer_by": _iso(seat.answer_by)}
    _mail("supervision_seat_offered", seat.expert.person, seat, path, **times)


def seat_lapsed(seat: Seat) -> None:
    """Said once: the seat went on to the next one, and queuing again is one tap."""
    _mail("supervision_seat_lapsed", seat.expert.person, seat, reverse("supervision:mine"), **_times(seat.event))


def reminder(seat: Seat) -> None:
    event = seat.event
    _mail(
        "supervision_reminder",
        seat.expert.person,
        seat,
        reverse("supervision:mine"),
        place=event.place,
        remote=bool(event.remote_link),
        once=_iso(event.starts),
        **_times(event),
    )


def event_cancelled(event: SupportEvent, people: list[Person], by: Person) -> None:
    """To whoever had a seat or waited, and to the supervisor when somebody else cancelled."""
    for person in people:
        _mail("supervision_cancelled", person, event, reverse("supervision:mine"), once=person.pk, **_times(event))
    if event.supervisor_id != by.pk:
        _mail(
            "supervision_cancelled", event.supervisor, event, reverse("supervision:sessions"), once="s", **_times(event)
        )


def event_moved(event: SupportEvent, old: datetime, seats: list[Seat], by: Person) -> None:
    """Old and new time: to whoever has a seat or waits, to the supervisor, and to the coordinator who made it."""
    mine = reverse("supervision:mine")
    to = {seat.expert.person: ("queue" if seat.state == SeatState.WAITING else "seat", mine) for seat in seats}
    staff = {
        event.supervisor: ("staff", reverse("supervision:sessions")),
        event.made_by: ("staff", event.get_absolute_url()),
    }
    for person, (kept, path) in (staff | to).items():
        if person != by:
            facts = {"kept": kept, "changes": [[_iso(old), _iso(event.starts)]], **_times(event)}
            _mail("supervision_moved", person, event, path, once=f"{event.revision}:{person.pk}", **facts)


def debrief_offered(debrief: Debrief) -> None:
    path = reverse("supervision:debrief", args=[debrief.slug])
    _mail("supervision_debrief_offered", debrief.expert.person, debrief, path, due=_iso(debrief.due))


def debrief_agreed(debrief: Debrief) -> None:
    """Both know who and when."""
    assert debrief.giver is not None
    facts = {"starts": _iso(debrief.starts), "giver": debrief.giver.first_name}
    once = _iso(debrief.starts)
    _mail("supervision_debrief_agreed", debrief.expert.person, debrief, reverse("supervision:mine"), once=once, **facts)
    path = reverse("supervision:sessions")
    _mail("supervision_debrief_to_give", debrief.giver, debrief, path, once=once, starts=_iso(debrief.starts))


def debrief_off(giver: Person, starts: datetime) -> None:
    """About the giver, not the talk: the row is gone."""
    times = {"starts": _iso(starts)}
    _mail("supervision_debrief_off", giver, giver, reverse("supervision:sessions"), once=_iso(starts), **times)
