from __future__ import annotations

from django.db import models


class Timed(models.Model):
    """Held from one moment to another; or done by oneself by the end of a day, and then it takes `work_minutes`.

    Work by a deadline starts, for every rule that counts from a start, in the morning of its day.
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
