"""The bank's dated rules and the dated numbers of the law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from core import audit, clock, policy_seed
from core.db import lock, verb
from core.errors import DomainError, NotAllowed
from core.models import Confidence, PolicyValue, Rate

if TYPE_CHECKING:
    from accounts.models import Person

EXAMPLE_UNTIL: Final = date(2100, 1, 1)


class PolicyMissing(DomainError):
    said = _("Pankin sääntö puuttuu tältä päivältä. Pääkäyttäjä voi lisätä sen.")


class RatesMissing(DomainError):
    """`codes` says which rows payroll must enter."""

    def __init__(self, codes: Iterable[str], day: date) -> None:
        self.codes = sorted(codes)
        self.day = day
        text = _("Näiltä luvuilta puuttuu arvo päivälle %(day)s: %(codes)s. Lisää luvut ja yritä uudelleen.")
        super().__init__(text % {"day": f"{day:%-d.%-m.%Y}", "codes": ", ".join(self.codes)}, "rates_missing")


def get(key: str, on: date | None = None) -> Any:
    """The rule's value on the day (today). Raises PolicyMissing."""
    found = PolicyValue.objects.on(on or clock.today()).filter(key=key).values_list("value").first()
    if found is None:
        raise PolicyMissing(code=key)
    return found[0]


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
    """The main user gives a rule a new value from a day on; the old one ends there. A reason is required."""
    if not by.has("main_user"):
        raise NotAllowed
    if not why.strip():
        raise DomainError(_("Kirjoita, miksi sääntö muuttuu."), "why_missing")
    old = lock(PolicyValue.objects.on(starts).filter(key=key)).first()
    ends = old.valid.upper if old else None
    if old and old.valid.lower == starts:
        raise DomainError(_("Sääntö muuttuu jo tänä päivänä. Valitse toinen alkupäivä."), "same_day")
    if old:
        old.valid = DateRange(old.valid.lower, starts)
        old.save(update_fields=["valid"])
    row = PolicyValue.objects.create(key=key, value=value, valid=DateRange(starts, ends), by_id=by.pk, why=why)
    audit.log(by, "policy_changed", row, data={"key": key, "starts": starts.isoformat()}, reason=why)
    return row


class Rates(dict[str, Decimal]):
    """The numbers of one day, and how far they can be trusted."""

    borrowed: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()
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
