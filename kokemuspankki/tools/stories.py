"""A bank with a past: lectures at every step of their life, made by the real verbs at their own moments.

For pictures only: this module, run, empties the instance that KP_INSTANCE names and plants it anew.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

os.environ.setdefault("KP_INSTANCE", "shots-bank")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokemuspankki.settings.demo")

PAST_DAYS = 62
SECOND = timedelta(seconds=1)
BRIEF: dict[str, Any] = {
    "goal": "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle, joka hakee apua.",
    "description": "Pitää 45 minuutin puheenvuoron ja vastaa sen jälkeen kysymyksiin.",
    "audience_type": "students",
    "audience_size": "11-30",
    "audience_age": "adults",
    "works_with_vulnerable": "no",
    "perspective": "own",
    "other_experts": "Ei muita puhujia",
    "language": "fi",
    "sensitive_content": "no",
    "recording": "no",
    "form": "site",
    "address": "Microkatu 1 B, sali B2024",
    "arrival": "Pääovesta sisään, aulassa odottaa yhteyshenkilö.",
    "municipality": "Kuopio",
    "region": "pohjois-savo",
    "step_free": "yes",
    "planning": "meeting",
    "preparation_hours": Decimal("2"),
    "orderer_title": "lehtori",
    "orderer_phone": "+358400000100",
    "site_contact_phone": "+358400000100",
}


class Telling:
    """One lecture: each method is a step at its moment, and all before it have been done."""

    def __init__(self, title: str, days: int, orderer: str, expert: str, theme: str) -> None:
        from accounts.models import CostCentre, Person
        from experts.models import Expert, Theme

        self.orderer = Person.objects.get(first_name=orderer, last_name="Tilaaja")
        self.centre = CostCentre.objects.get(unit=self.orderer.grants.get().unit)
        self.coordinator = Person.objects.get(first_name="Minna")
        self.expert = Expert.objects.get(person__first_name=expert)
        self.theme = Theme.objects.filter(slug=theme)
        self.title = title
        self.starts = working_moment(days, time(13, 0))
        self.ends = self.starts + timedelta(minutes=90)
        before = self.starts - timedelta(days=29) if days < 0 else now() - timedelta(days=2)
        self.ordered = before.replace(hour=9, minute=0)

    def draft(self) -> "Telling":
        from core import clock
        from orders import actions
        from orders.models import TaskType

        with clock.at(self.ordered):
            task = TaskType.objects.get(slug="lecture")
            self.order = actions.start_draft(by=self.orderer, unit=self.centre.unit, task_type=task)
            fields = {**BRIEF, "title": self.title, "cost_centre": self.centre, "site_contact_name": self.orderer.name}
            actions.save_step(
                self.order.pk,
                by=self.orderer,
                step=4,
                fields=fields,
                themes=self.theme,
                sessions=[(self.starts, self.ends)],
            )
        return self

    def sent(self) -> "Telling":
        from orders import actions

        return self.draft().after(hours=1, do=lambda: actions.submit(self.order.pk, by=self.orderer))

    def at_the_bank(self) -> "Telling":
        from orders import actions
        from orders.models import Approval

        self.sent()
        asked = Approval.objects.get(order=self.order, outcome="")
        decide = lambda: actions.decide_approval(asked.pk, by=self.centre.approver, approve=True)  # noqa: E731
        return self.after(hours=4, do=decide)

    def asked(self, text: str) -> "Telling":
        from orders import actions

        ask = lambda: actions.ask_question(self.order.pk, by=self.coordinator, text=text)  # noqa: E731
        return self.at_the_bank().after(hours=6, do=ask)

    def staffing(self) -> "Telling":
        from orders import actions

        approve = lambda: actions.approve(self.order.pk, by=self.coordinator, profile="D")  # noqa: E731
        return self.at_the_bank().after(hours=24, do=approve)

    def offered(self) -> "Telling":
        from orders import actions

        self.staffing()
        greeting = "Hei! Tilaaja toivoo juuri sinun kokemustasi, siksi ajattelin sinua."
        send = lambda: actions.send_offer(self.order.pk, by=self.coordinator, expert=self.expert, greeting=greeting)  # noqa: E731
        return self.after(hours=26, do=send)

    def agreed(self) -> "Telling":
        from orders import actions
        from orders.models import Offer

        self.offered()
        offer = Offer.objects.get(order=self.order)
        return self.after(hours=27, do=lambda: actions.accept_offer(offer.pk, by=self.expert.person))

    def confirmed(self) -> "Telling":
        from payments import actions
        from payments.models import Contract

        self.agreed()
        contract = Contract.objects.get(gig__order=self.order)
        self.after(hours=28, do=lambda: actions.sign(contract.pk, by=self.expert.person))
        return self.after(hours=29, do=lambda: actions.sign_for_bank(contract.pk, by=self.coordinator))

    def over(self) -> "Telling":
        from orders import sweeps
        from orders.models import GigReport

        self.confirmed()
        gig = self.order.gigs.get()
        self.at(self.ends + timedelta(minutes=10), lambda: sweeps.end_sessions(gig.pk))
        self.report = GigReport.objects.get(gig=gig)
        return self

    def reported(self) -> "Telling":
        from orders import actions

        self.over()
        tell = lambda: actions.report_as_agreed(self.report.pk, by=self.expert.person)  # noqa: E731
        return self.at(self.ends + timedelta(hours=2), tell)

    def thanked(self, words: str) -> "Telling":
        from evaluation import actions as evaluation
        from evaluation.models import FeedbackRequest
        from orders import actions

        self.reported()
        self.at(self.ends + timedelta(hours=3), lambda: actions.confirm_report(self.report.pk, by=self.orderer))
        asked = FeedbackRequest.objects.get(gig__order=self.order, direction="to_expert")
        wish = "Kysymme ensin, mitä ihminen itse toivoo."
        give = lambda: evaluation.give(asked.pk, by=self.orderer, scale=5, good=words, wish=wish)  # noqa: E731
        return self.at(self.ends + timedelta(hours=4), give)

    def after(self, *, hours: int, do: Callable[[], object]) -> "Telling":
        return self.at(self.ordered + timedelta(hours=hours), do)

    def at(self, moment: datetime, do: Callable[[], object]) -> "Telling":
        from core import clock, outbox

        with clock.at(min(moment, now() - SECOND)):
            do()
            outbox.drain()
        return self


def now() -> datetime:
    from core import clock

    return clock.local(clock.real())


def working_moment(days: int, at: time) -> datetime:
    """That many days from today, moved on from a weekend when it lies ahead, back when behind."""
    found = now() + timedelta(days=days)
    while found.weekday() > 4:
        found += timedelta(days=1 if days > 0 else -1)
    return found.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)


def paid() -> None:
    """The first lecture's fee on the account, by two clerks."""
    from accounts.models import Person
    from core import clock, outbox
    from core.pay import days
    from payments import actions
    from payments.models import Fee

    leena, petri = Person.objects.get(first_name="Leena"), Person.objects.get(first_name="Petri")
    booked = clock.local(Fee.objects.order_by("id")[0].created_at).date()
    pay_day = next(day for day in days.pay_days_from(booked) if days.cut_off(day) >= booked)
    drawing = datetime.combine(days.cut_off(pay_day), time(18, 0), tzinfo=clock.HELSINKI)
    with clock.at(drawing):
        batch = actions.draw_batch(by=leena, pay_date=pay_day)
    with clock.at(drawing + timedelta(hours=1)):
        actions.approve_batch(batch.pk, by=petri)
        actions.write_bank_file(batch.pk, by=petri)
        actions.mark_sent(batch.pk, by=petri)
        outbox.drain()
    with clock.at(datetime.combine(pay_day, time(9, 0), tzinfo=clock.HELSINKI)):
        actions.settle_batch(batch.pk, by=leena, settled_on=pay_day)
        outbox.drain()


