"""Contracts: composed by the event, signed by the expert, then by the bank; or consent by phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, documents, outbox, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from core.pay import days
from orders.inner import confirm_gig
from orders.models import Gig
from orders.states import GIG_LIVE, GigState
from payments import notifications, permissions, signing_page, texts
from payments.models import Contract, Signature
from payments.states import CONTRACT_MOVES, ContractState, Party, SignedHow

SIGNABLE = frozenset({*GIG_LIVE, GigState.OVER})
TASKS = ("contract_unsigned", "sign_contract", "answer_contract_comment", "consent_undone")
"""What a contract that is no longer alive needs no more."""


def move(contract: Contract, to: str, **facts: Any) -> None:
    """The one place that assigns `state`, together with when and why. Raises Stale for a move MOVES doesn't allow."""
    if to not in CONTRACT_MOVES[contract.state]:
        raise Stale()
    contract.state = to
    for name, value in facts.items():
        setattr(contract, name, value)
    contract.save(update_fields=["state", *facts])


def locked(contract_id: int) -> Contract:
    """The contract with its gig locked first."""
    gig_id = Contract.objects.values_list("gig_id", flat=True).get(pk=contract_id)
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    contract = lock(Contract.objects.filter(pk=contract_id)).get()
    contract.gig = gig
    return contract


@verb
def compose_contract(offer_id: int) -> Contract | None:
    """Listener of orders.offer_accepted: one live contract a gig, text and price frozen with their hash.

    Idempotent. A gig that has ended meanwhile gets none. The expert is told that it waits for a signature. Without a
    wording for the profile the main user gets a task; the sweep composes it later, and the gig is paid all the same.
    """
    gig = lock(Gig.objects.filter(offer=offer_id)).first()
    if gig is None or gig.state not in SIGNABLE:
        return None
    if live := gig.contracts.live().first():
        return live
    if gig.contracts.exists():
        return None
    if texts.find_template(gig.offer.profile, gig.expert.person.language, clock.today()) is None:
        todo.open("template_missing", gig, role="main_user", due=sign_by(gig, clock.now()))
        return None
    todo.close("template_missing", gig)
    return compose(gig)


def compose(gig: Gig, addition: str = "", *, amends: Contract | None = None) -> Contract:
    """One that amends another keeps its wording, and asks for no signature: what is new has its yes. Locked: gig."""
    now = clock.now()
    person = gig.expert.person
    wording = amends.template if amends else None
    template = wording or texts.template_for(gig.offer.profile, person.language, clock.local(now).date())
    text_html = texts.compose(gig, template, addition)
    lines = texts.frozen_lines(gig)
    contract = Contract.objects.create(
        gig=gig,
        amends=amends,
        template=template,
        language=template.language,
        profile=gig.offer.profile,
        text_html=text_html,
        lines=lines,
        total_cents=gig.offer.total_cents,
        text_sha256=texts.sha256(text_html, lines, gig.offer.total_cents),
        due=sign_by(gig, now),
    )
    audit.log(None, "contract_composed", contract, about=person)
    if amends is None:
        notifications.to_sign(contract)
    return contract


def sign_by(gig: Gig, now: datetime) -> datetime:
    """A working day before the first session; when that has passed, at once but before the start."""
    first = gig.bookings.order_by("starts")[0].starts
    day = days.add_working_days(clock.local(first).date(), -1)
    closing = clock.at_closing(day)
    return closing if closing > now else min(now + timedelta(hours=2), max(first, now))


def put_signature(contract: Contract, party: str, person: Person, **facts: Any) -> Signature:
    return Signature.objects.create(
        contract=contract,
        party=party,
        person=person,
        text_sha256=contract.text_sha256,
        **{"created_at": clock.now()} | facts,
    )


