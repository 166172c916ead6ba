"""One lecture by eight people's hands, from the order form to the expert's account and the thanks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.factories.world import World
from tests.system.hands import Desk
from tests.system.sentences import (
    Story,
    given_the_lecture_is_over,
    then_the_contract_is_a_sealed_pdf,
    then_the_fee_waits_for_the_pay_day,
    then_the_feedback_reached_the_expert,
    then_the_gig_card_tells_everything,
    then_the_gig_is_done,
    then_the_money_is_on_the_account,
    then_the_order_waits_for_the_approver,
    then_the_orderer_sees_how_many_have_an_offer,
    then_the_price_was_shown_with_its_parts,
    when_another_clerk_approves_it,
    when_both_give_feedback,
    when_payroll_draws_the_batch,
    when_the_approver_says_yes_in_the_mail,
    when_the_bank_date_is_entered,
    when_the_bank_signs,
    when_the_coordinator_takes_the_order_and_offers_it,
    when_the_expert_reports_from_the_mail,
    when_the_expert_reports_in_one_tap,
    when_the_expert_says_yes_in_the_mail,
    when_the_expert_says_yes_signed_in,
    when_the_expert_signs,
    when_the_orderer_confirms,
    when_the_orderer_fills_the_four_steps,
    when_the_orderer_is_silent_for_three_working_days,
)

pytestmark = [
    pytest.mark.system,
    pytest.mark.needs("pango", "poppler"),
    pytest.mark.timeout(240),
]


@pytest.fixture
def story(bank: World, desk: Desk, move_clock: Callable[[datetime], None]) -> Story:
    return Story(bank, desk, move_clock)


@pytest.mark.row("A3")
@pytest.mark.row("A4")
@pytest.mark.row("A5")
@pytest.mark.row("A13")
@pytest.mark.row("B4")
@pytest.mark.row("C2")
@pytest.mark.row("C3")
@pytest.mark.row("D6")
@pytest.mark.row("D8")
@pytest.mark.row("E1")
@pytest.mark.row("E2")
@pytest.mark.row("E8")
@pytest.mark.row("E9")
@pytest.mark.row("E10")
@pytest.mark.row("I1")
@pytest.mark.row("I2")
@pytest.mark.row("L1")
@pytest.mark.row("L10")
def test_a_lecture_from_the_order_to_the_thanks(story: Story, tmp_path: Path) -> None:
    when_the_orderer_fills_the_four_steps(story)
    then_the_price_was_shown_with_its_parts(story)
    then_the_order_waits_for_the_approver(story)
    when_the_approver_says_yes_in_the_mail(story)
    when_the_coordinator_takes_the_order_and_offers_it(story)
    then_the_orderer_sees_how_many_have_an_offer(story)
    if story.desk.javascript:
        when_the_expert_says_yes_signed_in(story)
    else:
        when_the_expert_says_yes_in_the_mail(story)
    when_the_expert_signs(story)
    when_the_bank_signs(story)
    then_the_contract_is_a_sealed_pdf(story, tmp_path)
    then_the_gig_card_tells_everything(story)
    given_the_lecture_is_over(story)
    if story.desk.javascript:
        when_the_expert_reports_in_one_tap(story)
        when_the_orderer_confirms(story)
    else:
        when_the_expert_reports_from_the_mail(story)
        when_the_orderer_is_silent_for_three_working_days(story)
    then_the_fee_waits_for_the_pay_day(story)
    when_both_give_feedback(story)
    then_the_feedback_reached_the_expert(story)
    when_payroll_draws_the_batch(story)
    when_another_clerk_approves_it(story)
    when_the_bank_date_is_entered(story)
    then_the_money_is_on_the_account(story)
    then_the_gig_is_done(story)
