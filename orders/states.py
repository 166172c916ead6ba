"""States of the room and the moves they allow (model.md §3). A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    PLANNING = "planning", _("suunnittelu")
    DELIVERY = "delivery", _("toteutus")
    DEVELOPMENT = "development", _("kehittäminen")
    EVALUATION = "evaluation", _("arviointi")


class Tier(models.TextChoices):
    BASIC = "basic", _("kevyt")
    STANDARD = "standard", _("tavallinen")
    DEMANDING = "demanding", _("vaativa")


class OrderState(models.TextChoices):
    DRAFT = "draft", _("luonnos")
    AWAITING_APPROVER = "awaiting_approver", _("odottaa kustannuspaikan hyväksyntää")
    AWAITING_BANK = "awaiting_bank", _("pankin käsittelyssä")
    STAFFING = "staffing", _("etsitään tekijää")
    STAFFED = "staffed", _("tekijä löytynyt")
    DONE = "done", _("valmis")
    REJECTED = "rejected", _("hylätty")
    CANCELLED = "cancelled", _("peruttu")


class OfferState(models.TextChoices):
    SENT = "sent", _("odottaa vastausta")
    ACCEPTED = "accepted", _("hyväksytty")
    DECLINED = "declined", _("ei tällä kertaa")
    EXPIRED = "expired", _("vastausaika päättyi")
    WITHDRAWN = "withdrawn", _("tarjous vedetty pois")


class GigState(models.TextChoices):
    AGREED = "agreed", _("sovittu, sopimus tulossa")
    CONFIRMED = "confirmed", _("vahvistettu")
    OVER = "over", _("ohi")
    CLOSED = "closed", _("valmis")
    CANCELLED = "cancelled", _("peruttu")
    RELEASED = "released", _("vapautettu")


class ReportState(models.TextChoices):
    AWAITED = "awaited", _("ei vielä ilmoitettu")
    SUBMITTED = "submitted", _("odottaa tilaajan kuittausta")
    CONTESTED = "contested", _("koordinaattori ratkaisee")
    NOT_HELD_CLAIMED = "not_held_claimed", _("ilmoitettu: ei toteutunut")
    APPROVED = "approved", _("vahvistettu")
    NOT_HELD = "not_held", _("ei toteutunut")


class DifferenceState(models.TextChoices):
    """What an approved report left open: a part that only one side told, or one over the sum approved."""

    CONTESTED = "contested", _("koordinaattori ratkaisee")
    AWAITING_APPROVER = "awaiting_approver", _("odottaa kustannuspaikan hyväksyntää")
    REFUSED = "refused", _("kustannuspaikka ei hyväksynyt")
    GRANTED = "granted", _("maksetaan")
    DROPPED = "dropped", _("ei makseta")


class How(models.TextChoices):
    """Who made a move, when it was not simply the person in `by`."""

    PERSON = "person", _("henkilö")
    SILENCE = "silence", _("hiljaisuus")
    COORDINATOR = "coordinator", _("koordinaattori")
    SWEEP = "sweep", _("aikataulu")
    PHONE = "phone", _("kirjattu puhelimitse")


class LineKind(models.TextChoices):
    WORK = "work", _("työ")
    PREPARATION = "preparation", _("valmistelu")
    PLANNING_MEETING = "planning_meeting", _("ennakkotapaaminen")
    CANCELLATION = "cancellation", _("myöhäinen peruutus")
    KM = "km", _("kilometrikorvaus")
    TICKET = "ticket", _("matkalippu")
    SUPPORT = "support", _("tuki")


TRAVEL = frozenset({LineKind.KM, LineKind.TICKET})

ORDER_MOVES: dict[str, frozenset[str]] = {
    OrderState.DRAFT: frozenset({OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK}),
    OrderState.AWAITING_APPROVER: frozenset({OrderState.AWAITING_BANK, OrderState.REJECTED, OrderState.CANCELLED}),
    OrderState.AWAITING_BANK: frozenset({OrderState.STAFFING, OrderState.REJECTED, OrderState.CANCELLED}),
    OrderState.STAFFING: frozenset({OrderState.STAFFED, OrderState.CANCELLED}),
    OrderState.STAFFED: frozenset({OrderState.STAFFING, OrderState.DONE, OrderState.CANCELLED}),
    OrderState.DONE: frozenset(),
    OrderState.REJECTED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}
OFFER_MOVES: dict[str, frozenset[str]] = {
    OfferState.SENT: frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}
GIG_MOVES: dict[str, frozenset[str]] = {
    GigState.AGREED: frozenset({GigState.CONFIRMED, GigState.OVER, GigState.CANCELLED, GigState.RELEASED}),
    GigState.CONFIRMED: frozenset({GigState.OVER, GigState.CANCELLED, GigState.RELEASED}),
    GigState.OVER: frozenset({GigState.CLOSED}),
    GigState.CLOSED: frozenset(),
    GigState.CANCELLED: frozenset(),
    GigState.RELEASED: frozenset(),
}
REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.AWAITED: frozenset({ReportState.SUBMITTED, ReportState.NOT_HELD_CLAIMED, ReportState.APPROVED}),
    ReportState.SUBMITTED: frozenset({ReportState.APPROVED, ReportState.CONTESTED, ReportState.NOT_HELD_CLAIMED}),
    ReportState.CONTESTED: frozenset({ReportState.APPROVED, ReportState.NOT_HELD}),
    ReportState.NOT_HELD_CLAIMED: frozenset({ReportState.CONTESTED, ReportState.NOT_HELD}),
    ReportState.APPROVED: frozenset(),
    ReportState.NOT_HELD: frozenset({ReportState.SUBMITTED}),
}
DIFFERENCE_MOVES: dict[str, frozenset[str]] = {
    DifferenceState.CONTESTED: frozenset(
        {DifferenceState.AWAITING_APPROVER, DifferenceState.GRANTED, DifferenceState.DROPPED}
    ),
    DifferenceState.AWAITING_APPROVER: frozenset({DifferenceState.GRANTED, DifferenceState.REFUSED}),
    DifferenceState.REFUSED: frozenset({DifferenceState.GRANTED, DifferenceState.DROPPED}),
    DifferenceState.GRANTED: frozenset(),
    DifferenceState.DROPPED: frozenset(),
}


class MoveState(models.TextChoices):
    ASKED = "asked", _("odottaa vastauksia")
    AGREED = "agreed", _("aika vaihtui")
    REFUSED = "refused", _("vanha aika jäi voimaan")
    SILENT = "silent", _("ei vastattu ajoissa")


MOVE_MOVES: dict[str, frozenset[str]] = {
    MoveState.ASKED: frozenset({MoveState.AGREED, MoveState.REFUSED, MoveState.SILENT}),
    MoveState.AGREED: frozenset(),
    MoveState.REFUSED: frozenset(),
    MoveState.SILENT: frozenset(),
}

ORDER_OPEN = frozenset(
    {OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING, OrderState.STAFFED}
)
GIG_LIVE = frozenset({GigState.AGREED, GigState.CONFIRMED})
GIG_OPEN = frozenset({GigState.AGREED, GigState.CONFIRMED, GigState.OVER})
REPORT_OPEN = frozenset(
    {ReportState.AWAITED, ReportState.SUBMITTED, ReportState.CONTESTED, ReportState.NOT_HELD_CLAIMED}
)

DIFFERENCE_OPEN = frozenset({DifferenceState.CONTESTED, DifferenceState.AWAITING_APPROVER, DifferenceState.REFUSED})


class Audience(models.TextChoices):
    PROFESSIONALS = "professionals", _("ammattilaiset")
    STUDENTS = "students", _("opiskelijat")
    CLIENTS = "clients", _("palvelujen käyttäjät")
    RELATIVES = "relatives", _("läheiset")
    LEADERS = "leaders", _("johto ja päättäjät")
    PUBLIC = "public", _("yleisö")


class AudienceSize(models.TextChoices):
    ONE = "1", _("1")
    FEW = "2-10", _("2–10")
    GROUP = "11-30", _("11–30")
    HALL = "31-100", _("31–100")
    CROWD = "100+", _("yli 100")


class AudienceAge(models.TextChoices):
    ADULTS = "adults", _("aikuisia")
    MINORS = "minors", _("alaikäisiä")
    OLD = "old", _("iäkkäitä")
    MIXED = "mixed", _("sekä että")


class Vulnerable(models.TextChoices):
    NO = "no", _("ei")
    WITH_PROFESSIONAL = "with_professional", _("kyllä, ammattilainen on koko ajan läsnä")


class WantedPerspective(models.TextChoices):
    OWN = "own", _("oma kokemus")
    RELATIVE = "relative", _("läheisen kokemus")
    EITHER = "either", _("kumpi vain")


class Form(models.TextChoices):
    SITE = "site", _("paikan päällä")
    REMOTE = "remote", _("etänä")
    HYBRID = "hybrid", _("molemmat")


class Recording(models.TextChoices):
    NO = "no", _("ei tallenneta")
    INTERNAL = "internal", _("tallenne sisäiseen käyttöön")
    PUBLIC = "public", _("julkinen tallenne")
    MEDIA = "media", _("media paikalla")


class Burden(models.TextChoices):
    NO = "no", _("ei")
    MAYBE = "maybe", _("mahdollisesti")
    YES = "yes", _("kyllä")


class TextVia(models.TextChoices):
    LINK = "link", _("annan linkin")
    BANK = "bank", _("lähetän tekstin pankille")


class Planning(models.TextChoices):
    NO = "no", _("ei tarvita")
    CALL = "call", _("puhelu")
    MEETING = "meeting", _("tunnin tapaaminen")


class StepFree(models.TextChoices):
    YES = "yes", _("esteetön")
    PARTLY = "partly", _("osin esteetön")
    NO = "no", _("ei esteetön")
    UNKNOWN = "unknown", _("ei tiedossa")


class Language(models.TextChoices):
    FI = "fi", _("suomi")
    SV = "sv", _("ruotsi")
    EN = "en", _("englanti")
    SE = "se", _("pohjoissaame")
    SIGN = "fse", _("suomalainen viittomakieli")


class CancelReason(models.TextChoices):
    DATE = "date", _("aika ei sovikaan")
    NEED = "need", _("tarve muuttui")
    ILLNESS = "illness", _("sairastuminen")
    FEW = "few", _("osallistujia on liian vähän")
    SLOW = "slow", _("käsittely kesti liian kauan")
    MONEY = "money", _("rahoitus ei riitä")
    FORCE = "force", _("ylivoimainen este")
    OTHER = "other", _("muu syy")
