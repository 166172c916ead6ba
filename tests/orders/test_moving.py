"""Moving a date that experts have agreed to: everybody's yes, or the old time stands (model.md §3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, links, outbox
from core.errors import Stale
from core.models import OutboxMessage, PurposeLink, Task
from orders import actions, sweeps
from orders.models import Gig, MoveAnswer, MoveProposal, Order
from orders.models.timed import due_on
from orders.states import GigState, MoveState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

NEXT = DAY + timedelta(days=1)


def mails(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def typed(starts: datetime, minutes: int = 90) -> dict[str, str]:
    local, ends = clock.local(starts), clock.local(starts + timedelta(minutes=minutes))
    rows = {"kerta-TOTAL_FORMS": "1", "kerta-INITIAL_FORMS": "1", "kerta-0-date": f"{local:%d.%m.%Y}"}
    return {**rows, "kerta-0-starts": f"{local:%H.%M}", "kerta-0-ends": f"{ends:%H.%M}"}


def propose(by: Any, order: Order, starts: datetime = NEXT, minutes: int = 90) -> str:
    return said(entered(by).post(reverse("orders:move", args=[order.slug]), typed(starts, minutes), follow=True))


def answer(gig: Gig, yes: bool) -> str:
    asked = MoveAnswer.objects.get(gig=gig, proposal__state=MoveState.ASKED)
    url = reverse("orders:move-answer", args=[asked.slug])
    return said(entered(gig.expert.person).post(url, {"answer": "yes" if yes else "no"}, follow=True))


def starts(gig: Gig) -> datetime:
    return gig.bookings.get().starts


def test_the_expert_s_yes_moves_the_booking_and_all_hear(w: World) -> None:
    gig = make.agreed(w)
    total = gig.offer.total_cents
    assert "Ehdota toista aikaa" in said(entered(w.orderer).get(reverse("portal:order", args=[gig.order.slug])))
    assert "Kysymme uutta aikaa" in propose(w.orderer, gig.order)
    assert starts(gig) == DAY
    card = said(entered(w.expert.person).get(reverse("portal:gig", args=[gig.slug])))
    assert "Käykö uusi aika?" in card
    assert "Uusi aika käy sinulle" in answer(gig, True)
    gig.refresh_from_db()
    assert starts(gig) == NEXT
    assert gig.order.sessions.get().starts == NEXT
    assert {line.date for line in gig.offer.lines.all()} == {NEXT.date()}
    assert (gig.offer.total_cents, gig.state) == (total, GigState.AGREED)
    assert mails("orders_moved") == 3
    message = OutboxMessage.objects.filter(template="orders_moved").first()
    assert [datetime.fromisoformat(at) for at in message.context["changes"][0]] == [DAY, NEXT]
    assert Task.objects.open().filter(what="amend_contract").exists()


def test_a_moved_gig_is_reported_and_paid_in_its_new_month(w: World) -> None:
    gig = make.agreed(w)
    moved = DAY + timedelta(days=7)
    propose(w.orderer, gig.order, moved)
    answer(gig, True)
    with clock.at(DAY + timedelta(hours=3)):
        sweeps.sweep_all()
        assert not gig.reports.exists()
    with clock.at(moved + timedelta(minutes=90)):
        sweeps.sweep_all()
        report = actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
    assert report.period.month == 10
    expert = report.lines.filter(version="expert")
    assert sum(line.amount_cents for line in expert) == gig.offer.total_cents


@pytest.mark.parametrize("by", ["orderer", "coordinator"])
def test_no_keeps_the_old_time(w: World, by: str) -> None:
    gig = make.agreed(w)
    propose(getattr(w, by), gig.order)
    assert "Vanha aika jää voimaan" in answer(gig, False)
    assert starts(gig) == DAY
    assert MoveProposal.objects.get().state == MoveState.REFUSED
    assert mails("orders_move_stands") == 3


def test_silence_keeps_the_old_time(w: World) -> None:
    gig = make.agreed(w)
    propose(w.orderer, gig.order)
    proposal = MoveProposal.objects.get()
    with clock.at(proposal.answer_by):
        sweeps.sweep_all()
        sweeps.sweep_all()
        asked = proposal.answers.get()
        url = reverse("orders:move-answer", args=[asked.slug])
        assert "Tähän ei tarvitse enää vastata" in said(entered(w.expert.person).get(url))
    proposal.refresh_from_db()
    assert (proposal.state, starts(gig)) == (MoveState.SILENT, DAY)
    assert mails("orders_move_stands") == 3


def test_from_the_mail_without_signing_in(w: World, client: Any) -> None:
    gig = make.agreed(w)
    propose(w.orderer, gig.order)
    url = reverse("orders:link-move", args=[links.token(PurposeLink.objects.get(purpose="move"))])
    assert "Uusi aika käy" in said(client.get(url))
    assert "Kiitos" in said(client.post(url, {"answer": "yes"}))
    assert starts(gig) == NEXT
    assert outbox.drain() >= 0


def test_all_experts_say_yes_or_nobody_moves(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    gigs = []
    for expert in (w.expert, w.expert2):
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=expert)
        gigs.append(actions.accept_offer(offer.pk, by=expert.person))
    propose(w.orderer, order)
    answer(gigs[0], True)
    assert [starts(gig) for gig in gigs] == [DAY, DAY]
    answer(gigs[1], True)
    assert [starts(gig) for gig in gigs] == [NEXT, NEXT]


def test_a_clash_is_said_and_nothing_moves(w: World) -> None:
    gig = make.agreed(w)
    make.agreed(w, NEXT)
    propose(w.orderer, gig.order)
    said = answer(gig, True).replace("\N{NO-BREAK SPACE}", " ")
    assert "Sinulla on silloin jo toinen keikka: Luento tai koulutus, ke 30.9. klo 13.00–14.30." in said
    assert starts(gig) == DAY


def test_what_cannot_be_proposed_is_said(w: World) -> None:
    gig = make.agreed(w)
    assert "Kesto ei voi muuttua" in propose(w.orderer, gig.order, NEXT, 120)
    assert "Aika on sama kuin ennen" in propose(w.orderer, gig.order, DAY)
    propose(w.orderer, gig.order)
    assert "on jo ehdotettu uutta aikaa" in propose(w.orderer, gig.order)


def two_agreed(w: World) -> tuple[Order, list[Gig]]:
    order = make.staffing(w, experts_needed=2)
    offers = [actions.send_offer(order.pk, by=w.coordinator, expert=expert) for expert in (w.expert, w.expert2)]
    return order, [actions.accept_offer(offer.pk, by=offer.expert.person) for offer in offers]


def test_cover_is_sought_at_once_when_the_one_who_was_asked_leaves(w: World) -> None:
    gig = make.agreed(w)
    propose(w.orderer, gig.order)
    actions.release_gig(gig.pk, by=w.expert.person)
    assert MoveProposal.objects.get().state == MoveState.SILENT
    assert actions.send_offer(gig.order_id, by=w.coordinator, expert=w.expert2).state == "sent"
    assert mails("orders_move_stands") == 2, "the orderer and the bank; who left is not told"
    with pytest.raises(Stale):
        actions.answer_move(MoveAnswer.objects.get().pk, by=w.expert.person, yes=True)


def test_the_last_one_s_leaving_moves_the_rest_who_all_said_yes(w: World) -> None:
    order, gigs = two_agreed(w)
    propose(w.orderer, order)
    answer(gigs[0], True)
    actions.release_gig(gigs[1].pk, by=w.expert2.person)
    assert starts(gigs[0]) == order.sessions.get().starts == NEXT
    assert MoveProposal.objects.get().state == MoveState.AGREED


def test_who_has_taken_another_gig_since_the_yes_keeps_the_old_time_for_all(w: World) -> None:
    order, gigs = two_agreed(w)
    propose(w.orderer, order)
    answer(gigs[0], True)
    make.agreed(w, NEXT)
    assert "Sinulla on" not in answer(gigs[1], True)
    assert [starts(gig) for gig in gigs] == [DAY, DAY]
    assert MoveProposal.objects.get().state == MoveState.REFUSED


def test_work_told_ready_ends_the_question_of_its_day(w: World) -> None:
    gig = make.agreed(w, kind="text_review")
    actions.propose_move(gig.order_id, by=w.orderer, times=[due_on(NEXT.date())])
    actions.finish_work(gig.pk, by=w.expert.person)
    assert MoveProposal.objects.get().state == MoveState.SILENT