@verb
def sign(contract_id: int, *, by: Person) -> Contract:
    """The expert signs what was read: the hash of text and price goes into the signature. Then it is the bank's turn.

    Who: the expert alone. The same click twice returns the same contract. Raises Stale once it is void or commented.
    """
    contract = locked(contract_id)
    permissions.require(permissions.is_own_contract(by, contract))
    if contract.state in {ContractState.EXPERT_SIGNED, ContractState.IN_FORCE}:
        return contract
    _refuse_ended(contract)
    mark_signed(contract)
    put_signature(contract, Party.EXPERT, by)
    audit.log(by, "contract_signed", contract, about=by)
    return contract


def _refuse_ended(contract: Contract) -> None:
    if contract.gig.state not in SIGNABLE:
        raise Stale(_("Keikka on peruttu tai valmis, joten sopimusta ei enää allekirjoiteta."))


def mark_signed(contract: Contract) -> None:
    move(contract, ContractState.EXPERT_SIGNED, expert_signed_at=clock.now())
    todo.close("contract_unsigned", contract)
    todo.close("consent_undone", contract)
    notifications.banks_turn(contract)


@verb
def sign_for_bank(contract_id: int, *, by: Person) -> Contract:
    """The bank signs after the expert: the contract is in force and the gig confirmed. The PDF is made by the event.

    Who: a coordinator. Whoever recorded a consent by phone should let another sign; otherwise the auditor is told.
    """
    contract = locked(contract_id)
    permissions.require(permissions.may_bind_bank(by, contract))
    if contract.state == ContractState.IN_FORCE:
        return contract
    if contract.state == ContractState.COMPOSED:
        raise DomainError(_("Kokemusasiantuntija allekirjoittaa ensin, sitten pankki."), code="order")
    _refuse_ended(contract)
    now = clock.now()
    move(contract, ContractState.IN_FORCE, in_force_at=now)
    put_signature(contract, Party.BANK, by)
    _flag_same_person(contract, by)
    confirm_gig(contract.gig, now=now, by=by)
    todo.close("contract_unsigned", contract)
    todo.close("sign_contract", contract)
    audit.log(by, "contract_in_force", contract, about=contract.gig.expert.person)
    outbox.emit("payments.contract_in_force", contract)
    notifications.in_force(contract)
    return contract


def _flag_same_person(contract: Contract, by: Person) -> None:
    recorded = contract.signatures.filter(party=Party.EXPERT, undone_at=None, recorded_by=by).exists()
    if recorded:
        todo.open("same_person_signed", contract, role="auditor")


@verb
def record_phone_consent(contract_id: int, *, by: Person, note: str) -> Contract:
    """The expert said yes on the phone. The text goes to the expert at once, who may undo until the gig starts.

    Who: a coordinator, with a note of when and how. Raises DomainError (code "note") without one.
    """
    contract = locked(contract_id)
    permissions.require(permissions.may_bind_bank(by, contract))
    if contract.state in {ContractState.EXPERT_SIGNED, ContractState.IN_FORCE}:
        return contract
    if not note.strip():
        raise DomainError(_("Kirjoita, milloin puhuitte ja mitä sovitte."), code="note")
    _refuse_ended(contract)
    person = contract.gig.expert.person
    mark_signed(contract)
    put_signature(contract, Party.EXPERT, person, how=SignedHow.PHONE, recorded_by=by, note=note.strip())
    audit.log(by, "phone_consent_recorded", contract, about=person, acting_for=person)
    notifications.phone_consent(contract)
    return contract


