"""One function a message; each only adds outbox rows. Subjects carry task type, date and number, nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import clock, links, outbox, todo
from core.models import PurposeLink
from orders import calendar
from orders.models import (
    Approval,
    Gig,
    GigReport,
    Offer,
    Order,
    OrderQuestion,
    OrderSession,
    ReportDifference,
    ReportLine,
)
from orders.states import TRAVEL

REMINDERS = "reminders"
ANSWER, APPROVE, REPORT, CONFIRM = "offer", "approval", "report", "confirm"
for _purpose in (ANSWER, APPROVE, REPORT, CONFIRM):
    links.route(_purpose, f"orders:link-{_purpose}")

todo.word("staff_order", _("Lähetä uusi tarjous"))
todo.word("offer_again", _("Suurempi summa on hyväksytty: lähetä tarjous"))
todo.word("money_refused", _("Suurempaa summaa ei hyväksytty: etsi toinen ratkaisu"))
todo.word("answer_order", _("Vastaa tilaukseen"))
todo.word("name_approver", _("Nimeä tilaukselle hyväksyjä"))
todo.word("phone_orderer", _("Soita tilaajalle: kysymykseen ei ole vastattu"))
todo.word("phone_expert", _("Soita kokemusasiantuntijalle ja kirjaa toteuma"))
todo.word("check_report", _("Tarkista: ilmoitus on sopimusta suurempi"))
todo.word("decide_report", _("Ratkaise: tilaaja ja kokemusasiantuntija ilmoittivat eri tavalla"))
todo.word("decide_difference", _("Ratkaise erotus: palkkio maksetaan nyt kiistattomalta osalta"))
todo.word("difference_refused", _("Tehty työ ylitti hyväksytyn summan, eikä lisää hyväksytty: ratkaise, kuka maksaa"))


def _facts(order: Order) -> dict[str, Any]:
    """What every message may say: task type, number, first date, and by name who is talking."""
    first = order.sessions.filter(lapsed_at=None).first() or order.sessions.first()
    return {
        "task_type_id": order.task_type_id,
        "task": {"fi": order.task_type.fi, "sv": order.task_type.sv, "en": order.task_type.en},
        "number": order.number,
        "starts": first.told if first else "",
        "ends": first.ends.isoformat() if first else "",
        "by_deadline": order.task_type.by_deadline,
    }


facts_of = _facts


def _order_path(order: Order) -> str:
    return reverse("portal:order", args=[order.slug])


def _to_orderer(
    template: str, order: Order, *, dedupe: str, files: list[outbox.Attachment] | None = None, **context: Any
) -> None:
    outbox.mail(
        template,
        order.orderer,
        about=order,
        context=_facts(order) | context,
        dedupe=f"{template}:{dedupe}",
        path=_order_path(order),
        attachments=files,
    )


def _to_coordinator(template: str, order: Order, *, dedupe: str, **context: Any) -> None:
    if order.coordinator is not None:
        outbox.mail(
            template,
            order.coordinator,
            about=order,
            context=_facts(order) | context,
            dedupe=f"{template}:{dedupe}",
            path=_order_path(order),
        )


def _to_expert(template: str, person: Person, order: Order, *, dedupe: str, path: str, **context: Any) -> None:
    facts, key = _facts(order) | context, f"{template}:{dedupe}"
    outbox.mail(template, person, about=order, context=facts, dedupe=key, path=path)


to_orderer, to_coordinator, to_expert = _to_orderer, _to_coordinator, _to_expert


def about_gig(template: str, gig: Gig, **context: Any) -> None:
    """To the gig's expert, with its calendar events as they are now."""
    person, path = gig.expert.person, reverse("portal:gig", args=[gig.slug])
    key, facts = f"{template}:{gig.pk}", _facts(gig.order) | context
    files = calendar.attached(gig)
    outbox.mail(template, person, about=gig.order, context=facts, dedupe=key, path=path, attachments=files)


def order_received(order: Order) -> None:
    _to_orderer("orders_received", order, dedupe=str(order.pk))


def approval_asked(approval: Approval, *, free_until: datetime | None) -> None:
    order = approval.order
    if approval.asked_of is None:
        return
    link = links.make(APPROVE, approval.asked_of, approval, expires_at=approval.due + timedelta(days=30))
    outbox.mail(
        "orders_approval",
        approval.asked_of,
        about=order,
        context=_facts(order)
        | {
            "orderer": order.orderer.name,
            "unit": order.unit.name,
            "max_cents": approval.amount_cents,
            "due": approval.due.isoformat(),
            "free_until": free_until.isoformat() if free_until else "",
            "reason": approval.reason,
            "done": approval.difference_id is not None,
        },
        dedupe=f"orders_approval:{approval.pk}",
        link=link,
    )


def name_approver(order: Order, person: Person, *, due: datetime) -> None:
    """To a main user: nobody of the cost centre is left to ask."""
    outbox.mail(
        "orders_name_approver",
        person,
        about=order,
        context=_facts(order) | {"due": due.isoformat()},
        dedupe=f"orders_name_approver:{order.pk}:{person.pk}",
        path=reverse("orders:name-approver", args=[order.slug]),
    )


