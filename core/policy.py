"""The bank's dated rules and the dated numbers of the law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from core import audit, clock, policy_seed, policy_words
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from core.models import Confidence, PolicyValue, Rate

if TYPE_CHECKING:
    from accounts.models import Person

EXAMPLE_UNTIL: Final = date(2100, 1, 1)
CHANGED: Final = "policy_changed"
TAKEN_BACK: Final = "policy_taken_back"
audit.word(CHANGED, _("Pankin sääntö sai uuden arvon"))
audit.word(TAKEN_BACK, _("Pankin säännön tuleva arvo peruttiin"))


class PolicyMissing(DomainError):
    said = _("Pankin sääntö puuttuu tältä päivältä. Pääkäyttäjä voi lisätä sen.")


class RatesMissing(DomainError):
    """`codes` says which rows payroll must enter."""

    def __init__(self, codes: Iterable[str], day: date) -> None:
        self.codes = sorted(codes)
        self.day = day
        text = _("Näiltä luvuilta puuttuu arvo päivälle %(day)s: %(codes)s. Lisää luvut ja yritä uudelleen.")
        super().__init__(text % {"day": f"{day:%-d.%-m.%Y}", "codes": ", ".join(self.codes)}, "rates_missing")


_remembered: dict[tuple[str, date], Any] | None = None


@contextmanager
def remembering() -> Iterator[None]:
    """Each rule of each day is asked once in this process: for telling a past in which no rule changes."""
    global _remembered
    _remembered = {}
    try:
        yield
    finally:
        _remembered = None


def get(key: str, on: date | None = None) -> Any:
    """The rule's value on the day (today). Raises PolicyMissing."""
    if _remembered is None:
        return _read(key, on)
    known = (key, on or clock.today())
    if known not in _remembered:
        _remembered[known] = _read(key, on)
    return _remembered[known]


def _read(key: str, on: date | None) -> Any:
    found = PolicyValue.objects.on(on or clock.today()).filter(key=key).values_list("value").first()
    if found is None:
        raise PolicyMissing(code=key)
    return found[0]


def is_unsure(key: str) -> bool:
    """The value in force is a default that waits for the bank's decision."""
    rule = policy_words.RULES.get(key)
    return bool(rule and rule.unsure) and PolicyValue.objects.on(clock.today()).filter(key=key, by=None).exists()


def get_many(keys: Iterable[str], on: date | None = None) -> dict[str, Any]:
    """Several rules with one question. Raises PolicyMissing for the first one that is not there."""
    wanted = list(keys)
    found = dict(PolicyValue.objects.on(on or clock.today()).filter(key__in=wanted).values_list("key", "value"))
    for key in wanted:
        if key not in found:
            raise PolicyMissing(code=key)
    return found


@verb
def change(by: Person, key: str, value: Any, *, starts: date, why: str) -> PolicyValue:
    """The main user gives a rule a new value from a day on; the old one ends there. A reason is required.

    Never for a day gone by, and only what is harmless begins on the day itself: raises DomainError. A coming value
    of the same day gives way and stays in the history.
    """
    _refuse_others(by)
    _refuse_without(why)
    _refuse_before(first_day(key), starts)
    _refuse_misfit(key, value, starts)
    rows = list(lock(PolicyValue.objects.filter(key=key).lasting(starts)))
    old = next((row for row in rows if starts in row.valid), None)
    if old and old.value == value:
        raise DomainError(_("Arvo on jo tämä sinä päivänä."), "same_value")
    ends = _make_room(old, starts) if old else (rows[0].valid.lower if rows else None)
    row = PolicyValue.objects.create(
        key=key, value=value, valid=DateRange(starts, ends), closed_at=clock.now() if ends else None, by_id=by.pk,
        why=why.strip(),
    )  # fmt: skip
    audit.log(by, CHANGED, row, data={"key": key, "starts": starts.isoformat()}, reason=why)
    return row


def _make_room(old: PolicyValue, starts: date) -> date | None:
    """Ends the value where the new one begins, and says where that one ends."""
    ends: date | None = old.valid.upper
    if old.valid.lower == starts == clock.today():
        raise DomainError(_("Sääntö muuttuu jo tänä päivänä. Valitse toinen alkupäivä."), "same_day")
    _reach(old, starts)
    return ends


def _reach(row: PolicyValue, ends: date | None) -> None:
    row.valid, row.closed_at = DateRange(row.valid.lower, ends), clock.now() if ends else None
    row.save(update_fields=["valid", "closed_at"])


