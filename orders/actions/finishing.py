"""«Työ on valmis»: work by a deadline is told of when it is done, not when its day comes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from core import clock, outbox
from core.db import lock, verb
from core.errors import Stale
from orders import permissions
from orders.actions.moving import ask_no_more_of_who_left, lock_experts
from orders.inner import end_gig
from orders.models import Gig, GigReport, Order
from orders.opening import open_report
from orders.owed import month_of
from orders.states import GIG_LIVE


@verb
def finish_work(gig_id: int, *, by: Person) -> GigReport:
    """The gig is over now: its report is asked at once, it is reminded of no more, and can't be cancelled any more.

    Who: the expert, of work by a deadline. A second click returns the report as it is.
    """
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    lock_experts(order_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    permissions.require(permissions.is_own_gig(by, gig))
    if gig.state not in GIG_LIVE and (told := gig.reports.first()):
        return told
    if gig.state not in GIG_LIVE or not order.task_type.by_deadline:
        raise Stale(_("Keikka on jo päättynyt. Katso sen tilanne keikkakortilta."))
    now = clock.now()
    lines = list(gig.offer.lines.all())
    report = open_report(gig, month_of(lines[0], lines), now=now, ask=False)
    for booking in lock(gig.bookings.filter(live=True, told_over_at=None)):
        booking.told_over_at = now
        booking.save(update_fields=["told_over_at"])
        outbox.emit("orders.session_over", booking)
    end_gig(gig, by=by, now=now)
    ask_no_more_of_who_left(order, now=now)
    return report
