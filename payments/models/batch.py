from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.history import money_history
from core.models import Document, Slugged, Stamped
from experts.models import Expert
from payments.models import readonly
from payments.models.fee import FeeLine
from payments.querysets import BatchQuerySet, PayslipQuerySet, TransferQuerySet
from payments.states import BATCH_LIVE, BatchState, ReturnedWhy

PERSON = settings.AUTH_USER_MODEL


def _dated(state: str, field: str, allowed: set[str]) -> Q:
    set_ = Q(**{f"{field}__isnull": False})
    return (~Q(state=state) | set_) & (Q(**{f"{field}__isnull": True}) | Q(state__in=sorted(allowed)))


@money_history
class Batch(Slugged, Stamped):
    """A payroll run. From approval on read-only, also for us."""

    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.DRAWN)
    pay_date = models.DateField()
    drawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True, help_text="the bank's own date")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True, help_text="discarded or recalled")
    undone_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.CharField(max_length=300, blank=True)
    payslip_count = models.PositiveIntegerField(default=0)
    gross_cents = models.BigIntegerField(default=0)
    withholding_cents = models.BigIntegerField(default=0)
    pension_cents = models.BigIntegerField(default=0)
    unemployment_cents = models.BigIntegerField(default=0)
    expenses_cents = models.BigIntegerField(default=0)
    net_cents = models.BigIntegerField(default=0)
    employer = models.JSONField(default=dict, help_text="employer's costs by kind, cents")
    example_rates = models.BooleanField(default=False)
    manifest = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        triggers = [readonly.BATCH]
        constraints = [
            models.CheckConstraint(
                name="batch_is_approved_by_another_person",
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_by")),
                violation_error_message=_("Palkka-ajon hyväksyy toinen henkilö kuin se, joka sen laati."),
            ),
            models.CheckConstraint(
                name="approved_batch_says_when",
                condition=_dated("approved", "approved_at", {"approved", "sent", "settled", "recalled"})
                & (Q(approved_at=None) | Q(approved_by__isnull=False)),
                violation_error_message=_("Hyväksytyllä palkka-ajolla on oltava hyväksyjä ja aika."),
            ),
            models.CheckConstraint(
                name="sent_batch_says_when",
                condition=_dated("sent", "sent_at", {"sent", "settled"}) & (Q(sent_at=None) | Q(sent_by__isnull=False)),
                violation_error_message=_("Lähetetyllä palkka-ajolla on oltava lähettäjä ja aika."),
            ),
            models.CheckConstraint(
                name="settled_batch_has_the_banks_date",
                condition=Q(state="settled", settled_on__isnull=False, settled_at__isnull=False)
                | (~Q(state="settled") & Q(settled_on=None, settled_at=None)),
                violation_error_message=_("Merkitse maksetuksi vasta, kun tiedät pankin maksupäivän."),
            ),
            models.CheckConstraint(
                name="undone_batch_says_who",
                condition=Q(state__in=["discarded", "recalled"], undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state__in=["discarded", "recalled"]) & Q(undone_at=None)),
                violation_error_message=_("Puretulla palkka-ajolla on oltava purkaja ja aika."),
            ),
            models.CheckConstraint(
                name="recalled_batch_says_why",
                condition=~Q(state="recalled") | ~Q(undone_reason=""),
                violation_error_message=_("Kirjoita, miksi palkka-ajo perutaan."),
            ),
            models.UniqueConstraint(
                fields=["pay_date"],
                condition=Q(state=BatchState.DRAWN),
                name="one_drawn_batch_for_a_pay_day",
                violation_error_message=_("Tälle maksupäivälle on jo laadittu palkka-ajo, joka odottaa hyväksyntää."),
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("payments:batch", args=[self.slug])

    @property
    def number(self) -> str:
        return f"P{clock.local(self.created_at):%Y}-{self.pk:04d}"

    @property
    def live(self) -> bool:
        return self.state in BATCH_LIVE

    @property
    def deductions_cents(self) -> int:
        return self.withholding_cents + self.pension_cents + self.unemployment_cents


@money_history
class Payslip(Slugged, Stamped):
    """One expert's pay on one pay day, with the card and rates it was computed with."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="payslips")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="payslips")
    language = models.CharField(max_length=2)
    pay_date = models.DateField()
    gross_cents = models.IntegerField()
    taxable_cents = models.IntegerField()
    withholding_cents = models.IntegerField()
    pension_cents = models.IntegerField()
    unemployment_cents = models.IntegerField()
    expenses_cents = models.IntegerField(default=0)
    net_cents = models.IntegerField()
    employer = models.JSONField(default=dict)
    tax_card = models.ForeignKey("experts.TaxCard", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = EncryptedJSONField(help_text="card numbers, used before, rates and the parts of each deduction")
    void_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PayslipQuerySet.as_manager()

    class Meta:
        triggers = [readonly.PAYSLIP]
        indexes = [models.Index(fields=["expert", "pay_date"], name="payslips_of_an_expert")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "expert"],
                name="one_payslip_for_an_expert_in_a_batch",
                violation_error_message=_("Palkka-ajossa on jo laskelma tälle henkilölle."),
            ),
            models.CheckConstraint(
                name="payslip_adds_up",
                condition=Q(
                    net_cents=F("gross_cents")
                    + F("expenses_cents")
                    - F("withholding_cents")
                    - F("pension_cents")
                    - F("unemployment_cents")
                ),
                violation_error_message=_("Palkkiolaskelman rivit eivät täsmää loppusummaan."),
            ),
            models.CheckConstraint(
                name="net_pay_is_not_negative",
                condition=Q(net_cents__gte=0),
                violation_error_message=_("Maksettava summa ei voi olla negatiivinen."),
            ),
        ]

    def __str__(self) -> str:
        return f"payslip {self.number}"

    @property
    def deductions_cents(self) -> int:
        return self.withholding_cents + self.pension_cents + self.unemployment_cents

    def get_absolute_url(self) -> str:
        return reverse("payments:payslip", args=[self.slug])

    @property
    def number(self) -> str:
        return f"L{clock.local(self.created_at):%Y}-{self.pk:05d}"


@money_history
class PayslipLine(models.Model):
    """A fee line is paid because this row refers to it, unique while not void."""

    payslip = models.ForeignKey(Payslip, on_delete=models.PROTECT, related_name="lines")
    fee_line = models.ForeignKey(FeeLine, on_delete=models.PROTECT, related_name="payslip_lines")
    amount_cents = models.IntegerField()
    income_code = models.CharField(max_length=3)
    taxable = models.BooleanField(default=True)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [readonly.LINE]
        constraints = [
            models.UniqueConstraint(
                fields=["fee_line"],
                condition=Q(void_at=None),
                name="fee_line_is_paid_once",
                violation_error_message=_("Palkkio on jo toisessa palkka-ajossa."),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"


@money_history
class Transfer(Stamped):
    """One payment to one account, frozen. A returned one is replaced, never changed.

    `sent_in`: the later run whose file carries a replacement; without it, the payslip's own run.
    """

    payslip = models.ForeignKey(Payslip, on_delete=models.PROTECT, related_name="transfers")
    iban = EncryptedTextField()
    amount_cents = models.PositiveIntegerField()
    end_to_end_id = models.CharField(max_length=35, unique=True)
    settled_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    returned_why = models.CharField(max_length=8, choices=ReturnedWhy, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    sent_in = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")

    objects = TransferQuerySet.as_manager()

    class Meta:
        triggers = [readonly.TRANSFER]
        constraints = [
            models.CheckConstraint(
                name="transfer_moves_money",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Maksun on oltava suurempi kuin nolla."),
            ),
            models.UniqueConstraint(
                fields=["payslip"],
                condition=Q(replaces=None),
                name="payslip_has_one_first_transfer",
                violation_error_message=_("Laskelmasta on jo maksu."),
            ),
            models.CheckConstraint(
                name="returned_transfer_says_why",
                condition=Q(returned_on=None, returned_at=None, returned_why="")
                | (Q(returned_on__isnull=False, returned_at__isnull=False) & ~Q(returned_why="")),
                violation_error_message=_("Palautuneella maksulla on oltava päivä ja syy."),
            ),
            models.CheckConstraint(
                name="only_a_replacement_is_sent_in_a_later_run",
                condition=Q(sent_in=None) | Q(replaces__isnull=False),
                violation_error_message=_("Vain uusi maksu voi lähteä toisessa palkka-ajossa."),
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def run(self) -> Batch:
        """The one whose file carries it."""
        return self.sent_in or self.payslip.batch


class BankFile(Stamped):
    """The file for the bank: message id and time frozen, so that the same batch gives the same bytes."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="bank_files")
    version = models.CharField(max_length=16, default="pain.001.001.09")
    message_id = models.CharField(max_length=35, unique=True)
    stamped_at = models.DateTimeField()
    content = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(refused_at=None),
                name="one_live_bank_file_for_a_batch",
                violation_error_message=_("Palkka-ajolla on jo maksuaineisto."),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
