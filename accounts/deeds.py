"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "accounts.sign_in": _("Kirjautuminen"),
        "accounts.sign_out_everywhere": _("Uloskirjautuminen kaikilta laitteilta"),
        "accounts.second_factor_": _("Vahvaa kirjautumista muutettiin"),
        "accounts.factor_reset_asked": _("Vahvan kirjautumisen nollausta pyydettiin"),
        "accounts.factor_reset_done": _("Vahva kirjautuminen nollattiin"),
        "accounts.factor_reset_withdrawn": _("Vahvan kirjautumisen nollaus peruttiin"),
        "accounts.set_bank": _("Pankin tiedot tallennettiin"),
        "accounts.first_main_user": _("Ensimmäinen pääkäyttäjä nimettiin"),
        "accounts.save_own": _("Omia tietoja muutettiin"),
        "accounts.choose_language": _("Kieli vaihdettiin"),
        "accounts.add_person": _("Ihminen lisättiin"),
        "accounts.add_unit": _("Yksikkö lisättiin"),
        "accounts.add_cost_centre": _("Kustannuspaikka lisättiin"),
        "accounts.name_approvers": _("Kustannuspaikan hyväksyjät nimettiin"),
        "accounts.change_unit": _("Yksikköä muutettiin"),
        "accounts.change_organisation": _("Organisaation nimi muutettiin"),
        "accounts.change_cost_centre": _("Kustannuspaikkaa muutettiin"),
        "accounts.change_person": _("Ihmisen tietoja muutettiin"),
        "accounts.grant_role": _("Rooli annettiin"),
        "accounts.second_grant": _("Toinen pääkäyttäjä vahvisti roolin"),
        "accounts.end_grant": _("Rooli päätettiin"),
        "accounts.calendar_opened": _("Kalenterin osoite otettiin käyttöön"),
        "accounts.calendar_changed": _("Kalenterin osoite vaihdettiin"),
        "accounts.calendar_closed": _("Kalenterin osoite poistettiin"),
    }
)
