from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from core import audit
from core.models import AuditEntry


def test_a_row_names_its_object_and_who(aino: Person, onni: Person) -> None:
    audit.log(aino, "phone_changed", onni, about=onni, data={"how": "phone"}, acting_for=onni, reason="pyydetty")
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.about, entry.acting_for) == (aino, onni, onni)
    assert (entry.object_label, entry.object_id) == ("accounts.person", onni.pk)
    assert (entry.verb, entry.data, entry.reason) == ("phone_changed", {"how": "phone"}, "pyydetty")


def test_the_bank_itself_may_act(aino: Person) -> None:
    audit.log(None, "swept", aino)
    assert AuditEntry.objects.get().by is None


@pytest.mark.parametrize("change", [lambda q: q.update(verb="x"), lambda q: q.delete()])
def test_the_log_is_append_only(aino: Person, change: Callable[..., object]) -> None:
    audit.log(aino, "seen", aino)
    with pytest.raises(DatabaseError, match="audit_is_append_only"), transaction.atomic():
        change(AuditEntry.objects.all())
    assert AuditEntry.objects.get().verb == "seen"


@pytest.mark.row("L3")
def test_a_look_at_many_is_one_write_and_own_looks_are_none(
    aino: Person, someone: Callable[..., Person], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [someone(f"N{n}") for n in range(5)]
    with django_assert_num_queries(3):
        audit.viewed(aino, "iban", [*many, many[0], aino])
    assert AuditEntry.objects.count() == 5
    assert [entry.by for entry in AuditEntry.objects.views_of(many[0])] == [aino]
    assert not AuditEntry.objects.views_of(aino).exists()


@pytest.mark.row("L3")
def test_what_was_seen_is_said_in_words(aino: Person, onni: Person) -> None:
    audit.word("iban", "tilinumero")
    audit.viewed(aino, "iban", [onni])
    audit.log(aino, "other", onni, about=onni)
    assert [audit.said(entry) for entry in AuditEntry.objects.views_of(onni)] == ["tilinumero"]
