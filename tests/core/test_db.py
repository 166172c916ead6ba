import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import Person
from core.db import lock, sentences, verb
from core.errors import Busy, DomainError
from core.models import Confidence, PolicyValue, Rate, Task

YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))
LATER = DateRange(date(2026, 6, 1), None)


def rate(valid: DateRange) -> Rate:
    return Rate.objects.create(code="test", valid=valid, value=1, unit="percent", confidence=Confidence.POLICY)


def rule(valid: DateRange) -> PolicyValue:
    closed = datetime(2026, 1, 1, tzinfo=UTC) if valid.upper else None
    return PolicyValue.objects.create(key="test", value=1, valid=valid, closed_at=closed, why="koe")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "sentence"),
    [(rate, "Luvulla on jo arvo näille päiville."), (rule, "Säännöllä on jo arvo näille päiville.")],
)
def test_periods_never_overlap(make: Callable[[DateRange], object], sentence: str) -> None:
    make(YEAR)
    with pytest.raises(DomainError, match=sentence), sentences(), transaction.atomic():
        make(LATER)
    make(DateRange(date(2027, 1, 1), None))


@pytest.mark.django_db
def test_a_violated_constraint_says_its_sentence_by_name(aino: Person) -> None:
    @verb
    def write() -> None:
        Task.objects.create(what="x", object_label="core.task", object_id=1)

    with pytest.raises(DomainError) as caught:
        write()
    assert caught.value.message == "Tehtävältä puuttuu tekijä."
    assert caught.value.code == "a_task_waits_for_somebody"


@pytest.mark.django_db
def test_a_unique_field_with_words_of_its_own_says_them(aino: Person) -> None:
    with pytest.raises(DomainError, match="Tällä sähköpostilla on jo henkilö"), sentences(), transaction.atomic():
        Person.objects.create(email=aino.email, first_name="Toinen")


@pytest.mark.django_db
def test_a_constraint_without_a_sentence_stays_a_bug() -> None:
    with pytest.raises(IntegrityError), sentences(), transaction.atomic():
        Person.objects.create(email=None, first_name=None)


@pytest.mark.django_db
def test_a_verb_within_a_verb_is_refused() -> None:
    @verb
    def inner() -> None:
        """Nothing."""

    @verb
    def outer() -> None:
        inner()

    with pytest.raises(RuntimeError, match="durable"):
        outer()


@pytest.mark.django_db(transaction=True)
def test_a_row_held_too_long_by_another_says_so_calmly(someone: Callable[..., Person]) -> None:
    person, held, free = someone(), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock(Person.objects.filter(pk=person.pk)).get()
            held.set()
            free.wait(10)
        connection.close()

    @verb
    def touch() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        lock(Person.objects.filter(pk=person.pk)).get()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        with pytest.raises(Busy, match="Joku muu käsittelee"):
            touch()
    finally:
        free.set()
        holder.join()


@pytest.mark.django_db
def test_every_constraint_is_a_named_sentence() -> None:
    from django.apps import apps
    from django.db.models.constraints import BaseConstraint

    silent = [
        constraint.name
        for model in apps.get_app_config("core").get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == BaseConstraint.default_violation_error_message
        or constraint.name.count("_") < 2
    ]
    assert silent == []
