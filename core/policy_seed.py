"""The defaults of model.md §5 as dated rows, and the copy of the rates that the bank starts with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import DateRange

SEED: Final = Path(__file__).parent / "data" / "rates-seed.csv"
FROM: Final = date(2024, 1, 1)
WHY: Final = "oletus, model.md §5 / esimerkki, pankki vahvistaa"

POLICY: Final[dict[str, Any]] = {
    "terms_version": "2026-1",
    "orderer_may_approve_own": {"county": False, "association": True},
    "profiles": {"county": ["A", "D"], "association": ["A", "B", "C", "H"]},
    "default_profile": {"county": {"default": "D"}, "association": {"default": "H"}},
    "support_profile": {"county": "D", "association": "H"},
    "approved_max_percent": 110,
    "travel_estimate_cents": 2000,
    "gig_wish_days": 30,
    "cancel_early_percent": 0,
    "cancel_late_percent": 100,
    "cancel_limit_hours": {"default": 24, "A": 48},
    "approval_workdays": 3,
    "bank_answer_workdays": 3,
    "question_workdays": 5,
    "staffing_workdays": 3,
    "options_days_before": 10,
    "offer_workdays": 2,
    "offer_latest_days_before": 3,
    "urgent_below_days": 10,
    "offer_urgent_minutes": 120,
    "offer_urgent_same_day_minutes": 30,
    "urgent_offers_per_place": 3,
    "lead_workdays": {"default": 10, "lecture": 15, "series": 15, "minors": 20},
    "booking_buffer_minutes": 0,
    "reminder_days": [7, 1],
    "draft_reminder_days": 7,
    "draft_kept_days": 30,
    "report_expert_workdays": 3,
    "report_silence_workdays": 3,
    "report_decision_workdays": 3,
    "receipt_megabytes": 8,
    "feedback_call_workdays": 5,
    "feedback_talk_workdays": 2,
    "feedback_low_scale": 2,
    "feedback_tries": 2,
    "debrief_offer_hours": 48,
    "debrief_offer_days": 14,
    "debrief_contact_workdays": 2,
    "debrief_minutes": 30,
    "support_hour_cents": 2500,
    "support_round_minutes": 30,
    "support_cost_centre": "TUKI",
    "support_seat_offer_hours": 24,
    "support_reminder_days": 1,
    "support_mark_workdays": 2,
    "support_call_workdays": 1,
    "support_minutes_per_gig": 9,
    "support_minutes_a_year": 360,
    "contract_warning_workdays": 1,
    "pay_days": ["15", "last"],
    "cut_off_workdays": 5,
    "rates_warning_days": 30,
    "card_reminder_days": [10, 5],
    "card_expiry_days": [30, 7],
    "hold_most_days": 30,
    "returned_call_workdays": 3,
    "payee_change_bank_days": 2,
    "payee_call_bank_days": 2,
    "payee_contact_settled_days": 30,
    "staff_session_minutes": 480,
    "staff_idle_minutes": 30,
    "payee_factor_fresh_minutes": 15,
    "payee_factor_settled_days": 7,
    "payee_stop_days": 30,
    "small_number": 5,
    "name_shown_days_after_closing": 30,
    "contact_shown_hours_before": 48,
    "phone_first_hours": 48,
    "theme_visibility": "coordinator",
    "keep_payroll_years": 10,
    "keep_vouchers_years": 6,
    "keep_working_time_years": 2,
    "keep_orders_without_gig_years": 2,
    "keep_feedback_years": 2,
    "keep_declined_offers_months": 12,
    "keep_decline_reasons_months": 3,
    "keep_profile_after_leaving_months": 3,
    "keep_reflections_after_leaving_days": 30,
    "keep_clearance_after_task_months": 12,
    "keep_support_request_days": 90,
    "keep_access_log_years": 5,
    "keep_contact_changes_days": 365,
    "keep_applicants_years": 2,
    "keep_messages_days": 365,
    "keep_events_days": 90,
    "keep_links_days": 90,
    "keep_done_tasks_days": 365,
}


@dataclass(frozen=True, slots=True)
class RateRow:
    code: str
    starts: date
    ends: date | None
    """The first day without it."""
    value: Decimal
    unit: str
    confidence: str
    source: str


def plant(policy_value: Any, rate: Any) -> None:
    """Adds what is not there yet; given the models of a migration or the real ones."""
    policy_value._default_manager.bulk_create(
        [
            policy_value(key=key, value=value, valid=DateRange(FROM, None), by=None, why=WHY)
            for key, value in POLICY.items()
        ],
        ignore_conflicts=True,
    )
    rate._default_manager.bulk_create(
        [
            rate(
                code=row.code,
                valid=DateRange(row.starts, row.ends),
                value=row.value,
                unit=row.unit,
                confidence=row.confidence,
                source=row.source,
            )
            for row in rates()
        ],
        ignore_conflicts=True,
    )


def rates(path: Path = SEED) -> Iterator[RateRow]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
            yield RateRow(
                code=row["code"],
                starts=date.fromisoformat(row["valid_from"]),
                ends=last + timedelta(days=1) if last else None,
                value=Decimal(row["value"]),
                unit=row["unit"],
                confidence=row["confidence"],
                source=row["source"],
            )
