"""One bank with something of everything, made once by the real verbs: who is there, and which row an address shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP

from accounts import actions as accounts
from accounts import factor_reset
from accounts.models import Person, Unit
from accounts.roles import Role
from core import clock, documents, links, outbox
from core.models import PurposeLink, Task
from evaluation.models import FeedbackRequest
from evaluation.states import Direction
from experts import actions as experts
from experts.models import ExpertTheme, PayeeChange, Theme
from orders import actions as orders
from orders import sweeps
from orders.models import Approval, Booking, Gig, GigReport, ReportDifference, ReportLine
from payments import actions as payments
from payments.models import Batch, Contract, Fee, Payslip
from supervision import actions as supervision
from tests.factories import support
from tests.factories import world as made
from tests.factories.world import HELSINKI, NOW, World

PRESENT = datetime(2026, 10, 9, 9, 0, tzinfo=HELSINKI)
"""A Friday. What is past was made before it at its own moments; the pages are looked at now."""
UNIT = "Ketunpolun toimipiste"
"""Unlike its cost centre, whose name payroll may read."""
ONLY_ME = "kallioputous omassa muistissa"
ONLY_COORDINATOR = "murattiseinä koordinaattorille"


@dataclass
class Scene:
    w: World
    people: dict[str, Person]
    """By the word that the table uses."""
    at: dict[str, dict[str, Any]] = field(default_factory=dict)
    """URL name → the arguments of its row. What is here belongs to `expert`, `orderer`, `approver`."""
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)
    """URL name → what a POST must say for its row to be found."""


def scene() -> Scene:
    with clock.at(NOW):
        w = made.world()
        Unit.objects.filter(pk=w.unit.pk).update(name=UNIT)
        w.unit.refresh_from_db()
        found = Scene(w, _cast(w))
    with clock.at(PRESENT - timedelta(days=1)):
        at = found.at
        _accounts(found)
        _ordering(w, at)
        _offers(w, at)
        _contracts(w, at)
    _payroll(w, at)
    _reports(w, at)
    _support(found)
    with clock.at(PRESENT):
        outbox.drain()
        found.typed["portal:task-close"] = {"task": Task.objects.of(w.coordinator)[0].pk}
    return found


def _cast(w: World) -> dict[str, Person]:
    """Beside the world's people: another unit's orderer and approver, a colleague, the roles without rows."""
    main, second = w.main_user, w.main_user2
    unit = accounts.add_unit(main, name="Nuorten palvelut", municipality="Kuopio", organisation="Saarenranta")
    approver2 = made._person(main, "Jukka", "Hyväksyjä")
    accounts.add_cost_centre(main, unit_id=unit.pk, code="4999", name="Nuorten palvelut", approver_id=approver2.pk)
    return {
        "expert": w.expert.person,
        "expert2": w.expert2.person,
        "orderer": w.orderer,
        "mate": made.holding(main, second, "Sanna", "Tilaaja", Role.ORDERER, w.unit),
        "orderer2": made.holding(main, second, "Tiina", "Tilaaja", Role.ORDERER, unit),
        "approver": w.approver,
        "approver2": approver2,
        "coordinator": w.coordinator,
        "payroll": w.payroll,
        "supervisor": made.holding(main, second, "Ulla", "Ohjaaja", Role.SUPERVISOR),
        "evaluator": made.holding(main, second, "Ville", "Arvioija", Role.EVALUATOR),
        "auditor": made.holding(main, second, "Anja", "Tarkastaja", Role.AUDITOR),
        "main_user": main,
    }


def _accounts(found: Scene) -> None:
    w, at = found.w, found.at
    shown = found.people["mate"]
    grant = shown.grants.get()
    waiting = accounts.grant_role(w.main_user2, person_id=w.orderer.pk, role=Role.AUDITOR)
    at["accounts:person"] = at["accounts:grant-add"] = {"slug": shown.slug}
    at["mfa_edit_webauthn"] = at["mfa_remove_webauthn"] = {"pk": 1}
    at["accounts:grant-end"] = {"slug": grant.slug}
    at["accounts:grant-second"] = {"slug": waiting.slug}
    at["accounts:person-change"] = {"slug": shown.slug}
    TOTP.activate(w.payroll2, "JBSWY3DPEHPK3PXP")
    reset = factor_reset.ask(w.payroll2.pk, w.main_user2, reason="puhelin kadonnut")
    at["accounts:factor-reset"] = {"slug": shown.slug}
    at["accounts:factor-reset-confirm"] = at["accounts:factor-reset-withdraw"] = {"slug": reset.slug}
    at["accounts:unit"] = {"slug": w.unit.slug}
    at["accounts:organisation"] = {"slug": w.unit.organisation.slug}
    at["accounts:costcentre-add-to"] = {"slug": w.unit.slug}
    at["accounts:costcentre"] = {"slug": w.centre.slug}
    at["accounts:rule"] = at["accounts:rule-take-back"] = {"key": "cancel_limit_hours"}
    at["portal:letter"] = {"name": "orders_approval"}
    at["orders:prices-take-back"] = {"version": 1}
    theme = _theme(w, ONLY_COORDINATOR, "coordinator")
    _theme(w, ONLY_ME, "me")
    at["experts:theme"] = at["experts:theme-withdraw"] = {"slug": theme.slug}
    place = experts.avoid_unit(w.expert.pk, by=w.expert.person, unit=Unit.objects.get(name="Nuorten palvelut"))
    at["experts:place-forget"] = {"slug": place.slug}
    at["experts:detail"] = at["experts:call"] = {"slug": w.expert.slug}
    change = experts.save_account(w.expert.pk, by=w.expert.person, iban=made.IBANS[2])
    assert isinstance(change, PayeeChange)
    at["experts:payee-cancel"] = at["experts:payee-disown"] = {"slug": change.slug}
    at["portal:link-calendar"] = _token("calendar", w.expert.person, w.expert.person)
    at["experts:link-payee"] = _token("payee_stop", change, w.expert.person)


def _theme(w: World, words: str, visibility: str) -> ExpertTheme:
    tags = Theme.objects.filter(slug="use-of-services")
    return experts.add_theme(w.expert.pk, by=w.expert.person, own_words=words, tags=tags, visibility=visibility)


def _day(days: int, hour: int = 13) -> datetime:
    return (PRESENT + timedelta(days=days)).replace(hour=hour)


def _token(purpose: str, obj: Any, person: Person) -> dict[str, str]:
    found = PurposeLink.objects.live(PRESENT).about(obj).filter(purpose=purpose, person=person.pk).first()
    link = found or links.make(purpose, person, obj, expires_at=PRESENT + timedelta(days=30))
    return {"token": links.token(link)}


def _ordering(w: World, at: dict[str, Any]) -> None:
    draft = made.draft(w, _day(40))
    for name in ("orders:price", "orders:submit", "orders:discard"):
        at[name] = {"slug": draft.slug}
    at["orders:step"] = {"slug": draft.slug, "step": 2}
    sent = made.submitted(w, _day(41))
    for name in ("portal:order", "portal:order-trail", "portal:order-whole", "orders:name-approver"):
        at[name] = {"slug": sent.slug}
    approval = Approval.objects.get(order=sent, outcome="")
    at["orders:approval"] = {"slug": approval.slug}
    at["orders:link-approval"] = _token("approval", approval, w.approver)
    bank = made.at_the_bank(w, _day(42))
    question = orders.ask_question(bank.pk, by=w.coordinator, text="Montako kuulijaa tulee?")
    at["orders:answer-question"] = {"slug": question.slug}
    for name in ("handle", "approve", "reject", "ask", "cancel"):
        at[f"orders:{name}"] = {"slug": bank.slug}
    order = made.staffing(w, _day(43))
    for name in ("candidates", "replace", "more-money", "fewer", "options"):
        at[f"orders:{name}"] = {"slug": order.slug}
    at["orders:offer-new"] = {"slug": order.slug, "expert": w.expert.slug}


def _offers(w: World, at: dict[str, Any]) -> None:
    offer = made.offered(w, _day(44))
    at["orders:offer"] = at["orders:offer-answer"] = at["orders:offer-withdraw"] = {"slug": offer.slug}
    at["orders:link-offer"] = _token("offer", offer, w.expert.person)
    _moves(w, at)
    ended = made.agreed(w, _day(45))
    orders.cancel(ended.order.pk, by=w.coordinator, reason="need")
    at["orders:report-preparation"] = {"slug": ended.slug}
    at["orders:again"] = {"slug": ended.order.slug}
    at["orders:finish"] = {"slug": made.agreed(w, _day(45), kind="text_review").slug}


def _moves(w: World, at: dict[str, Any]) -> None:
    gig = made.agreed(w, _day(60))
    at["orders:change"] = at["orders:move"] = {"slug": gig.order.slug}
    times = [(s.starts + timedelta(days=1), s.ends + timedelta(days=1)) for s in gig.order.sessions.all()]
    answer = orders.propose_move(gig.order.pk, by=w.orderer, times=times).answers.get()
    at["orders:move-answer"] = {"slug": answer.slug}
    at["orders:link-move"] = _token("move", answer, w.expert.person)


def _composed(w: World, days: int) -> Contract:
    gig = made.agreed(w, _day(days))
    outbox.drain()
    return gig.contracts.get()


def _contracts(w: World, at: dict[str, Any]) -> None:
    composed = _composed(w, 46)
    for name in ("sign", "comment", "phone"):
        at[f"payments:contract-{name}"] = {"slug": composed.slug}
    at["portal:gig"] = at["portal:gig-card"] = at["orders:release"] = {"slug": composed.gig.slug}
    signed = payments.sign(_composed(w, 47).pk, by=w.expert.person)
    at["payments:contract-bank-sign"] = {"slug": signed.slug}
    phoned = payments.record_phone_consent(_composed(w, 48).pk, by=w.coordinator, note="soitto klo 10")
    at["payments:contract-undo"] = {"slug": phoned.slug}
    commented = payments.comment(_composed(w, 49).pk, by=w.expert.person, text="Aika on väärin.")
    at["payments:contract-recompose"] = {"slug": commented.slug}
    in_force = payments.sign_for_bank(payments.sign(_composed(w, 50).pk, by=w.expert.person).pk, by=w.coordinator)
    for name in ("contract", "contract-pdf", "contract-whole"):
        at[f"payments:{name}"] = {"slug": in_force.slug}


def _settled(w: World, starts: datetime) -> Gig:
    """Held, reported, confirmed, and its events delivered a little later."""
    with clock.at(NOW):
        gig = made.approved(w, starts).gig
    with clock.at(starts + timedelta(hours=5)):
        outbox.drain()
    return gig


def _payroll(w: World, at: dict[str, Any]) -> None:
    sent = _batch(w, datetime(2026, 9, 8, 13, 0, tzinfo=HELSINKI), date(2026, 9, 15), until="sent")
    _slips(w, sent, at)
    approved = _batch(w, datetime(2026, 9, 21, 13, 0, tzinfo=HELSINKI), date(2026, 9, 30), until="approved")
    drawn = _batch(w, datetime(2026, 9, 29, 13, 0, tzinfo=HELSINKI), date(2026, 10, 15), until="drawn")
    for name in ("batch-settle", "batch-refuse", "bank-file", "batch-manifest", "batch"):
        at[f"payments:{name}"] = {"slug": sent.slug}
    for name in ("batch-recall", "batch-write", "batch-sent"):
        at[f"payments:{name}"] = {"slug": approved.slug}
    for name in ("batch-approve", "batch-discard"):
        at[f"payments:{name}"] = {"slug": drawn.slug}
    free = _settled(w, datetime(2026, 10, 6, 13, 0, tzinfo=HELSINKI))
    at["payments:fee"] = at["payments:fee-correct"] = {"slug": Fee.objects.get(gig=free).slug}
    at["orders:receipt"] = {"slug": _receipt(free)}
    held = Fee.objects.get(gig=_settled(w, datetime(2026, 10, 7, 9, 0, tzinfo=HELSINKI)))
    with clock.at(PRESENT):
        payments.hold_fee(held.pk, by=w.payroll, reason="Tarkistetaan kilometrit.", review_by=date(2026, 10, 20))
    at["payments:fee-release"] = {"slug": held.slug}
    request = FeedbackRequest.objects.get(gig=free, direction=Direction.TO_EXPERT)
    at["evaluation:give"] = at["evaluation:phone"] = {"slug": request.slug}
    at["evaluation:link-feedback"] = _token("feedback", request, w.orderer)


def _receipt(gig: Gig) -> str:
    """A file that proves a line of an approved report."""
    kept = documents.store("receipt", b"\x89PNG", title="Kuitti", content_type="image/png")
    ReportLine.objects.filter(report__gig=gig, version="final").update(receipt=kept)
    return kept.slug


def _batch(w: World, held: datetime, pay_date: date, *, until: str) -> Batch:
    _settled(w, held)
    with clock.at(held + timedelta(days=1)):
        batch = payments.draw_batch(by=w.payroll, pay_date=pay_date)
        if until == "drawn":
            return batch
        batch = payments.approve_batch(batch.pk, by=w.payroll2)
        outbox.drain()
        if until == "sent":
            payments.write_bank_file(batch.pk, by=w.payroll)
            payments.mark_sent(batch.pk, by=w.payroll)
    return Batch.objects.get(pk=batch.pk)


def _slips(w: World, batch: Batch, at: dict[str, Any]) -> None:
    slip = Payslip.objects.get(batch=batch, expert=w.expert)
    at["payments:payslip"] = at["payments:payslip-pdf"] = at["payments:payslip-whole"] = {"slug": slip.slug}
    at["payments:payslip-returned"] = {"slug": slip.slug}


def _over(w: World, days: int) -> GigReport:
    """Held that many days ago; the report is awaited."""
    with clock.at(NOW):
        gig = made.agreed(w, _day(-days, 17))
    with clock.at(_day(-days, 17) + timedelta(hours=2)):
        sweeps.end_sessions(gig.pk)
    return gig.reports.get()


def _reports(w: World, at: dict[str, Any]) -> None:
    awaited, told, doubted, fought = (_over(w, days) for days in (1, 2, 3, 4))
    expert = w.expert.person
    with clock.at(PRESENT - timedelta(hours=14)):
        orders.report_as_agreed(told.pk, by=expert)
        orders.claim_not_held(doubted.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        orders.claim_not_held(fought.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        orders.dispute_not_held(fought.pk, by=expert, note="Pidin luennon etänä.")
    at["orders:report"] = at["orders:report-agreed"] = {"slug": awaited.slug}
    at["orders:report-confirm"] = at["orders:report-check"] = {"slug": told.slug}
    at["orders:report-claimed"] = {"slug": doubted.slug}
    at["orders:report-decide"] = {"slug": fought.slug}
    ReportDifference.objects.create(report=fought, state="contested", amount_cents=2500)
    at["orders:report-difference"] = {"slug": fought.slug}
    at["orders:link-report"] = _token("report", awaited, expert)
    at["orders:link-confirm"] = _token("confirm", told, w.orderer)


def _support(found: Scene) -> None:
    """An event ahead, one over and unmarked, one with somebody missed; debriefs at each step. `expert` has them."""
    w, at, ulla = found.w, found.at, found.people["supervisor"]
    expert = w.expert.person
    with clock.at(PRESENT - timedelta(days=10)):
        over, missed, ahead = (support.an_event(w, ulla, _day(days, 18)) for days in (-5, -6, 6))
        for event in (over, missed):
            supervision.book(event.pk, by=expert)
        slot, free = (support.a_slot(ulla, _day(days, 8)) for days in (-5, 7))
        mine = supervision.ask_debrief(by=expert, slot_id=slot.pk)
        asked = supervision.ask_debrief(by=w.expert2.person, phone="+358401112223")
    support.marked(missed, ulla)
    booking = Booking.objects.filter(expert=w.expert, live=True, ends__lt=PRESENT).latest("ends")
    with clock.at(PRESENT - timedelta(hours=1)):
        offered = supervision.offer_debrief(booking.pk)
    assert offered is not None
    for name in ("book", "queue", "leave", "event", "event-cancel", "event-move"):
        at[f"supervision:{name}"] = {"slug": ahead.slug}
    at["supervision:mark"] = {"slug": over.slug}
    at["supervision:came"] = {"slug": missed.seat_rows.get().slug}
    at["supervision:debrief"] = at["supervision:debrief-decline"] = {"slug": offered.slug}
    at["supervision:debrief-mark"] = {"slug": mine.slug}
    at["supervision:debrief-arrange"] = {"slug": asked.slug}
    at["supervision:slot-remove"] = {"slug": free.slug}
