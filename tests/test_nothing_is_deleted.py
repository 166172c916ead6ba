"""Deleting never erases work (D16): who came, what was done and why it ended stay, whatever somebody clicks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from kokemuspankki.tools.sources import ROOMS, ROOT, python_files
from orders.models import Booking, Gig, GigReport
from orders.states import GigState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW

pytestmark = pytest.mark.row("D16")

GOES_WITH: dict[str, str] = {
    "accounts.ContactChange.person": "the note of a changed address, of a person who is never deleted",
    "core.EventDelivery.event": "a delivery is a part of its event",
    "experts.AvoidedUnit.expert": "the expert's own data, which go when the expert leaves",
    "experts.AvailabilityException.expert": "the same",
    "experts.ExpertTheme.expert": "the same",
    "experts.WeeklyAvailability.expert": "the same",
    "orders.Approval.order": "of a draft: an order that was sent has gigs, offers or a trail that keep it",
    "orders.OrderQuestion.order": "the same",
    "orders.OrderSession.order": "the same",
    "orders.OfferLine.offer": "a line is a part of its offer, which is kept",
    "orders.MoveAnswer.proposal": "an answer is a part of its proposal, which is kept",
    "orders.ProposedTime.proposal": "the same",
}
"""Rows that go with another, and why nobody's work goes with it."""

DELETES: dict[str, str] = {
    "accounts/factor_reset.py": "the keys of a lost phone, by two main users; the row of the reset stays",
    "accounts/second_factor.py": "the key of an old telephone, when the new one has shown its code",
    "core/retention.py": "machinery older than its rule",
    "core/rotation.py": "a file under an old key, when the same file stands under the new one",
    "evaluation/actions.py": "a request to a giver who has nothing to tell of: no answer was given",
    "experts/actions/availability.py": "the own week, typed anew",
    "experts/actions/limits.py": "a unit that is no longer avoided leaves no trace",
    "experts/actions/payee.py": "an account or code that was to be used and was not confirmed",
    "kokemuspankki/backup/copying.py": "a file that came with a backup and that no row names",
    "orders/actions/ending.py": "a side's own lines, told anew",
    "orders/actions/ordering.py": "a draft, by its writer, and its sessions typed anew",
    "orders/inner.py": "one side's version of a report, told anew",
    "orders/receipts.py": "a file that no line has any more",
    "orders/sweeps/drafts.py": "a draft that nobody has touched",
    "supervision/actions/debriefs.py": "a free time that nobody had taken",
    "supervision/inner.py": "a debrief that was declined leaves no trace (decision 0012)",
    "supervision/sweeps.py": "a seat that was not used is nobody's business after a while",
}
"""Every place that deletes, and why no work with people goes by it. A new one is a decision, written here."""


def ours() -> Iterator[models.ForeignKey[Any, Any]]:
    for room in ROOMS:
        if apps.is_installed(room):
            for model in apps.get_app_config(room).get_models():
                if not model._meta.label.endswith("Event") or model._meta.app_label == "core":
                    yield from (f for f in model._meta.fields if isinstance(f, models.ForeignKey))


def test_what_people_did_protects_what_it_hangs_on() -> None:
    loose = {
        f"{field.model._meta.label}.{field.name}"
        for field in ours()
        if field.remote_field.on_delete is not models.PROTECT and field.model._meta.app_label in ROOMS
    }
    assert loose == set(GOES_WITH)


def test_nothing_is_deleted_but_what_is_told_here() -> None:
    found = set()
    for path in python_files():
        name = str(path.relative_to(ROOT))
        if name.startswith("tests/") or "/migrations/" in name:
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        if any(isinstance(c.func, ast.Attribute) and c.func.attr in {"delete", "_raw_delete"} for c in calls):
            found.add(name)
    assert found == set(DELETES)


def test_the_database_itself_refuses(db: None) -> None:
    with clock.at(NOW):
        gig = make.over(make.world())
        with pytest.raises(ProtectedError):
            gig.delete()
        for table in (Booking, GigReport, Gig):
            with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic(), connection.cursor() as c:
                c.execute(f"DELETE FROM {table._meta.db_table}")


def test_cancelled_keeps_names_and_reasons(db: None) -> None:
    """Seen by the bank a month later: who would have come, who cancelled, when and why."""
    with clock.at(NOW):
        w = make.world()
        gig = make.agreed(w)
        reason = "Ryhmä ei kokoonnu."
        url = reverse("orders:cancel", args=[gig.order.slug])
        entered(w.orderer).post(url, {"reason": "few", "words": reason})
    with clock.at(DAY + timedelta(days=30)):
        gig.refresh_from_db()
        assert (gig.state, gig.ended_by, gig.order.cancel_reason) == (GigState.CANCELLED, w.orderer, "few")
        assert gig.bookings.count() == 1
        page = entered(w.coordinator).get(reverse("portal:gig", args=[gig.slug])).content.decode()
        assert gig.expert.person.name in page
        trail = entered(w.coordinator).get(reverse("portal:order-trail", args=[gig.order.slug])).content.decode()
        assert w.orderer.name in trail and "peruttiin" in trail
        assert AuditEntry.objects.filter(verb="order_cancelled", reason=reason).exists()
