"""The bank's contract texts as they are read and printed."""

import re

import pytest

from payments.models import ContractTemplate

pytestmark = pytest.mark.django_db
TEMPLATES = 3


def test_no_sum_or_percentage_breaks_at_the_end_of_a_line() -> None:
    texts = [template.body for template in ContractTemplate.objects.order_by("id")]
    assert len(texts) == TEMPLATES
    assert all("60\N{NO-BREAK SPACE}%" in text for text in texts)
    assert [found for text in texts for found in re.findall(r"\d [%€]", text)] == []


def test_a_contract_ends_when_it_says_and_owes_still() -> None:
    """A gig is closed, and its contract «päättynyt», before the money is on the account."""
    text = ContractTemplate.objects.get(language="fi").body
    assert "Muuten sopimus päättyy, kun keikka on ohi, palkkiosi on kirjattu maksettavaksi" in text
    assert "Myös päättyneestä sopimuksesta maksetaan kaikki" in text
