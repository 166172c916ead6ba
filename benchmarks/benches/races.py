"""Eight clients through the actions, on the same rows at the same moment: nothing twice, nobody stuck, how long."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Person
from benchmarks.clients import DONE, EIGHT, REFUSED, Act, Clients, Try
from benchmarks.copying import after_copies, copies
from benchmarks.full_bank import SPACE
from benchmarks.rows import Row, at_least, at_most, percentile
from core import clock
from experts import actions as experts
from experts.models import Expert
from orders import actions as orders
from orders.models import Gig, Offer, Order, OrderSession
from payments import actions as payments
from payments.models import Batch, Contract, Fee
from supervision import actions as supervision
from supervision.models import SupportEvent
from tests.factories import payments as paid
from tests.factories import support
from tests.factories import world as made
from tests.factories.world import World

HOT = 20
TRIES = {"hot": 60_000, "offers": 16_000, "seats": 16_000, "contracts": 8_000, "batches": 160}
"""At scale 1; of batches, whole rounds of drawing, approving and taking back."""
P99_MS = 20
STARTS = 400
OVERLAPPING = (
    "SELECT count(*) FROM orders_booking a JOIN orders_booking b ON b.expert_id = a.expert_id AND b.id > a.id "
    "AND a.during && b.during WHERE a.live AND b.live"
)
TWO_GIGS = (
    "SELECT count(*) FROM (SELECT order_id FROM orders_gig WHERE state IN ('agreed', 'confirmed', 'over', 'closed') "
    f"AND order_id >= {SPACE} GROUP BY order_id HAVING count(*) > 1) twice"
)
TWO_SEATS = (
    "SELECT count(*) FROM (SELECT event_id FROM supervision_seat WHERE state = 'booked' "
    "GROUP BY event_id HAVING count(*) > 1) twice"
)
SIGNED_AND_COMMENTED = (
    "SELECT count(*) FROM payments_contract c WHERE (c.state = 'commented' AND c.expert_signed_at IS NOT NULL) OR "
    "(SELECT count(*) FROM payments_signature s WHERE s.contract_id = c.id AND s.party = 'expert') > 1"
)
TWICE_IN_A_RUN = (
    "SELECT count(*) FROM (SELECT fee_line_id FROM payments_payslipline WHERE void_at IS NULL "
    "GROUP BY fee_line_id HAVING count(*) > 1) twice"
)
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


@dataclass
class Race:
    """One kind of race: every try, and how many rows came out twice."""

    name: str
    tries: list[Try] = field(default_factory=list)
    doubles: int = 0


def run(scale: float, *, processes: bool = True) -> Iterator[Row]:
    clients = Clients(processes=processes)
    number = {name: max(int(tries * scale), 1) for name, tries in TRIES.items()}
    before = _count(DEADLOCKS)
    with clock.at(made.NOW):
        w = made.world()
        people = _experts(w)
        hot = _overlapping_gigs(w, clients, people, number["hot"])
        races = [
            hot,
            _last_offer(w, clients, people, number["offers"]),
            _last_seat(w, clients, people, number["seats"]),
            _commented_while_signed(w, clients, number["contracts"]),
            _one_batch(w, clients, number["batches"]),
        ]
    for race in races:
        yield from _said(race)
    booked = [one.seconds * 1000 for one in hot.tries if one.came == DONE]
    yield Row("a booking on 20 hot experts: p50", percentile(booked, 50), "ms")
    yield at_most("a booking on 20 hot experts: p99", percentile(booked, 99), "ms", P99_MS)
    everything = [one for race in races for one in race.tries]
    yield at_least("tries in all", len(everything), "tries", 100_000)
    yield at_most("doubles", sum(race.doubles for race in races), "rows", 0)
    yield at_most("deadlocks", _count(DEADLOCKS) - before, "", 0)
    faults = Counter(one.came for one in everything if one.came not in {DONE, REFUSED})
    yield at_most("faults " + ", ".join(f"{name} {n}" for name, n in faults.items()), faults.total(), "tries", 0)


def _said(race: Race) -> Iterator[Row]:
    came = Counter(one.came for one in race.tries)
    yield Row(f"{race.name}: tries", len(race.tries), "tries")
    yield Row(f"{race.name}: done", came[DONE], "tries")
    yield at_most(f"{race.name}: doubles", race.doubles, "rows", 0)


def _experts(w: World) -> list[Expert]:
    """Twenty who can do all that the world's own expert can."""
    copies(w.expert.person, SPACE, HOT, email="'hot' || {id} || '@esimerkki.invalid'")
    copies(w.expert, SPACE, HOT, person_id="{id}")
    after_copies(Person, Expert)
    return list(Expert.objects.filter(pk__gte=SPACE).select_related("person").order_by("pk"))


def _offered(offer: Offer, first: int, count: int, expert: str, moved: str) -> None:
    """Orders with one live offer each, at other times."""
    session = offer.order.sessions.get()
    copies(offer.order, first, count)
    copies(session, first, count, order_id="{id}", starts=f"t.starts + {moved}", ends=f"t.ends + {moved}")
    copies(offer, first, count, order_id="{id}", expert_id=expert)
    after_copies(Order, OrderSession, Offer)


