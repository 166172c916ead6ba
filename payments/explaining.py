"""A payslip in plain words: each line and each deduction says where it comes from (E13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.money import euros
from orders.states import LineKind
from payments.models import Fee, FeeLine, Payslip, PayslipLine

ZERO_WHY: dict[str, str | Promise] = {
    "profile": gettext_lazy("Ei peritä tällaisesta palkkiosta."),
    "age": gettext_lazy("Ei peritä ikäsi perusteella."),
    "below_month_limit": gettext_lazy("Kuukauden palkkiot jäävät vakuuttamisen rajan alle."),
}
EMPLOYER: dict[str, str | Promise] = {
    "pension": gettext_lazy("Eläkemaksu"),
    "unemployment": gettext_lazy("Työttömyysvakuutusmaksu"),
    "health": gettext_lazy("Sairausvakuutusmaksu"),
    "accident": gettext_lazy("Tapaturmavakuutus"),
    "group_life": gettext_lazy("Ryhmähenkivakuutus"),
}


@dataclass(frozen=True)
class Row:
    """`label`, `cents` and `note` are what templates/_money.html shows."""

    label: str
    cents: int
    note: str = ""
    url: str = ""


def full_day(value: date) -> str:
    """With its year: what is frozen is read in other years too."""
    return f"{value.day}.{value.month}.{value.year}"


def line_row(line: FeeLine, fee: Fee) -> Row:
    """Task type, date and number of the gig: never its title, unit or theme. Support is «tuki» and hours.

    And where its price comes from: the offer that was accepted, what was reported, or the bank's rule for support.
    """
    day = full_day(line.date)
    words = f"{capfirst(fee.task)} {day}" if fee.of_support else f"{fee.task}, {LineKind(line.kind).label} {day}"
    gig = "" if fee.of_support else _("keikka %(number)s") % {"number": fee.number}
    notes = [_counted(line), gig, _agreed(line, fee), _taxed(line)]
    return Row(words, line.amount_cents, " · ".join(filter(None, notes)))


def _counted(line: FeeLine) -> str:
    if line.km is not None:
        return f"{percent(line.km)} km × {euros(line.unit_cents)}"
    if line.quantity == 1 and line.kind != LineKind.SUPPORT:
        return ""
    return f"{percent(line.quantity)} h × {euros(line.unit_cents)}"


def _agreed(line: FeeLine, fee: Fee) -> str:
    if fee.corrects_id:
        return _("oikaisu: %(reason)s") % {"reason": fee.reason}
    if fee.of_support:
        return _("pankin tuntihinta tuesta")
    answered = line.offer_line.offer.answered_at if line.offer_line is not None else None
    if answered is not None:
        return _("hinta sovittu tarjouksessa %(day)s") % {"day": full_day(clock.local(answered).date())}
    return _("ilmoitetun mukaan") if line.report_line_id else ""


def _taxed(line: FeeLine) -> str:
    return "" if line.taxable else _("veroton")


def rows_of_lines(lines: Iterable[PayslipLine], *, link: bool = False) -> list[Row]:
    """Lines with their fee line, gig, offer and task type already fetched. `link`: each leads to its gig."""
    return [replace(line_row(x.fee_line, x.fee_line.fee), url=_gig_url(x) if link else "") for x in lines]


def _gig_url(line: PayslipLine) -> str:
    gig = line.fee_line.fee.gig
    return reverse("portal:gig", args=[gig.slug]) if gig is not None else ""


def percent(value: Decimal | str) -> str:
    """17,5 – without needless zeros, with a comma."""
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def deductions(payslip: Payslip) -> list[Row]:
    """Withholding, pension and unemployment, each with its percentage and the reason for a zero."""
    basis: dict[str, Any] = payslip.basis
    parts = {part["what"]: part for part in basis["parts"]}
    words = {what: contribution_words(parts.get(what), what, basis) for what in ("pension", "unemployment")}
    return [
        Row(_("Ennakonpidätys (vero)"), -payslip.withholding_cents, withholding_words(basis)),
        Row(_("Eläkemaksu"), -payslip.pension_cents, words["pension"]),
        Row(_("Työttömyysvakuutusmaksu"), -payslip.unemployment_cents, words["unemployment"]),
    ]


WHAT_FOR: dict[str, str | Promise] = {
    "pension": gettext_lazy("Kartuttaa omaa eläkettäsi. Prosentin vahvistaa sosiaali- ja terveysministeriö."),
    "unemployment": gettext_lazy("Sillä maksetaan työttömyysturvaa. Prosentti säädetään laissa vuodeksi kerrallaan."),
}


def contribution_words(part: dict[str, Any] | None, what: str, basis: dict[str, Any]) -> str:
    """How much of what, what it is for, who decides the percentage and since when it holds."""
    if part is None:
        return ""
    if part["why"]:
        return str(ZERO_WHY.get(part["why"], ""))
    share = _("%(rate)s\u00a0%% summasta %(base)s") % {"rate": percent(part["rate"]), "base": euros(part["base_cents"])}
    return " ".join(filter(None, [f"{share}.", str(WHAT_FOR[what]), since_words(basis, what)]))


def since_words(basis: dict[str, Any], what: str) -> str:
    """Payslips made before the days were kept with them say nothing of it."""
    day = basis.get("since", {}).get(what)
    return _("Voimassa %(day)s alkaen.") % {"day": full_day(date.fromisoformat(day))} if day else ""


def _card_days(basis: dict[str, Any]) -> str:
    days = [full_day(date.fromisoformat(day)) for day in basis.get("card_valid") or []]
    return _("Kortti on voimassa %(start)s–%(end)s.") % {"start": days[0], "end": days[1]} if days else ""


def withholding_words(basis: dict[str, Any]) -> str:
    if basis["why"] == "nothing_taxable":
        return _("Kulukorvauksista ei pidätetä veroa.")
    if basis["why"] == "no_card":
        return _(
            "Verokorttia ei ollut, joten veroa pidätettiin 60\u00a0%, kuten laki määrää. "
            "Lisää verokortti seuraavaa palkkiota varten."
        )
    words = _("Verokorttisi mukaan %(rate)s\u00a0%% summasta %(base)s") % {
        "rate": percent(basis["base"]),
        "base": euros(basis["at_base_cents"]),
    }
    if basis["at_additional_cents"]:
        words += _(" ja tulorajan yli menevästä %(base)s lisäprosentti %(rate)s\u00a0%%") % {
            "rate": percent(basis["additional"]),
            "base": euros(basis["at_additional_cents"]),
        }
    where = _("Vero menee Verohallinnolle ja luetaan hyväksesi verotuksessa.")
    return " ".join(filter(None, [f"{words}.", _card_days(basis), where]))


def limit_words(basis: dict[str, Any]) -> str:
    """How much of the card's limit is used by this payer, before and after."""
    limit = basis.get("limit_cents")
    if basis["why"] != "card" or limit is None:
        return ""
    used = basis["used_before_cents"] + basis["at_base_cents"] + basis["at_additional_cents"]
    return _("Verokortin tulorajasta %(limit)s on tämän jälkeen käytetty tältä maksajalta %(used)s.") % {
        "limit": euros(limit),
        "used": euros(used),
    }


def allowance_words(basis: dict[str, Any]) -> str:
    cents = basis.get("daily_allowance_cents") or 0
    if not cents:
        return ""
    words = _("Ennakonpidätykseen sisältyy sairausvakuutuksen päivärahamaksua %(sum)s. Sitä ei vähennetä erikseen.")
    return " ".join(filter(None, [words % {"sum": euros(cents)}, since_words(basis, "daily_allowance")]))


def employer_rows(costs: dict[str, int]) -> list[Row]:
    return [Row(str(EMPLOYER.get(kind, kind)), cents) for kind, cents in costs.items()]


def year_to_date(payslip: Payslip, others: Sequence[tuple[int, int, int]]) -> list[Row]:
    """`others`: gross, withholding, net of the year's counted payslips up to this one, this one included."""
    gross, tax, net = (sum(column) for column in zip(*others, strict=True)) if others else (0, 0, 0)
    return [
        Row(_("Palkkiot"), gross),
        Row(_("Ennakonpidätys"), tax),
        Row(_("Maksettu tai maksussa"), net),
    ]
