"""E4: a missing card is shown to the expert and to payroll before the run; the expert chooses; an end is told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core import clock, letters
from core.models import OutboxMessage
from experts import actions as experts
from payments import actions, drawing, sweeps
from payments.models import CardChoice, Payslip
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import HELSINKI, World

BEFORE = datetime(2026, 10, 6, 9, 0, tzinfo=HELSINKI)
"""Two days before the cut-off of the fifteenth."""
LATER = date(2026, 10, 30)
PREVIEW = f"/palkka-ajot/uusi/?pay_date={made.PAY_DAY}"


def no_card(w: World) -> None:
    w.expert.tax_cards.all().delete()
    made.booked(w)


def choose(w: World, wait: str, **data: str) -> Any:
    return entered(w.expert.person).post(
        "/palkkiot/ilman-verokorttia/", {"pay_day": "2026-10-15", "wait": wait} | data, follow=True
    )


@pytest.mark.row("E4")
def test_a_missing_card_is_said_to_the_expert_and_to_payroll_before_the_run(w: World) -> None:
    no_card(w)
    with clock.at(BEFORE):
        own = entered(w.expert.person).get("/palkkiot/").content.decode()
        for words in (
            "Verokorttisi puuttuu",
            "to\u00a08.10.",
            "Maksa to\u00a015.10., vero 60\u00a0%",
            "pe\u00a030.10.",
        ):
            assert words in own
        preview = entered(w.payroll).get(PREVIEW).content.decode()
        assert preview.index("Verokortti puuttuu") < preview.index("Mukana</caption>")
        sweeps.sweep_all()
    letter = letters.render(OutboxMessage.objects.get(template="payments_tax_card"))
    for words in ("15.10.", "8.10.", "60\u00a0%", "30.10."):
        assert words in letter.text


@pytest.mark.row("E4")
def test_the_expert_waits_for_the_card_and_is_paid_by_it_in_the_next_run(w: World) -> None:
    no_card(w)
    made.booked(w, expert=w.expert2)
    with clock.at(BEFORE):
        assert "Valitsit: palkkio odottaa korttia" in choose(w, "1").content.decode()
        page = entered(w.expert.person).get("/palkkiot/").content.decode()
        assert "pe\u00a030.10." in page
        assert "Odottaa verokorttia." in page
        sweeps.sweep_all()
    assert not OutboxMessage.objects.filter(template="payments_tax_card").exists()
    with clock.at(made.PAYROLL_TIME):
        preview = entered(w.payroll).get(PREVIEW).content.decode()
        assert preview.index("odottaa verokorttia") < preview.index("Mukana</caption>")
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert [slip.expert for slip in batch.payslips.all()] == [w.expert2]
        experts.save_tax_card(
            w.expert.pk, by=w.expert.person, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
            base=Decimal(20), additional=Decimal(40), limit_cents=None,
        )  # fmt: skip
        assert [slip.expert for slip in drawing.preview(LATER).slips] == [w.expert]
        actions.draw_batch(by=w.payroll, pay_date=LATER)
    assert Payslip.objects.get(expert=w.expert).withholding_cents == 5500


@pytest.mark.row("E4")
def test_sixty_percent_is_the_experts_choice_and_the_last_word_counts(w: World) -> None:
    no_card(w)
    with clock.at(BEFORE):
        choose(w, "1")
        assert "veroa pidätetään 60\u00a0%" in choose(w, "0").content.decode()
    assert CardChoice.objects.get().wait is False
    with clock.at(made.PAYROLL_TIME):
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert Payslip.objects.get().withholding_cents == 16500


def test_a_choice_comes_too_late_calmly_and_nobody_else_makes_it(w: World) -> None:
    no_card(w)
    with clock.at(made.PAYROLL_TIME):
        assert "ei voi enää vaikuttaa" in choose(w, "1").content.decode()
    with clock.at(BEFORE):
        assert choose(w, "perhaps").status_code == 404
        stranger = entered(w.orderer).post("/palkkiot/ilman-verokorttia/", {"pay_day": "2026-10-15", "wait": "1"})
        assert stranger.status_code == 403
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert "jo palkka-ajossa" in choose(w, "1").content.decode()
    assert not CardChoice.objects.exists()


def _endings(w: World, day: date) -> int:
    with clock.at(datetime(day.year, day.month, day.day, 8, 0, tzinfo=HELSINKI)):
        sweeps.warn_of_ending_cards()
        sweeps.warn_of_ending_cards()
    return OutboxMessage.objects.filter(template="payments_card_ends", person=w.expert.person).count()


@pytest.mark.row("E4")
def test_the_end_of_a_card_is_told_a_month_and_a_week_before_unless_the_next_is_there(w: World) -> None:
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 20), date(2026, 12, 24), date(2026, 12, 31)]
    assert [_endings(w, day) for day in days] == [0, 1, 1, 2, 2]
    made.booked(w)
    with clock.at(datetime(2026, 12, 1, 9, 0, tzinfo=HELSINKI)):
        page = entered(w.expert.person).get("/palkkiot/").content.decode()
        assert "Verokorttisi on voimassa to\u00a031.12. asti" in page
        experts.save_tax_card(
            w.expert.pk, by=w.expert.person, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31),
            base=Decimal(20), additional=Decimal(40), limit_cents=None,
        )  # fmt: skip
        assert "Verokorttisi on voimassa" not in entered(w.expert.person).get("/palkkiot/").content.decode()
    OutboxMessage.objects.all().delete()
    assert _endings(w, date(2026, 12, 2)) == 0
