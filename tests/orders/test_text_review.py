"""A text is reviewed at one's own pace by a day: from the form to the bank file (decision 0011)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from core.errors import DomainError
from core.models import OutboxMessage
from orders import actions, consequences, deadlines, estimates, matching, sweeps
from orders.actions.ending import all_done
from orders.forms.ordering import STEPS
from orders.forms.step import foreign
from orders.models import Approval, Gig, Order, TaskType
from payments import actions as payments
from payments.models import Fee
from tests.factories import payments as paying
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World
from tests.orders.ordering import STEP_1, address, errors, inside, step_2, step_4

KIND = "text_review"
WHAT = {
    "title": "Asumisneuvonnan esite",
    "goal": "Esitteestä ymmärtää heti, mistä apua saa ja miten sitä haetaan.",
    "description": "Lukee esitteen ja merkitsee epäselvät kohdat.",
    "expectations": "",
    "audience_type": "clients",
    "text_length": "4 sivua",
    "text_via": "link",
    "text_link": "https://esimerkki.invalid/esite.pdf",
}
WHEN = {
    "kerta-TOTAL_FORMS": "1",
    "kerta-INITIAL_FORMS": "0",
    "kerta-0-date": "29.9.2026",
    "kerta-0-hours": "3",
    "planning": "no",
}


def whose() -> dict[str, Any]:
    return {name: value for name, value in step_2().items() if name != "recording"}


def plain(html: str | bytes) -> str:
    text = html.decode() if isinstance(html, bytes) else html
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def page(person: Any, name: str, *args: Any) -> str:
    return plain(inside(person).get(reverse(name, args=args)).content)


@pytest.mark.row("A2")
def test_a_text_is_ordered_by_a_day_and_hours(w: World) -> None:
    client, kind = inside(w.orderer), TaskType.objects.get(slug=KIND)
    client.post(reverse("orders:new"), {"unit": w.unit.pk, "task_type": kind.pk, "phase": kind.phase})
    order = Order.objects.get()
    for number, answers in enumerate((WHAT, whose(), WHEN), start=1):
        shown = client.get(address(order, number)).content.decode()
        names = list(STEPS[number - 1](order=order).fields)
        assert len(names) <= 12
        assert all(f'name="{name}"' in shown for name in names)
        assert not any(f'name="{name}"' in shown for name in foreign(kind))
        answer = client.post(address(order, number), answers)
        assert answer.status_code == 302, errors(answer)
    assert "Tekstin arviointi, 3 h" in page(w.orderer, "orders:step", order.slug, 4)
    answer = client.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert answer.status_code == 302, errors(answer)
    order.refresh_from_db()
    session = order.sessions.get()
    assert (order.state, session.work_minutes, estimates.of_order(order).fee_cents) == ("awaiting_approver", 180, 7500)
    said = page(w.orderer, "portal:order", order.slug)
    assert "viimeistään ti 29.9., noin 3 h työtä" in said
    assert "https://esimerkki.invalid/esite.pdf" in said
    assert "klo 15.00 asti" in said


@pytest.mark.row("A2")
def test_another_kinds_question_is_refused(w: World) -> None:
    order, client = make.draft(w, kind=KIND), inside(w.orderer)
    assert {"address", "arrival", "step_free", "recording", "audience_size", "own_pair"} <= foreign(order.task_type)
    for name in foreign(order.task_type):
        answer = client.post(address(order, 1), WHAT | {name: "x"})
        assert answer.status_code == 422
        assert "jota tässä tehtävässä ei kysytä" in answer.content.decode()
    lecture = make.draft(w)
    for name in ("text_via", "text_link", "text_length"):
        assert client.post(address(lecture, 1), STEP_1 | {name: "x"}).status_code == 422


def test_what_is_missing_is_said(w: World) -> None:
    order, client = make.draft(w, kind=KIND), inside(w.orderer)
    assert client.post(address(order, 1), WHAT | {"text_link": ""}).context["form"].has_error("text_link")
    assert client.post(address(order, 1), WHAT | {"text_link": "", "text_via": "bank"}).status_code == 302
    for wrong in ({"kerta-0-date": "1.9.2026"}, {"kerta-0-hours": ""}, {"kerta-0-hours": "0"}, {"kerta-0-date": ""}):
        assert client.post(address(order, 3), WHEN | wrong).status_code == 422
    two = {"kerta-TOTAL_FORMS": "2", "kerta-1-date": "6.10.2026", "kerta-1-hours": "1"}
    assert client.post(address(order, 3), WHEN | two).status_code == 422
    picked = client.post(address(order, 3), WHEN | {"pick": "1.10.2026"}).content.decode()
    assert 'value="1.10.2026"' in picked
    assert 'value="3"' in picked
    with pytest.raises(DomainError):
        actions.save_step(order.pk, by=w.orderer, step=3, fields={}, sessions=[(DAY, DAY + timedelta(hours=1))])


@pytest.mark.row("A4")
@pytest.mark.parametrize(("minutes", "cents"), [(30, 2500), (60, 2500), (61, 3750), (90, 3750), (200, 8750)])
def test_the_fee_is_by_the_half_hour(w: World, minutes: int, cents: int) -> None:
    assert estimates.of_order(make.draft(w, kind=KIND, minutes=minutes)).fee_cents == cents


def test_nothing_stands_in_its_way_and_it_in_nothings(w: World) -> None:
    lecture = make.agreed(w)
    order = make.staffing(w, kind=KIND)
    w.expert2.regions, w.expert2.municipality, w.expert2.remote_ok = ["uusimaa"], "Espoo", False
    w.expert2.save()
    found = {row.expert.pk: row for row in matching.candidates(order)}
    assert set(found) == {w.expert.pk, w.expert2.pk}
    assert not any("kunta" in reason or "alue" in reason for row in found.values() for reason in row.reasons)
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    booking = gig.bookings.get()
    assert booking.during.isempty
    assert make.agreed(w, DAY.replace(hour=9)).bookings.get().live
    w.expert.paused = (date(2026, 9, 28), date(2026, 10, 5))
    w.expert.save()
    paused = make.staffing(w, kind=KIND)
    assert w.expert.pk not in {row.expert.pk for row in matching.candidates(paused)}
    assert lecture.bookings.get().live


def test_it_is_free_to_cancel_until_the_afternoon_a_day_before(w: World) -> None:
    gig = make.agreed(w, kind=KIND)
    limit = clock.at_closing(date(2026, 9, 28)) - timedelta(hours=1)
    assert deadlines.free_until(gig.bookings.get().starts, "D") == limit
    assert consequences.of_gig(gig, now=limit).total_cents == 0
    assert consequences.of_gig(gig, now=limit + timedelta(minutes=1)).total_cents == 3750


def test_who_cannot_come_says_so_still_on_the_last_day_and_another_is_asked(w: World) -> None:
    gig = make.agreed(w, kind=KIND)
    with clock.at(clock.at_opening(date(2026, 9, 29)) + timedelta(hours=2)):
        assert reverse("orders:release", args=[gig.slug]) in page(w.expert.person, "portal:gig", gig.slug)
        inside(w.expert.person).post(reverse("orders:release", args=[gig.slug]))
        gig.refresh_from_db()
        assert (gig.state, gig.order.state) == ("released", "staffing")
        offer = actions.send_offer(gig.order_id, by=w.coordinator, expert=w.expert2)
        assert offer.answer_by == clock.now() + timedelta(minutes=30)
        assert actions.accept_offer(offer.pk, by=w.expert2.person).state == "agreed"


@pytest.mark.row("A2")
@pytest.mark.parametrize(("hours", "cents"), [("2", 5000), ("3,1", 8750)])
def test_from_the_offer_to_the_bank_file(w: World, hours: str, cents: int) -> None:
    """Fewer hours than agreed; and more, of which what goes over the approved sum waits for the cost centre's yes."""
    gig = make.agreed(w, kind=KIND, minutes=180)
    outbox.drain()
    contract = gig.contracts.get()
    assert "omaan tahtiin viimeistään ti 29.9.2026, noin 3 h työtä" in plain(contract.text_html)
    payments.sign(contract.pk, by=w.expert.person)
    payments.sign_for_bank(contract.pk, by=w.coordinator)
    assert "Työ on valmis" in page(w.expert.person, "portal:gig", gig.slug)
    with clock.at(NOW + timedelta(days=6)):
        _told(w, gig, hours)
        outbox.drain()
        for approval in Approval.objects.waiting():
            assert Fee.objects.get(gig=gig).total_cents == 8250
            actions.decide_approval(approval.pk, by=w.approver, approve=True)
        outbox.drain()
    assert sum(fee.total_cents for fee in gig.fees.all()) == cents
    _paid(w, cents)


