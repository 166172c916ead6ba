"""A drawn run's payslips, lines and payments into their tables: three COPYs, however many experts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Self

from core import clock, policy
from core.copying import Copy, new_keys, stored
from core.pay import profiles
from core.slugs import random_slug
from payments.drawing import NAMES, Sums
from payments.models import Batch, FeeLine, Payslip, PayslipLine, Transfer
from payments.reckoning import Slip, any_of, nature

PAYSLIP: Final = (
    "id", "slug", "created_at", "batch", "expert", "language", "pay_date", "taxable_cents", "employer", "tax_card",
    "basis", *(f"{name}_cents" for name in NAMES),
)  # fmt: skip
LINE: Final = ("payslip", "fee_line", "amount_cents", "income_code", "taxable")
TRANSFER: Final = ("created_at", "payslip", "iban", "amount_cents", "end_to_end_id", "returned_why")
FEE_LINES_AT_ONCE: Final = 10_000


class Writing:
    """Payslips are added one by one and kept as text; nothing is in the tables before `write`."""

    def __init__(self, batch: Batch, experts: int, rates: policy.Rates) -> None:
        self.batch, self.sums = batch, Sums()
        self._keys = iter(new_keys(Payslip, experts))
        self._now, self._example = clock.now(), rates.is_example
        self._of_expert: dict[int, int] = {}
        self._payslips, self._lines = Copy(Payslip, PAYSLIP), Copy(PayslipLine, LINE)
        self._transfers = Copy(Transfer, TRANSFER)
        self._copies = (self._payslips, self._lines, self._transfers)

    def add(self, slip: Slip) -> None:
        key = self._of_expert[slip.payee.expert_id] = next(self._keys)
        self.sums.add(slip.pay)
        self._payslips.add(self._payslip(key, slip))
        if slip.pay.net_cents > 0:
            self._transfers.add(self._transfer(key, slip))

    def _payslip(self, key: int, slip: Slip) -> list[Any]:
        pay, batch = slip.pay, self.batch
        basis = pay.basis() | {"iban": slip.payee.iban, "example": self._example, **_sources(slip)}
        return [
            key,
            random_slug(),
            self._now,
            batch.pk,
            slip.payee.expert_id,
            slip.payee.language,
            batch.pay_date,
            pay.taxable_cents,
            dict(pay.employer),
            pay.withholding.card,
            stored(Payslip, "basis", basis),
            *(getattr(pay, f"{name}_cents") for name in NAMES),
        ]

    def _transfer(self, key: int, slip: Slip) -> list[Any]:
        end_to_end = f"KP-{self.batch.number}-{self._transfers.count + 1:05d}"
        return [self._now, key, stored(Transfer, "iban", slip.payee.iban), slip.pay.net_cents, end_to_end, ""]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for copy in self._copies:
            copy.close()

    def write(self, fees: Iterable[int]) -> None:
        """The batch is in its table already, and these fees are locked."""
        for payslip, line, cents, treated in self._treated(fees):
            self._lines.add((payslip, line, cents, treated.income_code, treated.taxable))
        for copy in self._copies:
            copy.write()

    def _treated(self, fees: Iterable[int]) -> Iterator[tuple[int, int, int, profiles.Treatment]]:
        """Each fee line as the law treats it, asked once for each kind of line."""
        known: dict[tuple[Any, ...], profiles.Treatment] = {}
        wanted = ("fee__expert_id", "id", "amount_cents", "fee__profile", "kind", "income_code", "taxable")
        rows = FeeLine.objects.filter(fee__in=any_of(fees)).order_by("fee_id", "position").values_list(*wanted)
        for expert, line, cents, *rule in rows.iterator(chunk_size=FEE_LINES_AT_ONCE):
            if (key := tuple(rule)) not in known:
                profile, kind, code, taxable = rule
                known[key] = profiles.treatment(
                    profile, kind, on=self.batch.pay_date, nature=nature(code), taxable=taxable
                )
            yield self._of_expert[expert], line, cents, known[key]


def _sources(slip: Slip) -> dict[str, Any]:
    """Frozen with the payslip, so that each figure can say in any later year where it came from."""
    card = slip.payee.card
    valid = [card.valid_from.isoformat(), card.valid_to.isoformat()] if card is not None else []
    return {"since": slip.since, "card_valid": valid}
