"""What a payroll run of a day would hold: read set-wise, computed by core.pay. Preview and draw share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _

from core import clock, policy
from core.errors import DomainError
from core.pay import contributions, days
from core.pay.payslip import Computed
from payments import reckoning, returning
from payments.models import Batch, Fee
from payments.reckoning import Slip, employer
from payments.returning import Returned
from payments.states import BATCH_LIVE

PAYABLE_PROFILES = frozenset({"D"})
NAMES = ("gross", "withholding", "pension", "unemployment", "expenses", "net")


@dataclass(frozen=True)
class Preview:
    """What would be in, what stays out and why, and what it sums to. `refused` says why no run can be drawn."""

    pay_date: date
    cut_off: date
    slips: list[Slip]
    missing: list[Fee]
    held: list[Fee]
    other_profiles: list[Fee]
    waiting_for_card: list[Fee]
    returned: list[Returned]
    refused: str = ""
    missing_rates: list[str] = field(default_factory=list)
    example_rates: bool = False

    @property
    def no_card(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.no_card]

    @property
    def first_time(self) -> list[Slip]:
        return [slip for slip in self.slips if not slip.payee.paid_before]

    @property
    def new_account(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.payee.new_account]

    @property
    def again(self) -> list[Returned]:
        return [row for row in self.returned if row.is_ready]

    @property
    def stuck(self) -> list[Returned]:
        return [row for row in self.returned if not row.is_ready]

    @property
    def sums(self) -> dict[str, int]:
        return sums(self.slips).cents


class Sums:
    """Of a run, payslip by payslip, so that none of them need be kept."""

    def __init__(self) -> None:
        self.count = 0
        self.cents = dict.fromkeys((f"{name}_cents" for name in NAMES), 0)
        self._bases = contributions.Bases()

    def add(self, pay: Computed) -> None:
        self.count += 1
        self._bases += pay.bases
        for name in self.cents:
            self.cents[name] += getattr(pay, name)

    def employer(self, rates: policy.Rates) -> dict[str, int]:
        """From the run's summed bases, not from rounded payslips (payroll.md 2.3)."""
        return contributions.employer_costs(self._bases, rates, employer())


def sums(slips: Iterable[Slip]) -> Sums:
    found = Sums()
    for slip in slips:
        found.add(slip.pay)
    return found


def sums_on(pay_date: date) -> Sums:
    """What a run of the day would sum to, and nothing else of it. Raises as the draw does."""
    refuse_day(pay_date)
    ready = Fee.objects.to_draw(pay_date).filter(profile__in=PAYABLE_PROFILES)
    return sums(reckoning.slips_of(ready.order_by("id").values_list("id", flat=True), pay_date)[0])


def preview(pay_date: date) -> Preview:
    """A pure read for payroll. Missing rates refuse it with the list of what to enter."""
    fees = list(Fee.objects.unbatched().with_payee(pay_date).with_hold().for_payroll().order_by("id"))
    held = [fee for fee in fees if _is(fee, "hold_until")]
    free = [fee for fee in fees if not _is(fee, "hold_until")]
    others = [fee for fee in free if fee.profile not in PAYABLE_PROFILES]
    rest = [fee for fee in free if fee.profile in PAYABLE_PROFILES]
    known = [fee for fee in rest if _is(fee, "has_iban") and _is(fee, "has_code")]
    ready = [fee for fee in known if not _is(fee, "waits_for_card")]
    slips, refused, codes, example = _try(ready, pay_date)
    return Preview(
        pay_date=pay_date,
        cut_off=days.cut_off(pay_date),
        slips=slips,
        missing=[fee for fee in rest if not (_is(fee, "has_iban") and _is(fee, "has_code"))],
        waiting_for_card=[fee for fee in known if _is(fee, "waits_for_card")],
        returned=returning.on(pay_date),
        held=held,
        other_profiles=others,
        refused=refused,
        missing_rates=codes,
        example_rates=example,
    )


def _is(fee: Fee, name: str) -> bool:
    return bool(getattr(fee, name))


def _try(fees: list[Fee], pay_date: date) -> tuple[list[Slip], str, list[str], bool]:
    by_expert: dict[int, list[Fee]] = defaultdict(list)
    for fee in fees:
        by_expert[fee.expert_id].append(fee)
    try:
        refuse_day(pay_date)
        found, rates = reckoning.slips_of([fee.pk for fee in fees], pay_date)
        slips = [replace(slip, fees=by_expert[slip.payee.expert_id]) for slip in found]
    except policy.RatesMissing as error:
        return [], error.message, error.codes, False
    except DomainError as error:
        return [], error.message, [], False
    return slips, "", [], rates.is_example


def open_days(count: int) -> list[date]:
    """The next pay days that have no run yet."""
    today = clock.today()
    taken = set(
        Batch.objects.filter(state__in=sorted(BATCH_LIVE), pay_date__gte=today).values_list("pay_date", flat=True)
    )
    return list(islice((day for day in days.pay_days_from(today) if day not in taken), count))


def refuse_day(pay_date: date) -> None:
    """A run is paid on a banking day that hasn't gone by."""
    if pay_date < clock.today():
        raise DomainError(_("Maksupäivä on jo mennyt. Valitse tuleva maksupäivä."), code="past")
    if not days.is_banking_day(pay_date):
        raise DomainError(_("Pankit eivät maksa tänä päivänä. Valitse pankkipäivä."), code="no_banking_day")
