"""By when: every deadline of the room, from dated policy values (model.md §5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core import clock, policy
from core.pay import days


def workdays(now: datetime, key: str) -> datetime:
    """Closing time of the n-th working day from now; n is the policy value `key`."""
    count = int(policy.get(key))
    return clock.at_closing(days.add_working_days(clock.local(now).date(), count))


def is_urgent(now: datetime, first_start: datetime) -> bool:
    return first_start - now < timedelta(days=int(policy.get("urgent_below_days")))


def answer_by(now: datetime, first_start: datetime, *, released: bool = False) -> datetime:
    """An offer's deadline: two working days and not later than three days before; urgent ones in hours."""
    if released or is_urgent(now, first_start):
        same_day = clock.local(now).date() == clock.local(first_start).date()
        key = "offer_urgent_same_day_minutes" if same_day else "offer_urgent_minutes"
        return min(now + timedelta(minutes=int(policy.get(key))), first_start)
    latest = first_start - timedelta(days=int(policy.get("offer_latest_days_before")))
    return min(workdays(now, "offer_workdays"), latest)


def staff_by(now: datetime, first_start: datetime | None) -> datetime:
    """When the coordinator must have asked somebody: never after the start; in a hurry as fast as an expert answers."""
    usual = workdays(now, "staffing_workdays")
    if first_start is None:
        return usual
    return answer_by(now, first_start) if is_urgent(now, first_start) else min(usual, first_start)


def options_at(approved: datetime, first_start: datetime) -> datetime:
    """When an orderer without an expert is asked what to do: what came late is searched for half of its time first."""
    at = first_start - timedelta(days=int(policy.get("options_days_before")))
    return at if at > approved else approved + (first_start - approved) / 2


def free_until(first_start: datetime, profile: str) -> datetime:
    """Until this moment cancelling costs nothing of the work."""
    hours = policy.get("cancel_limit_hours")
    return first_start - timedelta(hours=int(hours.get(profile, hours["default"])))


def expected_pay_day(last_end: datetime) -> date:
    """The pay day when the orderer stays silent: the report is approved by silence, then the next cut-off."""
    approved = days.add_working_days(clock.local(last_end).date(), int(policy.get("report_silence_workdays")))
    return days.next_pay_day(approved)


def unhurried(now: datetime, task_type: str, *, minors: bool) -> date:
    """The first day that leaves time enough to find somebody; earlier ones are warned of, never refused."""
    lead = policy.get("lead_workdays")
    count = int(lead["minors"] if minors else lead.get(task_type, lead["default"]))
    return days.add_working_days(clock.local(now).date(), count)
