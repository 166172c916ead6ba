"""The one shape in which every noun says what is so, who acts next, and by when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise

from core import clock

Words = str | Promise

YOU: Final = "you"
"""`who=YOU`: the reader acts next."""

PLAIN: Final = "plain"
OK: Final = "ok"
WAIT: Final = "wait"
ALERT: Final = "alert"


@dataclass(frozen=True, slots=True)
class Status:
    """`words`: what is so. `who` acts next: a name or role, `YOU` for the reader, empty for nobody. `by` when.

    `tone` is one of plain, ok, wait, alert; `extra` is one more sentence, for a reason or a number.
    """

    words: Words
    who: Words = ""
    by: date | datetime | None = None
    tone: str = PLAIN
    extra: Words = ""

    @property
    def mine(self) -> bool:
        """True when the reader is the one who acts."""
        return self.who == YOU

    @property
    def pressing(self) -> str:
        """The tone of what the reader ought to have done already; empty otherwise."""
        return ALERT if self.mine and self.late else ""

    @property
    def late(self) -> bool:
        """True when the time to act has passed; a day lasts to its end."""
        if isinstance(self.by, datetime):
            return self.by < clock.now()
        return self.by is not None and self.by < clock.today()
