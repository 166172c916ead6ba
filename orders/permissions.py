"""All rights of orders, offers, gigs and reports in one place (model.md §4). Rows come from visible_to()."""

from __future__ import annotations

from accounts.models import Bank, Person
from accounts.roles import Role
from core import policy
from core.errors import NotAllowed
from orders.models import Approval, Gig, GigReport, Offer, Order
from orders.states import OrderState, ReportState

PRICE_READERS = frozenset(Role) - {Role.SUPERVISOR, Role.EVALUATOR}


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()


def may_order(person: Person) -> bool:
    return bool(person.unit_ids)


def may_edit_draft(person: Person, order: Order) -> bool:
    return order.orderer_id == person.pk and order.unit_id in person.unit_ids


def is_orderer_of(person: Person, order: Order) -> bool:
    """Whoever may order for the unit today. Who ordered and has left the unit leaves its orders to the colleagues."""
    return order.unit_id in person.unit_ids


def may_see_prices(person: Person) -> bool:
    """Expert, orderer, approver, coordinator, payroll, auditor and main user."""
    return any(person.has(role) for role in PRICE_READERS)


def may_set_prices(person: Person) -> bool:
    return person.has(Role.MAIN_USER)


def may_coordinate(person: Person) -> bool:
    return person.has(Role.COORDINATOR)


def may_list_orders(person: Person) -> bool:
    """All of them: the coordinator whole, auditor and main user less title, themes and free text."""
    return any(person.has(role) for role in (Role.COORDINATOR, Role.AUDITOR, Role.MAIN_USER))


def may_name_approver(person: Person) -> bool:
    return person.has(Role.MAIN_USER)


def reads_order_in_part(person: Person, order: Order) -> bool:
    """Auditor and main user: no title, themes or free text; the whole by a written reason (model.md §4)."""
    lean = person.has(Role.AUDITOR) or person.has(Role.MAIN_USER)
    return lean and order.state != OrderState.DRAFT and not is_orderer_of(person, order) and not may_coordinate(person)


def may_decide(person: Person, approval: Approval, order: Order) -> bool:
    """The person asked; the one before the deputy still, while the deputy is asked; nobody for an own order."""
    if person.pk == order.orderer_id:
        return False
    centre = order.cost_centre
    earlier = None
    if centre is not None and approval.deputised:
        earlier = centre.approver_id if approval.stage == Approval.Stage.FIRST else centre.second_approver_id
    return person.pk in {approval.asked_of_id, approval.decided_by_id, earlier}


def may_approve_own(person: Person, order: Order) -> bool:
    """By policy: never in a county; in an association within the cost centre's limit, by its own approver."""
    centre = order.cost_centre
    if centre is None or centre.approver_id != person.pk or order.approved_max_cents is None:
        return False
    allowed = bool(policy.get("orderer_may_approve_own")[Bank.objects.the().kind])
    return allowed and (centre.limit_cents is None or order.approved_max_cents <= centre.limit_cents)


def allowed_profiles() -> list[str]:
    return list(policy.get("profiles")[Bank.objects.the().kind])


def is_own_offer(person: Person, offer: Offer) -> bool:
    return offer.expert.person_id == person.pk


def is_own_gig(person: Person, gig: Gig) -> bool:
    return gig.expert.person_id == person.pk


def is_own_report(person: Person, report: GigReport) -> bool:
    return report.gig.expert.person_id == person.pk


def may_confirm(person: Person, report: GigReport) -> bool:
    """The orderer's side or a coordinator; nobody says yes to one's own pay, whatever other roles one holds."""
    return not is_own_report(person, report) and (is_orderer_of(person, report.gig.order) or may_coordinate(person))


def may_decide_report(person: Person, report: GigReport) -> bool:
    return may_coordinate(person) and not is_own_report(person, report)


def may_open_receipt(person: Person, report: GigReport) -> bool:
    """The expert's own; a coordinator; payroll once it is to be paid. The orderer sees the line, never the file."""
    paid = report.state == ReportState.APPROVED and person.has(Role.PAYROLL)
    return is_own_report(person, report) or may_coordinate(person) or paid


def may_see_candidates(person: Person) -> bool:
    return person.has(Role.COORDINATOR)
