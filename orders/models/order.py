from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.constraints import ends_after_start
from core.models import Slugged, Stamped
from experts.models import Theme
from orders import states
from orders.models.prices import TaskType
from orders.models.stamps import stamp, who
from orders.models.timed import Timed
from orders.querysets import ApprovalQuerySet, OrderQuerySet, SessionQuerySet
from orders.states import OrderState

PERSON = settings.AUTH_USER_MODEL


class Order(Slugged, Stamped):
    """What a unit asks for. Columns for what all task types share, `answers` for the rest."""

    state = models.CharField(max_length=20, choices=OrderState, default=OrderState.DRAFT)
    orderer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="orders")
    orderer_title = models.CharField(_("nimikkeesi"), max_length=80, blank=True)
    orderer_phone = models.CharField(_("puhelinnumerosi"), max_length=30, blank=True)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="orders")
    cost_centre = models.ForeignKey(
        "accounts.CostCentre", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    task_type = models.ForeignKey(TaskType, on_delete=models.PROTECT, related_name="orders")

    title = models.CharField(_("otsikko"), max_length=80, blank=True)
    phase = models.CharField(_("tehtäväalue"), max_length=12, choices=states.Phase, blank=True)
    goal = models.TextField(_("tavoite"), max_length=600, blank=True)
    description = models.TextField(_("mitä kokemusasiantuntija tekee"), max_length=2000, blank=True)
    expectations = models.TextField(_("mitä odotatte, mitä ette"), max_length=1000, blank=True)
    audience_type = models.CharField(max_length=14, choices=states.Audience, blank=True)
    audience_size = models.CharField(max_length=7, choices=states.AudienceSize, blank=True)
    audience_age = models.CharField(max_length=7, choices=states.AudienceAge, blank=True)
    works_with_vulnerable = models.CharField(max_length=18, choices=states.Vulnerable, blank=True)

    themes = models.ManyToManyField(Theme, related_name="orders", blank=True)
    perspective = models.CharField(max_length=10, choices=states.WantedPerspective, blank=True)
    theme_detail = models.CharField(max_length=300, blank=True)
    experts_needed = models.PositiveSmallIntegerField(default=1)
    other_experts = models.CharField(max_length=300, blank=True)
    requested_expert = models.CharField(max_length=120, blank=True)
    wishes = models.CharField(max_length=300, blank=True)
    wishes_reason = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=3, choices=states.Language, blank=True)
    sensitive_content = models.CharField(max_length=5, choices=states.Burden, blank=True)
    support_on_site = models.CharField(max_length=300, blank=True)
    recording = models.CharField(max_length=8, choices=states.Recording, blank=True)

    form = models.CharField(max_length=6, choices=states.Form, blank=True)
    address = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=120, blank=True)
    arrival = models.TextField(max_length=600, blank=True)
    municipality = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=40, blank=True)
    step_free = models.CharField(max_length=7, choices=states.StepFree, blank=True)
    remote_tool = models.CharField(max_length=60, blank=True)
    remote_link = models.URLField(max_length=400, blank=True)
    flexible = models.BooleanField(default=False)
    planning = models.CharField(max_length=7, choices=states.Planning, blank=True)
    preparation_hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    site_contact_name = models.CharField(max_length=120, blank=True)
    site_contact_phone = models.CharField(max_length=30, blank=True)

    reference = models.CharField(max_length=60, blank=True)
    project_code = models.CharField(max_length=40, blank=True)
    terms_version = models.CharField(max_length=20, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    step = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    coordinator = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    profile = models.CharField(max_length=1, blank=True)
    estimate_cents = models.PositiveIntegerField(null=True, blank=True)
    approved_max_cents = models.PositiveIntegerField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True, help_text="when the one who acts next must have acted")

    options_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="nobody found in time: the orderer was asked what to do"
    )
    options_answered_at = models.DateTimeField(null=True, blank=True)

    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staffed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_how = models.CharField(max_length=12, choices=states.How, blank=True)
    cancel_reason = models.CharField(max_length=8, choices=states.CancelReason, blank=True)
    end_reason = models.CharField(max_length=600, blank=True, help_text="why rejected or cancelled, in words")

    objects = OrderQuerySet.as_manager()

    @property
    def may_burden(self) -> bool:
        """The orderer's own word on it, besides what the kind of work says."""
        return self.sensitive_content in {states.Burden.MAYBE, states.Burden.YES}

    class Meta:
        indexes = [
            models.Index(fields=["state", "due", "id"], name="orders_by_state_and_due"),
            models.Index(fields=["unit", "-id"], name="orders_of_a_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="submitted_order_is_whole",
                condition=Q(state=OrderState.DRAFT)
                | (
                    ~Q(title="")
                    & ~Q(goal="")
                    & ~Q(description="")
                    & ~Q(other_experts="")
                    & ~Q(language="")
                    & ~Q(recording="")
                    & ~Q(form="")
                    & Q(cost_centre__isnull=False)
                    & Q(estimate_cents__isnull=False)
                ),
                violation_error_message=_("Tilauksesta puuttuu vielä tietoja."),
            ),
            models.CheckConstraint(
                name="order_is_submitted_once_it_is_no_draft",
                condition=Q(state=OrderState.DRAFT, submitted_at=None)
                | (~Q(state=OrderState.DRAFT) & Q(submitted_at__isnull=False)),
                violation_error_message=_("Lähetetyllä tilauksella on oltava lähetysaika."),
            ),
            stamp(
                "approved_order_says_when",
                "approved_at",
                {"staffing", "staffed", "done"},
                {"staffing", "staffed", "done", "cancelled"},
                _("Hyväksytyllä tilauksella on oltava hyväksymisaika."),
            ),
            models.CheckConstraint(
                name="approved_order_has_profile_and_approver",
                condition=Q(approved_at=None) | (Q(approved_by__isnull=False) & ~Q(profile="")),
                violation_error_message=_("Valitse palkkion maksutapa."),
            ),
            stamp(
                "staffed_order_says_when",
                "staffed_at",
                {"staffed", "done"},
                {"staffing", "staffed", "done", "cancelled"},
                _("Tekijän saaneella tilauksella on oltava aika."),
            ),
            stamp("done_order_says_when", "done_at", {"done"}, {"done"}, _("Valmiilla tilauksella on oltava aika.")),
            stamp(
                "rejected_order_says_when",
                "rejected_at",
                {"rejected"},
                {"rejected"},
                _("Hylätyllä tilauksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="rejected_order_says_who_and_why",
                condition=Q(rejected_at=None) | (Q(rejected_by__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_("Kerro tilaajalle, miksi tilaus hylätään."),
            ),
            stamp(
                "cancelled_order_says_when",
                "cancelled_at",
                {"cancelled"},
                {"cancelled"},
                _("Perutulla tilauksella on oltava aika."),
            ),
            who(
                "cancelled_order_says_who",
                "cancelled_at",
                "cancelled_by",
                "cancelled_how",
                _("Perutulla tilauksella on oltava peruja."),
            ),
            models.CheckConstraint(
                name="order_needs_one_to_ten_experts",
                condition=Q(experts_needed__gte=1, experts_needed__lte=10),
                violation_error_message=_("Valitse 1–10 kokemusasiantuntijaa."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.task_type}"

    @property
    def number(self) -> str:
        return f"{clock.local(self.created_at):%Y}-{self.pk:04d}"


class OrderSession(Slugged, Timed):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="sessions")
    place = models.CharField(max_length=200, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True, help_text="its time came and nobody had been found")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            ends_after_start("session_ends_after_it_starts"),
            models.CheckConstraint(
                name="work_by_a_deadline_takes_time",
                condition=Q(work_minutes=None) | Q(work_minutes__gt=0),
                violation_error_message=_("Kerro, kuinka monta tuntia työtä on, esimerkiksi 3."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """How long the work takes."""
        return self.work_minutes or int((self.ends - self.starts).total_seconds() // 60)


class OrderQuestion(Slugged, Stamped):
    """More is asked of the orderer; changes no state, but while open the orderer acts next."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="answer_says_who_and_when",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                violation_error_message=_("Kirjoita vastaus."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Approval(Slugged, Stamped):
    """One person of a cost centre is asked to approve a sum."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("hyväksytty")
        REFUSED = "refused", _("ei hyväksytty")
        PASSED = "passed", _("siirtyi sijaiselle")
        VOID = "void", _("raukesi")

    class Stage(models.TextChoices):
        FIRST = "first", _("hyväksyjä")
        SECOND = "second", _("toinen hyväksyjä")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="approvals")
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.FIRST)
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    asked_of = models.ForeignKey(
        PERSON,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="empty while the main user must name somebody",
    )
    difference = models.ForeignKey(
        "orders.ReportDifference",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        help_text="work already done that goes over what was approved",
    )
    due = models.DateTimeField()
    deputised = models.BooleanField(default=False, help_text="asked of the deputy because the first one was silent")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=600, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(outcome="", difference=None),
                name="one_waiting_approval_for_an_order",
                violation_error_message=_("Tilaus odottaa jo hyväksyntää."),
            ),
            models.UniqueConstraint(
                fields=["difference"],
                condition=Q(outcome=""),
                name="one_waiting_approval_for_a_difference",
                violation_error_message=_("Erotus odottaa jo hyväksyntää."),
            ),
            models.CheckConstraint(
                name="approval_decision_says_who_and_when",
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome__in=["approved", "refused"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(outcome__in=["passed", "void"], decided_at__isnull=False),
                violation_error_message=_("Päätöksellä on oltava tekijä ja aika."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.get_stage_display()}"
