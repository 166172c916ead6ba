"""Tauko ends by itself and is forgotten; on the day that the expert chose, a coordinator asks how things are."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import DateField, Func, Min, Q

from core import clock, sweeping
from core.db import lock, verb
from experts import notifications
from experts.models import Expert

MORNING = time(8)
"""Nobody is written to at midnight: beat runs these in the daytime. What holds on a day holds from its midnight."""


def _upper(name: str) -> Func:
    return Func(name, function="upper", output_field=DateField())


def sweep_all() -> int:
    return sweeping.run(SWEEPS)


def next_moment() -> datetime | None:
    """The morning on which the next of these days comes (for «Siirrä kelloa»)."""
    today = clock.today()
    ahead = Expert.objects.aggregate(
        back=Min(_upper("paused"), filter=Q(paused__endswith__gt=today)),
        ask=Min("check_in_on", filter=Q(check_in_on__gt=today)),
    )
    day = min((day for day in ahead.values() if day is not None), default=None)
    return datetime.combine(day, MORNING, tzinfo=clock.HELSINKI) if day else None


def _over() -> list[int]:
    return _ids(paused__endswith__lte=clock.today())


@verb
def end_pause(expert_id: int) -> bool:
    """Nothing tells afterwards that there was one. The expert hears that offers may come, and how to go on resting."""
    expert: Expert = lock(Expert.objects.select_related("person").filter(pk=expert_id)).get()
    if expert.paused is None or expert.paused.upper is None or expert.paused.upper > clock.today():
        return False
    ended = expert.paused.upper
    expert.paused = None
    expert.save(update_fields=["paused"])
    notifications.pause_over(expert, ended)
    return True


def _to_ask() -> list[int]:
    return _ids(check_in_on__lte=clock.today())


@verb
def ask_how_things_are(expert_id: int) -> bool:
    expert: Expert = lock(Expert.objects.filter(pk=expert_id)).get()
    if expert.check_in_on is None or expert.check_in_on > clock.today():
        return False
    expert.check_in_on = None
    expert.save(update_fields=["check_in_on"])
    notifications.check_in(expert)
    return True


def _ids(**when: object) -> list[int]:
    return list(Expert.objects.filter(**when).order_by("id").values_list("id", flat=True))


SWEEPS = ((_over, end_pause), (_to_ask, ask_how_things_are))
