from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Bank, Person
from accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
BANK = {
    "name": "Saarenrannan pankki", "kind": "county", "business_id": "0737546-2", "iban": "FI21 1234 5600 0007 85",
    "email": "pankki@esimerkki.invalid", "phone": "040 000 0000",
}  # fmt: skip


def test_the_first_main_user_comes_by_a_command_once() -> None:
    call_command("first_main_user", email="Riitta@Esimerkki.invalid", name="Riitta Maria Pää")
    riitta = Person.objects.get(email="riitta@esimerkki.invalid")
    assert (riitta.first_name, riitta.last_name) == ("Riitta Maria", "Pää")
    assert riitta.roles == {Role.MAIN_USER}
    with pytest.raises(CommandError, match="on jo pääkäyttäjä"):
        call_command("first_main_user", email="b@esimerkki.invalid", name="Toinen Pää")
    with pytest.raises(CommandError):
        call_command("first_main_user", email="b@esimerkki.invalid", name="Toinen")


def test_the_banks_row_is_written_and_rewritten() -> None:
    call_command("bank_row", **BANK)
    call_command("bank_row", **{**BANK, "name": "Uusi nimi"})
    bank = Bank.objects.the()
    assert (bank.name, bank.iban) == ("Uusi nimi", "FI2112345600000785")
    with pytest.raises(CommandError):
        call_command("bank_row", **{**BANK, "iban": "FI00"})
    with pytest.raises(CommandError):
        call_command("bank_row", **{**BANK, "business_id": "1"})
