"""The ground's tables. Objects of the rooms above are named by (label, id), never by a foreign key."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock, past
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.querysets import (
    AuditQuerySet,
    DeliveryQuerySet,
    DocumentQuerySet,
    LinkQuerySet,
    MessageQuerySet,
    PolicyQuerySet,
    RateQuerySet,
    TaskQuerySet,
)
from core.slugs import SLUG_LENGTH as SLUG_LENGTH
from core.slugs import random_slug as random_slug


class Slugged(models.Model):
    """Addresses carry the slug; the number inside stays inside."""

    slug = models.CharField(max_length=SLUG_LENGTH, unique=True, default=random_slug, editable=False)

    class Meta:
        abstract = True


class Stamped(models.Model):
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class Named(models.Model):
    """Names its object by (label, id)."""

    object_label = models.CharField(max_length=60)
    object_id = models.BigIntegerField()

    class Meta:
        abstract = True


class ClockOffset(models.Model):
    """How far the demo's clock has been moved; at most one row, none in production."""

    offset = models.DurationField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="there_is_only_one_clock",
                violation_error_message=_("Pankilla on vain yksi kello."),
            )
        ]

    def __str__(self) -> str:
        return str(self.offset)


class AuditEntry(Named):
    """Who did or saw what. Never changed, never taken away; carries no contents."""

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokirivi")
        verbose_name_plural = _("lokirivit")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_label", "object_id", "-id"], name="audit_of_an_object"),
            models.Index(fields=["about", "-id"], name="audit_about_a_person"),
            models.Index(fields=["by", "-id"], name="audit_by_a_person"),
        ]
        triggers = [pgtrigger.Protect(name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label} {self.object_id}"


class Due(models.Model):
    """Work for the worker: claimed by moving `next_at` ahead (the lease), tried until `done_at` is set."""

    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.real)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class OutboxEvent(Named, Stamped):
    name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("tapahtuma")
        verbose_name_plural = _("tapahtumat")

    def __str__(self) -> str:
        return f"{self.name} {self.object_id}"


