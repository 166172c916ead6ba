"""E8, E9: a run is drawn set-wise, approved by another, read-only from then on, sent, settled by the bank's date."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sepaxml
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from lxml import etree

from core import clock
from core.copying import Copy
from core.errors import DomainError, NotAllowed, Stale
from core.models import Document, OutboxEvent, OutboxMessage, Rate, Task
from core.policy import RatesMissing
from experts import actions as experts
from payments import actions, drawing
from payments.models import BankFile, Batch, Fee, Payslip, PayslipLine, Transfer
from tests.factories import payments as made
from tests.factories import world
from tests.factories.world import World

NAMESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def test_a_run_computes_each_payslip(w: World) -> None:
    batch = made.drawn(w, fees=2)
    assert (batch.payslip_count, batch.gross_cents, batch.net_cents) == (2, 55000, 41358)
    slip = Payslip.objects.get(expert=w.expert)
    assert (slip.gross_cents, slip.withholding_cents, slip.pension_cents) == (27500, 4813, 2008)
    assert (slip.unemployment_cents, slip.net_cents) == (0, 20679)
    assert batch.employer == {"pension": 10923, "health": 1051}
    assert slip.basis["base"] == "17.5"
    assert Transfer.objects.get(payslip=slip).amount_cents == 20679


CARDS: list[tuple[str, dict[str, Any] | None, int]] = [
    ("no card: 60 %", None, 16500),
    ("below the limit", {"base": "20", "additional": "40", "limit_cents": 1000000}, 5500),
    ("crosses the limit", {"base": "20", "additional": "40", "limit_cents": 10000}, 9000),
    ("all above", {"base": "20", "additional": "40", "limit_cents": 10000, "opening": 10000}, 11000),
    ("no limit", {"base": "10", "additional": "10", "limit_cents": None}, 2750),
]


@pytest.mark.parametrize(("name", "card", "tax"), CARDS, ids=[row[0] for row in CARDS])
def test_withholding_follows_the_card(w: World, name: str, card: dict[str, Any] | None, tax: int) -> None:
    w.expert.tax_cards.all().delete()
    if card is not None:
        experts.save_tax_card(
            w.expert.pk,
            by=w.expert.person,
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 12, 31),
            base=Decimal(card["base"]),
            additional=Decimal(card["additional"]),
            limit_cents=card["limit_cents"],
            opening_used_cents=card.get("opening", 0),
        )
    made.drawn(w)
    assert Payslip.objects.get().withholding_cents == tax


def test_what_counts_against_the_limit_is_summed_from_payslips(w: World) -> None:
    w.expert.tax_cards.all().delete()
    experts.save_tax_card(
        w.expert.pk, by=w.expert.person, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
        base=Decimal(10), additional=Decimal(50), limit_cents=30000,
    )  # fmt: skip
    made.settled(w)
    fee = Fee.objects.get()
    with clock.at(made.SETTLING_TIME + timedelta(days=1)):
        actions.correct_fee(fee.pk, by=w.payroll, amount_cents=5000, reason="puuttui")
        actions.draw_batch(by=w.payroll, pay_date=date(2026, 10, 30))
    second = Payslip.objects.order_by("-id")[0]
    assert second.basis["used_before_cents"] == 27500
    assert second.withholding_cents == 250 + 1250


def test_a_card_whose_limit_is_reached_says_so_until_the_run_is_recalled(w: World) -> None:
    w.expert.tax_cards.all().delete()
    card = experts.save_tax_card(
        w.expert.pk, by=w.expert.person, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
        base=Decimal(10), additional=Decimal(50), limit_cents=20000,
    )  # fmt: skip
    batch = made.approved(w)
    card.refresh_from_db()
    assert card.limit_reached_on == made.PAY_DAY
    actions.recall_batch(batch.pk, by=w.payroll, reason="väärä summa")
    card.refresh_from_db()
    assert card.limit_reached_on is None


def test_a_discarded_run_does_not_count(w: World) -> None:
    batch = made.drawn(w)
    with clock.at(made.PAYROLL_TIME):
        actions.discard_batch(batch.pk, by=w.payroll, reason="väärä päivä")
        again = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert again.payslips.get().basis["used_before_cents"] == 0
    assert PayslipLine.objects.filter(void_at=None).count() == 3


def test_missing_account_or_code_is_listed_and_not_drawn(w: World) -> None:
    made.booked(w)
    made.booked(w, expert=w.expert2)
    w.expert2.accounts.all().delete()
    with clock.at(made.PAYROLL_TIME):
        found = drawing.preview(made.PAY_DAY)
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert [fee.expert for fee in found.missing] == [w.expert2]
    assert [slip.expert for slip in found.slips] == [w.expert]
    assert batch.payslip_count == 1


def test_preview_and_draw_agree_to_the_cent(w: World) -> None:
    made.booked(w)
    made.booked(w, expert=w.expert2)
    with clock.at(made.PAYROLL_TIME):
        found = drawing.preview(made.PAY_DAY)
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert found.sums == {name: getattr(batch, name) for name in found.sums}
    assert len(found.first_time) == 2


def test_a_pay_day_without_rates_is_refused_with_the_list(w: World) -> None:
    made.booked(w)
    Rate.objects.filter(code__in=["health_employer", "pension_employee_base"]).delete()
    with clock.at(made.PAYROLL_TIME):
        found = drawing.preview(made.PAY_DAY)
        with pytest.raises(RatesMissing) as refused:
            actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert refused.value.codes == ["health_employer", "pension_employee_base"] == found.missing_rates
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("day", "code"), [(date(2026, 10, 17), "no_banking_day"), (date(2026, 10, 8), "past")])
def test_a_run_is_paid_on_a_coming_banking_day(w: World, day: date, code: str) -> None:
    made.booked(w)
    with clock.at(made.PAYROLL_TIME), pytest.raises(DomainError) as refused:
        actions.draw_batch(by=w.payroll, pay_date=day)
    assert refused.value.code == code


def test_another_profile_is_left_out_with_a_clear_sentence(w: World) -> None:
    fee = made.booked(w)
    Fee.objects.filter(pk=fee.pk).update(profile="A")
    with clock.at(made.PAYROLL_TIME), pytest.raises(DomainError, match="profiili D"):
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    with clock.at(made.PAYROLL_TIME):
        assert drawing.preview(made.PAY_DAY).other_profiles == [fee]


@pytest.mark.row("E8")
def test_drawing_again_takes_nothing_twice(w: World) -> None:
    batch = made.drawn(w)
    with clock.at(made.PAYROLL_TIME):
        assert actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY) == batch
        with pytest.raises(DomainError) as refused:
            actions.draw_batch(by=w.payroll, pay_date=date(2026, 10, 30))
    assert refused.value.code == "nothing"
    assert PayslipLine.objects.count() == 3


@pytest.mark.row("E8")
def test_a_line_is_in_one_live_run_by_constraint(w: World) -> None:
    made.drawn(w)
    line = PayslipLine.objects.order_by("id")[0]
    line.pk = None
    with pytest.raises(IntegrityError, match="fee_line_is_paid_once"), transaction.atomic():
        line.save(force_insert=True)


def written_but_payments(rows: Copy, write: Callable[[Copy], None] = Copy.write) -> None:
    write(rows) if PayslipLine.objects.count() == 0 else 1 / 0


@pytest.mark.row("E8")
def test_a_crash_midway_leaves_nothing_and_the_next_try_succeeds(committed: World, monkeypatch: Any) -> None:
    made.booked(committed)
    with clock.at(made.PAYROLL_TIME):
        with monkeypatch.context() as broken:
            broken.setattr(Copy, "write", written_but_payments)
            with pytest.raises(ZeroDivisionError):
                actions.draw_batch(by=committed.payroll, pay_date=made.PAY_DAY)
        assert not Batch.objects.exists()
        assert not PayslipLine.objects.exists()
        batch = actions.draw_batch(by=committed.payroll, pay_date=made.PAY_DAY)
    assert batch.payslip_count == 1


def test_another_person_approves(w: World) -> None:
    batch = made.drawn(w)
    with clock.at(made.APPROVAL_TIME):
        with pytest.raises(DomainError) as refused:
            actions.approve_batch(batch.pk, by=w.payroll)
        assert refused.value.code == "same_person"
        for stranger in (w.coordinator, w.main_user, w.expert.person):
            with pytest.raises(NotAllowed):
                actions.approve_batch(batch.pk, by=stranger)
        actions.approve_batch(batch.pk, by=w.payroll2)
        actions.approve_batch(batch.pk, by=w.payroll2)
    assert OutboxEvent.objects.filter(name="payments.batch_approved").count() == 1
    assert OutboxMessage.objects.filter(template="payments_payslip").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(approved_by=w.payroll)


@pytest.mark.row("E9")
@pytest.mark.parametrize(
    "raw",
    [
        "UPDATE payments_payslip SET net_cents = net_cents + 1, gross_cents = gross_cents + 1",
        "UPDATE payments_payslip SET void_at = now()",
        "DELETE FROM payments_payslipline",
        "UPDATE payments_payslipline SET amount_cents = 1",
        "UPDATE payments_payslipline SET void_at = now()",
        "DELETE FROM payments_transfer",
        "UPDATE payments_transfer SET amount_cents = 1",
        "UPDATE payments_batch SET pay_date = pay_date + 1",
        "UPDATE payments_batch SET state = 'drawn', approved_at = NULL, approved_by_id = NULL",
        "DELETE FROM payments_batch",
        "UPDATE payments_feeline SET amount_cents = 1",
        "DELETE FROM payments_feeline",
        "INSERT INTO payments_payslipline (payslip_id, fee_line_id, amount_cents, income_code, taxable)"
        " SELECT payslip_id, fee_line_id, 1, '214', true FROM payments_payslipline LIMIT 1",
    ],
)
def test_an_approved_run_is_read_only_to_the_superuser_of_the_database_too(w: World, raw: str) -> None:
    made.approved(w)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        assert cursor.fetchone()[0] == "on"
        with pytest.raises(IntegrityError, match="an approved batch is read-only"), transaction.atomic():
            cursor.execute(raw)


def test_recalled_before_sending_by_another_with_a_reason(w: World) -> None:
    batch = made.approved(w)
    with clock.at(made.APPROVAL_TIME):
        with pytest.raises(DomainError) as refused:
            actions.recall_batch(batch.pk, by=w.payroll2, reason="väärä tili")
        assert refused.value.code == "same_person"
        with pytest.raises(DomainError):
            actions.recall_batch(batch.pk, by=w.payroll, reason=" ")
        actions.recall_batch(batch.pk, by=w.payroll, reason="väärä tili")
        again = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert again.net_cents == batch.net_cents
    assert OutboxMessage.objects.filter(template="payments_recalled").count() == 1


def test_a_sent_run_is_not_recalled(w: World) -> None:
    batch = made.sent(w)
    with pytest.raises(Stale):
        actions.recall_batch(batch.pk, by=w.payroll2, reason="väärä")


def test_the_bank_file_is_valid_and_the_same_bytes_again(w: World) -> None:
    batch = made.approved(w, fees=2)
    with clock.at(made.SENDING_TIME):
        first = actions.write_bank_file(batch.pk, by=w.payroll)
    with clock.at(made.SENDING_TIME + timedelta(hours=3)):
        again = actions.write_bank_file(batch.pk, by=w.payroll2)
    assert (first.pk, first.sha256) == (again.pk, again.sha256)
    document = etree.parse(io.BytesIO(str(first.content).encode()))
    schema = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"
    etree.XMLSchema(etree.parse(str(schema))).assertValid(document)
    assert document.findtext(".//p:CtrlSum", namespaces=NAMESPACE) == "413.58"
    assert b"Luento" not in etree.tostring(document)


def test_a_refused_file_is_written_anew_with_new_ids(w: World) -> None:
    batch = made.sent(w)
    with clock.at(made.SENDING_TIME + timedelta(hours=1)):
        actions.refuse_bank_file(batch.pk, by=w.payroll, why="AM04")
        second = actions.write_bank_file(batch.pk, by=w.payroll)
    first = BankFile.objects.exclude(pk=second.pk).get()
    assert first.message_id != second.message_id
    assert len({t.end_to_end_id for t in Transfer.objects.all()}) == 2
    assert Transfer.objects.filter(replaced_by=None).count() == 1
    assert str(second.content).count("<EndToEndId>") == 1


def test_nothing_is_sent_without_a_file(w: World) -> None:
    batch = made.approved(w)
    with pytest.raises(DomainError) as refused:
        actions.mark_sent(batch.pk, by=w.payroll)
    assert refused.value.code == "no_file"


def test_settling_sets_the_banks_date_everywhere_and_tells(w: World) -> None:
    batch = made.settled(w)
    assert batch.settled_on == made.PAY_DAY
    assert Transfer.objects.get().settled_on == made.PAY_DAY
    assert OutboxMessage.objects.filter(template="payments_paid").count() == 1
    with clock.at(made.SETTLING_TIME):
        actions.settle_batch(batch.pk, by=w.payroll2, settled_on=made.PAY_DAY)
    assert OutboxMessage.objects.filter(template="payments_paid").count() == 1


def test_payslips_are_made_once_and_the_manifest_sealed_once(w: World) -> None:
    batch = made.approved(w, fees=2)
    assert actions.render_payslips(batch.pk) == 2
    assert actions.render_payslips(batch.pk) == 0
    batch.refresh_from_db()
    slip = Payslip.objects.select_related("document").get(expert=w.expert)
    assert batch.manifest is not None
    assert batch.manifest.sealed_at is not None
    assert slip.document.encrypted
    assert slip.document.is_ready
    assert slip.document.html_sha256 in batch.manifest.html
    assert Document.objects.filter(kind="manifest").count() == 1
    for words in ("Luento tai koulutus", "206,79", "mukaan 17,5\u00a0%", "140382-••••", "Ei peritä tällaisesta"):
        assert words in slip.document.html
    for secret in ("Luento sosionomiopiskelijoille", "Aikuissosiaalityö", "902P"):
        assert secret not in slip.document.html


def test_a_drawn_run_has_no_payslips_to_render(w: World) -> None:
    assert actions.render_payslips(made.drawn(w).pk) == 0


def test_one_payroll_clerk_alone_warns_the_main_user(w: World) -> None:
    w.payroll2.grants.all().delete()
    made.drawn(w)
    assert Task.objects.open().get(what="few_approvers").role == "main_user"


def test_an_expenses_only_fee_is_paid_without_withholding(w: World) -> None:
    w.expert.tax_cards.all().delete()
    fee = made.booked(w)
    fee.lines.all().update(kind="km", taxable=False, income_code="311")
    with clock.at(made.PAYROLL_TIME):
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    assert (batch.gross_cents, batch.expenses_cents, batch.withholding_cents, batch.net_cents) == (0, 27500, 0, 27500)


def questions_of_a_draw(w: World, experts: int) -> int:
    for expert in (w.expert, w.expert2, world.an_expert(w.main_user, "Kolmas", 2))[:experts]:
        made.booked(w, expert=expert)
    with clock.at(made.PAYROLL_TIME), CaptureQueriesContext(connection) as seen:
        actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
    return len(seen)


@pytest.mark.parametrize("experts", [1, 3])
def test_a_run_is_drawn_set_wise_however_many_experts(w: World, experts: int) -> None:
    assert questions_of_a_draw(w, experts) == 29
