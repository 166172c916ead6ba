"""A gig of the demo's past: contract, the day itself, its report, and the words afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Person
from core import clock
from evaluation import actions as evaluation
from evaluation.models import FeedbackRequest
from evaluation.states import RequestState
from kokemuspankki.demo.past import said
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.telling import Past, Story
from orders import actions as orders
from orders import sweeps
from orders.models import Booking, Gig, GigReport, MoveAnswer
from orders.reports import Deviation
from orders.states import GIG_LIVE, GigState, LineKind, ReportState
from payments import actions as payments
from payments.models import Contract
from payments.states import ContractState
from supervision import actions as supervision
from supervision.models import Debrief, DebriefSlot

SHORT, LONG = timedelta(minutes=10), timedelta(hours=2)


@dataclass(frozen=True)
class Course:
    """How a gig goes. `stops`: after which act everybody waits for a live user."""

    stops: str = ""
    contract: str = "sign"
    turn: str = ""
    report: str = "agreed"
    confirm: str = "yes"
    feedback: str = "good"
    debrief: str = "held"


class Kept:
    """One gig as it goes. `again`: how somebody else is looked for when the expert cannot come after all."""

    def __init__(
        self,
        past: Past,
        cast: Cast,
        gig: Gig,
        coordinator: Person,
        orderer: Person,
        course: Course,
        again: Callable[[], Story],
    ) -> None:
        self.past, self.cast, self.gig, self.course, self.again = past, cast, gig, course, again
        self.coordinator, self.orderer = coordinator, orderer
        self.person = cast.person(gig.expert.person_id)

    def begins(self) -> datetime:
        return clock.now() + timedelta(minutes=self.past.dice.randrange(30, 600))

    def story(self) -> Story:
        yield from self._contract()
        if self.course.turn:
            yield from self._turn()
        yield from self._days()
        if not self._state_is(GigState.OVER) or self.course.stops == "over":
            return
        for report in GigReport.objects.filter(gig=self.gig).order_by("period"):
            self.past.tell(clock.now() + LONG, self._report(report))
        self.past.tell(self.past.day(clock.now(), self.past.dice.choice([1, 2, 3])), self._feedback())
        yield from self._debrief()

    def _state_is(self, *states: str) -> bool:
        self.gig.refresh_from_db(fields=["state"])
        return self.gig.state in states

    def _contract(self) -> Story:
        """Signed by both, or by phone, or asked to be changed first; or left unsigned."""
        contract = Contract.objects.live().filter(gig=self.gig).first()
        if contract is None or self.course.stops == "agreed":
            return
        if self.course.contract == "comment":
            payments.comment(contract.pk, by=self.person, text="Voiko sopimukseen lisätä, että saan istua?")
            yield self.past.day(clock.now(), 1)
            contract = payments.recompose(contract.pk, by=self.coordinator, addition="Tilaaja järjestää tuolin.")
            yield clock.now() + LONG
        if self.course.contract == "phone":
            yield self.past.day(clock.now(), 1)
            note = "Puhuimme puhelimessa: sopimus käy sellaisenaan."
            payments.record_phone_consent(contract.pk, by=self.coordinator, note=note)
        elif self.course.contract != "unsigned":
            payments.sign(contract.pk, by=self.person)
        if self.course.stops == "signed" or self.course.contract == "unsigned":
            return
        yield self.past.day(clock.now(), self.past.dice.choice([0, 1]))
        contract.refresh_from_db()
        if contract.state == ContractState.EXPERT_SIGNED:
            others = [one for one in self.cast.coordinators if one != self.coordinator]
            by = others[0] if self.course.contract == "phone" else self.coordinator
            payments.sign_for_bank(contract.pk, by=by)

    def _first(self) -> datetime:
        return Booking.objects.filter(gig=self.gig).order_by("starts")[0].starts

    def _turn(self) -> Story:
        """What does not go as planned before the day."""
        order_id, first = self.gig.order_id, self._first()
        if self.course.turn == "cannot":
            yield max(clock.now() + SHORT, first - timedelta(days=2, hours=3))
            orders.release_gig(self.gig.pk, by=self.person)
            if self.course.stops != "released":
                self.past.tell(clock.now() + SHORT, self.again())
        elif self.course.turn == "cancelled":
            yield max(clock.now() + SHORT, first - timedelta(days=6))
            words = "Kurssi siirtyi keväälle."
            orders.cancel(order_id, by=self.orderer, reason="need", words=words)
        elif self.course.turn == "cancelled_late":
            yield max(clock.now() + SHORT, first - timedelta(hours=5))
            words = "Puolet ryhmästä on kuumeessa. Pahoittelemme kovasti."
            orders.cancel(order_id, by=self.orderer, reason="illness", words=words)
        elif self.course.turn in {"moved", "move_asked"}:
            yield from self._moved(first)

    def _moved(self, first: datetime) -> Story:
        yield max(clock.now() + SHORT, first - timedelta(days=13))
        times = [
            (booking.starts + timedelta(days=7), booking.ends + timedelta(days=7))
            for booking in Booking.objects.filter(gig=self.gig, live=True).order_by("starts")
        ]
        orders.propose_move(self.gig.order_id, by=self.orderer, times=times)
        if self.course.turn == "move_asked":
            return
        yield clock.now() + timedelta(minutes=50)
        answer = MoveAnswer.objects.get(gig=self.gig, yes=None)
        orders.answer_move(answer.pk, by=self.person, yes=True)

    def _days(self) -> Story:
        """Each session ends, and ten minutes later the bank knows it; work by a day is told of when it is done."""
        if self.gig.order.task_type.by_deadline:
            yield max(clock.now() + SHORT, self._first() - timedelta(hours=20))
            orders.finish_work(self.gig.pk, by=self.person)
        while self._state_is(*GIG_LIVE):
            ahead = Booking.objects.filter(gig=self.gig, live=True, told_over_at=None).order_by("ends").first()
            if ahead is None:
                return
            yield max(ahead.ends, clock.now()) + SHORT
            sweeps.tell_session_over(ahead.pk)
            sweeps.end_sessions(self.gig.pk)

    def _report(self, report: GigReport) -> Story:
        if self.course.report == "forgotten":
            yield self.past.day(clock.now(), 4)
            orders.report_as_agreed(report.pk, by=self.coordinator)
        elif self.course.report == "longer":
            work = self.gig.offer.lines.filter(kind=LineKind.WORK).first()
            minutes = {work.pk: 105} if work else {}
            note = "Kysymyksiä riitti vartin yli."
            orders.report_changed(report.pk, by=self.person, deviation=Deviation(minutes=minutes), note=note)
        elif self.course.report == "not_held":
            reason = "Ovi oli lukossa, eikä kukaan vastannut puhelimeen. Odotin puoli tuntia."
            orders.claim_not_held(report.pk, by=self.person, reason=reason)
        elif self.course.report == "agreed":
            orders.report_as_agreed(report.pk, by=self.person)
        if self.course.stops == "reported" or self.course.report in {"none", "not_held"}:
            return
        yield from self._confirm(report)

    def _confirm(self, report: GigReport) -> Story:
        yield self.past.day(clock.now(), self.past.dice.choice([0, 1]))
        report.refresh_from_db()
        if report.state != ReportState.SUBMITTED or self.course.confirm == "silence":
            return
        if self.course.confirm == "yes":
            orders.confirm_report(report.pk, by=self.orderer)
            return
        work = self.gig.offer.lines.filter(kind=LineKind.PREPARATION).first()
        less = Deviation(hours={work.pk: work.quantity / 2}) if work else Deviation()
        note = "Sovimme mielestäni puolet lyhyemmän valmistelun."
        orders.contest_report(report.pk, by=self.orderer, deviation=less, note=note)
        if self.course.stops == "contested":
            return
        yield self.past.day(clock.now(), 2)
        reason = "Sopimuksessa valmistelu on sovitun mittainen, joten maksetaan se. Ensi kerralla sovitaan yhdessä."
        orders.decide_report(report.pk, by=self.coordinator, outcome="expert", reason=reason)

    def _feedback(self) -> Story:
        asked = {row.direction: row for row in FeedbackRequest.objects.filter(gig=self.gig, state=RequestState.ASKED)}
        if "to_unit" in asked and self.past.dice.random() < 0.4:
            good, wish = self.past.dice.choice(said.OF_UNITS)
            evaluation.give(
                asked["to_unit"].pk, by=self.person, scale=self.past.dice.choice([4, 5]), good=good, wish=wish
            )
            yield clock.now() + LONG
        if "to_expert" not in asked or self.course.feedback == "none":
            return
        yield from self._of_orderer(asked["to_expert"])

    def _of_orderer(self, request: FeedbackRequest) -> Story:
        dice = self.past.dice
        if self.course.feedback == "phone":
            yield self.past.day(clock.now(), 6)
            evaluation.note_phoned(request.pk, by=self.coordinator, word=dice.choice(said.PHONED))
            return
        if self.course.feedback in {"hard", "hard_open"}:
            good, wish = dice.choice(said.HARD)
            evaluation.give(request.pk, by=self.orderer, scale=2, good=good, wish=wish, talk_first=True)
            if self.course.feedback == "hard_open":
                return
            yield self.past.day(clock.now(), 2)
            word = "Kävimme tämän yhdessä läpi puhelimessa. Sovimme, että kysyn tilaajalta rajat aina etukäteen."
            evaluation.release_after_talk(request.pk, by=self.coordinator, word=word)
            return
        scale = dice.choice([4, 5, 5, 5])
        evaluation.give(
            request.pk, by=self.orderer, scale=scale, good=dice.choice(said.GOOD), wish=dice.choice(said.WISHES)
        )

    def _debrief(self) -> Story:
        if self.course.debrief == "silence":
            return
        yield clock.now() + timedelta(hours=5)
        offered = Debrief.objects.filter(booking__gig=self.gig, state="offered").order_by("-due").first()
        if offered is None:
            return
        free = DebriefSlot.objects.filter(starts__gt=clock.now(), debrief=None).order_by("starts").first()
        if free is None or self.course.debrief == "no":
            supervision.decline_debrief(offered.pk, by=self.person)
            return
        supervision.accept_debrief(offered.pk, by=self.person, slot_id=free.pk)
        yield free.ends + SHORT
        supervision.hold_debrief(offered.pk, by=free.giver, minutes=self.past.dice.choice([30, 30, 45]))
