"""What the database itself refuses, by name, in the bank's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import Bank, Organisation, Person, RoleGrant, Unit
from accounts.roles import Role
from core import clock
from core.db import sentences
from core.errors import DomainError
from tests.accounts.people import centre, grant, person, unit

pytestmark = pytest.mark.django_db
BANK: dict[str, Any] = {
    "name": "Pankki", "kind": "county", "business_id": "1234567-1", "iban": "FI2112345600000785",
    "email": "pankki@esimerkki.invalid", "phone": "040 000 0000",
}  # fmt: skip


def _second_bank() -> None:
    Bank.objects.create(pk=2, **BANK)


def _business_id() -> None:
    Bank.objects.create(pk=1, **{**BANK, "business_id": "12"})


def _upper_case() -> None:
    Person.objects.create(email="Aino@esimerkki.invalid", first_name="Aino")


def _no_email() -> None:
    Person.objects.create(email=None, first_name="Aino")


def _anonymised_with_email() -> None:
    person(anonymised_at=clock.now(), is_active=False)


def _password() -> None:
    person(password="md5$abc")


def _language() -> None:
    person(language="de")


def _same_email() -> None:
    person(email="a@esimerkki.invalid")
    person(email="a@esimerkki.invalid")


def _same_unit() -> None:
    unit("Neuvonta")
    unit("Neuvonta")


def _own_parent() -> None:
    row = unit()
    Unit.objects.filter(pk=row.pk).update(parent=row)


def _same_centre() -> None:
    row = centre(unit(), person())
    row.pk, row.slug = None, "toinen"
    row.save(force_insert=True)


def _own_deputy() -> None:
    paivi = person()
    centre(unit(), paivi, deputy=paivi)


def _own_second() -> None:
    paivi = person()
    centre(unit(), paivi, second_approver=paivi)


def _limit_alone() -> None:
    centre(unit(), person(), limit_cents=100_00)


def _to_oneself() -> None:
    main = person()
    grant(main, Role.AUDITOR, granted_by=main)


def _seconds_own() -> None:
    main, minna = person(), person()
    grant(minna, Role.AUDITOR, granted_by=main, seconded_by=main, seconded_at=clock.now())


def _seconded_for_oneself() -> None:
    main, minna = person(), person()
    grant(minna, Role.AUDITOR, granted_by=main, seconded_by=minna, seconded_at=clock.now())


def _seconded_without_time() -> None:
    grant(person(), Role.AUDITOR, granted_by=person(), seconded_by=person())


def _expert_is_not_granted() -> None:
    grant(person(), Role.EXPERT)


def _orderer_without_unit() -> None:
    grant(person(), Role.ORDERER)


def _twice() -> None:
    minna = person()
    grant(minna, Role.COORDINATOR)
    grant(minna, Role.COORDINATOR)


@pytest.mark.parametrize(
    ("breaks", "name", "said"),
    [
        (_second_bank, "there_is_only_one_bank", "Pankilla on jo rivinsä"),
        (_business_id, "a_bank_has_a_business_id", "1234567-1"),
        (_upper_case, "an_email_is_in_lower_case", "pienillä kirjaimilla"),
        (_no_email, "only_an_anonymised_person_has_no_email", "on oltava sähköposti"),
        (_anonymised_with_email, "only_an_anonymised_person_has_no_email", "on oltava sähköposti"),
        (_password, "nobody_has_a_password", "Salasanoja ei ole"),
        (_language, "a_person_speaks_fi_sv_or_en", "suomi, ruotsi tai englanti"),
        (_same_email, "accounts_person_email_key", "on jo henkilö"),
        (_same_unit, "a_unit_name_is_used_once_in_its_place", "niminen yksikkö on jo"),
        (_own_parent, "a_unit_is_not_its_own_parent", "itsensä alla"),
        (_same_centre, "a_cost_centre_code_is_used_once_in_its_unit", "on jo tämä kustannuspaikka"),
        (_own_deputy, "a_deputy_is_somebody_else", "Varahenkilön on oltava joku muu"),
        (_own_second, "a_second_approver_is_somebody_else", "Toisen hyväksyjän on oltava joku muu"),
        (_limit_alone, "above_the_limit_somebody_decides", "Nimeä toinen hyväksyjä"),
        (_to_oneself, "nobody_grants_a_role_to_oneself", "Et voi antaa roolia itsellesi"),
        (_seconds_own, "a_second_yes_comes_from_a_third_person", "toinen pääkäyttäjä"),
        (_seconded_for_oneself, "a_second_yes_comes_from_a_third_person", "toinen pääkäyttäjä"),
        (_seconded_without_time, "a_second_yes_has_its_time", "puuttuu aika"),
        (_expert_is_not_granted, "only_granted_roles_are_granted", "ei anneta erikseen"),
        (_orderer_without_unit, "an_orderer_orders_for_a_unit", "Valitse yksikkö"),
        (_twice, "a_role_is_held_once_at_a_time", "on jo tämä rooli"),
    ],
)
def test_the_database_refuses(breaks: Callable[[], None], name: str, said: str) -> None:
    with pytest.raises(DomainError, match=said) as told, sentences(), transaction.atomic():
        breaks()
    cause = told.value.__cause__
    assert isinstance(cause, IntegrityError)
    assert name in str(cause)


def test_the_same_role_in_two_units_or_at_two_times_is_two_grants() -> None:
    eero = person()
    grant(eero, Role.ORDERER, unit("Yksi"))
    grant(eero, Role.ORDERER, unit("Kaksi"))
    grant(eero, Role.AUDITOR, valid=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    grant(eero, Role.AUDITOR, valid=DateRange(date(2021, 1, 1), None))
    assert RoleGrant.objects.count() == 4


def test_a_unit_name_may_be_used_again_in_another_place() -> None:
    unit("Neuvonta", unit("Yksi"))
    unit("Neuvonta", unit("Kaksi"))
    Unit.objects.create(organisation=Organisation.objects.create(name="Toinen"), name="Neuvonta")
    assert Unit.objects.filter(name="Neuvonta").count() == 3


def test_names_stand_in_finnish_order() -> None:
    for last_name in ("Öhman", "Zetterberg", "Ahola", "Åberg", "Äijälä", "virta"):
        person(last_name=last_name)
    found = [row.last_name for row in Person.objects.by_name()]
    assert found == ["Ahola", "virta", "Zetterberg", "Åberg", "Äijälä", "Öhman"]
