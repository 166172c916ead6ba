"""What payroll sees first before a run: what stays out and what is unusual, each with what to do; what closes when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from core import clock
from experts import actions as experts
from orders.models import Offer
from payments import actions, drawing, oddities
from payments.models import Fee
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import HELSINKI, World

PREVIEW = f"/palkka-ajot/uusi/?pay_date={made.PAY_DAY}"


def found(w: World) -> dict[str, list[str]]:
    """By kind, whom it concerns; and the page says each before the table of what is in."""
    with clock.at(made.PAYROLL_TIME):
        odd = oddities.of(drawing.preview(made.PAY_DAY))
        page = entered(w.payroll).get(PREVIEW).content.decode()
    end = page.index("Mukana</caption>") if "Mukana</caption>" in page else len(page)
    for one in odd:
        assert page.index(str(one.title)) < end, one.key
        assert str(one.do) in page, one.key
    return {one.key: [row.words.split(",")[0] for row in one.rows] for one in odd}


def card(w: World, start: date, end: date) -> None:
    w.expert.tax_cards.all().delete()
    experts.save_tax_card(
        w.expert.pk, by=w.expert.person, valid_from=start, valid_to=end,
        base=Decimal(20), additional=Decimal(40), limit_cents=None,
    )  # fmt: skip


def test_the_first_fee_is_only_a_first_time(w: World) -> None:
    made.booked(w)
    assert found(w) == {"first_time": [w.expert.person.name]}


@pytest.mark.row("E4")
def test_a_card_that_ends_before_the_pay_day_is_told_apart_from_none(w: World) -> None:
    card(w, date(2026, 1, 1), date(2026, 10, 14))
    w.expert2.tax_cards.all().delete()
    made.booked(w)
    made.booked(w, expert=w.expert2)
    seen = found(w)
    assert seen["card_ended"] == [w.expert.person.name]
    assert seen["no_card"] == [w.expert2.person.name]


def test_no_account_and_a_held_fee_stay_out_and_are_on_top(w: World) -> None:
    held = made.booked(w)
    made.booked(w, expert=w.expert2)
    w.expert2.accounts.all().delete()
    with clock.at(made.PAYROLL_TIME):
        actions.hold_fee(held.pk, by=w.payroll, reason="kilometrit", review_by=date(2026, 10, 20))
    seen = found(w)
    assert seen["missing"] == [w.expert2.person.name]
    assert seen["held"] == [w.expert.person.name]


def test_more_than_the_contract_says_is_told_with_both_sums(w: World) -> None:
    fee = made.booked(w)
    assert "over" not in found(w)
    with clock.at(made.PAYROLL_TIME):
        actions.correct_fee(fee.pk, by=w.payroll, amount_cents=2500, reason="tunti puuttui")
        page = entered(w.payroll).get(PREVIEW).content.decode()
    assert found(w)["over"] == [w.expert.person.name]
    agreed = Offer.objects.get().total_cents
    assert agreed == Fee.objects.get(pk=fee.pk).total_cents == 27500
    assert "sovittu 275,00\u00a0€, palkkiot yhteensä 300,00\u00a0€" in page


def test_payrolls_front_page_says_what_the_next_run_has_and_names_nobody(w: World) -> None:
    made.booked(w)
    w.expert.tax_cards.all().delete()
    with clock.at(made.PAYROLL_TIME):
        page = entered(w.payroll).get("/etusivu/payroll/").content.decode()
        for words in ("palkka-ajo on laatimatta", "Verokortti puuttuu", "ti\u00a013.10.", "ke\u00a014.10.", "89,92"):
            assert words in page, words
        assert w.expert.person.name not in page
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert "pe\u00a030.10." in entered(w.payroll).get("/etusivu/payroll/").content.decode()
        assert "Palkka-ajo odottaa sinua." in entered(w.payroll2).get("/etusivu/payroll/").content.decode()
    with clock.at(datetime(2026, 10, 19, 9, 0, tzinfo=HELSINKI)):
        page = entered(gigs.a_payroll()).get("/etusivu/payroll/").content.decode()
    assert "pe\u00a030.10." in page