def _overlapping_gigs(w: World, clients: Clients, people: list[Expert], tries: int) -> Race:
    """Each order has an own offer to a hot expert; they start half an hour apart, so that neighbours overlap."""
    first = SPACE
    moved = f"((hashint4(n) & 65535) % {STARTS}) * interval '30 minutes'"
    _offered(made.offered(w), first, tries, f"{SPACE} + (n % {HOT})", moved)

    def script(client: int) -> Iterator[Act]:
        numbers = range(client, tries, clients.number)
        for n in random.Random(client).sample(numbers, len(numbers)):
            yield lambda n=n: orders.accept_offer(first + n, by=people[n % HOT].person)

    return Race("overlapping gigs", clients.run(script), _count(OVERLAPPING))


def _last_offer(w: World, clients: Clients, people: list[Expert], tries: int) -> Race:
    """One place, eight live offers, eight yeses."""
    first, rounds = SPACE * 2, -(-tries // EIGHT)
    offer = made.offered(w, made.DAY + timedelta(days=200), w.expert2)
    moved = "(n % 10000) * interval '1 day'"
    _offered(offer, first, rounds, f"{SPACE}", moved)
    for n in range(1, EIGHT):
        copies(offer, first + SPACE * n // 10, rounds, order_id=f"{first} + n", expert_id=str(SPACE + n))
    after_copies(Offer)

    def script(client: int) -> Iterator[Act]:
        for n in range(rounds):
            pk = first + SPACE * client // 10 + n
            yield lambda pk=pk: orders.accept_offer(pk, by=people[client].person)

    return Race("last offer", clients.run(script), _count(TWO_GIGS))


def _last_seat(w: World, clients: Clients, people: list[Expert], tries: int) -> Race:
    rounds = -(-tries // EIGHT)
    event = support.an_event(w, support.a_supervisor(w), seats=1)
    moved = "interval '20 years' + n * interval '3 hours'"
    copies(event, SPACE, rounds, starts=f"t.starts + {moved}", ends=f"t.ends + {moved}")
    after_copies(SupportEvent)

    def script(client: int) -> Iterator[Act]:
        for n in range(rounds):
            yield lambda n=n: supervision.book(SPACE + n, by=people[client].person)

    return Race("last seat", clients.run(script), _count(TWO_SEATS))


def _commented_while_signed(w: World, clients: Clients, tries: int) -> Race:
    first, rounds = SPACE * 4, -(-tries // EIGHT)
    contract = paid.composed(w, starts=made.DAY + timedelta(days=100))
    gig: Any = contract.gig
    copies(gig.order, first, rounds)
    copies(gig.offer, first, rounds, order_id="{id}")
    copies(gig, first, rounds, order_id="{id}", offer_id="{id}")
    copies(contract, first, rounds, gig_id="{id}")
    after_copies(Order, Offer, Gig, Contract)
    by = w.expert.person

    def script(client: int) -> Iterator[Act]:
        for pk in range(first, first + rounds):
            if client % 2:
                yield lambda pk=pk: payments.sign(pk, by=by)
            else:
                yield lambda pk=pk: payments.comment(pk, by=by, text="Aika on toinen.")

    return Race("contract commented while signed", clients.run(script), _count(SIGNED_AND_COMMENTED))


def _one_batch(w: World, clients: Clients, rounds: int) -> Race:
    """Drawn by two while a card changes, approved by two while a fee is corrected, taken back for the next round."""
    race = Race("one batch drawn and approved by two")
    fees = [paid.booked(w, expert=expert, starts=made.DAY) for expert in (w.expert, w.expert2)]
    with clock.at(paid.PAYROLL_TIME):
        for number in range(rounds):
            race.tries += clients.run(lambda client: _draws(w, client))
            batch = Batch.objects.waiting().order_by("-id").first()
            race.doubles += Batch.objects.waiting().count() - 1
            if batch is None:
                raise RuntimeError("no batch was drawn")
            race.tries += clients.run(lambda client, b=batch, n=number: _approvals(w, b, fees, client, n))
            race.doubles += _count(TWICE_IN_A_RUN)
            batch.refresh_from_db()
            other = w.payroll if batch.approved_by_id == w.payroll2.pk else w.payroll2
            payments.recall_batch(batch.pk, by=other, reason="seuraava kierros")
    return race


def _draws(w: World, client: int) -> Iterator[Act]:
    if client == 0:
        yield lambda: _new_card(w)
    else:
        yield lambda: payments.draw_batch(by=(w.payroll, w.payroll2)[client % 2], pay_date=paid.PAY_DAY)


def _new_card(w: World) -> Any:
    year = clock.today().year
    span = {"valid_from": date(year, 1, 1), "valid_to": date(year, 12, 31)}
    given = {"base": Decimal("20"), "additional": Decimal("40"), "limit_cents": 900_000}
    return experts.save_tax_card(w.expert.pk, by=w.expert.person, **span, **given)


def _approvals(w: World, batch: Batch, fees: list[Fee], client: int, number: int) -> Iterator[Act]:
    if client < 2:
        yield lambda: payments.correct_fee(fees[client].pk, by=w.payroll, amount_cents=100, reason=f"kierros {number}")
    else:
        yield lambda: payments.approve_batch(batch.pk, by=(w.payroll, w.payroll2)[client % 2])


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: int = cursor.fetchone()[0]
    return found