@verb
def take_back(by: Person, key: str, *, starts: date, why: str) -> PolicyValue:
    """The main user, while the value has not begun: the one before it goes on. The row stays in the history."""
    _refuse_others(by)
    _refuse_without(why)
    rows = list(lock(PolicyValue.objects.filter(key=key).lasting(clock.today())))
    coming = next((row for row in rows if row.valid.lower == starts and starts > clock.today()), None)
    if coming is None:
        raise Stale()
    before = next((row for row in rows if row.valid.upper == starts), None)
    ends = coming.valid.upper
    coming.valid, coming.closed_at = DateRange(starts, starts), clock.now()
    coming.save(update_fields=["valid", "closed_at"])
    if before:
        _reach(before, ends)
    audit.log(by, TAKEN_BACK, coming, data={"key": key, "starts": starts.isoformat()}, reason=why)
    return coming


def first_day(key: str) -> date:
    """The earliest day from which a new value may hold."""
    rule = policy_words.RULES.get(key)
    return rule.first_day() if rule else clock.today() + timedelta(days=1)


def _refuse_others(by: Person) -> None:
    if not by.has("main_user"):
        raise NotAllowed


def _refuse_without(why: str) -> None:
    if not why.strip():
        raise DomainError(_("Kirjoita, miksi sääntö muuttuu."), "why_missing")


def _refuse_before(first: date, starts: date) -> None:
    if starts < first:
        said = _("Uusi arvo voi alkaa aikaisintaan %(day)s. Mennyttä ei muuteta.")
        raise DomainError(said % {"day": f"{first:%-d.%-m.%Y}"}, "too_early")


def _refuse_misfit(key: str, value: Any, day: date) -> None:
    """The usual profile, and that of support, are among the allowed ones."""
    if key not in ("default_profile", "support_profile"):
        return
    allowed = get("profiles", day)
    for bank, letter in value.items():
        usual = letter["default"] if isinstance(letter, dict) else letter
        if usual not in allowed[bank]:
            raise DomainError(_("Valitse profiili, joka on sallittujen joukossa."), "profile_not_allowed")


class Rates(dict[str, Decimal]):
    """The numbers of one day, and how far they can be trusted."""

    borrowed: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()
    since: Mapping[str, date] = MappingProxyType({})
    """By code, the first day of its value."""
    NONE: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def on(cls, day: date, codes: Iterable[str]) -> Self:
        """Exactly the codes asked for. Raises RatesMissing with every code that has no row on the day."""
        wanted = set(codes)
        rows = list(Rate.objects.on(day).filter(code__in=wanted))
        missing = wanted - {row.code for row in rows}
        if missing:
            raise RatesMissing(missing, day)
        return cls._of(rows, day)

    @classmethod
    def latest(cls, day: date) -> Self:
        """Every code's row of the day, else its last one before: for estimates, which say so (`is_estimate`)."""
        return cls._of(list(Rate.objects.latest_by(day)), day)

    @classmethod
    def _of(cls, rows: list[Rate], day: date) -> Self:
        made = cls((row.code, row.value) for row in rows)
        made.borrowed = frozenset(row.code for row in rows if row.valid.upper is not None and row.valid.upper <= day)
        made.confidences = frozenset(row.confidence for row in rows)
        made.since = MappingProxyType({row.code: row.valid.lower for row in rows})
        return made

    @property
    def is_estimate(self) -> bool:
        return bool(self.borrowed)

    @property
    def is_example(self) -> bool:
        """Pages and payslips made with such numbers say "esimerkkiluvut"."""
        return Confidence.EXAMPLE in self.confidences


def rates_for_estimate(day: date) -> Rates:
    return Rates.latest(day)


def rate(code: str, on: date) -> Decimal:
    """One number on the day, else the last one before it; a batch asks `Rates.on` and is refused instead."""
    rates = Rates._of(list(Rate.objects.latest_by(on).filter(code=code)), on)
    if code not in rates:
        raise RatesMissing([code], on)
    return rates[code]


def plant() -> None:
    """The migration's defaults once more, where they are missing: after a flushed test, before a seed."""
    policy_seed.plant(PolicyValue, Rate)


def add_example_rates() -> int:
    """The demo's numbers for days that the seed does not reach. Never outside the demo settings."""
    if not settings.KP_DEMO:
        raise DomainError(_("Esimerkkilukuja on vain esittelyssä."), "demo_only")
    last = Rate.objects.order_by("code", "-valid").distinct("code")
    rows = [_example(row) for row in last if row.valid.upper is not None and row.valid.upper < EXAMPLE_UNTIL]
    return len(Rate.objects.bulk_create(rows))


def _example(row: Rate) -> Rate:
    return Rate(
        code=row.code,
        valid=DateRange(row.valid.upper, EXAMPLE_UNTIL),
        value=row.value,
        unit=row.unit,
        confidence=Confidence.EXAMPLE,
        source=f"{row.valid.upper - timedelta(days=1):%Y}",
    )
