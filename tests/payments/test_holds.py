"""A fee held back: the expert hears what and until when, a task comes on the day, no hold is for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from core import clock, letters
from core.models import OutboxMessage, Task
from payments import actions, drawing, sweeps
from payments.models import Fee, FeeHold
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import HELSINKI, World

SECRET = "epäselvä kilometrilaskelma"
TOLD = "Tarkistamme matkasi kilometrit."


def held(w: World, **data: str) -> Any:
    fee = made.booked(w)
    sent = {"reason": SECRET, "told": TOLD, "review_by": "20.10.2026"} | data
    with clock.at(made.PAYROLL_TIME):
        return fee, entered(w.payroll).post(fee.get_absolute_url(), sent)


def letter(template: str) -> str:
    message = OutboxMessage.objects.filter(template=template).order_by("-id")[0]
    found = letters.render(message)
    return f"{found.subject} {found.text}"


@pytest.mark.row("E11")
def test_the_expert_hears_what_is_checked_and_until_when_but_not_the_inner_reason(w: World) -> None:
    fee, answer = held(w)
    assert answer.status_code == 302
    said = letter("payments_fee_held")
    assert TOLD in said
    assert "ti\u00a020.10." in said
    assert SECRET not in said
    with clock.at(made.PAYROLL_TIME):
        own = entered(w.expert.person).get("/palkkiot/").content.decode()
        assert TOLD in own
        assert SECRET not in own
        page = entered(w.payroll).get(fee.get_absolute_url()).content.decode()
        assert SECRET in page
        assert TOLD in page
        assert drawing.preview(made.PAY_DAY).held == [fee]


def test_a_hold_without_words_says_the_usual_ones(w: World) -> None:
    held(w, told="")
    assert "Tarkistamme palkkion tiedot, ennen kuin maksamme sen." in letter("payments_fee_held")


def test_the_day_makes_a_task_and_a_hold_that_goes_on_tells_the_new_day(w: World) -> None:
    fee, _answer = held(w)
    with clock.at(datetime(2026, 10, 20, 8, 0, tzinfo=HELSINKI)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        task = Task.objects.open().get(what="fee_hold")
        assert (task.role, task.object_id) == ("payroll", fee.pk)
        going_on = {"reason": SECRET, "told": TOLD, "review_by": "27.10.2026"}
        for _twice in range(2):
            entered(w.payroll).post(fee.get_absolute_url(), going_on)
        assert not Task.objects.open().filter(what="fee_hold").exists()
    assert "ti\u00a027.10." in letter("payments_fee_held")
    assert FeeHold.objects.filter(released_at=None).get().review_by == date(2026, 10, 27)
    assert FeeHold.objects.count() == 2
    with clock.at(datetime(2026, 10, 27, 8, 0, tzinfo=HELSINKI)):
        sweeps.sweep_all()
        assert Task.objects.open().filter(what="fee_hold").count() == 1


@pytest.mark.row("E11")
def test_released_it_is_in_the_next_run_and_the_expert_knows_the_day(w: World) -> None:
    fee, _answer = held(w)
    with clock.at(datetime(2026, 10, 20, 8, 0, tzinfo=HELSINKI)):
        sweeps.sweep_all()
        entered(w.payroll).post(f"{fee.get_absolute_url()}vapauta/")
        assert not Task.objects.open().filter(what="fee_hold").exists()
        assert "pe\u00a030.10." in letter("payments_fee_released")
        batch = actions.draw_batch(by=w.payroll, pay_date=date(2026, 10, 30))
    assert batch.payslip_count == 1


@pytest.mark.parametrize("day", ["8.10.2026", "9.11.2026"])
def test_a_hold_has_a_near_day(w: World, day: str) -> None:
    """The ninth of November is one day more than thirty."""
    fee, answer = held(w, review_by=day)
    assert answer.status_code == 422
    assert "Valitse tarkistuspäivä" in answer.content.decode()
    assert SECRET in answer.content.decode()
    assert not Fee.objects.held().filter(pk=fee.pk).exists()
