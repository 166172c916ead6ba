"""E11: whatever is decided of an expert's money, the expert hears it: one letter for each decision, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core import audit, clock
from core.models import AuditEntry, OutboxMessage
from payments import actions
from payments.models import Batch, Fee, Payslip
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import HELSINKI, World

LATER = datetime(2026, 10, 19, 9, 0, tzinfo=HELSINKI)
NEXT = date(2026, 10, 30)
Step = Callable[[World], Any]


def _fee() -> int:
    return Fee.objects.order_by("id")[0].pk


def _next_run(w: World) -> Batch:
    return actions.approve_batch(actions.draw_batch(by=w.payroll, pay_date=NEXT).pk, by=w.payroll2)


def _send(w: World, batch: Batch) -> Batch:
    actions.write_bank_file(batch.pk, by=w.payroll)
    return actions.mark_sent(batch.pk, by=w.payroll)


def _hold(w: World) -> Any:
    return actions.hold_fee(_fee(), by=w.payroll, reason="matka", review_by=date(2026, 10, 26))


def _return(w: World) -> Any:
    slip = Payslip.objects.order_by("id")[0]
    return actions.return_payment(slip.pk, by=w.payroll, returned_on=date(2026, 10, 16), why="other")


def _undo(w: World) -> Any:
    return actions.recall_batch(Batch.objects.order_by("-id")[0].pk, by=w.payroll, reason="väärä")


START: list[tuple[str, Step]] = [("payments_fee", made.booked)]
HELD: list[tuple[str, Step]] = [
    ("payments_fee_held", _hold),
    ("payments_fee_released", lambda w: actions.release_hold(_fee(), by=w.payroll)),
]
CORRECTED: list[tuple[str, Step]] = [
    ("payments_fee_corrected", lambda w: actions.correct_fee(_fee(), by=w.payroll, amount_cents=900, reason="tunti")),
]
RECALLED: list[tuple[str, Step]] = [("payments_payslip", _next_run), ("payments_recalled", _undo)]
PAID: list[tuple[str, Step]] = [("payments_payslip", lambda w: _send(w, _next_run(w)))]
SETTLED: list[tuple[str, Step]] = [("payments_fee payments_payslip payments_paid", made.settled)]
RETURNED: list[tuple[str, Step]] = [
    ("payments_returned", _return),
    ("payments_sent_again", _next_run),
    ("payments_not_sent_again", _undo),
    ("payments_sent_again", lambda w: _send(w, _next_run(w))),
]
STORIES = {
    "held and released": START + HELD,
    "corrected": START + CORRECTED,
    "recalled and paid": START + RECALLED + PAID,
    "returned": SETTLED + RETURNED,
}


@pytest.mark.row("E11")
@pytest.mark.parametrize("story", STORIES)
def test_no_decision_is_silent(w: World, story: str) -> None:
    told: Counter[str] = Counter()
    for i, (letters, step) in enumerate(STORIES[story]):
        with clock.at(LATER if i else clock.now()):
            step(w)
        told.update(letters.split())
        found = OutboxMessage.objects.filter(person=w.expert.person, template__in=sorted(TEMPLATES))
        assert Counter(found.values_list("template", flat=True)) == told, letters


TEMPLATES = {name for rows in [*STORIES.values()] for letters, _step in rows for name in letters.split()} | {
    "payments_tax_card",
    "payments_details",
}


def test_payroll_s_own_work_is_theirs_and_the_way_of_pay_is_in_words(w: World) -> None:
    fee = made.booked(w)
    page = entered(w.payroll).get(fee.get_absolute_url()).content.decode()
    assert "Seuraavaksi on sinun vuorosi" in page
    assert "Palkkio palkkana, ei työsuhdetta (D)" in page
    own = entered(w.expert.person).get("/palkkiot/").content.decode()
    assert "Seuraavaksi on sinun vuorosi" not in own


def test_the_trail_speaks_of_others_and_to_oneself_of_oneself(w: World) -> None:
    seen = AuditEntry(verb="viewed:payslip", about=w.expert.person)
    assert audit.said(seen, w.payroll) == "palkkiolaskelma"
    assert audit.said(seen, w.expert.person) == "palkkiolaskelmasi"
