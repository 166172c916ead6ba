"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "contract_composed": _("Sopimus laadittiin"),
        "contract_signed": _("Kokemusasiantuntija allekirjoitti sopimuksen"),
        "contract_in_force": _("Pankki allekirjoitti, sopimus tuli voimaan"),
        "phone_consent_recorded": _("Suostumus sopimukseen kirjattiin puhelimessa"),
        "phone_consent_undone": _("Puhelimessa annettu suostumus peruttiin"),
        "contract_commented": _("Sopimukseen pyydettiin muutosta"),
        "contract_amended": _("Sopimus vaihtui uuteen, koska keikan aika vaihtui"),
        "contract_recomposed": _("Sopimus laadittiin uudestaan"),
        "contract_ended": _("Sopimus päättyi"),
        "contract_ended:void": _("Allekirjoittamaton sopimus raukesi"),
        "fee_booked": _("Palkkio kirjattiin maksuun"),
        "fee_corrected": _("Palkkiota korjattiin"),
        "fee_held": _("Palkkion maksu pidätettiin"),
        "fee_hold_released": _("Palkkion pidätys päättyi"),
        "card_choice": _("Asiantuntija valitsi, maksetaanko palkkio ilman verokorttia"),
        "batch_drawn": _("Palkka-ajo laadittiin"),
        "batch_discarded": _("Palkka-ajo purettiin"),
        "batch_approved": _("Palkka-ajo hyväksyttiin"),
        "batch_recalled": _("Hyväksytty palkka-ajo peruttiin"),
        "bank_file_written": _("Maksuaineisto tehtiin"),
        "bank_file_refused": _("Pankki hylkäsi maksuaineiston"),
        "batch_sent": _("Maksuaineisto lähetettiin pankkiin"),
        "payment_returned": _("Pankki palautti maksun"),
        "batch_settled": _("Palkka-ajo maksettiin"),
    }
)
