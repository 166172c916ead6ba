"""The contract's text: composed once from the bank's template and plain words, then frozen with its hash."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Bank
from core import clock, policy
from core.errors import DomainError
from core.money import euros
from core.templatetags.kp import hours, in_hours, weekday
from orders import briefing
from orders.models import Booking, Gig, OfferLine
from orders.states import LineKind
from payments.models import ContractTemplate

KIND_BY_PROFILE = {"D": "gig_fee_outside_employment"}
_ENGINE = Engine(autoescape=True)


def template_for(profile: str, language: str, on: date) -> ContractTemplate:
    """As find_template. Raises DomainError (code "template") without one."""
    template = find_template(profile, language, on)
    if template is None:
        raise DomainError(_("Tälle maksutavalle ei ole sopimuspohjaa. Kerro pankin pääkäyttäjälle."), code="template")
    return template


def find_template(profile: str, language: str, on: date) -> ContractTemplate | None:
    """The newest wording in force that day, in Finnish when the language has none."""
    kind = KIND_BY_PROFILE.get(profile, "")
    found = ContractTemplate.objects.filter(kind=kind, valid_from__lte=on).order_by("-valid_from", "-version")
    return found.filter(language=language).first() or found.filter(language="fi").first()


def compose(gig: Gig, template: ContractTemplate, addition: str = "") -> str:
    """Readable HTML in the template's language. Every value is escaped text; nothing of ours can be called from it."""
    with translation.override(template.language):
        return _ENGINE.from_string(template.body).render(Context(_values(gig, template.language, addition)))


def _values(gig: Gig, language: str, addition: str) -> dict[str, Any]:
    order, offer = gig.order, gig.offer
    bank = Bank.objects.the()
    hours = policy.get("cancel_limit_hours")
    lines = list(offer.lines.all())
    return {
        "bank": {"name": bank.name, "business_id": bank.business_id},
        "expert": gig.expert.person.name,
        "coordinator": _contact(gig, bank),
        "site_contact": " ".join(filter(None, [order.site_contact_name, briefing.phone(order.site_contact_phone)])),
        "task": getattr(order.task_type, language, order.task_type.fi),
        "title": order.title,
        "goal": order.goal,
        "description": order.description,
        "expectations": order.expectations,
        "form": order.get_form_display(),
        "place": ", ".join(filter(None, [order.address, order.room, order.municipality])),
        "sessions": [session_words(booking) for booking in gig.bookings.order_by("starts")],
        "lines": [{"words": line_words(line), "amount": euros(line.amount_cents)} for line in lines],
        "total": euros(offer.total_cents),
        "schedule": f"{offer.schedule.name} ({offer.schedule.version})",
        "silence_days": int(policy.get("report_silence_workdays")),
        "pay_day": full_day(offer.expected_pay_day),
        "pension": offer.profile in {"D", "E"},
        "cancel_hours": int(hours.get(offer.profile, hours["default"])),
        "recording": order.get_recording_display(),
        "clearance": order.task_type.clearance,
        "addition": addition,
    }


def full_day(value: date) -> str:
    """With its year: a contract is read in other years too."""
    return f"{weekday(value)} {value.day}.{value.month}.{value.year}"


def session_words(booking: Booking) -> str:
    starts, ends = clock.local(booking.starts), clock.local(booking.ends)
    if booking.work_minutes:
        said = {"day": full_day(starts.date()), "hours": hours(in_hours(booking.work_minutes))}
        begins = f"{starts:%-H.%M}"
        words = _("omaan tahtiin viimeistään %(day)s, noin %(hours)s työtä; peruutusaika lasketaan klo %(begins)s")
        return words % {**said, "begins": begins}
    return _("%(day)s klo %(starts)s–%(ends)s") % {
        "day": full_day(starts.date()),
        "starts": f"{starts:%-H.%M}",
        "ends": f"{ends:%-H.%M}",
    }


def _contact(gig: Gig, bank: Bank) -> dict[str, str]:
    who = gig.order.coordinator
    return {
        "name": who.name if who else bank.name,
        "phone": (who.phone if who else "") or bank.phone,
        "email": (who.email if who else "") or bank.email,
    }


def line_words(line: OfferLine) -> str:
    """«työ ti 8.12.», «kilometrikorvaus ti 8.12.: Turku–Salo, 54 km»."""
    words = f"{LineKind(line.kind).label} {full_day(line.date)}"
    if line.basis.get("hourly"):
        return f"{LineKind(line.kind).label}, {hours(in_hours(line.basis['minutes']))}, {full_day(line.date)}"
    if line.kind in {LineKind.KM, LineKind.TICKET}:
        trip = "–".join(filter(None, [line.from_place, line.to_place]))
        km = f"{line.km.normalize():f} km".replace(".", ",") if line.km is not None else ""
        return ": ".join(filter(None, [words, ", ".join(filter(None, [trip, km]))]))
    if line.quantity != 1:
        return f"{words}, {line.quantity.normalize():f} × {euros(line.unit_cents)}"
    return words


def frozen_lines(gig: Gig) -> list[dict[str, Any]]:
    """The offer's lines as plain data: what the expert saw is what the contract says."""
    return [
        {
            "offer_line": line.pk,
            "kind": line.kind,
            "date": line.date.isoformat(),
            "quantity": f"{line.quantity:f}",
            "unit_cents": line.unit_cents,
            "amount_cents": line.amount_cents,
            "from_place": line.from_place,
            "to_place": line.to_place,
            "km": None if line.km is None else f"{line.km:f}",
        }
        for line in gig.offer.lines.all()
    ]


def sha256(text_html: str, lines: list[dict[str, Any]], total_cents: int) -> str:
    """Over text and price together: neither can change alone."""
    price = json.dumps({"lines": lines, "total_cents": total_cents}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{text_html}\n{price}".encode()).hexdigest()
