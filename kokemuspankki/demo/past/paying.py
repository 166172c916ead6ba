"""Payroll's half year: a run for each pay day, the last one drawn and waiting for another clerk; one fee held."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core import clock
from core.pay import days
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.telling import Past, Story
from payments import actions as payments
from payments.models import Fee


def tell(past: Past, cast: Cast) -> None:
    present = clock.local(past.ends).date()
    for pay_day in days.pay_days_from(clock.local(past.starts).date() + timedelta(days=20)):
        past.tell(_drawing(pay_day, past), _run(past, cast, pay_day, is_last=pay_day >= present))
        if pay_day >= present:
            break


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.HELSINKI)


def _drawing(pay_day: date, past: Past) -> datetime:
    """The morning after the cut-off; for the coming pay day the last working day's at the latest."""
    usual = _at(days.add_working_days(days.cut_off(pay_day), 1), 9)
    latest = _at(days.add_working_days(clock.local(past.ends).date(), -1), 15)
    return usual if usual < past.ends else latest


def _run(past: Past, cast: Cast, pay_day: date, *, is_last: bool) -> Story:
    leena, petri, outi = (cast.clerk(name) for name in ("Leena", "Petri", "Outi"))
    if is_last:
        held = Fee.objects.to_draw(pay_day).order_by("-id").first()
        if held is not None:
            reason = "Raportin kilometrit kysytään vielä koordinaattorilta."
            review = clock.today() + timedelta(days=6)
            told = "Tarkistamme vielä kilometrit koordinaattorilta."
            payments.hold_fee(held.pk, by=leena, reason=reason, review_by=review, told=told)
    if not Fee.objects.to_draw(pay_day).exists():
        return
    batch = payments.draw_batch(by=leena, pay_date=pay_day)
    if is_last:
        return
    by = past.dice.choice([petri, petri, outi])
    yield past.day(clock.now(), 1, hours=(9, 12))
    payments.approve_batch(batch.pk, by=by)
    yield clock.now() + timedelta(hours=1)
    payments.write_bank_file(batch.pk, by=by)
    payments.mark_sent(batch.pk, by=by)
    yield _at(pay_day, 9)
    payments.settle_batch(batch.pk, by=leena, settled_on=pay_day)
