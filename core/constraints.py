"""Constraints that several rooms put on rows of theirs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends__gt=F("starts")),
        violation_error_message=_("Päättymisajan on oltava alkamisajan jälkeen."),
    )
