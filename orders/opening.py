"""Reports are opened by the sessions that were held: one for a gig and month (model.md §2)."""

from __future__ import annotations

from datetime import date, datetime

from core import clock
from orders import deadlines, notifications
from orders.models import Gig, GigReport


def months_over(gig: Gig, *, now: datetime) -> list[date]:
    """Months in which a session was held and none of the gig's is still to come. First days of months."""
    held: dict[date, bool] = {}
    for booking in gig.bookings.filter(live=True):
        month = clock.local(booking.starts).date().replace(day=1)
        held[month] = held.get(month, True) and booking.ends <= now
    return sorted(month for month, over in held.items() if over)


def open_report(gig: Gig, period: date, *, now: datetime, ask: bool) -> GigReport:
    """The report of that month, asked of the expert when it is new. Locked: order, gig."""
    report, new = GigReport.objects.get_or_create(
        gig=gig, period=period, defaults={"due": deadlines.workdays(now, "report_expert_workdays")}
    )
    report.gig = gig
    if new and ask:
        notifications.report_asked(report)
    return report


def open_reports(gig: Gig, *, now: datetime) -> list[GigReport]:
    """Open what the held sessions ask for; running it again opens nothing more. Locked: order, gig."""
    return [open_report(gig, month, now=now, ask=True) for month in months_over(gig, now=now)]