def _told(w: World, gig: Gig, hours: str) -> None:
    """Early and with other hours by the expert, confirmed by the orderer."""
    client = inside(w.expert.person)
    answer = client.post(reverse("orders:finish", args=[gig.slug]))
    report = gig.reports.get()
    assert answer["Location"] == reverse("orders:report", args=[report.slug])
    assert "Tehdyt tunnit" in page(w.expert.person, "orders:report", report.slug)
    rows = {f"trip-{end}": "0" for end in ("TOTAL_FORMS", "INITIAL_FORMS")}
    told = {"do": "changed", f"line-{gig.offer.lines.get().pk}": hours, "note": ""} | rows
    assert client.post(reverse("orders:report", args=[report.slug]), told).status_code == 302
    assert f"Työ, {hours} h" in page(w.orderer, "orders:report-confirm", report.slug)
    actions.confirm_report(report.pk, by=w.orderer)


def _paid(w: World, cents: int) -> None:
    with clock.at(paying.PAYROLL_TIME):
        batch = payments.draw_batch(by=w.payroll, pay_date=paying.PAY_DAY)
    assert sum(line.amount_cents for slip in batch.payslips.all() for line in slip.lines.all()) == cents
    with clock.at(paying.APPROVAL_TIME):
        payments.approve_batch(batch.pk, by=w.payroll2)
    with clock.at(paying.SENDING_TIME):
        file = payments.write_bank_file(batch.pk, by=w.payroll)
    assert f"<CtrlSum>{batch.net_cents / 100:.2f}</CtrlSum>" in file.content


