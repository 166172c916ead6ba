"""What of people's data goes in the night, each after its own rule (domain.md 9.6)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from accounts.models import ContactChange
from core import clock, policy, retention


def _contacts() -> QuerySet[ContactChange]:
    """A phone or an address that was changed long ago; never one that a new account would still be confirmed by."""
    kept = max(int(policy.get("keep_contact_changes_days")), int(policy.get("payee_contact_settled_days")))
    return ContactChange.objects.filter(created_at__lt=clock.now() - timedelta(days=kept))


retention.KINDS["contacts"] = _contacts
