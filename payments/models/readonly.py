"""From approval on a payroll run is read-only, by triggers: for raw SQL and a superuser too (E9).

What may still be written is named: the steps after approval, a document made later, and what a recall voids.
"""

from __future__ import annotations

from typing import Final

import pgtrigger

NAME: Final = "approved_batch_is_read_only"
LOCKED: Final = "('approved', 'sent', 'settled', 'recalled')"
_REFUSE: Final = f"""
    RAISE EXCEPTION 'an approved batch is read-only'
    USING ERRCODE = 'check_violation', CONSTRAINT = '{NAME}';
"""


def _row(name: str, find: str, free: tuple[str, ...], inserts: str) -> pgtrigger.Trigger:
    """`find` reads the state of the row's batch into `found`; only `free` columns change once it is locked."""
    kept = " - ".join(f"'{column}'" for column in free)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("found", "text")],
        func=f"""
            {find}
            IF found IN {LOCKED} THEN
                IF TG_OP = 'DELETE' OR (TG_OP = 'INSERT' AND {inserts})
                OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) - {kept} IS DISTINCT FROM to_jsonb(OLD) - {kept}) THEN
                    {_REFUSE}
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def _voids(found: str = "found") -> str:
    """A line is voided only with its batch."""
    return f"""
            IF TG_OP = 'UPDATE' AND {found} IN ('approved', 'sent', 'settled')
            AND NEW.void_at IS DISTINCT FROM OLD.void_at THEN
                {_REFUSE}
            END IF;
    """


_OF_PAYSLIP: Final = "SELECT state INTO found FROM payments_batch WHERE id = COALESCE(OLD.batch_id, NEW.batch_id);"
_OF_CHILD: Final = """
            SELECT b.state INTO found FROM payments_payslip p JOIN payments_batch b ON b.id = p.batch_id
            WHERE p.id = COALESCE(OLD.payslip_id, NEW.payslip_id);
"""

PAYSLIP: Final = _row("payslip_is_read_only", _OF_PAYSLIP + _voids(), ("void_at", "document_id"), "true")
LINE: Final = _row("payslip_line_is_read_only", _OF_CHILD + _voids(), ("void_at",), "true")
TRANSFER: Final = _row(
    "transfer_is_read_only",
    _OF_CHILD,
    ("settled_on", "returned_on", "returned_why", "returned_at"),
    "NEW.replaces_id IS NULL",
)

_OF_FEE_LINE: Final = """
            SELECT b.state INTO found FROM payments_payslipline l JOIN payments_payslip p ON p.id = l.payslip_id
            JOIN payments_batch b ON b.id = p.batch_id
            WHERE l.fee_line_id = OLD.id AND l.void_at IS NULL AND b.state IN ('approved', 'sent', 'settled');
"""
FEE_LINE: Final = _row("fee_line_is_read_only", _OF_FEE_LINE, ("id",), "false")

_STEPS: Final = (
    "state", "sent_at", "sent_by_id", "settled_on", "settled_at", "settled_by_id",
    "undone_at", "undone_by_id", "undone_reason", "manifest_id",
)  # fmt: skip
_FREE: Final = " - ".join(f"'{column}'" for column in _STEPS)
BATCH: Final = pgtrigger.Trigger(
    name="batch_is_read_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF OLD.state IN {LOCKED} THEN
            IF TG_OP = 'DELETE'
            OR to_jsonb(NEW) - {_FREE} IS DISTINCT FROM to_jsonb(OLD) - {_FREE}
            OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
                (('approved', 'sent'), ('approved', 'recalled'), ('sent', 'settled'))) THEN
                {_REFUSE}
            END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)
