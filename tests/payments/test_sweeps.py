"""What time brings, under a moved clock."""

from datetime import date, timedelta
from typing import Any

from accounts.roles import Role
from core import clock, health, outbox
from core.models import OutboxMessage, Task
from core.pay.days import cut_off
from kokemuspankki.demo import waiting
from payments import actions, sweeps
from payments.models import Contract, Fee
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World


def mails(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


def test_two_reminders_and_then_a_person_phones(w: World) -> None:
    contract = made.composed(w)
    counts = []
    for days in (1, 3, 3, 5, 7, 12, 20):
        with clock.at(gigs.NOW + timedelta(days=days, hours=1)):
            sweeps.sweep_all()
            sweeps.sweep_all()
        counts.append(mails("payments_contract_reminder"))
    assert counts == [0, 1, 1, 1, 2, 2, 2]
    assert not Task.objects.open().filter(what="contract_unsigned").exists()
    assert contract.due is not None
    assert clock.local(contract.due).date() == date(2026, 9, 28)
    with clock.at(contract.due + timedelta(minutes=1)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    task = Task.objects.open().get(what="contract_unsigned")
    assert (task.role, task.due) == ("coordinator", gigs.DAY)
    actions.sign(contract.pk, by=w.expert.person)
    assert not Task.objects.open().filter(what="contract_unsigned").exists()


def test_the_banks_delay_reminds_no_expert(w: World) -> None:
    made.signed(w)
    with clock.at(gigs.NOW + timedelta(days=8)):
        sweeps.sweep_all()
    assert mails("payments_contract_reminder") == 0
    assert Task.objects.open().get(what="sign_contract").role == "coordinator"


def test_the_banks_own_signature_is_asked_again_when_it_is_late(w: World) -> None:
    contract = made.signed(w)
    assert contract.due is not None
    with clock.at(gigs.NOW + timedelta(hours=2)):
        Task.objects.filter(what="sign_contract").update(done_at=clock.now())
        sweeps.sweep_all()
        assert not Task.objects.open().filter(what="sign_contract").exists()
    with clock.at(contract.due):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().get(what="sign_contract").role == "coordinator"
        assert not Task.objects.filter(what="contract_unsigned").exists()
        actions.sign_for_bank(contract.pk, by=w.coordinator)
    assert not Task.objects.open().filter(what="sign_contract").exists()


def test_a_missing_card_is_asked_ten_and_five_days_before(w: World) -> None:
    w.expert.tax_cards.all().delete()
    made.booked(w)
    counts = []
    for day in (date(2026, 9, 29), date(2026, 10, 2), date(2026, 10, 4), date(2026, 10, 8)):
        with clock.at(made.PAYROLL_TIME.replace(month=day.month, day=day.day)):
            sweeps.sweep_all()
            sweeps.sweep_all()
        counts.append(mails("payments_tax_card"))
    assert counts == [1, 1, 2, 2]


def test_a_missing_account_is_asked_too(w: World) -> None:
    w.expert.accounts.all().delete()
    made.booked(w)
    with clock.at(made.PAYROLL_TIME.replace(day=6)):
        sweeps.sweep_all()
    assert (mails("payments_details"), mails("payments_tax_card")) == (1, 0)


def test_a_cut_off_gone_by_without_a_run_alarms_payroll(w: World) -> None:
    made.booked(w)
    with clock.at(made.PAYROLL_TIME.replace(day=8)):
        sweeps.sweep_all()
        assert not Task.objects.open().filter(what="cutoff_passed").exists()
    with clock.at(made.PAYROLL_TIME):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().get(what="cutoff_passed").role == "payroll"
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert not Task.objects.open().filter(what="cutoff_passed").exists()


def test_a_fee_settled_after_the_cut_off_alarms_nobody(w: World) -> None:
    fee = made.booked(w)
    assert fee.expected_pay_day == made.PAY_DAY
    with clock.at(gigs.DAY + timedelta(hours=5)):
        before = sweeps.upcoming(clock.today())
        assert cut_off(before) < clock.today() < before < made.PAY_DAY
        sweeps.sweep_all()
        assert not Task.objects.filter(what="cutoff_passed").exists()


def test_two_days_to_the_pay_day_without_approval_alarms(w: World) -> None:
    batch = made.drawn(w)
    with clock.at(made.PAYROLL_TIME.replace(day=12)):
        sweeps.sweep_all()
        assert not Task.objects.open().filter(what="batch_unapproved").exists()
    with clock.at(made.PAYROLL_TIME.replace(day=13)):
        sweeps.sweep_all()
        assert Task.objects.open().get(what="batch_unapproved").role == "payroll"
        actions.approve_batch(batch.pk, by=w.payroll2)
        assert not Task.objects.open().filter(what="batch_unapproved").exists()


def test_fewer_than_two_approvers_warn_the_main_user_until_there_are_two(w: World) -> None:
    grant = w.payroll2.grants.get()
    sweeps.sweep_all()
    assert not Task.objects.open().filter(what="few_approvers").exists()
    with clock.at(gigs.NOW + timedelta(days=1)):
        grant.delete()
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().get(what="few_approvers").role == "main_user"
        assert "/ihmiset/" in entered(w.main_user).get("/tehtavat/").content.decode()
    with clock.at(gigs.NOW + timedelta(days=2)):
        gigs.holding(w.main_user, w.main_user2, "Pekka", "Palkka", Role.PAYROLL)
        sweeps.sweep_all()
        assert not Task.objects.open().filter(what="few_approvers").exists()


def test_a_pay_day_without_rates_is_announced_thirty_days_ahead(w: World) -> None:
    for day, found in ((date(2026, 12, 15), False), (date(2026, 12, 16), True)):
        with clock.at(made.PAYROLL_TIME.replace(month=day.month, day=day.day)):
            sweeps.sweep_all()
            tasks = Task.objects.open().filter(what="rates_missing", role="payroll")
            assert tasks.exists() is found, day


def test_the_night_finds_a_report_without_fee_and_a_contract_without_pdf(w: World) -> None:
    made.in_force(w)
    made_report = gigs.approved(w, expert=w.expert2)
    with clock.at(gigs.DAY + timedelta(days=1)):
        assert [r.pk for r in sweeps.reports_without_fee()] == [made_report.pk]
        assert list(sweeps.contracts_without_pdf()) == [Contract.objects.get()]
        found = health.nightly_check()
    assert (found["fee_missing"], found["contract_pdf_missing"]) == (1, 1)
    actions.settle_gig(made_report.gig_id)
    actions.render_contract(Contract.objects.get().pk)
    with clock.at(gigs.DAY + timedelta(days=2)):
        found = health.nightly_check()
    assert (found["fee_missing"], found["contract_pdf_missing"]) == (0, 0)


def test_the_clock_knows_what_it_waits_for(w: World) -> None:
    contract = made.composed(w)
    assert sweeps.next_moment() == contract.created_at + timedelta(days=3)
    with clock.at(gigs.NOW + timedelta(days=12)):
        assert sweeps.next_moment() == contract.due
    made.booked(w, expert=w.expert2)
    with clock.at(gigs.DAY + timedelta(hours=5)):
        moment = sweeps.next_moment()
    assert moment is not None
    assert clock.local(moment).date() == date(2026, 10, 9)


def test_the_clock_stops_where_a_run_without_approval_alarms(w: World) -> None:
    made.drawn(w)
    with clock.at(made.PAYROLL_TIME):
        moment = sweeps.next_moment()
    assert moment is not None
    assert clock.local(moment).date() == date(2026, 10, 13)


def test_the_clock_stops_where_a_held_fee_is_looked_at_again(w: World) -> None:
    fee = made.booked(w)
    with clock.at(gigs.DAY + timedelta(days=2)):
        before = sweeps.next_moment()
        review = date(2026, 10, 5)
        actions.hold_fee(fee.pk, by=w.payroll, reason="tarkistus", review_by=review)
        moment = sweeps.next_moment()
    assert moment is not None and before is not None
    assert moment == clock.at_opening(review) < before
    assert str(waiting.what(moment)) == "Pidetty palkkio on tarkistettava"
    with clock.at(moment):
        sweeps.sweep_all()
    assert Task.objects.open().filter(what="fee_hold").exists()


def test_every_event_delivered_twice_changes_nothing(w: World, monkeypatch: Any) -> None:
    contract = made.in_force(w)
    outbox.drain()
    report = gigs.approved(w, expert=w.expert2)
    outbox.drain()
    before = (Contract.objects.count(), Fee.objects.count(), OutboxMessage.objects.count())
    for again in (
        lambda: actions.compose_contract(contract.gig.offer_id),
        lambda: actions.render_contract(contract.pk),
        lambda: actions.settle_gig(report.gig_id),
        lambda: actions.end_contract(contract.gig_id),
    ):
        again()
    assert (Contract.objects.count(), Fee.objects.count(), OutboxMessage.objects.count()) == before


def test_payslips_that_nobody_made_are_made_by_the_sweep(w: World) -> None:
    batch = made.approved(w)
    with clock.at(made.APPROVAL_TIME + timedelta(minutes=11)):
        sweeps.sweep_all()
    batch.refresh_from_db()
    assert batch.manifest is not None
    assert batch.manifest.sealed_at is not None
