"""What is so, who acts next, by when: for every state of the room (model.md §3). `viewer` decides who is «you»."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core import clock
from core.money import euros
from core.status import ALERT, OK, PLAIN, WAIT, YOU, Status, Words
from core.templatetags.kp import begins
from orders.states import DifferenceState, GigState, OfferState, OrderState, ReportState

if TYPE_CHECKING:
    from accounts.models import Person
    from orders.models import Gig, GigReport, Offer, Order, ReportDifference

COORDINATOR = _("pankin koordinaattori")
DRAFT_KEPT = timedelta(days=30)


def of_order(
    order: Order,
    viewer: Person,
    open_question: bool = False,
    *,
    question_due: datetime | None = None,
    asked: str = "",
) -> Status:
    """`open_question`: the bank waits for the orderer's answer, so the orderer acts next, by `question_due`.

    `asked`: who is asked to approve.
    """
    mine = order.unit_id in viewer.unit_ids
    if open_question and order.state not in {OrderState.DONE, OrderState.REJECTED, OrderState.CANCELLED}:
        return _asked(mine, question_due or order.due)
    bank = YOU if viewer.has("coordinator") else COORDINATOR
    found = {
        OrderState.DRAFT: _draft(order, mine),
        OrderState.AWAITING_APPROVER: Status(
            _("Odottaa kustannuspaikan hyväksyntää"),
            YOU if asked and asked == viewer.name else asked or _("kustannuspaikan hyväksyjä"),
            order.due,
            WAIT,
        ),
        OrderState.AWAITING_BANK: Status(_("Pankin käsittelyssä"), bank, order.due, WAIT),
        OrderState.STAFFING: Status(_("Etsimme tekijää"), bank, order.due, WAIT),
        OrderState.STAFFED: Status(_("Tekijä on löytynyt"), tone=OK),
        OrderState.DONE: Status(_("Keikka on valmis"), tone=OK),
        OrderState.REJECTED: Status(_("Tilaus on hylätty"), tone=ALERT, extra=order.end_reason),
        OrderState.CANCELLED: Status(
            _("Aika ehti kulua, eikä tekijää löytynyt") if order.cancelled_how == "sweep" else _("Tilaus on peruttu"),
            tone=ALERT,
            extra=order.end_reason,
        ),
    }
    return found[OrderState(order.state)]


def _asked(mine: bool, due: datetime | None) -> Status:
    words = _("Pankki kysyy sinulta lisää") if mine else _("Tilaajalta on kysytty lisää")
    return Status(words, YOU if mine else _("tilaaja"), due, WAIT)


def _draft(order: Order, mine: bool) -> Status:
    goes = _("Sen jälkeen luonnos poistuu itsestään.")
    who = YOU if mine else _("tilaaja")
    return Status(
        _("Luonnos, ei vielä lähetetty"), who, clock.local(order.changed_at + DRAFT_KEPT).date(), WAIT, extra=goes
    )


def gig_on(starts: datetime, *, by_deadline: bool = False) -> str:
    return str(_("keikka %(when)s") % {"when": begins(starts, by_deadline)})


def of_offer(offer: Offer, viewer: Person) -> Status:
    own = offer.expert.person_id == viewer.pk
    found = {
        OfferState.SENT: Status(
            _("Odottaa vastaustasi") if own else _("Odottaa vastausta"),
            YOU if own else offer.expert.person.name,
            offer.answer_by,
            WAIT,
        ),
        OfferState.ACCEPTED: Status(_("Hyväksytty"), tone=OK),
        OfferState.DECLINED: Status(_("Ei tällä kertaa"), tone=PLAIN),
        OfferState.EXPIRED: Status(_("Vastausaika päättyi"), tone=PLAIN),
        OfferState.WITHDRAWN: Status(_("Tarjous on vedetty pois"), tone=PLAIN),
    }
    return found[OfferState(offer.state)]


def of_gig(gig: Gig, viewer: Person) -> Status:
    own = gig.expert.person_id == viewer.pk
    found = {
        GigState.AGREED: Status(_("Sovittu, sopimus tulossa"), _("pankki tekee sopimuksen"), None, WAIT),
        GigState.CONFIRMED: Status(_("Vahvistettu"), tone=OK),
        GigState.OVER: Status(_("Keikka on ohi"), tone=PLAIN),
        GigState.CLOSED: Status(_("Valmis: palkkio ja palaute ovat kunnossa"), tone=OK),
        GigState.CANCELLED: Status(_("Keikka on peruttu"), tone=ALERT),
        GigState.RELEASED: Status(
            _("Vapautit itsesi keikalta") if own else _("Tekijä estyi, etsimme uutta"), tone=PLAIN
        ),
    }
    return found[GigState(gig.state)]


def _awaited(report: GigReport, own: Words, bank: Words) -> Status:
    """The expert tells; after the due time the coordinator phones, though the expert still may."""
    words = _("Toteumaa ei ole vielä ilmoitettu")
    if report.due and report.due <= clock.now():
        return Status(words, own or bank, None, WAIT)
    return Status(words, own or _("kokemusasiantuntija"), report.due, WAIT)


def of_difference(difference: ReportDifference, viewer: Person) -> Status:
    """What an approved report left open: how much, whose decision, by when. `asked_of` of the question is not named."""
    bank = YOU if viewer.has("coordinator") else COORDINATOR
    open_ = _("Erotus %(sum)s maksetaan erikseen, kun siitä on päätetty.") % {"sum": euros(difference.amount_cents)}
    found = {
        DifferenceState.CONTESTED: Status(
            _("Toteuma on vahvistettu, mutta osasta olette eri mieltä"), bank, difference.due, WAIT, extra=open_
        ),
        DifferenceState.AWAITING_APPROVER: Status(
            _("Toteuma on vahvistettu, mutta osa ylittää hyväksytyn summan"),
            _("kustannuspaikan hyväksyjä"),
            difference.due,
            WAIT,
            extra=open_,
        ),
        DifferenceState.REFUSED: Status(
            _("Kustannuspaikka ei hyväksynyt ylitystä, koordinaattori ratkaisee"),
            bank,
            difference.due,
            WAIT,
            extra=_("Erotus %(sum)s ei katoa: koordinaattori päättää, kuka sen maksaa, tai sopii siitä tekijän kanssa.")
            % {"sum": euros(difference.amount_cents)},
        ),
        DifferenceState.GRANTED: Status(_("Erotus maksetaan"), tone=OK),
        DifferenceState.DROPPED: Status(_("Erotusta ei makseta"), tone=PLAIN, extra=difference.reason),
    }
    return found[DifferenceState(difference.state)]


def of_report(report: GigReport, viewer: Person) -> Status:
    if report.state == ReportState.APPROVED and (difference := report.open_difference) is not None:
        return of_difference(difference, viewer)
    own = report.gig.expert.person_id == viewer.pk
    orderer = report.gig.order.unit_id in viewer.unit_ids
    if report.state == ReportState.SUBMITTED and report.reminded_at is not None:
        bank = YOU if viewer.has("coordinator") else COORDINATOR
        return Status(_("Sopimusta suurempi ilmoitus, koordinaattori tarkistaa"), bank, report.due, WAIT)
    expert_next = YOU if own else _("kokemusasiantuntija")
    orderer_next = YOU if orderer else _("tilaaja")
    claimed_by_expert = report.contested_by_id == report.gig.expert.person_id
    found = {
        ReportState.AWAITED: _awaited(report, YOU if own else "", YOU if viewer.has("coordinator") else COORDINATOR),
        ReportState.SUBMITTED: Status(
            _("Odottaa kuittaustasi") if orderer else _("Odottaa tilaajan kuittausta"),
            orderer_next,
            report.due,
            WAIT,
            extra=_("Jos et vastaa, ilmoitus vahvistuu itsestään.")
            if orderer
            else _("Jos tilaaja ei vastaa, ilmoitus vahvistuu itsestään."),
        ),
        ReportState.CONTESTED: Status(
            _("Ilmoitukset eroavat, koordinaattori ratkaisee"),
            YOU if viewer.has("coordinator") else COORDINATOR,
            report.due,
            WAIT,
        ),
        ReportState.NOT_HELD_CLAIMED: Status(
            _("Ilmoitettu: ei toteutunut"), orderer_next if claimed_by_expert else expert_next, report.due, WAIT
        ),
        ReportState.APPROVED: Status(_("Toteuma on vahvistettu"), tone=OK),
        ReportState.NOT_HELD: Status(_("Ei toteutunut"), tone=PLAIN),
    }
    return found[ReportState(report.state)]
