"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "support_added": _("Työnohjauksen aika lisättiin"),
        "support_moved": _("Työnohjauksen aika vaihdettiin"),
        "support_cancelled": _("Työnohjauksen aika peruttiin"),
        "support_marked": _("Työnohjauksen osallistujat merkittiin"),
        "support_mark_corrected": _("Työnohjauksen merkintää korjattiin"),
        "debrief_held": _("Purku pidettiin"),
    }
)
