from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import money_history
from core.models import Stamped
from experts.models import Expert


@money_history
class CardChoice(Stamped):
    """What an expert without a valid tax card chose for one pay day: wait for the card, or be paid with 60 % withheld.

    No row is the same as not waiting. Once the card is there the choice means nothing.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="card_choices")
    pay_day = models.DateField()
    wait = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "pay_day"],
                name="one_card_choice_for_a_pay_day",
                violation_error_message=_("Valintasi on jo tallennettu. Päivitä sivu."),
            ),
        ]

    def __str__(self) -> str:
        return f"card choice {self.pk}"
