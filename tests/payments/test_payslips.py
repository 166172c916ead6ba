"""E13: each line and deduction says its rate, its source and its day in plain words, and all of it adds up."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core import clock
from core.money import euros
from payments import actions
from payments.models import Batch, Fee, Payslip, PayslipLine
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import World


@pytest.mark.row("E13")
def test_each_line_and_deduction_says_rate_source_and_day(w: World) -> None:
    made.settled(w)
    slip = Payslip.objects.get()
    with clock.at(made.SETTLING_TIME):
        page = entered(w.expert.person).get(slip.get_absolute_url()).content.decode()
    for words in (
        "hinta sovittu tarjouksessa",
        "Verokorttisi mukaan 17,5\u00a0% summasta 275,00\u00a0€. Kortti on voimassa 1.1.2026–31.12.2026.",
        "Vero menee Verohallinnolle",
        "7,3\u00a0% summasta 275,00\u00a0€. Kartuttaa omaa eläkettäsi.",
        "sosiaali- ja terveysministeriö. Voimassa 1.1.2026 alkaen.",
        "Ei peritä tällaisesta palkkiosta.",
    ):
        assert words in page, words
    gig = f"/keikat/{Fee.objects.get().gig.slug}/"
    assert page.count(f'<a href="{gig}">') == PayslipLine.objects.count()
    with clock.at(made.SETTLING_TIME):
        assert gig not in entered(w.payroll).get(slip.get_absolute_url()).content.decode()


@pytest.mark.row("E13")
def test_sixty_percent_says_why_and_what_to_do(w: World) -> None:
    w.expert.tax_cards.all().delete()
    made.settled(w)
    with clock.at(made.SETTLING_TIME):
        page = entered(w.expert.person).get(Payslip.objects.get().get_absolute_url()).content.decode()
    assert "Verokorttia ei ollut, joten veroa pidätettiin 60\u00a0%, kuten laki määrää." in page


def shown(page: str) -> list[int]:
    """Every sum of the page in cents, in order."""
    found = re.findall(r'<td class="num">(−?-?[\d\u00a0]+,\d\d)\u00a0€</td>', page)
    return [int(re.sub(r"[\u00a0,]", "", text).replace("−", "-")) for text in found]


@pytest.mark.row("E13")
def test_over_a_run_lines_make_payslips_and_payslips_make_the_run(w: World) -> None:
    fee = made.booked(w)
    made.booked(w, expert=w.expert2)
    with clock.at(made.PAYROLL_TIME):
        actions.correct_fee(fee.pk, by=w.payroll, amount_cents=1234, reason="vartti puuttui")
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        actions.approve_batch(batch.pk, by=w.payroll2)
        slips = list(Payslip.objects.order_by("id"))
        run = entered(w.payroll).get(batch.get_absolute_url()).content.decode()
        for slip in slips:
            sums = shown(entered(slip.expert.person).get(slip.get_absolute_url()).content.decode())
            lines = list(slip.lines.order_by("id").values_list("amount_cents", flat=True))
            n = len(lines)
            assert sums[:n] == lines
            assert sums[n] == sum(lines) == slip.gross_cents + slip.expenses_cents
            assert sums[n + 4] == sums[n] + sum(sums[n + 1 : n + 4]) == slip.net_cents
            assert euros(slip.net_cents) in run
    assert len(slips) == 2
    assert sum(slip.net_cents for slip in slips) == batch.net_cents
    assert sum(slip.gross_cents for slip in slips) == batch.gross_cents == 55000 + 1234
    assert euros(batch.net_cents) in run


def test_a_payslip_of_before_says_nothing_of_days_it_does_not_know(w: World) -> None:
    made.drawn(w)
    slip = Payslip.objects.get()
    slip.basis = {key: value for key, value in slip.basis.items() if key not in {"since", "card_valid"}}
    slip.save(update_fields=["basis"])
    Batch.objects.get()
    with clock.at(made.APPROVAL_TIME):
        page = entered(w.payroll).get(slip.get_absolute_url()).content.decode()
    assert "Kartuttaa omaa eläkettäsi" in page
    assert "alkaen" not in page
    assert slip.pay_date == date(2026, 10, 15)
