"""A role holds from a day to a day: whoever has left the unit is a stranger to its orders from that moment on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from accounts.models import RoleGrant
from core import clock, links
from core.errors import NotAllowed
from orders import actions, notifications
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def left(w: make.World) -> None:
    """The main user ended the orderer's role an hour ago."""
    grants = RoleGrant.objects.filter(person=w.orderer)
    assert grants.update(valid=DateRange(clock.today().replace(day=1), clock.today()))
    w.orderer.forget_roles()


@pytest.mark.row("L8")
def test_whoever_has_left_the_unit_reads_and_decides_nothing_of_its_orders() -> None:
    with clock.at(make.NOW):
        w = make.world()
        draft, report = make.draft(w), make.reported(w)
    order = report.gig.order
    with clock.at(make.DAY + timedelta(hours=3)):
        left(w)
        client = entered(w.orderer, second_factor=False)
        for name, slug in (
            ("portal:order", order.slug),
            ("portal:gig", report.gig.slug),
            ("orders:report-confirm", report.slug),
            ("orders:cancel", order.slug),
            ("orders:change", order.slug),
        ):
            assert client.get(reverse(name, args=[slug])).status_code in {403, 404, 405}, name
        assert client.get(reverse("orders:step", args=[draft.slug, 1])).status_code == 404
        for act in (
            lambda: actions.confirm_report(report.pk, by=w.orderer),
            lambda: actions.submit(draft.pk, by=w.orderer),
        ):
            with pytest.raises(NotAllowed):
                act()
        link = links.make(notifications.CONFIRM, w.orderer, report, expires_at=make.NOW.replace(year=2099))
        assert client.post(links.path(link), {"answer": "yes"}).status_code == 404
