"""A run's rows by COPY: the Decimal oracle's figures, the constraints' own sentences, the bench in a small form."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from benchmarks import oracle, payees
from core import clock
from core.copying import Copy, stored
from core.slugs import SLUG_LENGTH, SLUG_LETTERS, random_slug
from payments import actions, drawing
from payments.models import PayslipLine, Transfer
from tests.factories import payments as made
from tests.factories.world import World


@pytest.mark.django_db
def test_a_run_of_many_equals_the_oracle_and_its_preview() -> None:
    w = payees.seed(60)
    with clock.at(made.PAYROLL_TIME):
        summed = drawing.sums_on(made.PAY_DAY)
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert batch.payslip_count == summed.count == 61
    assert summed.cents == {name: getattr(batch, name) for name in summed.cents}
    assert oracle.differences(batch) == 0
    whys = {slip.basis["why"] for slip in batch.payslips.all()}
    assert whys == {"card", "no_card"}
    assert PayslipLine.objects.count() == 60 * payees.FEES * payees.LINES + 3


def test_a_copied_row_that_breaks_a_rule_says_so_as_an_inserted_one_does(w: World) -> None:
    made.drawn(w)
    line = PayslipLine.objects.order_by("id")[0]
    rows = Copy(PayslipLine, ("payslip", "fee_line", "amount_cents", "income_code", "taxable"))
    rows.add((line.payslip_id, line.fee_line_id, 1, "214", True))
    with pytest.raises(IntegrityError, match="fee_line_is_paid_once"), transaction.atomic():
        rows.write()
    rows.close()


def test_text_is_copied_as_it_is(w: World) -> None:
    made.drawn(w)
    payment = Transfer.objects.get()
    told = "a\tb\\c\nd\re ä"
    Transfer.objects.all().delete()
    rows = Copy(
        Transfer, ("created_at", "payslip", "iban", "amount_cents", "end_to_end_id", "returned_why", "settled_on")
    )
    rows.add((payment.created_at, payment.payslip_id, stored(Transfer, "iban", payment.iban), 1, told, "", None))
    rows.write()
    rows.close()
    found = Transfer.objects.values_list("end_to_end_id", "created_at", "settled_on").get()
    assert found == (told, payment.created_at, None)


def test_slugs_are_of_their_letters_and_length() -> None:
    slugs = {random_slug() for _n in range(200)}
    assert len(slugs) == 200
    assert {len(slug) for slug in slugs} == {SLUG_LENGTH}
    assert set("".join(slugs)) == set(SLUG_LETTERS)
