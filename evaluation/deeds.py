"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "feedback_given": _("Palaute annettiin"),
        "feedback_delivered": _("Palaute meni perille"),
        "feedback_phoned": _("Palaute saatiin puhelimessa"),
        "feedback_not_reached": _("Tilaajaa ei tavoitettu, koordinaattori kirjoitti oman sanansa"),
        "feedback_try": _("Palautteesta soitettiin"),
        "feedback_taken_back": _("Palautepyyntö päätettiin"),
    }
)
