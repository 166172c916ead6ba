"""Nobody is left hanging: each thing that time alone moves, under a moved clock, one by one."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from django.urls import reverse

from core import clock
from core.models import OutboxEvent, OutboxMessage, Task
from kokemuspankki.demo import waiting
from orders import actions, deadlines, estimates, sweeps
from orders.models import Gig, Offer, Order
from orders.states import GigState, OfferState, OrderState, ReportState
from orders.sweeps import limits
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World


def tasks() -> set[str]:
    return set(Task.objects.open().values_list("what", flat=True))


def mails(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_silent_offer_is_reminded_once_at_half_and_then_expires(w: World) -> None:
    offer = make.offered(w)
    with clock.at(offer.remind_at):
        assert sweeps.sweep_all() == 1
        assert sweeps.sweep_all() == 0
    assert mails("orders_offer_reminder") == 1
    with clock.at(offer.answer_by):
        sweeps.sweep_all()
        sweeps.sweep_all()
        offer.refresh_from_db()
        assert (offer.state, offer.answered_how, offer.answered_by) == (OfferState.EXPIRED, "silence", None)
        assert "staff_order" in tasks()
        board = said(entered(w.coordinator).get(reverse("orders:board")))
    assert "tarjous puuttuu" in board
    assert "Katso ehdokkaat" in board
    assert mails("orders_offer_expired") == 1
    assert Order.objects.get(pk=offer.order_id).due is not None


def test_an_offer_answered_in_time_does_not_expire(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(gig.offer.answer_by + timedelta(days=1)):
        sweeps.expire_offer(gig.offer_id)
    assert Offer.objects.get(pk=gig.offer_id).state == OfferState.ACCEPTED


def test_an_order_that_nobody_was_asked_for_becomes_a_task_once(w: World) -> None:
    order = make.staffing(w)
    with clock.at(order.due - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert "staff_order" not in tasks()
    with clock.at(order.due):
        assert sweeps.next_moment() != order.due
        sweeps.sweep_all()
        sweeps.sweep_all()
        task = Task.objects.open().get(what="staff_order")
        assert (task.role, task.person, task.due) == ("coordinator", w.coordinator, order.due)
        Task.objects.update(done_at=clock.now())
        sweeps.sweep_all()
        assert "staff_order" not in tasks()


def test_an_order_with_a_live_offer_waits_for_its_answer(w: World) -> None:
    offer = make.offered(w)
    Order.objects.filter(pk=offer.order_id).update(due=make.NOW)
    with clock.at(make.NOW + timedelta(minutes=1)):
        sweeps.sweep_all()
    assert "staff_order" not in tasks()


def test_an_order_whose_day_passed_ends_by_itself(w: World) -> None:
    offer = make.offered(w)
    with clock.at(DAY - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert Order.objects.get(pk=offer.order_id).state == OrderState.STAFFING
    with clock.at(DAY):
        sweeps.sweep_all()
        sweeps.sweep_all()
    order = Order.objects.get(pk=offer.order_id)
    assert (order.state, order.cancelled_how, order.cancelled_by) == (OrderState.CANCELLED, "sweep", None)
    assert not order.offers.live().exists()
    assert mails("orders_cancelled") == 1
    with clock.at(DAY):
        assert "Aika ehti kulua" in said(entered(w.orderer).get(reverse("portal:order", args=[order.slug])))


def test_fewer_gigs_than_places_go_on_with_those(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(offer.pk, by=w.expert.person)
    left = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert2)
    with clock.at(DAY):
        sweeps.sweep_all()
    order.refresh_from_db()
    assert order.state == OrderState.STAFFED
    left.refresh_from_db()
    assert left.state in {OfferState.WITHDRAWN, OfferState.EXPIRED}
    assert order.gigs.get().state == GigState.AGREED


def test_a_series_lapses_session_by_session_and_the_orderer_hears_which(w: World) -> None:
    order = make.staffing(w, sessions=2)
    price = estimates.of_order(order).total_cents
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    with clock.at(DAY):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Order.objects.get(pk=order.pk).state == OrderState.STAFFING
        page = said(entered(w.orderer).get(reverse("portal:order", args=[order.slug])))
    assert "ti 29.9. klo 13.00–14.30 (jäi pitämättä)" in page
    assert Offer.objects.get(pk=offer.pk).state in {OfferState.EXPIRED, OfferState.WITHDRAWN}
    message = OutboxMessage.objects.get(template="orders_lapsed", person=w.orderer)
    assert message.context["times"] == [DAY.astimezone(UTC).isoformat()]
    assert estimates.of_order(Order.objects.get(pk=order.pk)).total_cents < price
    with clock.at(DAY + timedelta(hours=1)):
        second = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
        gig = actions.accept_offer(second.pk, by=w.expert.person)
    assert gig.bookings.count() == 1
    assert Order.objects.get(pk=order.pk).state == OrderState.STAFFED


def test_the_last_session_of_a_series_that_nobody_took_cancels_the_order(w: World) -> None:
    order = make.staffing(w, sessions=2)
    for week in (0, 1):
        with clock.at(DAY + timedelta(weeks=week)):
            sweeps.sweep_all()
    order.refresh_from_db()
    assert (order.state, order.cancelled_how) == (OrderState.CANCELLED, "sweep")
    assert mails("orders_cancelled") == 1


def test_after_a_release_in_a_series_the_search_goes_on_until_the_next_session(w: World) -> None:
    order = make.staffing(w, sessions=2, experts_needed=2)
    for expert in (w.expert, w.expert2):
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=expert)
        actions.accept_offer(offer.pk, by=expert.person)
    between = DAY + timedelta(days=1)
    with clock.at(between):
        actions.release_gig(order.gigs.get(expert=w.expert).pk, by=w.expert.person)
        sweeps.sweep_all()
        assert Order.objects.get(pk=order.pk).state == OrderState.STAFFING
    with clock.at(DAY + timedelta(weeks=1)):
        sweeps.sweep_all()
    assert Order.objects.get(pk=order.pk).state == OrderState.STAFFED
    assert not order.sessions.exclude(lapsed_at=None).exists()


def test_a_series_whose_rest_lapsed_is_done_and_not_cancelled(w: World) -> None:
    gig = make.agreed(w, sessions=2)
    with clock.at(DAY + timedelta(days=1)):
        actions.release_gig(gig.pk, by=w.expert.person)
    with clock.at(DAY + timedelta(weeks=1)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert Order.objects.get(pk=gig.order_id).state == OrderState.DONE
    assert OutboxMessage.objects.get(template="orders_lapsed", person=w.orderer).context["goes_on"] is False


def test_the_last_session_over_opens_the_report_once(w: World) -> None:
    gig = make.agreed(w)
    end = DAY + timedelta(minutes=90)
    with clock.at(end - timedelta(minutes=1)):
        sweeps.sweep_all()
    assert Gig.objects.get(pk=gig.pk).state == GigState.AGREED
    with clock.at(end):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert Gig.objects.get(pk=gig.pk).state == GigState.OVER
    assert gig.reports.get().state == ReportState.AWAITED
    assert mails("orders_report") == 1
    assert OutboxEvent.objects.filter(name="orders.gig_over").count() == 1


def test_a_silent_expert_is_reminded_and_then_phoned(w: World) -> None:
    report = make.over(w).reports.get()
    with clock.at(report.due - timedelta(hours=20)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert mails("orders_report_reminder") == 1
    assert "phone_expert" not in tasks()
    with clock.at(report.due):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert "Soita kokemusasiantuntijalle ja kirjaa toteuma" in said(entered(w.coordinator).get("/tehtavat/"))
    assert Task.objects.filter(what="phone_expert").count() == 1


def test_after_en_paase_no_reminder_goes_to_that_expert(w: World) -> None:
    gig = make.agreed(w)
    actions.release_gig(gig.pk, by=w.expert.person)
    sent = OutboxMessage.objects.filter(person=w.expert.person).count()
    with clock.at(DAY + timedelta(days=10)):
        sweeps.sweep_all()
    assert OutboxMessage.objects.filter(person=w.expert.person).count() == sent
    assert not gig.reports.exists()


def test_every_sweep_twice_is_the_same_as_once(w: World) -> None:
    make.submitted(w)
    make.offered(w, DAY + timedelta(days=1))
    make.agreed(w, DAY + timedelta(days=2), w.expert2)
    for days in (3, 10, 25, 30, 31, 40, 60):
        with clock.at(make.NOW + timedelta(days=days)):
            sweeps.sweep_all()
            again = (OutboxMessage.objects.count(), Task.objects.count(), OutboxEvent.objects.count())
            sweeps.sweep_all()
            assert (OutboxMessage.objects.count(), Task.objects.count(), OutboxEvent.objects.count()) == again


def test_a_task_is_closed_by_whom_it_waits_for(w: World) -> None:
    offer = make.offered(w)
    actions.decline_offer(offer.pk, by=w.expert.person)
    task = Task.objects.open().get(what="staff_order")
    assert entered(w.payroll).post("/tehtavat/hoidettu/", {"task": task.pk}).status_code == 403
    assert entered(w.expert.person).get("/tehtavat/").status_code == 403
    client = entered(w.coordinator)
    assert "merkitty hoidetuksi" in said(client.post("/tehtavat/hoidettu/", {"task": task.pk}, follow=True))
    assert "staff_order" not in tasks()
    assert client.post("/tehtavat/hoidettu/", {"task": "x"}).status_code == 404


def test_what_waits_for_time_is_known_to_the_clock(w: World) -> None:
    offer = make.offered(w)
    assert sweeps.next_moment() == offer.remind_at
    with clock.at(offer.remind_at):
        assert sweeps.next_moment() == offer.answer_by


def test_the_clock_stops_an_hour_before_cancelling_costs(w: World) -> None:
    gig = make.agreed(w)
    last_free = deadlines.free_until(DAY, gig.offer.profile) - timedelta(hours=1)
    assert limits.before_free_limit(NOW) == last_free
    assert str(waiting.what(last_free)) == "Keikan voi perua maksutta vielä tunnin ajan"
    with clock.at(last_free - timedelta(minutes=1)):
        assert sweeps.next_moment() == last_free
    assert limits.before_free_limit(last_free) is None
