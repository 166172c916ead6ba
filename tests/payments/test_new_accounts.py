"""A new account in payroll's eyes: what waits for a call is not paid, and a changed one stands out in the preview."""

from __future__ import annotations

from datetime import datetime

import pytest

from core import clock
from core.models import OutboxMessage
from experts import actions as experts
from payments import actions, sweeps
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import HELSINKI, IBANS, World

pytestmark = [pytest.mark.django_db, pytest.mark.row("E20")]
PREVIEW = "/palkka-ajot/uusi/?pay_date="


def text(w: World, address: str, who: str = "payroll") -> str:
    person = w.expert.person if who == "expert" else w.payroll
    return entered(person, second_factor=who != "expert").get(address).content.decode()


def test_an_unconfirmed_first_account_keeps_only_its_own_fee_back(w: World) -> None:
    made.booked(w)
    made.booked(w, expert=w.expert2)
    w.expert.accounts.all().delete()
    with clock.at(made.PAYROLL_TIME):
        experts.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[0])
        page = text(w, f"{PREVIEW}{made.PAY_DAY}")
        assert "Tili varmistamatta: pankki soittaa." in page
        assert page.index("Tili varmistamatta") < page.index("Mukana</caption>") < page.rindex(w.expert2.person.name)
        own = text(w, "/palkkiot/", "expert")
        assert "Pankki soittaa sinulle ja varmistaa palkkatietosi." in own
        assert "Täydennä palkkatiedot" not in own
        sweeps.ask_for_details()
        assert not OutboxMessage.objects.filter(template="payments_details", person=w.expert.person).exists()
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert [slip.expert for slip in batch.payslips.all()] == [w.expert2]


def test_an_account_changed_since_the_last_payslip_stands_out(w: World) -> None:
    made.settled(w)
    made.booked(w, starts=datetime(2026, 10, 13, 13, 0, tzinfo=HELSINKI))
    later = datetime(2026, 10, 20, 9, 0, tzinfo=HELSINKI)
    with clock.at(later):
        assert "Tili on vaihtunut" not in text(w, f"{PREVIEW}2026-10-30")
        experts.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[2])
        assert "Tili on vaihtunut" not in text(w, f"{PREVIEW}2026-10-30")
        slugs = [change.slug for change in w.expert.payee_changes.waiting()]
        experts.confirm_payee(w.expert.pk, by=w.payroll, slugs=slugs, proof="phone")
        assert "Tili on vaihtunut edellisen laskelman jälkeen." in text(w, f"{PREVIEW}2026-10-30")