@verb
def undo_phone_consent(contract_id: int, *, by: Person) -> Contract:
    """«En suostunutkaan»: the consent is marked undone, and a contract waits for the expert's own signature.

    Who: the expert, until the first session starts. In force already: it ends, and the same text waits anew.
    """
    contract = locked(contract_id)
    permissions.require(permissions.is_own_contract(by, contract))
    signature = contract.signatures.filter(party=Party.EXPERT, how=SignedHow.PHONE, undone_at=None).first()
    if signature is None:
        return contract
    now = clock.now()
    if contract.gig.bookings.order_by("starts")[0].starts <= now:
        raise Stale(_("Keikka on jo alkanut. Soita koordinaattorille."))
    signature.undone_at = now
    signature.save(update_fields=["undone_at"])
    audit.log(by, "phone_consent_undone", contract, about=by)
    todo.close("sign_contract", contract)
    todo.open("consent_undone", contract, role="coordinator", person=contract.gig.order.coordinator)
    if contract.state == ContractState.EXPERT_SIGNED:
        move(contract, ContractState.COMPOSED, expert_signed_at=None)
        return contract
    if contract.state == ContractState.IN_FORCE:
        move(contract, ContractState.ENDED, ended_at=now, ended_why=_("Puhelimessa annettu suostumus peruttiin."))
        return compose(contract.gig)
    return contract


@verb
def comment(contract_id: int, *, by: Person, text: str) -> Contract:
    """The expert asks for a change before signing; the coordinator answers by composing a new one."""
    contract = locked(contract_id)
    permissions.require(permissions.is_own_contract(by, contract))
    if not text.strip():
        raise DomainError(_("Kirjoita, mitä haluat muuttaa."), code="text")
    if contract.state == ContractState.COMMENTED:
        return contract
    move(contract, ContractState.COMMENTED, commented_at=clock.now(), comment=text.strip())
    coordinator = contract.gig.order.coordinator
    todo.close("contract_unsigned", contract)
    todo.open("answer_contract_comment", contract, role="coordinator", person=coordinator, due=contract.due)
    audit.log(by, "contract_commented", contract, about=by)
    notifications.commented(contract)
    return contract


@verb
def recompose(contract_id: int, *, by: Person, addition: str = "") -> Contract:
    """The commented one lapses and a new one is composed, with what was agreed besides. Who: a coordinator."""
    contract = locked(contract_id)
    permissions.require(permissions.may_sign_for_bank(by))
    if contract.state == ContractState.VOID and (newer := contract.gig.contracts.live().first()):
        return newer
    if contract.state != ContractState.COMMENTED:
        raise Stale()
    _refuse_ended(contract)
    move(contract, ContractState.VOID, voided_at=clock.now(), ended_why=_("Tilalle laadittiin uusi sopimus."))
    todo.close("answer_contract_comment", contract)
    audit.log(by, "contract_recomposed", contract, about=contract.gig.expert.person)
    return compose(contract.gig, addition=addition.strip())


@verb
def end_contract(gig_id: int) -> Contract | None:
    """Listener of orders.gig_ended and orders.gig_closed: unsigned lapses, in force ends. What it pays stays owed."""
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    if gig.state in SIGNABLE:
        return None
    contract = lock(gig.contracts.live()).first()
    if contract is None:
        return None
    contract.gig = gig
    why = _("Keikka valmistui.") if gig.state == GigState.CLOSED else _("Keikka päättyi ennen aikojaan.")
    if contract.state == ContractState.IN_FORCE:
        move(contract, ContractState.ENDED, ended_at=clock.now(), ended_why=why)
    else:
        move(contract, ContractState.VOID, voided_at=clock.now(), ended_why=why)
    for what in TASKS:
        todo.close(what, contract)
    audit.log(None, "contract_ended", contract, about=gig.expert.person, data={"state": contract.state})
    return contract


def render_contract(contract_id: int) -> None:
    """Listener of payments.contract_in_force: the signed text with its signature page as a sealed PDF, made once."""
    document_id = _signed_document(contract_id)
    if document_id is not None:
        documents.render(document_id)


@verb
def _signed_document(contract_id: int) -> int | None:
    contract = lock(Contract.objects.filter(pk=contract_id)).get()
    if contract.in_force_at is None:
        return None
    if contract.document_id is None:
        page = signing_page.page(contract)
        contract.document = documents.create(
            "contract", page.html, title=page.title, language=contract.language, seal=True
        )
        contract.save(update_fields=["document"])
    return contract.document_id
