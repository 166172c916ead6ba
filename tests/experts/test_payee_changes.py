"""A new account or personal code: confirmed by a second factor or the bank's call-back, never by a mailbox alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as accounts
from accounts import inner as people
from accounts.models import ContactChange
from core import clock, links
from core.errors import NotAllowed
from core.models import AuditEntry, OutboxMessage, PurposeLink, Task
from experts import actions, notifications
from experts.models import PayeeChange
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = [pytest.mark.django_db, pytest.mark.row("E20")]
NEW = make.IBANS[2]
OLD = make.IBANS[0]
PAYEE = "/oma-sivu/palkkatiedot/"


@pytest.fixture
def w() -> Any:
    with clock.at(make.NOW):
        yield make.world()


def own(w: make.World) -> Client:
    return entered(w.expert.person, second_factor=False)


def typed(w: make.World, client: Client | None = None, iban: str = NEW) -> PayeeChange:
    page = (client or own(w)).post(PAYEE, {"which": "account", "iban": iban})
    assert page.status_code == 302
    return w.expert.payee_changes.order_by("-id")[0]


def enrolled(w: make.World, kind: str, days: int) -> Authenticator:
    data = {"secret": "x", "name": "Puhelin", "credential": {}}
    factor = Authenticator.objects.create(user=w.expert.person, type=kind, data=data)
    Authenticator.objects.filter(pk=factor.pk).update(created_at=clock.real() - timedelta(days=days))
    return factor


def by_factor(
    w: make.World, *, kind: str = "totp", enrolled_days: int = 30, minutes: int = 1, **record: object
) -> Client:
    """Signed in with the expert's own app or passkey, so many days old, which answered so many minutes ago."""
    factor = enrolled(w, kind, enrolled_days)
    client = own(w)
    session = client.session
    at = (clock.real() - timedelta(minutes=minutes)).timestamp()
    proof = {"method": "mfa", "at": at, "type": kind, "id": factor.pk, **record}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = str(w.expert.person.pk)
    session.save()
    return client


def account_in(w: make.World, days: int) -> str:
    found = actions.account_on(w.expert, (clock.now() + timedelta(days=days)).date())
    return str(found.iban) if found else ""


def tasks(what: str, w: make.World) -> int:
    return Task.objects.open().about(w.expert).filter(what=what, role="payroll").count()


def call(w: make.World, change: PayeeChange, outcome: str = "confirm", **data: Any) -> Any:
    address = reverse("experts:call", args=[w.expert.slug])
    given = {"slugs": [change.slug], "proof": "phone", "outcome": outcome, **data}
    return entered(w.payroll).post(address, given)


def test_a_typed_account_waits_for_the_call_and_the_old_one_is_used(w: make.World) -> None:
    change = typed(w)
    assert (change.state, change.call_number) == ("waiting", w.expert.person.phone)
    assert clock.local(change.due).date() == date(2026, 9, 3)
    assert account_in(w, 30) == OLD
    assert tasks(notifications.VERIFY, w) == 1
    page = own(w).get(PAYEE).content.decode().replace("\xa0", " ")
    assert "Odottaa pankin varmistussoittoa" in page and "to 3.9. klo 16.00" in page
    assert "Siihen asti käytetään vanhaa." in page
    assert NEW not in page and NEW[-4:] in page


def test_payroll_calls_the_number_known_and_confirms_in_one_post(w: make.World) -> None:
    change = typed(w)
    address = reverse("experts:call", args=[w.expert.slug])
    page = entered(w.payroll).get(address).content.decode()
    assert w.expert.person.phone in page and "FI28 5000" in page
    assert AuditEntry.objects.filter(verb="viewed:payee_call", by=w.payroll, about=w.expert.person).exists()
    assert call(w, change).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.proof, change.decided_by, change.content) == ("confirmed", "phone", w.payroll, None)
    assert change.used_from == date(2026, 9, 3)
    assert (account_in(w, 1), account_in(w, 2)) == (OLD, NEW)
    assert tasks(notifications.VERIFY, w) == 0
    row = AuditEntry.objects.filter(verb="payee_confirmed", by=w.payroll).latest("id")
    assert NEW not in str(row.data) and str(w.expert.person.phone) not in str(row.data)


def test_a_first_account_waits_too(w: make.World) -> None:
    expert = make.an_expert(w.main_user, "Sari", 2, payee=False)
    client = entered(expert.person, second_factor=False)
    client.post(PAYEE, {"which": "account", "iban": NEW})
    client.post(PAYEE, {"which": "identity", "personal_code": make.CODES[2]})
    assert not expert.accounts.exists() and not expert.identities.exists()
    changes = list(expert.payee_changes.waiting())
    page = entered(w.payroll).post(
        reverse("experts:call", args=[expert.slug]),
        {"slugs": [c.slug for c in changes], "proof": "phone", "outcome": "confirm"},
    )
    assert page.status_code == 302
    assert expert.accounts.get().valid_from == expert.identities.get().used_from == date(2026, 9, 3)


