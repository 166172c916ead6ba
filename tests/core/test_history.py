from datetime import date
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from accounts.models import Person
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.db import verb
from payments.models import Batch

PAY_DAY = date(2026, 12, 15)


def history() -> list[tuple[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, pgh_context::text FROM payments_batchevent ORDER BY pgh_id")
        return cursor.fetchall()


def test_a_verb_signs_what_it_writes(aino: Person) -> None:
    @verb
    def draw(by: Person) -> Batch:
        return Batch.objects.create(pay_date=PAY_DAY, drawn_by=by)

    draw(by=aino)
    assert history() == [("insert", f'{{"by": {aino.pk}, "verb": "draw"}}')]


def test_the_worker_signs_with_the_verb_alone(aino: Person) -> None:
    @verb
    def settle(batch_id: int) -> None:
        Batch.objects.filter(pk=batch_id).update(payslip_count=3)

    batch = Batch.objects.create(pay_date=PAY_DAY, drawn_by=aino)
    settle(batch.pk)
    assert history()[-1] == ("update", '{"by": null, "verb": "settle"}')


@pytest.mark.django_db(transaction=True)
def test_a_raw_update_leaves_a_trace_without_a_name_and_no_verbs_name_leaks() -> None:
    aino = Person.objects.create(email="aino@esimerkki.fi", first_name="Aino")

    @verb
    def draw(by: Person) -> Batch:
        return Batch.objects.create(pay_date=PAY_DAY, drawn_by=by)

    draw(by=aino)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_batch SET payslip_count = 9")
    assert history()[-1] == ("update", None)


def test_the_trace_itself_cannot_be_changed(aino: Person) -> None:
    Batch.objects.create(pay_date=PAY_DAY, drawn_by=aino)
    with pytest.raises(Error, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_batchevent")


def test_pghistorys_own_context_does_not_go_with_server_side_binding(aino: Person) -> None:
    """The reason for core.history: should this pass one day, ours may go."""
    Batch.objects.create(pay_date=PAY_DAY, drawn_by=aino)
    with pytest.raises(Error, match="multiple commands"), transaction.atomic(), pghistory.context(verb="x"):
        Batch.objects.update(payslip_count=1)


def test_no_history_table_keeps_an_encrypted_column() -> None:
    kept = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField | EncryptedJSONField)
    ]
    assert kept == []
