"""What the guide says of prices and terms: read from the dated rows, never typed into a page."""

from typing import Any

from django.db.models import QuerySet

from core import clock
from core.models import PolicyValue
from orders.models import FeeRule


def fee_rules() -> QuerySet[FeeRule]:
    """The rules of the schedule that is valid today, in the order of the task's name."""
    rules = FeeRule.objects.filter(schedule__valid__contains=clock.today(), task_type__active=True)
    return rules.select_related("task_type", "schedule").order_by("task_type__fi", "id")


def guide() -> dict[str, Any]:
    rules = list(fee_rules())
    return {"rules": rules, "schedule": rules[0].schedule if rules else None, "terms": terms()}


def terms() -> dict[str, Any]:
    """The policy values that the guide names; None where the bank has set none."""
    rows = PolicyValue.objects.on(clock.today()).filter(key__in=KEYS.values())
    found = dict(rows.values_list("key", "value"))
    values = {name: found.get(key) for name, key in KEYS.items()}
    return {**values, "free_hours": _usual(values["free_hours"])}


def _usual(limits: Any) -> Any:
    """The limit is by payment profile; the guide tells the usual one."""
    return limits.get("default") if isinstance(limits, dict) else limits


KEYS = {"free_hours": "cancel_limit_hours", "answer_days": "bank_answer_workdays"}
