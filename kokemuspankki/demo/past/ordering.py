"""An order of the demo's past, from a blank form to a gig: what its orderer, approver, coordinator and experts do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from core import clock
from core.errors import DomainError
from experts.models import Theme
from kokemuspankki.demo.past import gigs, said, works
from kokemuspankki.demo.past.cast import Cast, Side
from kokemuspankki.demo.past.telling import Past, Story
from kokemuspankki.demo.past.works import Work
from orders import actions as orders
from orders import matching
from orders.actions.staffing import open_offers_left
from orders.forms.step import foreign
from orders.models import Approval, Offer, Order, OrderQuestion, TaskType
from orders.states import OfferState, OrderState

ACCEPT, DECLINE, SILENCE, WAIT = "accept", "decline", "silence", "wait"


@dataclass(frozen=True)
class Fate:
    """What becomes of an order. `stops`: after which act everybody waits for a live user.

    `answers`: what the experts asked say, one after another; the last one again for every further one.
    `quick`: everybody acts on the day the order was sent.
    """

    stops: str = ""
    bank: str = "approve"
    approver: str = "approve"
    answers: tuple[str, ...] = (ACCEPT,)
    experts: tuple[str, ...] = ()
    asks: bool = False
    quick: bool = False
    coordinator: str = ""
    gig: gigs.Course = field(default_factory=gigs.Course)

    def after(self, **changes: Any) -> Fate:
        return replace(self, **changes)


class Ordered:
    """One order as it goes."""

    def __init__(
        self, past: Past, cast: Cast, work: Work, side: Side, starts: datetime, fate: Fate | None = None
    ) -> None:
        self.past, self.cast, self.work, self.side, self.starts = past, cast, work, side, starts
        self.fate = fate or Fate()
        usual = past.dice.choices(cast.coordinators, weights=(6, 3, 2))[0]
        self.coordinator: Person = cast.clerk(self.fate.coordinator) if self.fate.coordinator else usual
        self.answers: Iterator[str] = iter(self.fate.answers)
        self.course = self.fate.gig
        self.order: Order

    def story(self) -> Story:
        self._draft()
        if self.fate.stops == "draft":
            return
        yield clock.now() + timedelta(minutes=20)
        orders.submit(self.order.pk, by=self.side.orderer)
        if self.fate.stops == "submit":
            return
        yield from self._approval()
        if self.order.state != OrderState.AWAITING_BANK or self.fate.stops == "approval":
            return
        yield from self._bank()
        if self.order.state != OrderState.STAFFING or self.fate.stops == "bank":
            return
        yield from self._staff()

    def _draft(self) -> None:
        task = TaskType.objects.get(slug=self.work.kind)
        self.order = orders.start_draft(by=self.side.orderer, unit=self.side.unit, task_type=task)
        orders.save_step(
            self.order.pk,
            by=self.side.orderer,
            step=4,
            fields={name: value for name, value in self._fields().items() if name not in foreign(task)},
            themes=Theme.objects.filter(slug=self.work.theme),
            sessions=[self._day()] if task.by_deadline else self._times(),
            work_minutes=self.work.minutes if task.by_deadline else None,
        )

    def _times(self) -> list[tuple[datetime, datetime]]:
        times = [self.starts + timedelta(weeks=week) for week in range(self.work.sessions)]
        return [(starts, starts + timedelta(minutes=self.work.minutes)) for starts in times]

    def _day(self) -> tuple[datetime, datetime]:
        day = clock.local(self.starts).date()
        return clock.at_opening(day), clock.at_closing(day)

    def _next(self, *working_days: int) -> datetime:
        """When the next one gets to it."""
        if self.fate.quick:
            return clock.now() + timedelta(minutes=self.past.dice.randrange(20, 50))
        return self.past.day(clock.now(), self.past.dice.choice(working_days or (0,)))

    def _fields(self) -> dict[str, Any]:
        who = self.side.orderer
        fields = works.USUAL | self._place() | self.work.more
        fields |= {name: getattr(self.work, name) for name in ("title", "goal", "description")}
        fields |= {"cost_centre": self.side.centre, "experts_needed": self.work.experts}
        fields |= {"orderer_title": self.side.title, "orderer_phone": who.phone}
        fields |= {"site_contact_name": who.name, "site_contact_phone": who.phone}
        if fields["form"] == "remote":
            fields |= dict.fromkeys(("address", "room", "arrival", "municipality", "region", "step_free"), "")
        return fields

    def _place(self) -> dict[str, Any]:
        unit = self.side.unit
        return {
            "address": f"Esimerkkikatu {unit.pk * 3 + 1}",
            "room": self.past.dice.choice(["kokoushuone Kuutti", "sali 2", "ryhmätila Pirtti", "auditorio"]),
            "arrival": f"Pääovesta sisään, aulassa odottaa {self.side.orderer.first_name}.",
            "municipality": unit.municipality,
            "region": "pohjois-savo",
        }

    def _approval(self) -> Story:
        yield self._next(5) if self.fate.approver == "silent" else self._next(0, 1, 1)
        asked = Approval.objects.waiting().filter(order=self.order, asked_of__isnull=False).first()
        if asked is None:
            self.order.refresh_from_db()
            return
        by = self.cast.person(asked.asked_of_id or 0)
        if self.fate.approver == "refuse":
            note = "Tämän vuoden määräraha on jo käytetty. Palataan tammikuussa."
            orders.decide_approval(asked.pk, by=by, approve=False, note=note)
        else:
            orders.decide_approval(asked.pk, by=by, approve=True)
        self.order.refresh_from_db()

    def _bank(self) -> Story:
        if self.fate.asks:
            yield from self._question()
        yield self._next(0, 1, 2)
        if self.fate.bank == "reject":
            reason = "Tehtävä olisi hoitotyötä, jota kokemusasiantuntija ei tee. Soitetaan ja mietitään toinen muoto."
            orders.reject(self.order.pk, by=self.coordinator, reason=reason)
            return
        self.order = orders.approve(self.order.pk, by=self.coordinator, profile="D")

    def _question(self) -> Story:
        text, answer = self.past.dice.choice(said.QUESTIONS)
        yield self._next(0)
        orders.ask_question(self.order.pk, by=self.coordinator, text=text)
        if self.fate.stops == "question":
            yield self.past.ends
        yield self._next(1)
        question = OrderQuestion.objects.get(order=self.order, answered_at=None)
        orders.answer_question(question.pk, by=self.side.orderer, answer=answer)

    def _staff(self) -> Story:
        """One offer for each open place at a time; after a no or a silence the next one is asked."""
        while True:
            yield self._next(0, 1)
            self.order.refresh_from_db()
            if self.order.state != OrderState.STAFFING:
                return
            if open_offers_left(self.order) < 1:
                yield self.past.day(clock.now(), 1)
                continue
            offer = self._send()
            if offer is None:
                return
            answer = next(self.answers, self.fate.answers[-1])
            if answer == WAIT:
                return
            yield from self._answered(offer, answer)

    def _send(self) -> Offer | None:
        """To the first of the ranked who can be asked, or to whom the fate names. None when nobody can."""
        if not self.order.sessions.filter(starts__gt=clock.now()).exists():
            return None
        free = {f"meets_{name}": True for name in ("free", "private", "not_asked")}
        answered = self.order.offers.values("expert")
        fitting = list(matching.ranked(self.order).filter(**free).exclude(pk__in=answered))
        fitting.sort(key=lambda expert: expert.person.first_name not in self.fate.experts)
        greeting = self.past.dice.choice(said.GREETINGS)
        for expert in fitting[:8]:
            try:
                return orders.send_offer(self.order.pk, by=self.coordinator, expert=expert, greeting=greeting)
            except DomainError as error:
                if error.code != "expert":
                    raise
        return None

    def _answered(self, offer: Offer, answer: str) -> Story:
        if answer == SILENCE:
            yield clock.at_closing(clock.local(offer.answer_by).date()) + timedelta(hours=1)
            return
        slowly = (offer.answer_by - clock.now()) * self.past.dice.uniform(0.1, 0.7)
        yield self._next() if self.fate.quick else clock.now() + slowly
        person = self.cast.person(offer.expert.person_id)
        if Offer.objects.get(pk=offer.pk).state != OfferState.SENT:
            return
        if answer == DECLINE:
            orders.decline_offer(offer.pk, by=person)
            return
        gig = orders.accept_offer(offer.pk, by=person)
        kept = gigs.Kept(self.past, self.cast, gig, self.coordinator, self.side.orderer, self.course, self._staff)
        self.course = replace(self.course, turn="")
        self.past.tell(kept.begins(), kept.story())
