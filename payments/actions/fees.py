"""Fees: booked once by the event, held with a reason, corrected by a new one. A fee has no state of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, policy, todo
from core.db import lock, verb
from core.errors import DomainError
from core.pay import days, profiles
from orders.inner import note_fee_settled
from orders.models import Gig, GigReport, Order, ReportDifference, ReportLine
from orders.states import GIG_LIVE, REPORT_OPEN, DifferenceState, GigState, LineKind, ReportState
from payments import notifications, permissions
from payments.models import Fee, FeeHold, FeeLine


@verb
def settle_gig(gig_id: int) -> int:
    """Listener of orders.gig_over and orders.report_decided: each approved report gets its fee, once.

    A difference that was granted later gets its correcting fee. A report with nothing to pay books none. When the gig
    is over and no report or difference is open any more, the gig hears that its fee is settled. Returns how many fees
    were booked. Locks the order first, since the gig may close.
    """
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    reports = list(lock(gig.reports.order_by("id")))
    now = clock.now()
    booked = [fee for report in reports if (fee := _book(gig, report, now))]
    granted = ReportDifference.objects.filter(report__gig=gig, state=DifferenceState.GRANTED).order_by("id")
    booked += [fee for difference in granted if (fee := _book_difference(gig, difference, now))]
    if gig.state not in GIG_LIVE:
        _no_more_phoning(gig)
    waits = any(report.state in REPORT_OPEN for report in reports)
    if gig.state == GigState.OVER and not waits and not _difference_open(gig):
        note_fee_settled(gig, now=now)
    return len(booked)


def _difference_open(gig: Gig) -> bool:
    return ReportDifference.objects.open().filter(report__gig=gig).exists()


def _no_more_phoning(gig: Gig) -> None:
    """The gig is held and paid from its offer; signing afterwards stays open, phoning for it is over."""
    for contract in gig.contracts.order_by("id"):
        todo.close("contract_unsigned", contract)


def _lines(report: GigReport, version: str) -> list[ReportLine]:
    return [line for line in report.lines.filter(version=version).order_by("position") if line.amount_cents]


def _book(gig: Gig, report: GigReport, now: datetime) -> Fee | None:
    if report.state != ReportState.APPROVED or report.fees.filter(corrects=None).exists():
        return None
    lines = _lines(report, ReportLine.Version.FINAL)
    if not lines:
        return None
    return _booked(gig, report, lines, now, cost_centre_id=_cost_centre(gig))


def _book_difference(gig: Gig, difference: ReportDifference, now: datetime) -> Fee | None:
    """Corrects the report's fee; stands alone when nothing could be paid at once. A fee held needs payroll's look."""
    lines = _lines(difference.report, ReportLine.Version.REST)
    if FeeLine.objects.filter(report_line__in=lines).exists():
        return None
    paid = difference.report.fees.filter(corrects=None).first()
    fee = _booked(
        gig,
        difference.report,
        lines,
        now,
        cost_centre_id=difference.cost_centre_id or _cost_centre(gig),
        corrects=paid,
        reason=_why(difference),
    )
    if paid is not None and paid.holds.filter(released_at=None).exists():
        todo.open("difference_of_held", fee, role="payroll")
    return fee


def _why(difference: ReportDifference) -> str:
    """In the expert's language: it stands on the fee and on the payslip's page."""
    with translation.override(difference.report.gig.expert.person.language):
        return difference.reason or _("Työ ylitti hyväksytyn summan. Kustannuspaikka hyväksyi erotuksen.")


def _booked(
    gig: Gig,
    report: GigReport,
    lines: list[ReportLine],
    now: datetime,
    *,
    cost_centre_id: int,
    corrects: Fee | None = None,
    reason: str = "",
) -> Fee:
    fee = Fee.objects.create(
        expert_id=gig.expert_id,
        gig=gig,
        report=report,
        corrects=corrects,
        reason=reason,
        cost_centre_id=cost_centre_id,
        profile=gig.offer.profile,
        total_cents=sum(line.amount_cents for line in lines),
        booked_at=now,
        expected_pay_day=days.next_pay_day(clock.local(now).date()),
    )
    FeeLine.objects.bulk_create([_line(fee, i, line, gig.order.task_type.income_code) for i, line in enumerate(lines)])
    audit.log(None, "fee_booked", fee, about=gig.expert.person, data={"total_cents": fee.total_cents})
    notifications.fee_booked(fee)
    return fee


def _cost_centre(gig: Gig) -> int:
    if gig.order.cost_centre_id is None:
        raise DomainError(_("Tilaukselta puuttuu kustannuspaikka."), code="cost_centre")
    return gig.order.cost_centre_id


def _line(fee: Fee, position: int, line: ReportLine, work_code: str) -> FeeLine:
    return FeeLine(
        fee=fee,
        position=position,
        kind=line.kind,
        offer_line_id=line.offer_line_id,
        report_line=line,
        date=line.date,
        quantity=line.quantity,
        unit_cents=line.unit_cents,
        amount_cents=line.amount_cents,
        taxable=line.taxable,
        income_code=income_code(fee, line, work_code),
        km=line.km,
    )


def income_code(fee: Fee, line: ReportLine, work_code: str) -> str:
    """By the profile's table; a line that the profile doesn't know keeps the task type's code."""
    nature: profiles.Nature = "meeting" if work_code == "210" else "lecture"
    day = clock.local(fee.booked_at).date()
    try:
        found = profiles.treatment(fee.profile, line.kind, on=day, nature=nature, taxable=line.taxable)
    except DomainError:
        return work_code
    return found.income_code


