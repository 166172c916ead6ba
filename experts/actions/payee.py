"""A new account or personal code: typed, confirmed by a second factor or the bank's call-back, used two days on.

A first one goes the same way: an account typed by a thief is the same theft whether or not one stood before it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts import inner as people
from accounts.models import Person
from core import audit, clock, links, policy
from core.db import lock, verb
from core.errors import DomainError, Stale
from core.models import PurposeLink
from core.pay import days
from experts import notifications, permissions
from experts.models import BankAccount, Expert, Identity, PayeeChange
from experts.states import PayeeKind, PayeeProof, PayeeState


def account_on(expert: Expert, day: date) -> BankAccount | None:
    return expert.accounts.filter(valid_from__lte=day).order_by("-valid_from", "-id").first()


def code_on(expert: Expert, day: date) -> Identity | None:
    return expert.identities.filter(used_from__lte=day).order_by("-used_from", "-id").first()


@verb
def save_account(expert_id: int, *, by: Person, iban: str, proved: bool = False) -> BankAccount | PayeeChange:
    """Who: the expert alone. `proved`: this session holds a second factor that may confirm (accounts.second_factor).

    Whatever is saved last replaces a change that still waits; the account in use typed again undoes it.
    """
    expert = _own(expert_id, by)
    current = account_on(expert, clock.today())
    if current is not None and current.iban == iban:
        _undo_open(expert, PayeeKind.ACCOUNT, by)
        return current
    return _typed(expert, PayeeKind.ACCOUNT, iban, by=by, proved=proved, is_first=current is None)


@verb
def save_identity(expert_id: int, *, by: Person, personal_code: str, proved: bool = False) -> Identity | PayeeChange:
    """As save_account, of the personal code."""
    expert = _own(expert_id, by)
    current = code_on(expert, clock.today())
    if current is not None and current.personal_code == personal_code:
        _undo_open(expert, PayeeKind.CODE, by)
        return current
    return _typed(expert, PayeeKind.CODE, personal_code, by=by, proved=proved, is_first=current is None)


@verb
def confirm_payee(expert_id: int, *, by: Person, slugs: Collection[str], proof: str) -> list[PayeeChange]:
    """Payroll, never of one's own: the bank called the number known before, or met the expert. Used two days on.

    Exactly the changes that were seen: one that was replaced meanwhile raises Stale.
    """
    expert, changes = _to_decide(expert_id, by, slugs)
    if proof == PayeeProof.PHONE and any(not change.call_number for change in changes):
        raise DomainError(
            _("Ennen muutosta ei tiedetty puhelinnumeroa. Varmista tapaamisessa tai videolla."), code="proof"
        )
    for change in changes:
        _put_to_use(expert, change, by=by, proof=proof)
    _decided(expert, changes, by, "payee_confirmed")
    return changes


@verb
def refuse_payee(expert_id: int, *, by: Person, slugs: Collection[str], reason: str) -> list[PayeeChange]:
    """Payroll, never of one's own: not confirmed. What was in use stays; the expert hears it."""
    expert, changes = _to_decide(expert_id, by, slugs)
    for change in changes:
        _settle(change, PayeeState.REFUSED, by, reason=reason)
        notifications.payee_refused(change)
    _decided(expert, changes, by, "payee_refused")
    return changes


@verb
def cancel_change(change_id: int, *, by: Person) -> PayeeChange:
    """The expert alone, of a change that waits or is not in use yet. Calm when it is over already."""
    expert, change = _of_own(change_id, by)
    if change.state == PayeeState.WAITING or _is_coming(change):
        _undo(expert, change, PayeeState.CANCELLED, by)
        audit.log(by, "payee_cancelled", expert, about=by, data={"change": change.pk, "kind": change.kind})
    return change


@verb
def disown_change(change_id: int, *, by: Person, link: PurposeLink | None = None) -> PayeeChange:
    """«En tehnyt tätä muutosta»: the expert alone, signed in or by the mail's link. Stops it even when in use.

    What was in use before is used again, and payroll gets an urgent task, whatever had become of the change: money
    may be on its way, and somebody has been in the expert's mail.
    """
    expert, change = _of_own(change_id, by)
    if link is not None:
        links.use(link)
    if change.state in {PayeeState.WAITING, PayeeState.CONFIRMED}:
        _undo(expert, change, PayeeState.DISOWNED, by)
    audit.log(by, "payee_disowned", expert, about=by, data={"change": change.pk, "kind": change.kind})
    notifications.payee_disowned(expert)
    return change


