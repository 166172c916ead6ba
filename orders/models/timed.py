from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import models

from core import clock

LAST_HOUR: Final = timedelta(hours=1)


def due_on(day: date) -> tuple[datetime, datetime]:
    """Start and end of work that is to be ready by the closing time of the day."""
    end = clock.at_closing(day)
    return end - LAST_HOUR, end


class Timed(models.Model):
    """Held from one moment to another; or done by oneself by the end of a day, and then it takes `work_minutes`.

    Work by a deadline starts, for every rule that counts from a start, an hour before its last moment: until then one
    may still say «En pääse», and somebody else may still be asked.
    """

    starts = models.DateTimeField()
    ends = models.DateTimeField()
    work_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="how much work, when it is done by a deadline; null: held at its time"
    )

    class Meta:
        abstract = True

    @property
    def by_deadline(self) -> bool:
        return self.work_minutes is not None

    @property
    def told(self) -> str:
        """When, as a message keeps it: the moment it starts, or by which the work is done."""
        return (self.ends if self.by_deadline else self.starts).isoformat()
