from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from accounts.models import Person
from core import audit
from core.models import AuditEntry, Task
from core.readonly import ReadOnlyGuard, WroteUnderGet, may_run


def under(method: str, act: Callable[[], object]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        act()
        return HttpResponse()

    ReadOnlyGuard(view)(getattr(RequestFactory(), method)("/"))


def write() -> None:
    Person.objects.update(phone="1")


def test_a_get_may_not_write(aino: Person) -> None:
    for method in ("get", "head", "options"):
        with pytest.raises(WroteUnderGet), transaction.atomic():
            under(method, write)
    under("post", write)
    aino.refresh_from_db()
    assert aino.phone == "1"


@pytest.mark.parametrize(
    "act",
    [
        lambda: Person.objects.create(email="x@esimerkki.fi", first_name="X"),
        lambda: Person.objects.all().delete(),
        lambda: Person.objects.bulk_create([Person(email="y@esimerkki.fi", first_name="Y")]),
        lambda: list(Person.objects.select_for_update()),
        lambda: Person.objects.get_or_create(email="z@esimerkki.fi", first_name="Z"),
        lambda: connection.cursor().execute("TRUNCATE core_task"),
        lambda: connection.cursor().execute("WITH gone AS (DELETE FROM core_task RETURNING 1) SELECT * FROM gone"),
        lambda: AuditEntry.objects.create(verb="x", object_label="x", object_id=1),
    ],
)
def test_no_way_around(aino: Person, act: Callable[[], object]) -> None:
    with pytest.raises(WroteUnderGet), transaction.atomic():
        under("get", act)


def test_reading_transactions_and_the_session_go_through(aino: Person) -> None:
    def act() -> None:
        with transaction.atomic(), transaction.atomic():
            assert list(Person.objects.order_by("id").iterator()) == [aino]
        client_session = Client().session
        client_session["x"] = 1
        client_session.save()
        client_session["x"] = 2
        client_session.save()
        assert Session.objects.count() == 1
        client_session.delete()

    under("get", act)


def test_viewing_opens_the_gate_for_audit_alone(aino: Person, onni: Person) -> None:
    under("get", lambda: audit.viewed(aino, "iban", [onni]))
    assert AuditEntry.objects.count() == 1

    def more() -> None:
        with audit.viewing():
            Task.objects.create(what="x", role="payroll", object_label="x", object_id=1)

    with pytest.raises(WroteUnderGet), transaction.atomic():
        under("get", more)
    assert not audit.gate_is_open()


@pytest.mark.parametrize(
    ("sql", "allowed"),
    [
        ("SELECT 1", True),
        ("  (SELECT 1) UNION (SELECT 2)", True),
        ('SELECT "core_task"."what" FROM "core_task" WHERE note = \'update\'', True),
        ('SAVEPOINT "s1"', True),
        ("SET CONSTRAINTS ALL IMMEDIATE", True),
        ("SELECT nextval('x')", False),
        ("SELECT 1 INTO TEMP x", False),
        ("CREATE TABLE x (y int)", False),
        ("CALL x()", False),
        ("COPY core_task FROM STDIN", False),
        ("LOCK TABLE core_task", False),
    ],
)
def test_what_is_a_read(sql: str, allowed: bool) -> None:
    assert may_run(sql) is allowed


def nosy(_request: HttpRequest) -> HttpResponse:
    write()
    return HttpResponse()


urlpatterns = [path("nosy/", nosy)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_guard_stands_in_the_settings(client: Client) -> None:
    with pytest.raises(WroteUnderGet), transaction.atomic():
        client.get("/nosy/")
    assert client.post("/nosy/").status_code == 200