def draft_waits(order: Order, *, deleted_on: date) -> None:
    """One reminder of a draft; left again after a change it is reminded of anew before it is deleted."""
    outbox.mail(
        "orders_draft",
        order.orderer,
        about=order,
        context=_facts(order) | {"deleted_on": deleted_on.isoformat()},
        dedupe=f"orders_draft:{order.pk}:{order.changed_at:%Y%m%dT%H%M%S}",
        path=reverse("orders:step", args=[order.slug, order.step]),
    )


def cost_centre_approved(order: Order) -> None:
    _to_orderer("orders_cost_centre_approved", order, dedupe=str(order.pk))


def order_approved(order: Order) -> None:
    _to_orderer("orders_approved", order, dedupe=str(order.pk))


def order_rejected(order: Order) -> None:
    _to_orderer("orders_rejected", order, dedupe=str(order.pk), reason=order.end_reason)


def question_asked(question: OrderQuestion) -> None:
    _to_orderer("orders_question", question.order, dedupe=str(question.pk), due=question.due.isoformat())


def question_answered(question: OrderQuestion) -> None:
    outbox.mail(
        "orders_answer",
        question.asked_by,
        about=question.order,
        context=_facts(question.order),
        dedupe=f"orders_answer:{question.pk}",
        path=_order_path(question.order),
    )


def _offer_mail(template: str, offer: Offer) -> None:
    link: PurposeLink = links.make(ANSWER, offer.expert.person, offer, expires_at=offer.answer_by)
    travel = sum(line.amount_cents for line in offer.lines.all() if line.kind in TRAVEL)
    outbox.mail(
        template,
        offer.expert.person,
        about=offer,
        context=_facts(offer.order)
        | {
            "answer_by": offer.answer_by.isoformat(),
            "total_cents": offer.total_cents,
            "fee_cents": offer.total_cents - travel,
            "travel_cents": travel,
            "pay_day": offer.expected_pay_day.isoformat(),
        },
        dedupe=f"{template}:{offer.pk}",
        link=link,
    )


def offer_sent(offer: Offer) -> None:
    _offer_mail("orders_offer", offer)


def offer_reminder(offer: Offer) -> None:
    if offer.expert.person.wants(REMINDERS):
        _offer_mail("orders_offer_reminder", offer)


def offer_accepted(gig: Gig) -> None:
    """To the expert: what was agreed. To the orderer: who comes. To the coordinator: one thing less."""
    about_gig("orders_gig_agreed", gig)
    files = calendar.attached_order(gig.order)
    _to_orderer("orders_expert_found", gig.order, dedupe=str(gig.pk), files=files)
    _to_coordinator("orders_offer_accepted", gig.order, dedupe=str(gig.pk))


def offer_declined(offer: Offer) -> None:
    path = reverse("portal:front")
    _to_expert("orders_thanks_for_no", offer.expert.person, offer.order, dedupe=str(offer.pk), path=path)
    _to_coordinator("orders_offer_declined", offer.order, dedupe=str(offer.pk))


def offer_expired(offer: Offer) -> None:
    path = reverse("portal:front")
    _to_expert("orders_offer_expired", offer.expert.person, offer.order, dedupe=str(offer.pk), path=path)
    _to_coordinator("orders_offer_unanswered", offer.order, dedupe=str(offer.pk))


def offer_withdrawn(offer: Offer) -> None:
    path = reverse("portal:front")
    _to_expert("orders_offer_withdrawn", offer.expert.person, offer.order, dedupe=str(offer.pk), path=path)


def order_done(order: Order) -> None:
    _to_orderer("orders_done", order, dedupe=str(order.pk))


def order_goes_on_with_fewer(order: Order) -> None:
    _to_orderer("orders_fewer", order, dedupe=str(order.pk))


def sessions_lapsed(order: Order, sessions: Iterable[OrderSession], *, goes_on: bool) -> None:
    """Which sessions found nobody, and whether the others are still looked for."""
    rows = list(sessions)
    times = [session.told for session in rows]
    files, key = calendar.attached_order(order, off=True), f"{order.pk}:{rows[0].pk}"
    _to_orderer("orders_lapsed", order, dedupe=key, files=files, times=times, goes_on=goes_on)
    _to_coordinator("orders_lapsed", order, dedupe=f"{order.pk}:{rows[0].pk}:bank", times=times, goes_on=goes_on)


def options_asked(order: Order) -> None:
    outbox.mail(
        "orders_options",
        order.orderer,
        about=order,
        context=_facts(order),
        dedupe=f"orders_options:{order.pk}:{order.options_asked_at}",
        path=reverse("orders:options", args=[order.slug]),
    )


def options_answered(order: Order, choice: str) -> None:
    dedupe = f"{order.pk}:{order.options_answered_at}"
    _to_coordinator("orders_options_answered", order, dedupe=dedupe, choice=choice)


def offer_outdated(offer: Offer, choice: str) -> None:
    """Thanks to whoever was asked for what the orderer no longer asks."""
    person, path = offer.expert.person, reverse("portal:front")
    _to_expert("orders_offer_outdated", person, offer.order, dedupe=str(offer.pk), path=path, choice=choice)


