"""C2, C3: text and price frozen with their hash; the expert signs first; phone consent can be undone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import DomainError, NotAllowed, Stale
from core.models import OutboxEvent, OutboxMessage, Task
from orders import actions as orders
from orders.models import Gig
from payments import actions, sweeps, texts
from payments.models import Contract, ContractTemplate, Signature
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World


def mails(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


@pytest.mark.row("C2")
def test_composing_freezes_text_and_price(w: World) -> None:
    contract = made.composed(w)
    assert contract.text_sha256 == texts.sha256(contract.text_html, contract.lines, contract.total_cents)
    assert contract.total_cents == contract.gig.offer.total_cents
    assert [line["amount_cents"] for line in contract.lines] == [20000, 5000, 2500]
    assert "Aino Esimerkki" in contract.text_html
    assert contract.text_html.count("<h2>") == 24
    assert mails("payments_contract") == 1


@pytest.mark.row("C2")
def test_editing_the_template_leaves_the_contract_untouched(w: World) -> None:
    contract = made.in_force(w)
    actions.render_contract(contract.pk)
    contract.refresh_from_db()
    before = (contract.text_html, contract.document.html, contract.document.file_sha256)
    ContractTemplate.objects.update(body="toinen teksti")
    actions.render_contract(contract.pk)
    contract.refresh_from_db()
    assert (contract.text_html, contract.document.html, contract.document.file_sha256) == before
    assert contract.text_sha256 in contract.document.html
    assert contract.document.sealed_at is not None


@pytest.mark.row("C2")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_language_has_its_own_wording(w: World, language: str) -> None:
    type(w.expert.person).objects.filter(pk=w.expert.person_id).update(language=language)
    w.expert.person.language = language
    contract = made.composed(w)
    assert contract.language == language
    assert {"fi": "toimeksiannosta", "sv": "uppdragsavtal", "en": "gig contract"}[language] in contract.text_html
    assert "{{" not in contract.text_html


def test_composing_twice_gives_one_contract(w: World) -> None:
    contract = made.composed(w)
    again = actions.compose_contract(contract.gig.offer_id)
    assert again == contract
    assert Contract.objects.count() == 1
    assert mails("payments_contract") == 1


def test_a_released_gig_gets_no_contract(w: World) -> None:
    gig = gigs.agreed(w)
    orders.release_gig(gig.pk, by=w.expert.person)
    assert actions.compose_contract(gig.offer_id) is None


def test_words_of_a_person_cannot_become_markup(w: World) -> None:
    contract = made.composed(w, title="<b>x</b>{{ bank }}")
    assert "&lt;b&gt;x&lt;/b&gt;{{ bank }}" in contract.text_html


@pytest.mark.row("C3")
def test_expert_signs_then_bank(w: World) -> None:
    contract = made.signed(w)
    assert contract.state == "expert_signed"
    contract = actions.sign_for_bank(contract.pk, by=w.coordinator)
    assert contract.state == "in_force"
    assert Gig.objects.get().state == "confirmed"
    assert OutboxEvent.objects.filter(name="payments.contract_in_force").count() == 1
    assert mails("payments_contract_in_force") == 1
    assert [s.text_sha256 for s in Signature.objects.order_by("id")] == [contract.text_sha256] * 2


@pytest.mark.row("C3")
def test_bank_cannot_sign_first(w: World) -> None:
    contract = made.composed(w)
    with pytest.raises(DomainError, match="Kokemusasiantuntija allekirjoittaa ensin") as refused:
        actions.sign_for_bank(contract.pk, by=w.coordinator)
    assert refused.value.code == "order"
    with pytest.raises(IntegrityError, match="bank_signs_after_the_expert"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(in_force_at=clock.now(), state="composed")


@pytest.mark.row("C3")
def test_nobody_but_the_parties_signs(w: World) -> None:
    contract = made.composed(w)
    for stranger in (w.coordinator, w.expert2.person, w.payroll, w.orderer):
        with pytest.raises(NotAllowed):
            actions.sign(contract.pk, by=stranger)
    actions.sign(contract.pk, by=w.expert.person)
    for stranger in (w.expert.person, w.payroll, w.orderer, w.main_user):
        with pytest.raises(NotAllowed):
            actions.sign_for_bank(contract.pk, by=stranger)


def test_signing_twice_is_calm(w: World) -> None:
    contract = made.in_force(w)
    actions.sign(contract.pk, by=w.expert.person)
    actions.sign_for_bank(contract.pk, by=w.coordinator)
    assert Signature.objects.count() == 2
    assert mails("payments_contract_in_force") == 1


def test_phone_consent_is_told_at_once_and_may_be_undone(w: World) -> None:
    contract = made.composed(w)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto klo 10")
    assert mails("payments_phone_consent") == 1
    contract = actions.undo_phone_consent(contract.pk, by=w.expert.person)
    assert contract.state == "composed"
    assert contract.expert_signed_at is None
    assert Signature.objects.get().undone_at is not None
    actions.sign(contract.pk, by=w.expert.person)
    assert Signature.objects.filter(undone_at=None).get().how == "click"


def test_phone_consent_needs_a_note_and_a_coordinator(w: World) -> None:
    contract = made.composed(w)
    with pytest.raises(DomainError) as refused:
        actions.record_phone_consent(contract.pk, by=w.coordinator, note=" ")
    assert refused.value.code == "note"
    with pytest.raises(NotAllowed):
        actions.record_phone_consent(contract.pk, by=w.payroll, note="soitto")


def test_consent_undone_after_the_bank_signed_ends_it_and_a_new_one_waits(w: World) -> None:
    contract = made.composed(w)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto")
    actions.sign_for_bank(contract.pk, by=w.coordinator2)
    newer = actions.undo_phone_consent(contract.pk, by=w.expert.person)
    contract.refresh_from_db()
    assert contract.state == "ended"
    assert newer.state == "composed"
    assert newer.pk != contract.pk


def test_consent_cannot_be_undone_once_the_gig_has_started(w: World) -> None:
    contract = made.composed(w)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto")
    with clock.at(gigs.DAY), pytest.raises(Stale):
        actions.undo_phone_consent(contract.pk, by=w.expert.person)


def test_one_person_recording_and_signing_is_flagged_to_the_auditor(w: World) -> None:
    contract = made.composed(w)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto")
    actions.sign_for_bank(contract.pk, by=w.coordinator)
    assert Task.objects.open().get(what="same_person_signed").role == "auditor"


def test_another_person_signing_flags_nothing(w: World) -> None:
    contract = made.composed(w)
    actions.record_phone_consent(contract.pk, by=w.coordinator, note="soitto")
    actions.sign_for_bank(contract.pk, by=w.coordinator2)
    assert not Task.objects.open().filter(what="same_person_signed").exists()


def test_a_comment_leads_to_a_new_contract_with_what_was_agreed(w: World) -> None:
    contract = made.composed(w)
    actions.comment(contract.pk, by=w.expert.person, text="Haluan tauon puolivälissä.")
    with pytest.raises(Stale):
        actions.sign(contract.pk, by=w.expert.person)
    newer = actions.recompose(contract.pk, by=w.coordinator, addition="Puolivälissä pidetään kymmenen minuutin tauko.")
    contract.refresh_from_db()
    assert (contract.state, newer.state) == ("void", "composed")
    assert "kymmenen minuutin tauko" in newer.text_html
    assert actions.recompose(contract.pk, by=w.coordinator) == newer


def test_an_ended_gig_ends_its_contract(w: World) -> None:
    contract = made.in_force(w)
    orders.release_gig(contract.gig_id, by=w.expert.person)
    for _turn in range(2):
        actions.end_contract(contract.gig_id)
    contract.refresh_from_db()
    assert contract.state == "ended"


def test_an_unsigned_contract_of_an_ended_gig_lapses(w: World) -> None:
    contract = made.composed(w)
    orders.release_gig(contract.gig_id, by=w.expert.person)
    actions.end_contract(contract.gig_id)
    contract.refresh_from_db()
    assert contract.state == "void"


def test_signing_stays_open_after_the_gig_and_leaves_it_where_it_is(w: World) -> None:
    gig = gigs.over(w)
    contract = actions.compose_contract(gig.offer_id)
    assert contract is not None
    with clock.at(gigs.DAY + timedelta(days=1)):
        actions.sign(contract.pk, by=w.expert.person)
        actions.sign_for_bank(contract.pk, by=w.coordinator)
    gig.refresh_from_db()
    assert gig.state == "over"


def test_pdf_is_made_once(w: World) -> None:
    contract = made.in_force(w)
    actions.render_contract(contract.pk)
    contract.refresh_from_db()
    first = contract.document.file_sha256
    actions.render_contract(contract.pk)
    contract.refresh_from_db()
    assert first
    assert contract.document.file_sha256 == first


def test_a_profile_without_wording_makes_a_task_and_the_sweep_composes_later(w: World) -> None:
    gig = gigs.agreed(w)
    ContractTemplate.objects.update(kind="toinen")
    assert actions.compose_contract(gig.offer_id) is None
    assert Task.objects.open().get(what="template_missing").role == "main_user"
    ContractTemplate.objects.update(kind="gig_fee_outside_employment")
    with clock.at(gigs.NOW + timedelta(hours=2)):
        sweeps.sweep_all()
    assert Contract.objects.get().state == "composed"
    assert not Task.objects.open().filter(what="template_missing").exists()