def test_a_refused_change_leaves_the_old_account_and_is_told(w: make.World) -> None:
    change = typed(w)
    assert call(w, change, "refuse").status_code == 422
    assert call(w, change, "refuse", reason="Ei ollut kirjoittanut sitä.").status_code == 302
    change.refresh_from_db()
    assert (change.state, change.content) == ("refused", None)
    assert account_in(w, 30) == OLD
    assert OutboxMessage.objects.filter(template="experts_payee_refused", person=w.expert.person).exists()


def test_nothing_ticked_or_no_proof_confirms_nothing(w: make.World) -> None:
    change = typed(w)
    assert call(w, change, proof="").status_code == 422
    assert call(w, change, slugs=[]).status_code == 422
    change.refresh_from_db()
    assert change.state == "waiting"


def test_what_was_replaced_after_the_page_was_read_is_not_confirmed(w: make.World) -> None:
    seen = typed(w)
    typed(w, iban=make.IBANS[1])
    assert call(w, seen).status_code == 422
    assert account_in(w, 30) == OLD


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_a_second_factor_confirms_at_once_and_payroll_tells_by_phone(w: make.World, kind: str) -> None:
    client = by_factor(w, kind=kind)
    assert "soittoa ei yleensä tarvita" in client.get(PAYEE).content.decode()
    change = typed(w, client)
    assert (change.state, change.proof) == ("confirmed", "factor")
    assert (account_in(w, 1), account_in(w, 2)) == (OLD, NEW)
    assert tasks(notifications.TELL, w) == 1 and tasks(notifications.VERIFY, w) == 0
    assert OutboxMessage.objects.filter(template="experts_account_changed", object_id=change.pk).count() == 1


@pytest.mark.parametrize(
    "how",
    [{"minutes": 60}, {"enrolled_days": 1}, {"kind": "recovery_codes"}, {"type": "demo", "id": None}],
    ids=str,
)
def test_a_factor_that_is_old_or_new_or_of_another_kind_confirms_nothing(w: make.World, how: dict[str, Any]) -> None:
    assert typed(w, by_factor(w, **how)).state == "waiting"


def test_a_new_passkey_says_nothing_though_the_app_beside_it_is_old(w: make.World) -> None:
    """Who got in once and enrolled a key of their own has not the app; the page asks for the app."""
    enrolled(w, "totp", 30)
    client = by_factor(w, kind="webauthn", enrolled_days=1)
    assert "Vahvista ensin kirjautumisesi" in client.get(PAYEE).content.decode()
    assert typed(w, client).state == "waiting"


def test_whoever_has_a_passkey_alone_is_led_to_it(w: make.World) -> None:
    page = by_factor(w, kind="webauthn", minutes=60).get(PAYEE).content.decode()
    assert "/kirjaudu/vahvista/avain/?next=/oma-sivu/palkkatiedot/" in page


def test_the_offer_of_an_app_is_kind_and_no_duty(w: make.World) -> None:
    assert "Sinun ei ole pakko." in own(w).get(PAYEE).content.decode()


def test_a_phone_changed_lately_is_not_the_one_called_and_no_factor_is_enough(w: make.World) -> None:
    known = w.expert.person.phone
    for phone in ("+358409999991", "+358409999992"):
        accounts.save_own(w.expert.person, language="fi", phone=phone, reminders=True)
    change = typed(w, by_factor(w))
    assert (change.state, change.call_number, change.contact_changed) == ("waiting", known, True)
    page = entered(w.payroll).get(reverse("experts:call", args=[w.expert.slug])).content.decode()
    assert known in page and "+358409999992" not in page
    assert "Yhteystieto on vaihtunut äskettäin" in page


def test_a_phone_changed_long_ago_is_the_one_called(w: make.World) -> None:
    with clock.at(make.NOW - timedelta(days=31)):
        accounts.save_own(w.expert.person, language="fi", phone="+358409999991", reminders=True)
    w.expert.person.refresh_from_db()
    assert typed(w).call_number == "+358409999991"


def test_without_a_number_known_before_only_a_meeting_confirms(w: make.World) -> None:
    people.note_contact_change(w.expert.person, ContactChange.Field.PHONE, "")
    change = typed(w)
    assert call(w, change).status_code == 422
    assert call(w, change, proof="met").status_code == 302


def test_an_old_address_is_told_too(w: make.World) -> None:
    people.note_contact_change(w.expert.person, ContactChange.Field.EMAIL, "vanha@esimerkki.invalid")
    change = typed(w)
    mails = OutboxMessage.objects.filter(template="experts_payee_waits", object_id=change.pk)
    assert sorted(mails.values_list("address", flat=True)) == ["", "vanha@esimerkki.invalid"]


