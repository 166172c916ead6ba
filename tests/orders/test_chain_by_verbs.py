"""The life of one lecture by verbs alone: the shortest proof that the rooms fit together."""

from __future__ import annotations

import pytest

from core import clock
from orders.models import Gig
from orders.states import GigState, ReportState
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def test_a_lecture_from_draft_to_approved_report() -> None:
    with clock.at(make.NOW):
        w = make.world()
        report = make.approved(w)
    assert report.state == ReportState.APPROVED
    gig = Gig.objects.get(pk=report.gig_id)
    assert gig.state == GigState.OVER
    final = [(line.kind, line.amount_cents) for line in report.lines.filter(version="final").order_by("position")]
    assert final == [("work", 20000), ("preparation", 5000), ("planning_meeting", 2500)]
