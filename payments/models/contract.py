from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.history import money_history
from core.models import Document, Slugged, Stamped
from orders.models import Gig
from payments.querysets import ContractQuerySet
from payments.states import CONTRACT_LIVE, ContractState, Party, SignedHow

PERSON = settings.AUTH_USER_MODEL


class ContractTemplate(Stamped):
    """The bank's wording of one kind of contract in one language. A change is a new version."""

    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(help_text="template text; only the contract's own context is at hand")
    valid_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"],
                name="one_contract_template_a_version",
                violation_error_message=_("Sopimuspohjasta on jo tämä versio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version} ({self.language})"


@money_history
class Contract(Slugged, Stamped):
    """Composed text and price, frozen: this is what both sign. A change makes a new contract."""

    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, related_name="contracts")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amended_by")
    state = models.CharField(max_length=14, choices=ContractState, default=ContractState.COMPOSED)
    template = models.ForeignKey(ContractTemplate, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    profile = models.CharField(max_length=1)
    text_html = models.TextField()
    lines = models.JSONField(help_text="the offer's lines, copied")
    total_cents = models.PositiveIntegerField()
    text_sha256 = models.CharField(max_length=64, help_text="over text and price")
    due = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    expert_signed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    commented_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gig"],
                condition=Q(state__in=sorted(CONTRACT_LIVE)),
                name="one_live_contract_for_a_gig",
                violation_error_message=_("Keikalla on jo voimassa oleva sopimus."),
            ),
            models.CheckConstraint(
                name="contract_signed_by_expert_says_when",
                condition=~Q(state__in=["expert_signed", "in_force", "ended"]) | Q(expert_signed_at__isnull=False),
                violation_error_message=_("Allekirjoituksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="bank_signs_after_the_expert",
                condition=Q(in_force_at=None) | Q(expert_signed_at__isnull=False),
                violation_error_message=_("Kokemusasiantuntija allekirjoittaa ensin, sitten pankki."),
            ),
            models.CheckConstraint(
                name="contract_in_force_says_when",
                condition=(~Q(state__in=["in_force", "ended"]) | Q(in_force_at__isnull=False))
                & (Q(in_force_at=None) | Q(state__in=["in_force", "ended"])),
                violation_error_message=_("Voimassa olevalla sopimuksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="ended_contract_says_when",
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
                violation_error_message=_("Päättyneellä sopimuksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="void_contract_says_when",
                condition=Q(state="void", voided_at__isnull=False) | (~Q(state="void") & Q(voided_at=None)),
                violation_error_message=_("Rauenneella sopimuksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="commented_contract_says_what",
                condition=~Q(state="commented") | (Q(commented_at__isnull=False) & ~Q(comment="")),
                violation_error_message=_("Kirjoita, mitä haluat muuttaa."),
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("payments:contract", args=[self.slug])

    @property
    def number(self) -> str:
        return f"S{clock.local(self.created_at):%Y}-{self.pk:04d}"


@money_history
class Signature(Stamped):
    """Evidence: who signed what text, when and how. An undone phone consent stays, marked."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=6, choices=Party)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=6, choices=SignedHow, default=SignedHow.CLICK)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    text_sha256 = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party"],
                condition=Q(undone_at=None),
                name="each_party_signs_once",
                violation_error_message=_("Sopimus on jo allekirjoitettu."),
            ),
            models.CheckConstraint(
                name="phone_consent_says_who_recorded_it",
                condition=Q(how__in=["click", "move"], recorded_by=None) | Q(how="phone", recorded_by__isnull=False),
                violation_error_message=_("Puhelinsuostumuksella on oltava kirjaaja."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.contract_id}"