def test_the_expert_cancels_while_it_waits_and_before_its_day(w: make.World) -> None:
    change = typed(w)
    assert own(w).post(reverse("experts:payee-cancel", args=[change.slug])).status_code == 302
    change.refresh_from_db()
    assert change.state == "cancelled" and tasks(notifications.VERIFY, w) == 0
    other = typed(w)
    call(w, other)
    own(w).post(reverse("experts:payee-cancel", args=[other.slug]))
    assert account_in(w, 30) == OLD


def link_of(change: PayeeChange) -> str:
    return links.path(PurposeLink.objects.about(change).get(purpose=notifications.STOP))


def test_the_mails_link_stops_it_without_signing_in(w: make.World) -> None:
    change = typed(w)
    address = link_of(change)
    page = Client().get(address)
    assert page.status_code == 200 and NEW[-4:] not in page.content.decode()
    change.refresh_from_db()
    assert change.state == "waiting"
    assert Client().post(address).status_code == 200
    change.refresh_from_db()
    assert (change.state, change.content) == ("disowned", None)
    assert tasks(notifications.DISOWNED, w) == 1
    assert Client().post(address).status_code == 410


def test_the_mails_link_stops_an_account_in_use_too(w: make.World) -> None:
    change = typed(w)
    call(w, change)
    with clock.at(make.NOW + timedelta(days=10)):
        assert account_in(w, 0) == NEW
        Client().post(link_of(change))
        assert account_in(w, 0) == OLD
        assert tasks(notifications.DISOWNED, w) == 1


def test_a_personal_code_goes_the_same_way_and_back(w: make.World) -> None:
    own(w).post(PAYEE, {"which": "identity", "personal_code": make.CODES[2]})
    change = w.expert.payee_changes.waiting().get()
    assert make.CODES[2][7:] not in own(w).get(PAYEE).content.decode()
    call(w, change)
    with clock.at(make.NOW + timedelta(days=3)):
        found = actions.code_on(w.expert, clock.today())
        assert found is not None and found.personal_code == make.CODES[2]
        actions.disown_change(change.pk, by=w.expert.person)
        back = actions.code_on(w.expert, clock.today())
        assert back is not None and (back.personal_code, back.replaced_at) == (make.CODES[0], None)


def test_nobody_confirms_their_own(w: make.World) -> None:
    mine = actions.add_expert(by=w.main_user, person=w.payroll)
    change = actions.save_account(mine.pk, by=w.payroll, iban=NEW)
    assert isinstance(change, PayeeChange)
    assert entered(w.payroll).get(reverse("experts:call", args=[mine.slug])).status_code == 403
    with pytest.raises(NotAllowed):
        actions.confirm_payee(mine.pk, by=w.payroll, slugs=[change.slug], proof="phone")
    with pytest.raises(IntegrityError, match="nobody_confirms_a_change_they_typed"), transaction.atomic():
        PayeeChange.objects.filter(pk=change.pk).update(
            state="confirmed", proof="phone", decided_by=w.payroll, decided_at=clock.now(),
            used_from=clock.today(), content=None,
        )  # fmt: skip
    actions.confirm_payee(mine.pk, by=w.payroll2, slugs=[change.slug], proof="phone")


@pytest.mark.parametrize("role", ["expert2", "orderer", "approver", "coordinator", "main_user"])
def test_others_neither_see_nor_decide(w: make.World, role: str) -> None:
    change = typed(w)
    who = getattr(w, role)
    client = entered(getattr(who, "person", who))
    assert client.get(reverse("experts:calls")).status_code == 403
    assert client.get(reverse("experts:call", args=[w.expert.slug])).status_code == 403
    assert client.post(reverse("experts:call", args=[w.expert.slug]), {"slugs": [change.slug]}).status_code == 403
    assert client.post(reverse("experts:payee-cancel", args=[change.slug])).status_code in {403, 404}
    change.refresh_from_db()
    assert change.state == "waiting"


def test_the_table_holds_no_plain_account(w: make.World) -> None:
    typed(w)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM experts_payeechange")
        assert NEW not in str(cursor.fetchall())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_asks_the_same_for_any_length(w: make.World, count: int) -> None:
    typed(w)
    for n in range(count - 1):
        expert = make.an_expert(w.main_user, f"Uusi{n}", 2, payee=False)
        actions.save_account(expert.pk, by=expert.person, iban=NEW)
    client = entered(w.payroll)
    client.get(reverse("experts:calls"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("experts:calls"))
    assert page.content.decode().count("tilinumero") >= count
    assert len(queries) == 4


@pytest.mark.parametrize("count", [1, 2])
def test_the_page_of_a_call_asks_the_same_for_any_length(w: make.World, count: int) -> None:
    typed(w)
    if count == 2:
        actions.save_identity(w.expert.pk, by=w.expert.person, personal_code=make.CODES[2])
    client = entered(w.payroll)
    client.get(reverse("experts:call", args=[w.expert.slug]))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("experts:call", args=[w.expert.slug]))
    assert len(queries) == 9