def report_asked(report: GigReport) -> None:
    _report_mail("orders_report", report)


def report_reminder(report: GigReport) -> None:
    if report.gig.expert.person.wants(REMINDERS):
        _report_mail("orders_report_reminder", report)


def _report_mail(template: str, report: GigReport) -> None:
    person = report.gig.expert.person
    link = links.make(REPORT, person, report, expires_at=clock.now() + timedelta(days=60))
    outbox.mail(
        template,
        person,
        about=report,
        context=_facts(report.gig.order) | {"due": report.due.isoformat() if report.due else ""},
        dedupe=f"{template}:{report.pk}",
        link=link,
    )


def report_submitted(report: GigReport) -> None:
    order = report.gig.order
    link = links.make(CONFIRM, order.orderer, report, expires_at=clock.now() + timedelta(days=60))
    outbox.mail(
        "orders_confirm",
        order.orderer,
        about=report,
        context=_facts(order) | {"due": report.due.isoformat() if report.due else ""},
        dedupe=f"orders_confirm:{report.pk}:{report.reported_at.isoformat() if report.reported_at else ''}",
        link=link,
    )


def reported_by_phone(report: GigReport) -> None:
    """The expert reads what the coordinator wrote down in the expert's name."""
    path = reverse("portal:gig", args=[report.gig.slug])
    _to_expert("orders_reported_by_phone", report.gig.expert.person, report.gig.order, dedupe=str(report.pk), path=path)


def report_approved(report: GigReport) -> None:
    """To the expert: it is paid; or what of it is paid now, and whose yes the rest waits for."""
    path = reverse("portal:gig", args=[report.gig.slug])
    if report.open_difference is not None:
        _part_approved(report, report.open_difference, path)
        return
    _to_expert("orders_report_approved", report.gig.expert.person, report.gig.order, dedupe=str(report.pk), path=path)


def _part_approved(report: GigReport, difference: ReportDifference, path: str) -> None:
    paid = sum(line.amount_cents for line in report.lines.filter(version=ReportLine.Version.FINAL))
    asked = difference.approvals.waiting().select_related("asked_of").first()
    _to_expert(
        "orders_part_approved",
        report.gig.expert.person,
        report.gig.order,
        dedupe=str(report.pk),
        path=path,
        paid_cents=paid,
        open_cents=difference.amount_cents,
        whose=asked.asked_of.name if asked and asked.asked_of else "",
        due=difference.due.isoformat() if difference.due else "",
    )


def difference_refused(difference: ReportDifference) -> None:
    """To the expert: the cost centre said no, the bank's coordinator acts next, nothing is asked of the expert."""
    _difference("orders_difference_refused", difference, due=difference.due.isoformat() if difference.due else "")


def difference_dropped(difference: ReportDifference) -> None:
    """To the expert, with the reason."""
    _difference("orders_difference_dropped", difference, reason=difference.reason)


def _difference(template: str, difference: ReportDifference, **facts: Any) -> None:
    gig, facts = difference.report.gig, facts | {"open_cents": difference.amount_cents}
    path = reverse("portal:gig", args=[gig.slug])
    _to_expert(template, gig.expert.person, gig.order, dedupe=str(difference.pk), path=path, **facts)


def report_contested(report: GigReport) -> None:
    path = reverse("portal:gig", args=[report.gig.slug])
    both = report.lines.filter(version=ReportLine.Version.ORDERER).exists()
    person = report.gig.expert.person
    _to_expert("orders_report_contested", person, report.gig.order, dedupe=str(report.pk), path=path, both=both)
    _to_coordinator("orders_report_contested_bank", report.gig.order, dedupe=str(report.pk))


def undisputed_paid(report: GigReport, *, paid_cents: int, open_cents: int) -> None:
    """The expert reads what is paid now and what is still looked at; the orderer that the rest is still open."""
    person, order = report.gig.expert.person, report.gig.order
    path = reverse("portal:gig", args=[report.gig.slug])
    sums = {"paid_cents": paid_cents, "open_cents": open_cents}
    _to_expert("orders_undisputed", person, order, dedupe=str(report.pk), path=path, **sums)
    _to_orderer("orders_undisputed_orderer", order, dedupe=str(report.pk))


def not_held_claimed(report: GigReport) -> None:
    """The other side is told."""
    order, due = report.gig.order, report.due.isoformat() if report.due else ""
    if report.contested_by_id == report.gig.expert.person_id:
        _to_orderer("orders_not_held_claimed", order, dedupe=str(report.pk), due=due)
    else:
        path = reverse("portal:gig", args=[report.gig.slug])
        person = report.gig.expert.person
        _to_expert("orders_not_held_claimed", person, order, dedupe=str(report.pk), path=path, due=due)


def report_not_held(report: GigReport) -> None:
    path = reverse("portal:gig", args=[report.gig.slug])
    _to_expert("orders_not_held", report.gig.expert.person, report.gig.order, dedupe=str(report.pk), path=path)
    _to_orderer("orders_not_held", report.gig.order, dedupe=str(report.pk))