def to_approve() -> None:
    """After a cut-off the next run is drawn and waits for another clerk; before it the fees wait for the run."""
    from accounts.models import Person
    from core import clock
    from core.pay import days
    from payments import actions

    pay_day = next(days.pay_days_from(clock.today()))
    if days.cut_off(pay_day) < clock.today() < pay_day:
        actions.draw_batch(by=Person.objects.get(first_name="Petri"), pay_date=pay_day)


def plant() -> None:
    """The oldest first, so that a batch drawn in the past holds only what was booked by then."""
    import evaluation.sweeps
    import orders.sweeps
    import payments.sweeps
    from core import outbox

    words = "Opiskelijat puhuivat luennosta vielä seuraavana päivänä. Kiitos, että kerroit niin suoraan."
    Telling("Luento sosionomiopiskelijoille", -29, "Lauri", "Aino", "use-of-services").thanked(words)
    paid()
    Telling("Luento lähihoitajaopiskelijoille", -6, "Lauri", "Aino", "mental-health").thanked(words)
    Telling("Luento päihdetyöstä", -2, "Lauri", "Kalle", "substance-use").reported()
    Telling("Luento asunnottomuudesta", -1, "Päivi", "Kalle", "use-of-services").over()
    Telling("Kohtaaminen vastaanotolla", 6, "Lauri", "Aino", "use-of-services").confirmed()
    Telling("Sijoitettuna nuorena", 12, "Noora", "Sari", "child-protection").agreed()
    Telling("Mikä auttoi, mikä ei", 23, "Noora", "Aino", "mental-health").offered()
    Telling("Asiakkaan ääni päätöksissä", 30, "Päivi", "Kalle", "use-of-services").staffing()
    Telling("Luento uusille työntekijöille", 33, "Noora", "Sari", "child-protection").at_the_bank()
    Telling("Luento esihenkilöille", 36, "Lauri", "Aino", "use-of-services").asked("Saako luennosta tehdä tallenteen?")
    Telling("Luento opettajille", 40, "Päivi", "Aino", "mental-health").sent()
    Telling("Luento kunnan päättäjille", 47, "Lauri", "Aino", "use-of-services").draft()
    to_approve()
    orders.sweeps.sweep_all()
    payments.sweeps.sweep_all()
    evaluation.sweeps.sweep_all()
    outbox.drain()


def main() -> int:
    from kokemuspankki import launch

    launch.HOME.mkdir(parents=True, exist_ok=True)
    launch.forget()
    import django

    django.setup()
    from django.core.management import call_command

    from core import clock

    with clock.at(now() - timedelta(days=PAST_DAYS)):
        call_command("demo_prepare")
    plant()
    return 0


if __name__ == "__main__":
    sys.exit(main())
