"""Who gives roles to whom, and who must say a second yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from accounts import actions
from accounts.models import Person, RoleGrant
from accounts.roles import Role
from core import clock
from core.errors import DomainError, NotAllowed, Stale
from core.models import AuditEntry, OutboxMessage, Task
from tests.accounts.people import centre, entered, grant, holding, person, unit

pytestmark = pytest.mark.django_db(transaction=True)


def _fresh(who: Person) -> Person:
    return Person.objects.get(pk=who.pk)


def test_one_main_user_alone_gives_a_staff_role_at_once() -> None:
    main, minna = holding(Role.MAIN_USER), person("Minna")
    actions.grant_role(main, person_id=minna.pk, role=Role.COORDINATOR)
    assert minna.has(Role.COORDINATOR)
    assert OutboxMessage.objects.get().template == "role_given"
    assert AuditEntry.objects.filter(verb="accounts.grant_role", about=minna, by=main).exists()


def test_with_two_main_users_a_staff_role_waits_for_the_other() -> None:
    main, other, minna = holding(Role.MAIN_USER), holding(Role.MAIN_USER), person("Minna")
    given = actions.grant_role(main, person_id=minna.pk, role=Role.COORDINATOR)
    assert given.is_pending
    assert not minna.roles
    assert Task.objects.open().about(given).get().role == Role.MAIN_USER
    with pytest.raises(DomainError, match="toinen pääkäyttäjä"):
        actions.second_grant(given.pk, main)
    actions.second_grant(given.pk, other)
    actions.second_grant(given.pk, other)
    assert _fresh(minna).roles == {Role.COORDINATOR}
    assert not Task.objects.open().exists()
    with pytest.raises(Stale):
        actions.second_grant(given.pk, holding(Role.MAIN_USER))


def test_an_orderer_needs_no_second_yes() -> None:
    main, _other, eero = holding(Role.MAIN_USER), holding(Role.MAIN_USER), person("Eero")
    actions.grant_role(main, person_id=eero.pk, role=Role.ORDERER, unit_id=unit().pk)
    assert eero.roles == {Role.ORDERER}


def test_nothing_hangs_when_the_only_other_main_user_gets_the_role() -> None:
    main, other = holding(Role.MAIN_USER), holding(Role.MAIN_USER)
    assert not actions.grant_role(main, person_id=other.pk, role=Role.AUDITOR).is_pending


def test_nobody_grants_a_role_to_oneself() -> None:
    main = holding(Role.MAIN_USER)
    with pytest.raises(DomainError, match="Et voi antaa roolia itsellesi"):
        actions.grant_role(main, person_id=main.pk, role=Role.AUDITOR)


@pytest.mark.parametrize("role", [Role.ORDERER, Role.COORDINATOR, Role.PAYROLL, Role.AUDITOR])
def test_only_a_main_user_gives_roles(role: str) -> None:
    with pytest.raises(NotAllowed):
        actions.grant_role(holding(role), person_id=person().pk, role=Role.AUDITOR)


@pytest.mark.parametrize(("first", "then"), [(Role.COORDINATOR, Role.PAYROLL), (Role.PAYROLL, Role.COORDINATOR)])
def test_coordinator_and_payroll_together_need_a_reason(first: str, then: str) -> None:
    main, minna = holding(Role.MAIN_USER), holding(first)
    with pytest.raises(DomainError, match="kirjoitat perustelun"):
        actions.grant_role(main, person_id=minna.pk, role=then, reason="  ")
    given = actions.grant_role(main, person_id=minna.pk, role=then, reason="Sijaisuus joulun yli.")
    assert _fresh(minna).roles == {first, then}
    assert AuditEntry.objects.get(verb="accounts.grant_role", object_id=given.pk).reason == "Sijaisuus joulun yli."


def test_a_grant_holds_to_its_last_day(move_clock: Callable[[datetime], None]) -> None:
    main, minna = holding(Role.MAIN_USER), person("Minna")
    last = clock.today() + timedelta(days=3)
    given = actions.grant_role(main, person_id=minna.pk, role=Role.COORDINATOR, ends=last)
    assert given.last_day == last
    move_clock(clock.now() + timedelta(days=3))
    assert _fresh(minna).has(Role.COORDINATOR)
    move_clock(clock.now() + timedelta(days=1))
    assert not _fresh(minna).has(Role.COORDINATOR)


def test_a_role_ends_and_may_be_given_again() -> None:
    main, minna = holding(Role.MAIN_USER), person("Minna")
    given = actions.grant_role(main, person_id=minna.pk, role=Role.COORDINATOR)
    actions.end_grant(given.pk, main)
    actions.end_grant(given.pk, main)
    assert not _fresh(minna).roles
    actions.grant_role(main, person_id=minna.pk, role=Role.COORDINATOR)
    assert _fresh(minna).has(Role.COORDINATOR)


def test_a_pending_role_that_is_ended_no_longer_waits() -> None:
    main, other, minna = holding(Role.MAIN_USER), holding(Role.MAIN_USER), person("Minna")
    given = actions.grant_role(main, person_id=minna.pk, role=Role.PAYROLL)
    actions.end_grant(given.pk, main)
    assert not RoleGrant.objects.pending(clock.today()).exists()
    assert not Task.objects.open().exists()
    with pytest.raises(Stale):
        actions.second_grant(given.pk, other)


def test_the_last_main_user_stays() -> None:
    main = holding(Role.MAIN_USER)
    with pytest.raises(DomainError, match="Pankilla on oltava pääkäyttäjä"):
        actions.end_grant(main.grants.get().pk, main)


def test_an_orderer_orders_for_the_unit_and_all_below_it() -> None:
    top = unit("Sosiaalipalvelut")
    middle = unit("Aikuissosiaalityö", top)
    low, beside = unit("Neuvonta", middle), unit("Lastensuojelu", top)
    eero = holding(Role.ORDERER, at=middle)
    assert eero.unit_ids == {middle.pk, low.pk}
    assert beside.pk not in eero.unit_ids
    assert person().unit_ids == frozenset()


@pytest.mark.parametrize("place", ["approver", "deputy", "second_approver"])
def test_an_approver_is_whoever_a_cost_centre_names(place: str) -> None:
    paivi, other = person("Päivi"), person("Lauri")
    named = {"approver": other, place: paivi}
    centre(unit(), **named)
    assert paivi.approves
    assert paivi.roles == {Role.APPROVER}


def test_roles_are_one_question(django_assert_num_queries: Callable[..., object]) -> None:
    minna = holding(Role.COORDINATOR)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert minna.has(Role.COORDINATOR)
        assert not minna.approves
        assert minna.needs_second_factor


def test_giving_a_role_through_the_pages(client: Client) -> None:
    main, other = holding(Role.MAIN_USER), holding(Role.MAIN_USER, "Olli")
    entered(main, client=client)
    added = client.post(
        "/ihmiset/uusi/",
        {"first_name": "Leena", "last_name": "Laskija", "email": "Leena@Esimerkki.invalid", "language": "sv"},
    )
    leena = Person.objects.get(email="leena@esimerkki.invalid")
    assert added["Location"] == f"/ihmiset/{leena.slug}/rooli/"
    said = client.post(added["Location"], {"role": Role.PAYROLL}, follow=True).content.decode()
    assert "odottaa toisen pääkäyttäjän vahvistusta" in said
    given = leena.grants.get()
    page = entered(other).get("/ihmiset/").content.decode()
    assert f"/roolit/{given.slug}/vahvista/" in page
    assert f"/roolit/{given.slug}/vahvista/" not in client.get("/ihmiset/").content.decode()
    entered(other).post(f"/roolit/{given.slug}/vahvista/")
    assert _fresh(leena).roles == {Role.PAYROLL}
    ending = client.get(f"/roolit/{given.slug}/paata/")
    assert "Rooli päättyy heti" in ending.content.decode()
    client.post(f"/roolit/{given.slug}/paata/", {"reason": "Siirtyi muihin töihin."})
    assert not _fresh(leena).roles


def test_what_is_refused_is_said_and_what_was_typed_is_kept(client: Client) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    minna = holding(Role.COORDINATOR)
    page = client.post(f"/ihmiset/{minna.slug}/rooli/", {"role": Role.PAYROLL, "ends": "31.12.2099"})
    assert page.status_code == 422
    assert "kirjoitat perustelun" in page.content.decode()
    assert "31.12.2099" in page.content.decode()
    assert "Valitse yksikkö" in client.post(f"/ihmiset/{minna.slug}/rooli/", {"role": Role.ORDERER}).content.decode()


def test_a_grant_that_came_to_an_end_is_not_live() -> None:
    minna = person("Minna")
    grant(minna, Role.COORDINATOR, valid=DateRange(date(2020, 1, 1), date(2020, 2, 1)))
    assert not minna.roles
