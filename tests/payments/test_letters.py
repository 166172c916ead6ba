"""Every letter of the room can be written in each language, and its subject says task type, date and number alone."""

from datetime import date, timedelta

import pytest

from core import clock, letters
from core.models import OutboxMessage
from payments import actions, sweeps
from payments.models import Fee
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World

TEMPLATES = {
    "payments_contract",
    "payments_contract_reminder",
    "payments_banks_turn",
    "payments_contract_in_force",
    "payments_phone_consent",
    "payments_commented",
    "payments_fee",
    "payments_fee_corrected",
    "payments_payslip",
    "payments_paid",
    "payments_recalled",
    "payments_tax_card",
    "payments_details",
}
SECRET = ("Luento sosionomiopiskelijoille", "Aikuissosiaalityö", "Päivi", "asiointi")


def write_them_all(w: World) -> None:
    contract = made.composed(w, starts=gigs.DAY + timedelta(weeks=1))
    with clock.at(gigs.NOW + timedelta(days=4)):
        sweeps.sweep_all()
    actions.comment(contract.pk, by=w.expert.person, text="tauko")
    contract = actions.recompose(contract.pk, by=w.coordinator)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto")
    actions.sign_for_bank(contract.pk, by=w.coordinator2)
    w.expert2.tax_cards.all().delete()
    made.settled(w)
    with clock.at(made.SETTLING_TIME + timedelta(days=2)):
        actions.correct_fee(Fee.objects.get().pk, by=w.payroll, amount_cents=500, reason="oikaisu")
        batch = actions.draw_batch(by=w.payroll, pay_date=date(2026, 10, 30))
        actions.approve_batch(batch.pk, by=w.payroll2)
        actions.recall_batch(batch.pk, by=w.payroll, reason="väärä")
    made.booked(w, expert=w.expert2, starts=gigs.DAY + timedelta(weeks=2))
    with clock.at(made.SETTLING_TIME + timedelta(days=3)):
        sweeps.sweep_all()
        w.expert2.accounts.all().delete()
        sweeps.sweep_all()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_letter_can_be_written(w: World, language: str) -> None:
    write_them_all(w)
    messages = list(OutboxMessage.objects.filter(template__startswith="payments_").order_by("id"))
    assert {m.template for m in messages} == TEMPLATES
    for message in messages:
        message.language = language
        letter = letters.render(message)
        assert letter.subject.strip()
        assert letter.text.strip()
        assert not any(word in letter.subject + letter.text for word in SECRET), message.template
        assert ".." not in letter.text, (message.template, letter.text)
        assert "{{" not in letter.text