class EventDelivery(Due):
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=120)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("tapahtuman toimitus")
        verbose_name_plural = _("tapahtumien toimitukset")
        indexes = [models.Index(fields=["next_at", "id"], condition=Q(done_at=None), name="deliveries_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "listener"],
                name="an_event_is_delivered_once_to_each_listener",
                violation_error_message=_("Tapahtuma on jo tällä kuulijalla."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.listener}"


class PurposeLink(Named, Stamped):
    """Lets one person do one thing from a mail. Its token is an HMAC of its id, stored nowhere."""

    purpose = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("toimintolinkki")
        verbose_name_plural = _("toimintolinkit")
        indexes = [
            models.Index(
                fields=["object_label", "object_id"], condition=Q(used_at=None), name="unused_links_of_an_object"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="a_link_expires_after_it_is_made",
                violation_error_message=_("Linkin voimassaolo on jo päättynyt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_id}"


class MessageState(models.TextChoices):
    WAITING = "waiting", _("lähdössä")
    SENT = "sent", _("lähetetty")
    DROPPED = "dropped", _("ei lähetetä")
    FAILED = "failed", _("ei mennyt perille")


class OutboxMessage(Named, Stamped, Due):  # handed_at: emptied by the server's no; docs/faults.md
    channel = models.CharField(max_length=10, default="mail")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(blank=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    secret = EncryptedJSONField(null=True, blank=True)
    attachments = models.JSONField(default=list)
    dedupe = models.CharField(max_length=200)
    link = models.ForeignKey(PurposeLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    handed_at = models.DateTimeField(null=True, blank=True)
    repeated_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("viesti")
        verbose_name_plural = _("viestit")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(done_at=None), name="messages_due"),
            models.Index(fields=["person", "-id"], name="messages_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe"],
                name="a_message_is_written_once",
                violation_error_message=_("Tämä viesti on jo lähdössä."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="a_message_is_done_when_it_no_longer_waits",
                violation_error_message=_("Viestin tila ja aika eivät vastaa toisiaan."),
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(secret=None),
                name="a_done_message_keeps_no_secret",
                violation_error_message=_("Lähetetty viesti ei säilytä koodia."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class Document(Slugged, Stamped):
    """A frozen text and the file made of it (or a file that somebody gave). The text is always encrypted."""

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="fi")
    html = EncryptedTextField(blank=True, default="")
    html_sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100, default="application/pdf")
    file = models.FileField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    encrypted = models.BooleanField(default=False)
    seal = models.BooleanField(default=False)
    wanted_at = models.DateTimeField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("asiakirja")
        verbose_name_plural = _("asiakirjat")
        indexes = [
            models.Index(
                fields=["id"], condition=Q(wanted_at__isnull=False, rendered_at=None), name="documents_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rendered_at=None, file="", file_sha256="")
                | (Q(rendered_at__isnull=False) & ~Q(file="") & ~Q(file_sha256="")),
                name="a_rendered_document_has_its_file_and_hash",
                violation_error_message=_("Asiakirjan tiedosto tai tiiviste puuttuu."),
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(seal=True, rendered_at__isnull=False),
                name="a_sealed_document_is_rendered",
                violation_error_message=_("Vain valmis asiakirja sinetöidään."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        return self.rendered_at is not None


class PolicyValue(Stamped):
    """One rule of the bank for a range of days, with who decided it and why; the past stays (`core.past`)."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid = DateRangeField()
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("pankin sääntö")
        verbose_name_plural = _("pankin säännöt")
        ordering = ["key", "valid"]
        constraints = [
            ExclusionConstraint(
                name="a_rule_has_one_value_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Säännöllä on jo arvo näille päiville."),
            ),
            past.never_begins("a_rule_never_begins_in_the_past", by="by", said=past.RULE_BEGINS),
            past.never_ends("a_rule_never_ends_in_the_past", said=past.RULE_ENDS),
        ]
        triggers = [past.keeps("a_rule_keeps_its_past")]

    def __str__(self) -> str:
        return self.key


class Confidence(models.TextChoices):
    SOURCED = "sourced", _("lähteestä")
    SOURCED_2024 = "sourced-2024", _("vuoden 2024 lähteestä")
    COMPUTED = "computed", _("laskettu")
    BACKGROUND = "background", _("yleistieto, tarkista")
    POLICY = "policy", _("pankin päätös")
    EXAMPLE = "example", _("esimerkkiluku")


class Rate(Stamped):
    """One number of the law or of a contract for a range of days, with where it comes from."""

    code = models.CharField(max_length=60)
    valid = DateRangeField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=20)
    confidence = models.CharField(max_length=12, choices=Confidence)
    source = models.CharField(max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("luku")
        verbose_name_plural = _("luvut")
        ordering = ["code", "valid"]
        constraints = [
            ExclusionConstraint(
                name="a_rate_has_one_value_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("Luvulla on jo arvo näille päiville."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class Task(Named, Stamped):
    """Something a named person, or whoever holds a role, must do. One open task of a kind for an object."""

    what = models.CharField(max_length=60)
    role = models.CharField(max_length=12, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("tehtävä")
        verbose_name_plural = _("tehtävät")
        ordering = [F("due").asc(nulls_last=True), "id"]
        indexes = [models.Index(fields=["role", "due"], condition=Q(done_at=None), name="open_tasks_of_a_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "object_label", "object_id"],
                condition=Q(done_at=None),
                name="a_task_is_open_once",
                violation_error_message=_("Tehtävä on jo listalla."),
            ),
            models.CheckConstraint(
                condition=~Q(role="", person=None),
                name="a_task_waits_for_somebody",
                violation_error_message=_("Tehtävältä puuttuu tekijä."),
            ),
        ]

    def __str__(self) -> str:
        return self.what
