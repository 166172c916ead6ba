from django.urls import include, path

from accounts.views import grants, passkeys, people, rules, sign_in, units

pages = [
    path("kirjaudu/alusta/", sign_in.sign_in_again, name="sign-in-again"),
    path("omat-tiedot/", people.me, name="me"),
    path("omat-tiedot/ulos-kaikkialta/", people.sign_out_everywhere, name="sign-out-everywhere"),
    path("kieli/", people.language, name="language"),
    path("ihmiset/", people.people, name="people"),
    path("ihmiset/uusi/", people.person_add, name="person-add"),
    path("ihmiset/vahvistettavat/", people.pending, name="pending"),
    path("ihmiset/<slug:slug>/", people.person, name="person"),
    path("ihmiset/<slug:slug>/muuta/", people.person_change, name="person-change"),
    path("ihmiset/<slug:slug>/rooli/", people.grant_add, name="grant-add"),
    path("roolit/", grants.grants, name="grants"),
    path("roolit/<slug:slug>/vahvista/", people.grant_second, name="grant-second"),
    path("roolit/<slug:slug>/paata/", people.grant_end, name="grant-end"),
    path("saannot/", rules.rules, name="rules"),
    path("saannot/<slug:key>/", rules.rule, name="rule"),
    path("saannot/<slug:key>/peru/", rules.rule_take_back, name="rule-take-back"),
    path("yksikot/", units.units, name="units"),
    path("yksikot/uusi/", units.unit_add, name="unit-add"),
    path("yksikot/<slug:slug>/", units.unit, name="unit"),
    path("organisaatiot/<slug:slug>/", units.organisation, name="organisation"),
    path("yksikot/<slug:slug>/kustannuspaikka/", units.costcentre_add_to, name="costcentre-add-to"),
    path("kustannuspaikat/uusi/", units.costcentre_add, name="costcentre-add"),
    path("kustannuspaikat/<slug:slug>/", units.costcentre, name="costcentre"),
]

urlpatterns = [
    path("kirjaudu/", sign_in.AskCode.as_view(), name="account_login"),
    path("kirjaudu/", sign_in.AskCode.as_view(), name="account_request_login_code"),
    path("kirjaudu/koodi/", sign_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("kirjaudu/ulos/", sign_in.Leave.as_view(), name="account_logout"),
    path("kirjaudu/suljettu/", sign_in.closed, name="account_inactive"),
    path("kirjaudu/sovellus/", sign_in.ProveSecondFactor.as_view(), name="mfa_authenticate"),
    path("kirjaudu/vahvista/", sign_in.ProveAgain.as_view(), name="mfa_reauthenticate"),
    path("kirjaudu/vahvista/avain/", passkeys.ProveAgainByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("tunnistus/avaimet/uusi/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("tunnistus/avaimet/<int:pk>/nimi/", passkeys.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("tunnistus/avaimet/<int:pk>/poista/", passkeys.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("tunnistus/", sign_in.second_factor_page, name="mfa_index"),
    path("tunnistus/sovellus/", sign_in.Enrol.as_view(), name="mfa_activate_totp"),
    path("tunnistus/vaihda/", sign_in.ChangePhone.as_view(), name="mfa_change_phone"),
    path("tunnistus/poista/", sign_in.Remove.as_view(), name="mfa_deactivate_totp"),
    path("tunnistus/varakoodit/", sign_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("", include((pages, "accounts"))),
]
