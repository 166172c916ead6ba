"""When the expert can be offered work: weekly pattern, days told apart, tauko, and «toivon keikkoja».

All of it is the expert's own. The trail says only that availability was changed, so that no log tells who is on tauko.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, policy
from core.db import lock, verb
from core.errors import DomainError
from experts import permissions
from experts.models import AvailabilityException, Expert, WeeklyAvailability
from experts.states import DayPart

WHOLE_WEEK = 7 * len(DayPart)


@verb
def save_week(expert_id: int, *, by: Person, parts: Iterable[tuple[int, str]]) -> None:
    """The parts of the week in which work may be offered; none, or all of them, means any time. Who: the expert."""
    expert = _own(expert_id, by)
    wanted = set(parts)
    expert.weekly.all().delete()
    if len(wanted) < WHOLE_WEEK:
        WeeklyAvailability.objects.bulk_create(
            WeeklyAvailability(expert=expert, weekday=day, part=part) for day, part in sorted(wanted)
        )
    _changed(expert, by)


@verb
def tell_days(expert_id: int, *, by: Person, first: date, last: date, free: bool) -> AvailabilityException:
    """Days told apart from the pattern, the last one too. Who: the expert. Days told already are refused in words."""
    expert = _own(expert_id, by)
    if last < first:
        raise DomainError(_("Viimeinen päivä on ennen ensimmäistä."), code="last")
    if last < clock.today():
        raise DomainError(_("Nämä päivät ovat jo menneet."), code="first")
    row = AvailabilityException.objects.create(
        expert=expert, days=DateRange(first, last + timedelta(days=1)), free=free
    )
    _changed(expert, by)
    return row


@verb
def forget_days(expert_id: int, *, by: Person, slug: str) -> None:
    """The pattern holds on those days again. Who: the expert. Calm when they are gone already."""
    expert = _own(expert_id, by)
    expert.exceptions.filter(slug=slug).delete()
    _changed(expert, by)


@verb
def pause(expert_id: int, *, by: Person, back_on: date | None = None, check_in_on: date | None = None) -> Expert:
    """Tauko from today, no reason. Who: the expert alone. On tauko already: only its dates change.

    `back_on`: the first day of work again; without it until the expert comes back. `check_in_on`: a coordinator asks
    how things are, without knowing why. Offers, gigs, contracts, pay and support stay as they are.
    """
    expert = _own(expert_id, by)
    today = clock.today()
    if back_on is not None and back_on <= today:
        raise DomainError(_("Paluupäivän on oltava tulevaisuudessa."), code="back_on")
    if check_in_on is not None and check_in_on <= today:
        raise DomainError(_("Kuulumispäivän on oltava tulevaisuudessa."), code="check_in_on")
    since = expert.paused.lower if expert.paused is not None and expert.is_paused else today
    expert.paused, expert.check_in_on, expert.wishes_until = DateRange(since, back_on), check_in_on, None
    expert.save(update_fields=["paused", "check_in_on", "wishes_until"])
    _changed(expert, by)
    return expert


@verb
def resume(expert_id: int, *, by: Person) -> Expert:
    """Back at once. Who: the expert alone. Calm when not on tauko."""
    expert = _own(expert_id, by)
    if expert.paused is not None:
        expert.paused = expert.check_in_on = None
        expert.save(update_fields=["paused", "check_in_on"])
        _changed(expert, by)
    return expert


@verb
def wish_gigs(expert_id: int, *, by: Person, wish: bool) -> Expert:
    """«Toivon keikkoja»: told to coordinators for a while, then it ends by itself. It moves nobody in any list."""
    expert = _own(expert_id, by)
    if wish and expert.is_paused:
        raise DomainError(_("Olet tauolla. Palaa ensin, niin voit toivoa keikkoja."), code="paused")
    expert.wishes_until = clock.today() + timedelta(days=int(policy.get("gig_wish_days"))) if wish else None
    expert.save(update_fields=["wishes_until"])
    _changed(expert, by)
    return expert


def _own(expert_id: int, by: Person) -> Expert:
    expert: Expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    return expert


def _changed(expert: Expert, by: Person) -> None:
    audit.log(by, "availability_changed", expert, about=by)
