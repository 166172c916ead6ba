"""A bank of a few people made by the verbs, and as many orders of it as a bench wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models

from accounts.models import Person
from benchmarks.copying import after_copies, copies
from core import clock
from experts.models import Expert
from orders.models import Booking, Gig, GigReport, Offer, Order, OrderSession
from payments.models import Fee, FeeLine, PayslipLine
from tests.factories import payments as paid
from tests.factories import world as made

EXPERTS = 500
OPEN = 100
"""Orders that wait for an expert; the rest of a bank's orders are done."""
UNPAID = 50
"""Fees that wait for the coming run; the others were paid by an earlier one."""
SPACE = 10_000_000
"""The copies' numbers begin here, so that they meet none of the verbs' own."""
MODELS: tuple[type[models.Model], ...] = (
    Person,
    Expert,
    Order,
    OrderSession,
    Offer,
    Gig,
    Booking,
    GigReport,
    Fee,
    FeeLine,
    PayslipLine,
)


@dataclass
class FullBank:
    world: Any
    searching: Order
    done: Fee
    experts: int = EXPERTS
    orders: int = 0
    open_orders: int = 0

    def fill(self, orders: int) -> None:
        """So many orders in all: the open ones first, then done ones, of all the experts in turn."""
        self._open(min(orders, OPEN) - self.open_orders)
        self._done(orders - self.orders)
        after_copies(*MODELS)

    def open_only(self, orders: int) -> None:
        """So many orders that wait for an expert, besides what there is."""
        self._open(orders - self.open_orders)
        after_copies(*MODELS)

    def _open(self, count: int) -> None:
        if count <= 0:
            return
        first = SPACE + self.orders
        session = self.searching.sessions.get()
        later = "t.{0} + (n % 300) * interval '1 day'".format
        copies(self.searching, first, count)
        copies(session, first, count, order_id="{id}", starts=later("starts"), ends=later("ends"))
        self.orders += count
        self.open_orders += count

    def _done(self, count: int) -> None:
        if count <= 0:
            return
        first, fee = SPACE + self.orders, self.done
        report: Any = fee.report
        gig, session = report.gig, report.gig.order.sessions.get()
        at = f"'{clock.now().isoformat()}'::timestamptz"
        expert = f"{SPACE} + ({{id}} % {self.experts})"
        moved = f"- (({{id}} - {SPACE}) / {self.experts}) * interval '1 day'"
        span = {"starts": f"t.starts {moved}", "ends": f"t.ends {moved}"}
        copies(gig.order, first, count, state="'done'", done_at=at)
        copies(session, first, count, order_id="{id}", **span)
        copies(gig.offer, first, count, order_id="{id}", expert_id=expert)
        settled = {"fee_settled_at": at, "feedback_settled_at": at, "closed_at": at, "state": "'closed'"}
        copies(gig, first, count, order_id="{id}", offer_id="{id}", expert_id=expert, **settled)
        during = f"tstzrange(lower(t.during) {moved}, upper(t.during) {moved})"
        own = {"gig_id": "{id}", "session_id": "{id}", "expert_id": expert}
        copies(gig.bookings.get(), first, count, during=during, **own, **span)
        copies(report, first, count, gig_id="{id}")
        copies(fee, first, count, gig_id="{id}", report_id="{id}", expert_id=expert)
        line = fee.lines.order_by("position")[0]
        copies(line, first, count, fee_id="{id}", report_line_id="NULL")
        unpaid = max(SPACE + OPEN + UNPAID - first, 0)
        copies(PayslipLine.objects.get(fee_line=line), first + unpaid, count - unpaid, fee_line_id="{id}")
        self.orders += count

    def add_experts(self, first: int, last: int) -> None:
        expert, start, count = self.world.expert, SPACE + first, last - first
        copies(expert.person, start, count, email="'copy' || {id} || '@esimerkki.invalid'")
        copies(expert, start, count, person_id="{id}")
        theme = expert.themes.get()
        copies(theme, start, count, expert_id="{id}")
        copies(theme.tags.through.objects.get(experttheme=theme), start, count, experttheme_id="{id}")

    def an_expert(self) -> Person:
        """One of the five hundred, with a gig in the smallest bank too."""
        return Person.objects.get(pk=SPACE + OPEN + 50)


@contextmanager
def full_bank(experts: int = EXPERTS) -> Iterator[FullBank]:
    """At a still moment, three weeks after the lecture of the order that all the done ones are copies of."""
    with clock.at(made.NOW):
        world = made.world()
        searching = made.staffing(world, made.DAY + timedelta(days=40))
        batch = paid.settled(world)
        fee = PayslipLine.objects.filter(payslip__batch=batch).order_by("id")[0].fee_line.fee
    with clock.at(made.DAY + timedelta(days=21)):
        bank = FullBank(world, searching, fee, experts)
        bank.add_experts(0, experts)
        yield bank
