"""A report over the sum approved: the part within is paid at once, the rest waits for a yes to work already done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core import clock, letters, links, outbox
from core.errors import DomainError, NotAllowed
from core.models import OutboxMessage, PurposeLink, Task
from evaluation.models import FeedbackRequest
from orders import actions, ceiling, sweeps
from orders.models import Approval, GigReport, Order, ReportDifference
from orders.reports import Deviation
from orders.states import DifferenceState, GigState, ReportState
from payments import sweeps as payments_sweeps
from payments.actions import settle_gig
from payments.models import Fee
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

AFTER = DAY + timedelta(hours=2)


def said(answer: Any) -> str:
    return str(answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def body(template: str) -> str:
    letter = letters.render(OutboxMessage.objects.get(template=template))
    return letter.text.replace("\N{NO-BREAK SPACE}", " ")


def long_day(w: World, minutes: int = 600) -> GigReport:
    """Ten hours instead of one and a half, told by the expert."""
    report = make.over(w).reports.get()
    work = report.gig.offer.lines.get(kind="work")
    with clock.at(AFTER):
        return actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes={work.pk: minutes}))


def confirmed(w: World) -> ReportDifference:
    report = long_day(w)
    with clock.at(AFTER):
        answer = entered(w.orderer).post(reverse("orders:report-confirm", args=[report.slug]), {"do": "confirm"})
        assert answer.status_code == 302
        outbox.deliver_events()
    return ReportDifference.objects.get(report=report)


def told_cents(report: GigReport) -> int:
    return sum(line.amount_cents for line in report.lines.filter(version="expert"))


def paid(report: GigReport) -> list[int]:
    return list(Fee.objects.filter(report=report).order_by("pk").values_list("total_cents", flat=True))


@pytest.mark.row("A5")
@pytest.mark.row("D8")
def test_the_part_within_is_paid_at_once_and_the_rest_after_a_yes(w: World) -> None:
    difference = confirmed(w)
    report = difference.report
    told = told_cents(report)
    assert (difference.state, report.state) == (DifferenceState.AWAITING_APPROVER, ReportState.APPROVED)
    within = told - difference.amount_cents
    assert paid(report) == [within]
    maximum = Order.objects.get().approved_max_cents or 0
    final = [{"kind": x.kind, "amount_cents": x.amount_cents} for x in report.lines.filter(version="final")]
    assert ceiling.excess(report, final) == 0
    more = [*final, {"kind": "work", "amount_cents": 2}]
    assert ceiling.excess(report, more) > 0, "cut to the cent"
    letter = body("orders_part_approved")
    assert "Eero Hyväksyjä" in letter
    assert "Tekemäsi työ ei jää maksamatta" in letter
    with clock.at(AFTER):
        card = said(entered(w.expert.person).get(reverse("portal:gig", args=[report.gig.slug])))
        assert "osa ylittää hyväksytyn summan" in card
        assert "osa rivistä" in card
        asked = Approval.objects.get(difference=difference)
        link = PurposeLink.objects.get(purpose="approval", object_id=asked.pk)
        client = entered(w.orderer)
        client.logout()
        path = reverse("orders:link-approval", args=[links.token(link)])
        assert "Työ on jo tehty" in said(client.get(path))
        assert paid(report) == [within]
        client.post(path, {"decision": "approve"})
        client.post(path, {"decision": "approve"})
        outbox.deliver_events()
        settle_gig(report.gig_id)
    assert paid(report) == [within, difference.amount_cents]
    correction = Fee.objects.order_by("pk").last()
    assert correction is not None
    assert (correction.corrects, bool(correction.reason)) == (Fee.objects.order_by("pk").first(), True)
    assert Order.objects.get().approved_max_cents == maximum + asked.amount_cents
    with clock.at(AFTER):
        assert "osa ylittää" not in said(entered(w.expert.person).get(reverse("portal:gig", args=[report.gig.slug])))


def test_what_was_promised_is_never_cut(w: World) -> None:
    report = make.reported(w)
    Order.objects.update(approved_max_cents=1)
    with clock.at(AFTER):
        actions.confirm_report(report.pk, by=w.orderer)
    assert not ReportDifference.objects.exists()


@pytest.mark.row("A5")
def test_a_silent_approver_is_followed_by_the_deputy_though_the_order_has_ended(w: World) -> None:
    difference = confirmed(w)
    first = Approval.objects.get(difference=difference)
    Order.objects.update(state="done", done_at=AFTER)
    with clock.at(first.due):
        sweeps.sweep_all()
        second = Approval.objects.get(difference=difference, outcome="")
        assert (second.asked_of, second.deputised) == (w.deputy, True)
        entered(w.deputy).post(reverse("orders:approval", args=[second.slug]), {"decision": "approve"})
        outbox.deliver_events()
    assert len(paid(difference.report)) == 2


def refused(w: World) -> ReportDifference:
    difference = confirmed(w)
    asked = Approval.objects.get(difference=difference)
    with clock.at(AFTER):
        data = {"decision": "refuse", "note": "Rahaa ei ole."}
        entered(w.approver).post(reverse("orders:approval", args=[asked.slug]), data)
        outbox.deliver_events()
    difference.refresh_from_db()
    return difference


@pytest.mark.row("D8")
def test_after_a_no_the_coordinator_decides_and_another_cost_centre_pays(w: World) -> None:
    difference = refused(w)
    report = difference.report
    assert difference.state == DifferenceState.REFUSED
    task = Task.objects.open().get(what="difference_refused")
    assert (task.role, task.person, task.note) == ("coordinator", w.coordinator, "Rahaa ei ole.")
    assert "kustannuspaikka ei hyväksynyt" in body("orders_difference_refused")
    path = reverse("orders:report-difference", args=[report.slug])
    with clock.at(AFTER):
        client = entered(w.coordinator)
        assert path in said(client.get("/tehtavat/"))
        assert "Rahaa ei ole." in said(client.get(path))
        answer = client.post(path, {"outcome": "bank", "reason": "Työ on tehty."})
        assert (answer.status_code, "Valitse kustannuspaikka" in said(answer)) == (422, True)
        client.post(path, {"outcome": "bank", "reason": "Työ on tehty.", "cost_centre": w.centre.pk})
        outbox.deliver_events()
        settle_gig(report.gig_id)
    assert len(paid(report)) == 2
    assert not Task.objects.open().filter(what="difference_refused").exists()


@pytest.mark.row("D8")
def test_after_a_no_what_was_agreed_with_the_expert_is_told_at_once(w: World) -> None:
    difference = refused(w)
    path = reverse("orders:report-difference", args=[difference.report.slug])
    with clock.at(AFTER):
        entered(w.coordinator).post(path, {"outcome": "drop", "reason": "Sovimme puhelimessa."})
        outbox.deliver_events()
    assert "Sovimme puhelimessa." in body("orders_difference_dropped")
    assert len(paid(difference.report)) == 1


def test_only_a_coordinator_decides_and_only_with_a_reason(w: World) -> None:
    difference = refused(w)
    for person in (w.orderer, w.expert.person, w.approver):
        with pytest.raises(NotAllowed):
            actions.decide_difference(difference.pk, by=person, outcome="drop", reason="Ei.")
    with pytest.raises(DomainError):
        actions.decide_difference(difference.pk, by=w.coordinator, outcome="drop", reason=" ")


def test_the_gig_waits_for_its_difference(w: World) -> None:
    difference = confirmed(w)
    gig = difference.report.gig
    gig.refresh_from_db()
    assert (gig.state, gig.fee_settled_at) == (GigState.OVER, None)
    asked = Approval.objects.get(difference=difference)
    with clock.at(AFTER):
        actions.decide_approval(asked.pk, by=w.approver, approve=True)
        outbox.deliver_events()
    gig.refresh_from_db()
    assert gig.fee_settled_at is not None


@pytest.mark.row("E8")
def test_a_contested_difference_reaches_payroll_by_itself(w: World) -> None:
    report = make.reported(w)
    work, prep = report.gig.offer.lines.get(kind="work"), report.gig.offer.lines.get(kind="preparation")
    with clock.at(AFTER):
        less = Deviation(minutes={work.pk: 60}, hours={prep.pk: Decimal(1)})
        actions.contest_report(report.pk, by=w.orderer, deviation=less, note="Loppui aiemmin.")
    report.refresh_from_db()
    assert report.due is not None
    with clock.at(report.due):
        sweeps.sweep_all()
        outbox.deliver_events()
        client = entered(w.coordinator)
        assert "mutta osasta olette eri mieltä" in said(client.get(reverse("portal:gig", args=[report.gig.slug])))
        path = reverse("orders:report-difference", args=[report.slug])
        for _click in range(2):
            client.post(path, {"outcome": "pay", "reason": "Valmistelu kesti."})
            outbox.deliver_events()
    assert paid(report)[1:] == [2500]
    assert Fee.objects.get(corrects__isnull=False).reason == "Valmistelu kesti."
    assert not Task.objects.open().filter(what="decide_difference").exists()
    assert list(payments_sweeps.differences_without_fee()) == []


@pytest.mark.row("A5")
def test_with_nobody_to_ask_the_sum_waits_for_whom_the_main_user_names(w: World) -> None:
    order = make.staffing(w)
    w.centre.approver, w.centre.deputy = w.orderer, None
    w.centre.save()
    amount = (order.approved_max_cents or 0) + 5000
    path = reverse("orders:more-money", args=[order.slug])
    answer = entered(w.coordinator).post(
        path, {"amount_cents": f"{amount / 100:.2f}".replace(".", ","), "reason": "Juna on kalliimpi."}, follow=True
    )
    assert "Pääkäyttäjä nimeää" in said(answer)
    waiting = Approval.objects.get(order=order, outcome="")
    assert (waiting.asked_of, waiting.amount_cents) == (None, amount)
    name = reverse("orders:name-approver", args=[order.slug])
    client = entered(w.main_user)
    assert client.get(name).status_code == 200
    client.post(name, {"person": w.main_user2.pk})
    asked = Approval.objects.get(order=order, outcome="")
    assert (asked.asked_of, asked.amount_cents, asked.reason) == (w.main_user2, amount, "Juna on kalliimpi.")
    assert not Task.objects.open().filter(what="name_approver").exists()


def not_held(w: World) -> GigReport:
    report = make.over(w).reports.get()
    with clock.at(AFTER):
        actions.claim_not_held(report.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        outbox.deliver_events()
        assert not FeedbackRequest.objects.exists(), "nobody is asked while it is claimed"
        actions.agree_not_held(report.pk, by=w.expert.person)
        outbox.deliver_events()
    report.refresh_from_db()
    return report


@pytest.mark.row("D6")
def test_a_gig_not_held_closes_without_feedback_and_still_pays_the_preparation(w: World) -> None:
    report = not_held(w)
    assert (report.state, report.gig.state) == (ReportState.NOT_HELD, GigState.CLOSED)
    assert not FeedbackRequest.objects.exists()
    card = reverse("portal:gig", args=[report.gig.slug])
    with clock.at(AFTER):
        client = entered(w.expert.person)
        assert "Ilmoita tehty valmistelu" in said(client.get(card))
        for _click in range(2):
            client.post(reverse("orders:report-preparation", args=[report.gig.slug]))
        report.refresh_from_db()
        assert report.state == ReportState.SUBMITTED
        assert "Ilmoita tehty valmistelu" not in said(client.get(card))
        actions.confirm_report(report.pk, by=w.orderer)
        outbox.deliver_events()
    assert paid(report) == [5000]
    assert not FeedbackRequest.objects.exists()


def test_feedback_asked_before_the_claim_is_taken_back(w: World) -> None:
    report = make.over(w).reports.get()
    with clock.at(AFTER):
        outbox.deliver_events()
        assert FeedbackRequest.objects.count() == 2
        actions.claim_not_held(report.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        actions.agree_not_held(report.pk, by=w.expert.person)
        outbox.deliver_events()
    assert not FeedbackRequest.objects.exists()
    report.gig.refresh_from_db()
    assert report.gig.feedback_settled_at is not None


def test_feedback_is_asked_once_it_is_decided_that_it_was_held(w: World) -> None:
    report = make.over(w).reports.get()
    with clock.at(AFTER):
        actions.claim_not_held(report.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        outbox.deliver_events()
        actions.dispute_not_held(report.pk, by=w.expert.person, note="Pidin sen.")
        actions.decide_report(report.pk, by=w.coordinator, outcome="expert", reason="Nimilista.")
        outbox.deliver_events()
        outbox.deliver_events()
    assert FeedbackRequest.objects.count() == 2


def test_phoning_for_a_signature_ends_with_the_gig(w: World) -> None:
    gig = make.agreed(w)
    outbox.deliver_events()
    contract = gig.contracts.get()
    with clock.at(contract.due or DAY):
        payments_sweeps.sweep_all()
        assert Task.objects.open().filter(what="contract_unsigned").exists()
    with clock.at(AFTER):
        sweeps.end_sessions(gig.pk)
        outbox.deliver_events()
    assert not Task.objects.open().filter(what="contract_unsigned").exists()