def test_done_before_its_day_it_is_over_for_everybody(w: World) -> None:
    gig = make.agreed(w, kind=KIND)
    outbox.drain()
    report = actions.finish_work(gig.pk, by=w.expert.person)
    assert actions.finish_work(gig.pk, by=w.expert.person) == report
    gig.refresh_from_db()
    assert gig.state == "over"
    assert all_done(gig.order)
    with pytest.raises(DomainError):
        actions.cancel(gig.order_id, by=w.orderer, reason="other")
    with clock.at(DAY - timedelta(days=1)):
        assert sweeps.bookings_to_remind() == []
    assert "Peru tilaus" not in page(w.orderer, "portal:order", gig.order.slug)


def test_at_its_day_the_report_is_asked(w: World) -> None:
    gig = make.over(w, kind=KIND)
    assert gig.state == "over"
    assert gig.reports.get().state == "awaited"
    assert OutboxMessage.objects.filter(template="orders_report").exists()


def test_hours_done_are_told_of_work_that_was_called_off(w: World) -> None:
    gig = make.agreed(w, kind=KIND, minutes=180)
    actions.cancel(gig.order_id, by=w.orderer, reason="other")
    assert "Ilmoita tehdyt tunnit" in page(w.expert.person, "portal:gig", gig.slug)
    client = inside(w.expert.person)
    client.post(reverse("orders:report-preparation", args=[gig.slug]))
    report = gig.reports.get()
    shown = page(w.expert.person, "orders:report", report.slug)
    assert "Mitä ehdit tehdä" in shown
    assert "Toteutui kuten sovittiin" not in shown
    rows = {f"trip-{end}": "0" for end in ("TOTAL_FORMS", "INITIAL_FORMS")}
    told = {"do": "changed", f"line-{gig.offer.lines.get().pk}": "1,5", "note": "Ehdin puoleen väliin."} | rows
    assert client.post(reverse("orders:report", args=[report.slug]), told).status_code == 302
    actions.confirm_report(report.pk, by=w.orderer)
    outbox.drain()
    assert Fee.objects.get(gig=gig).total_cents == 3750


def test_a_new_deadline_is_asked_of_the_expert(w: World) -> None:
    gig = make.agreed(w, kind=KIND, minutes=180)
    shown = page(w.orderer, "orders:move", gig.order.slug)
    assert "kerta-0-date" in shown
    assert "kerta-0-starts" not in shown
    assert "kerta-0-hours" not in shown
    heads = {"kerta-TOTAL_FORMS": "1", "kerta-INITIAL_FORMS": "1"}
    inside(w.orderer).post(reverse("orders:move", args=[gig.order.slug]), heads | {"kerta-0-date": "6.10.2026"})
    asked = gig.move_answers.get()
    said = page(w.expert.person, "orders:move-answer", asked.slug)
    assert "viimeistään ti 29.9." in said
    assert "viimeistään ti 6.10." in said
    actions.answer_move(asked.pk, by=w.expert.person, yes=True)
    booking = gig.bookings.get()
    assert (clock.local(booking.starts).date(), booking.during.isempty) == (date(2026, 10, 6), True)
    assert gig.offer.lines.get().date == date(2026, 10, 6)


def test_no_site_is_asked_when_details_are_mended(w: World) -> None:
    order = make.submitted(w, kind=KIND)
    shown = page(w.orderer, "orders:change", order.slug)
    assert 'name="site_contact_name"' in shown
    assert not any(f'name="{name}"' in shown for name in ("remote_tool", "remote_link", "address", "arrival"))


def test_the_list_of_all_orders_says_its_day_and_no_hour(w: World) -> None:
    make.submitted(w, kind=KIND)
    shown = b"".join(inside(w.coordinator).get(reverse("orders:all"), {"as": "csv"})).decode()
    assert f"{DAY:%-d.%-m.%Y};" in shown
    assert "8.00" not in shown


def test_work_that_both_call_undone_has_no_hours_to_tell(w: World) -> None:
    gig = make.agreed(w, kind=KIND)
    report = actions.finish_work(gig.pk, by=w.expert.person)
    actions.claim_not_held(report.pk, by=w.orderer, reason="Tekstiä ei arvioitu.")
    actions.agree_not_held(report.pk, by=w.expert.person)
    assert reverse("orders:report-preparation", args=[gig.slug]) not in page(w.expert.person, "portal:gig", gig.slug)
    with pytest.raises(DomainError, match="ei kuulunut valmistelua"):
        actions.report_preparation(gig.pk, by=w.expert.person)
    report.refresh_from_db()
    assert report.state == "not_held"