def locked(fee_id: int) -> Fee:
    return lock(Fee.objects.filter(pk=fee_id)).get()


@verb
def correct_fee(fee_id: int, *, by: Person, amount_cents: int, reason: str) -> Fee:
    """Too little was paid: the difference is a new fee that points at the old one and goes to the next run.

    Who: payroll, never of one's own. Too much paid is not taken back here: it needs the expert's recorded consent
    (code "overpaid").
    """
    fee = locked(fee_id)
    permissions.require(permissions.may_act_on_pay(by, fee.expert))
    if not reason.strip():
        raise DomainError(_("Kirjoita, miksi palkkiota korjataan."), code="reason")
    if amount_cents <= 0:
        raise DomainError(
            _("Liikaa maksettua ei voi vielä vähentää täällä: siihen tarvitaan asiantuntijan oma suostumus."),
            code="overpaid",
        )
    twin = Fee.objects.unbatched().filter(corrects=fee, total_cents=amount_cents, reason=reason.strip()).first()
    if twin is not None:
        return twin
    correction = _difference(fee, amount_cents, reason.strip())
    audit.log(by, "fee_corrected", correction, about=fee.expert.person, data={"fee": fee.pk}, reason=reason)
    notifications.fee_booked(correction)
    return correction


def _difference(fee: Fee, amount_cents: int, reason: str) -> Fee:
    """One line of work, on the day and under the income code of the corrected fee's first taxable line."""
    now = clock.now()
    first = fee.lines.filter(taxable=True).order_by("position").first()
    correction = Fee.objects.create(
        expert_id=fee.expert_id,
        gig_id=fee.gig_id,
        report_id=fee.report_id,
        seat_id=fee.seat_id,
        debrief_id=fee.debrief_id,
        corrects=fee,
        reason=reason,
        cost_centre_id=fee.cost_centre_id,
        profile=fee.profile,
        total_cents=amount_cents,
        booked_at=now,
        expected_pay_day=days.next_pay_day(clock.local(now).date()),
    )
    FeeLine.objects.create(
        fee=correction,
        position=0,
        kind=LineKind.SUPPORT if fee.of_support else LineKind.WORK,
        date=first.date if first else clock.local(now).date(),
        quantity=1,
        unit_cents=amount_cents,
        amount_cents=amount_cents,
        income_code=first.income_code if first else _work_code(fee),
    )
    return correction


def _work_code(fee: Fee) -> str:
    return fee.gig.order.task_type.income_code if fee.gig is not None else ""


@verb
def hold_fee(fee_id: int, *, by: Person, reason: str, review_by: date, told: str = "") -> FeeHold:
    """Kept out of the runs until it is looked at, with a reason and a day. Not once it is in a run.

    Who: payroll, never of one's own. The expert is told what is checked and until when, never payroll's own reason. A
    hold that goes on gets a new day, and the expert hears it; the same words twice are calm. Raises DomainError (code
    "review_by") for a day that has gone by or is too far: no fee waits for long without a look.
    """
    fee = locked(fee_id)
    permissions.require(permissions.may_act_on_pay(by, fee.expert))
    facts = {"reason": reason.strip(), "told": told.strip(), "review_by": review_by}
    held = fee.holds.filter(released_at=None).first()
    if held is not None and all(getattr(held, name) == value for name, value in facts.items()):
        return held
    if not Fee.objects.unbatched().filter(pk=fee.pk).exists():
        raise DomainError(_("Palkkio on jo palkka-ajossa, joten sitä ei voi pitää."), code="batched")
    _refuse_review(review_by)
    _end_hold(fee, by)
    hold = FeeHold.objects.create(fee=fee, held_by=by, **facts)
    audit.log(by, "fee_held", fee, about=fee.expert.person, reason=reason)
    notifications.fee_held(hold)
    return hold


def _refuse_review(review_by: date) -> None:
    most = int(policy.get("hold_most_days"))
    if not clock.today() <= review_by <= clock.today() + timedelta(days=most):
        raise DomainError(
            _("Valitse tarkistuspäivä tästä päivästä enintään %(days)d päivän päähän.") % {"days": most},
            code="review_by",
        )


def _end_hold(fee: Fee, by: Person) -> int:
    todo.close("fee_hold", fee)
    return fee.holds.filter(released_at=None).update(released_at=clock.now(), released_by=by)


@verb
def release_hold(fee_id: int, *, by: Person) -> Fee:
    """Back to the next run, and the expert hears when it is paid. Who: payroll, never of one's own."""
    fee = locked(fee_id)
    permissions.require(permissions.may_act_on_pay(by, fee.expert))
    held = fee.holds.filter(released_at=None).first()
    if held is not None and _end_hold(fee, by):
        audit.log(by, "fee_hold_released", fee, about=fee.expert.person)
        notifications.fee_released(held)
    return fee
