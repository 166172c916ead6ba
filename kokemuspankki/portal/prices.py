"""What the guide says of prices and terms: read from the dated rows, never typed into a page."""

from typing import Any

from django.db.models import QuerySet

from core import clock, policy
from core.errors import DomainError
from orders.models import FeeRule


def fee_rules() -> QuerySet[FeeRule]:
    """The rules of the schedule that is valid today, in the order of the task's name."""
    rules = FeeRule.objects.filter(schedule__valid__contains=clock.today(), task_type__active=True)
    return rules.select_related("task_type", "schedule").order_by("task_type__fi", "id")


def guide() -> dict[str, Any]:
    rules = list(fee_rules())
    return {"rules": rules, "schedule": rules[0].schedule if rules else None, "terms": terms()}


def terms() -> dict[str, Any]:
    """The policy values that the guide names; one that the bank has not set is left out of the text."""
    found = {}
    for name, key in KEYS.items():
        try:
            found[name] = policy.get(key)
        except DomainError:
            found[name] = None
    return found


KEYS = {"free_hours": "cancel_free_hours", "answer_days": "bank_answer_days", "lead_days": "lead_days"}
