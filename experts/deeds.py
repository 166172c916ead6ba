"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "expert_added": _("Kokemusasiantuntija lisättiin"),
        "profile_changed": _("Omaa sivua muutettiin"),
        "theme_added": _("Teema lisättiin"),
        "theme_changed": _("Teemaa muutettiin"),
        "availability_changed": _("Saatavuutta muutettiin"),
        "theme_withdrawn": _("Teema vedettiin pois"),
        "tax_card_saved": _("Verokortti tallennettiin"),
        "payee_typed": _("Uusi maksutieto kirjoitettiin"),
        "payee_confirmed": _("Uusi maksutieto varmistettiin"),
        "payee_kept": _("Entinen maksutieto jäi voimaan"),
        "payee_cancelled": _("Uusi maksutieto peruttiin"),
        "payee_disowned": _("Ilmoitettiin, että uusi maksutieto ei ole oma"),
    }
)
