"""What of a coming run payroll looks at first: what stays out, what is unusual, and what to do about each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.money import euros
from core.templatetags.kp import day
from payments import status
from payments.drawing import Preview
from payments.models import Fee
from payments.reckoning import Slip
from payments.returning import Returned

Words = Any


@dataclass(frozen=True)
class Row:
    """One person or fee: who it is, where it is looked at, what is odd about it."""

    words: str
    url: str = ""
    note: Words = ""


@dataclass(frozen=True)
class Odd:
    """`stays_out`: the run goes without it; else it is in, and worth a look before drawing."""

    key: str
    title: Words
    do: Words
    rows: list[Row] = field(default_factory=list)
    stays_out: bool = False


def of(preview: Preview) -> list[Odd]:
    """Those that have something to tell: first what stays out, then what is in and unusual."""
    return [odd for odd in [*_out(preview), *_without_card(preview), *_unusual(preview)] if odd.rows]


def _out(found: Preview) -> list[Odd]:
    rows = [
        (
            "missing",
            _("Jää pois: tieto puuttuu"),
            _("Asiantuntija on saanut viestin. Palkkio maksetaan seuraavassa ajossa, kun tieto on saatu."),
            [_fee(fee, status.missing_of(fee)) for fee in found.missing],
        ),
        (
            "stuck",
            _("Jää pois: palautunut maksu odottaa uutta tilinumeroa"),
            _("Asiantuntija on saanut viestin. Jos uutta tiliä ei kuulu, soita."),
            [_stuck(row) for row in found.stuck],
        ),
        (
            "profile",
            _("Jää pois: maksutapaa ei voi vielä maksaa täältä"),
            _("Sovi pääkäyttäjän kanssa, miten nämä maksetaan."),
            [_fee(fee, fee.pay_way) for fee in found.other_profiles],
        ),
        (
            "waiting_for_card",
            _("Jää pois: odottaa verokorttia"),
            _("Nämä asiantuntijat valitsivat odottaa korttia. Palkkio tulee seuraavaan ajoon itsestään."),
            [_fee(fee) for fee in found.waiting_for_card],
        ),
        (
            "held",
            _("Jää pois: pidossa"),
            _("Vapauta palkkio, jos se on jo tarkistettu."),
            [_fee(fee, gettext("tarkistetaan %(day)s") % {"day": day(_until(fee))}) for fee in found.held],
        ),
    ]
    return [Odd(*row, stays_out=True) for row in rows]


def _without_card(found: Preview) -> list[Odd]:
    ended = [slip for slip in found.no_card if slip.payee.card_ended is not None]
    never = [slip for slip in found.no_card if slip.payee.card_ended is None]
    return [
        Odd(
            "no_card",
            _("Verokortti puuttuu: pidätetään 60\u00a0%"),
            _("Asiantuntijalta on kysytty. Jos kortti tulee ennen kuin laadit ajon, vero lasketaan sen mukaan."),
            [_slip(slip, euros(slip.pay.withholding_cents)) for slip in never],
        ),
        Odd(
            "card_ended",
            _("Verokortti päättyy ennen maksupäivää: pidätetään 60\u00a0%"),
            _("Asiantuntijaa on muistutettu uudesta kortista. Ehdit vielä soittaa ennen kuin laadit ajon."),
            [_slip(slip, gettext("päättyi %(day)s") % {"day": day(slip.payee.card_ended)}) for slip in ended],
        ),
    ]


def _unusual(found: Preview) -> list[Odd]:
    return [
        Odd(
            "over",
            _("Palkkio ylittää sopimuksen summan"),
            _("Tarkista, kuka hyväksyi ylityksen. Pidä palkkio, jos et tiedä syytä."),
            _over(found),
        ),
        Odd(
            "new_account",
            _("Uusi tilinumero"),
            _("Tili on vaihtunut edellisen laskelman jälkeen. Tarkista ennen maksua."),
            [_slip(slip, url=reverse("experts:call", args=[slip.expert.slug])) for slip in found.new_account],
        ),
        Odd(
            "first_time",
            _("Saa palkkion ensimmäistä kertaa"),
            _("Katso, että nimi, tili ja verokortti kuuluvat samalle ihmiselle."),
            [_slip(slip) for slip in found.first_time],
        ),
        Odd(
            "again",
            _("Palautuneet maksut, jotka lähtevät uudelleen"),
            _("Nämä lisätään maksuaineistoon uudelle tilille. Laskelma on jo tehty."),
            [_back(row) for row in found.again],
        ),
    ]


def _fee(fee: Fee, note: Words = "") -> Row:
    words = f"{fee.expert.person.name}, {fee.number}, {euros(fee.total_cents)}"
    return Row(words, reverse("payments:fee", args=[fee.slug]), note)


def _until(fee: Any) -> Any:
    return fee.hold_until


def _slip(slip: Slip, note: Words = "", url: str = "") -> Row:
    return Row(slip.expert.person.name, url or reverse("payments:fee", args=[slip.fees[0].slug]), note)


def _back(row: Returned, note: Words = "", url: str = "") -> Row:
    payslip = row.transfer.payslip
    words = f"{payslip.expert.person.name}, {payslip.number}, {euros(row.transfer.amount_cents)}"
    return Row(words, url or reverse("payments:payslip", args=[payslip.slug]), note)


def _stuck(row: Returned) -> Row:
    if row.call_waits:
        call = reverse("experts:call", args=[row.transfer.payslip.expert.slug])
        return _back(row, gettext("uusi tili on annettu, varmista se soittamalla"), call)
    return _back(row, row.transfer.get_returned_why_display())


def _over(found: Preview) -> list[Row]:
    """All that has been booked for a gig against what its contract, or its accepted offer, says. One question."""
    of_gig: dict[int, list[Fee]] = defaultdict(list)
    for fee in (fee for slip in found.slips for fee in slip.fees):
        if fee.gig_id is not None:
            of_gig[fee.gig_id].append(fee)
    booked = (
        Fee.objects.filter(gig__in=of_gig).values("gig", "gig__offer__total_cents").annotate(sum=Sum("total_cents"))
    )
    over = [row for row in booked.order_by("gig") if row["sum"] > row["gig__offer__total_cents"]]
    said = _("sovittu %(agreed)s, palkkiot yhteensä %(sum)s")
    return [
        _fee(of_gig[row["gig"]][0], said % {"agreed": euros(row["gig__offer__total_cents"]), "sum": euros(row["sum"])})
        for row in over
    ]
