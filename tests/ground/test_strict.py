"""The suite's own strictness, tested: each patch of tests/strict.py really catches."""

import warnings

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template import engines


def test_undefined_variable_in_a_foreign_template_is_let_be() -> None:
    assert engines["django"].from_string("a{{ nothing }}b").render({}) == "ab"


def test_a_warning_fails() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@pytest.mark.django_db
def test_unordered_rows_are_shuffled() -> None:
    assert "RANDOM()" in str(ContentType.objects.all().query)
    assert "RANDOM()" not in str(ContentType.objects.order_by("pk").query)
    assert ContentType.objects.count() > 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_is_gone_in_the_next_test(turn: int) -> None:
    assert not ContentType.objects.filter(app_label="left_behind").exists()
    ContentType.objects.create(app_label="left_behind", model="x")
    assert ContentType.objects.filter(model="person").exists(), "rows of the migrations stay"


@pytest.mark.django_db
def test_questions_have_time_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("10s", "5s")