def _own(expert_id: int, by: Person) -> Expert:
    expert: Expert = lock(Expert.objects.select_related("person").filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    return expert


def _of_own(change_id: int, by: Person) -> tuple[Expert, PayeeChange]:
    expert = _own(PayeeChange.objects.get(pk=change_id).expert_id, by)
    return expert, lock(expert.payee_changes.filter(pk=change_id)).get()


def _typed(
    expert: Expert, kind: PayeeKind, content: str, *, by: Person, proved: bool, is_first: bool
) -> PayeeChange:  # fmt: skip
    open_ = lock(expert.payee_changes.waiting().filter(kind=kind)).first()
    if open_ is not None and open_.content == content:
        return open_
    if open_ is not None:
        _settle(open_, PayeeState.REPLACED, by)
    before = people.contact_before(expert.person, policy.get("payee_contact_settled_days"))
    change = PayeeChange.objects.create(
        expert=expert,
        kind=kind,
        content=content,
        is_first=is_first,
        typed_by=by,
        contact_changed=before.changed,
        call_number=before.phone or None,
        due=_call_by(),
    )
    audit.log(by, "payee_typed", expert, about=by, data={"change": change.pk, "kind": kind})
    if proved and not before.changed:
        _put_to_use(expert, change, by=by, proof=PayeeProof.FACTOR)
        audit.log(by, "payee_confirmed", expert, about=by, data={"change": change.pk, "proof": PayeeProof.FACTOR})
        notifications.tell_by_phone(change)
    else:
        notifications.payee_waits(change, before.email)
    return change


def _call_by() -> datetime:
    """The end of the bank's day on which the call is made at the latest."""
    day = days.add_banking_days(clock.today(), policy.get("payee_call_bank_days"))
    return clock.at_closing(day)


def _to_decide(expert_id: int, by: Person, slugs: Collection[str]) -> tuple[Expert, list[PayeeChange]]:
    expert: Expert = lock(Expert.objects.select_related("person").filter(pk=expert_id)).get()
    permissions.require(permissions.may_confirm_payee(by, expert))
    changes = list(lock(expert.payee_changes.waiting().filter(slug__in=slugs).order_by("id")))
    if not changes or len(changes) != len(set(slugs)):
        raise Stale()
    permissions.require(all(change.typed_by_id != by.pk for change in changes))
    return expert, changes


def _decided(expert: Expert, changes: Sequence[PayeeChange], by: Person, what: str) -> None:
    data = {"changes": [c.pk for c in changes], "kinds": [c.kind for c in changes], "proof": changes[0].proof}
    audit.log(by, what, expert, about=expert.person, data=data)
    _close_when_done(expert)


def _close_when_done(expert: Expert) -> None:
    if not expert.payee_changes.waiting().exists():
        notifications.payee_settled(expert)


def _put_to_use(expert: Expert, change: PayeeChange, *, by: Person, proof: str) -> None:
    """The content goes to its own table; one confirmed earlier and not in use yet gives way."""
    today = clock.today()
    for older in lock(expert.payee_changes.coming(today).filter(kind=change.kind).order_by("id")):
        _undo(expert, older, PayeeState.REPLACED, by)
    change.used_from = days.add_banking_days(today, policy.get("payee_change_bank_days"))
    if change.kind == PayeeKind.ACCOUNT:
        BankAccount.objects.create(expert=expert, iban=str(change.content), valid_from=change.used_from)
    else:
        expert.identities.filter(replaced_at=None).update(replaced_at=clock.now())
        Identity.objects.create(expert=expert, personal_code=str(change.content), used_from=change.used_from)
    _settle(change, PayeeState.CONFIRMED, by, proof=proof)
    before = people.contact_before(expert.person, policy.get("payee_contact_settled_days"))
    notifications.payee_confirmed(change, before.email)


def _settle(change: PayeeChange, state: PayeeState, by: Person, *, proof: str = "", reason: str = "") -> None:
    change.state, change.content, change.reason = state, None, reason
    change.proof = proof or change.proof
    change.decided_by, change.decided_at = by, clock.now()
    change.save()


def _is_coming(change: PayeeChange) -> bool:
    return change.state == PayeeState.CONFIRMED and change.used_from is not None and change.used_from > clock.today()


def _undo_open(expert: Expert, kind: PayeeKind, by: Person) -> None:
    """The one in use was typed again: whatever else was on its way is not wanted."""
    rows = expert.payee_changes.filter(kind=kind)
    for change in [*lock(rows.waiting()), *lock(rows.coming(clock.today()))]:
        _undo(expert, change, PayeeState.CANCELLED, by)
    audit.log(by, "payee_kept", expert, about=by, data={"kind": kind})


def _undo(expert: Expert, change: PayeeChange, state: PayeeState, by: Person) -> None:
    """Takes what the change had brought out of use again. A run already made keeps its frozen account."""
    if change.state == PayeeState.CONFIRMED and change.used_from is not None:
        _take_out_of_use(expert, PayeeKind(change.kind), change.used_from)
    keeps_decider = change.state == PayeeState.CONFIRMED
    decided_by = change.decided_by
    _settle(change, state, decided_by if keeps_decider and decided_by else by)
    _close_when_done(expert)


def _take_out_of_use(expert: Expert, kind: PayeeKind, used_from: date) -> None:
    if kind == PayeeKind.ACCOUNT:
        expert.accounts.filter(valid_from=used_from).delete()
        return
    expert.identities.filter(used_from=used_from, replaced_at=None).delete()
    last = expert.identities.order_by("-used_from", "-id").first()
    if last is not None and not expert.identities.filter(replaced_at=None).exists():
        last.replaced_at = None
        last.save(update_fields=["replaced_at"])
