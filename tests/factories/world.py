"""A small bank and its people, made by the real verbs; and gigs at each step of their life, by situation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts import actions as accounts
from accounts.models import Bank, CostCentre, Person, Unit
from accounts.roles import Role
from core import clock
from experts import actions as experts
from experts.models import Expert, Theme
from orders import actions as orders
from orders import sweeps
from orders.models import Approval, Gig, GigReport, Offer, Order, TaskType
from orders.models.timed import due_on
from tests.factories.replay import replayed

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=HELSINKI)
"""A Tuesday. The default moment of a world."""
DAY = datetime(2026, 9, 29, 13, 0, tzinfo=HELSINKI)
"""The default day of a lecture: four weeks later."""
IBANS = ("FI4250001510000023", "FI9657800220012345", "FI2850000120123456")
CODES = ("140382-902P", "051175-913W", "220991-924R")


@dataclass
class World:
    bank: Bank
    unit: Unit
    centre: CostCentre
    orderer: Person
    approver: Person
    deputy: Person
    coordinator: Person
    coordinator2: Person
    payroll: Person
    payroll2: Person
    main_user: Person
    main_user2: Person
    expert: Expert
    expert2: Expert
    task_type: TaskType = field(default_factory=lambda: TaskType.objects.get(slug="lecture"))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.at(moment):
        yield


@replayed
def world() -> World:
    """Made once a test: a county, a unit with its cost centre, two of each staff role, two experts who can be paid."""
    bank = accounts.set_bank(
        name="Saarenrannan kokemusasiantuntijapankki",
        kind="county",
        business_id="1234567-1",
        iban="FI6579601200987654",
        bic="ITELFIHH",
        email="pankki@esimerkki.invalid",
        phone="040 000 0000",
    )
    main = accounts.first_main_user(email="riitta@esimerkki.invalid", first_name="Riitta", last_name="Pääkäyttäjä")
    main2 = _person(main, "Antti", "Pääkäyttäjä")
    accounts.grant_role(main, person_id=main2.pk, role=Role.MAIN_USER)
    unit = accounts.add_unit(main, name="Aikuissosiaalityö", municipality="Kuopio", organisation="Saarenranta")
    approver, deputy = _person(main, "Eero", "Hyväksyjä"), _person(main, "Katri", "Hyväksyjä")
    centre = accounts.add_cost_centre(
        main, unit_id=unit.pk, code="4312", name="Aikuissosiaalityö", approver_id=approver.pk, deputy_id=deputy.pk
    )
    return World(
        bank=bank,
        unit=unit,
        centre=centre,
        orderer=holding(main, main2, "Päivi", "Tilaaja", Role.ORDERER, unit),
        approver=approver,
        deputy=deputy,
        coordinator=holding(main, main2, "Minna", "Koordinaattori", Role.COORDINATOR),
        coordinator2=holding(main, main2, "Olli", "Koordinaattori", Role.COORDINATOR),
        payroll=holding(main, main2, "Leena", "Palkanlaskija", Role.PAYROLL),
        payroll2=holding(main, main2, "Petri", "Palkanlaskija", Role.PAYROLL),
        main_user=main,
        main_user2=main2,
        expert=an_expert(main, "Aino", 0),
        expert2=an_expert(main, "Kalle", 1),
    )


def _person(by: Person, first_name: str, last_name: str) -> Person:
    email = f"{first_name}.{last_name}@esimerkki.invalid".lower().translate(str.maketrans("äö", "ao"))
    return accounts.add_person(
        by, first_name=first_name, last_name=last_name, email=email, language="fi", phone="+358401234567"
    )


def holding(by: Person, second: Person, first: str, last: str, role: str, unit: Unit | None = None) -> Person:
    person = _person(by, first, last)
    grant = accounts.grant_role(by, person_id=person.pk, role=role, unit_id=unit.pk if unit else None)
    if grant.is_pending:
        accounts.second_grant(grant.pk, second)
    return person


def an_expert(by: Person, first_name: str, number: int, *, payee: bool = True, card: bool = True) -> Expert:
    """Speaks Finnish, works in Pohjois-Savo, has the theme «use-of-services» for the orderer's eyes."""
    person = _person(by, first_name, f"Esimerkki{number or ''}")
    expert = experts.add_expert(
        by=by, person=person, languages=["fi"], regions=["pohjois-savo"], municipality="Kuopio", bio="Puhun arjesta."
    )
    experts.add_theme(
        expert.pk,
        by=person,
        own_words="asiointi aikuissosiaalityössä",
        tags=Theme.objects.filter(slug="use-of-services"),
        visibility="orderer",
    )
    if payee:
        caller = a_payroll()
        with clock.at(clock.now() - timedelta(days=7)):
            confirmed_payee(expert, caller, CODES[number % 3], IBANS[number % 3])
    if payee and card:
        year = clock.today().year
        experts.save_tax_card(
            expert.pk,
            by=person,
            valid_from=date(year, 1, 1),
            valid_to=date(year, 12, 31),
            base=Decimal("17.5"),
            additional=Decimal("36.5"),
            limit_cents=1000000,
        )
    return expert


def confirmed_payee(expert: Expert, caller: Person, personal_code: str, iban: str) -> None:
    """Typed by the expert, called and confirmed by payroll; in use two banking days on."""
    experts.save_identity(expert.pk, by=expert.person, personal_code=personal_code)
    experts.save_account(expert.pk, by=expert.person, iban=iban)
    slugs = [change.slug for change in expert.payee_changes.waiting()]
    experts.confirm_payee(expert.pk, by=caller, slugs=slugs, proof="phone")


def a_payroll() -> Person:
    """With the roles of today in mind, so that a call can be told of a week before they were given."""
    found = Person.objects.holding(Role.PAYROLL, on=clock.today()).order_by("id")[0]
    assert found.held_roles
    return found


WHOLE = {
    "title": "Luento sosionomiopiskelijoille",
    "phase": "delivery",
    "goal": "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle.",
    "description": "Kertoo omasta asioinnistaan ja vastaa kysymyksiin.",
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
    "address": "Microkatu 1",
    "room": "B2024",
    "arrival": "Aulassa vastassa Päivi.",
    "municipality": "Kuopio",
    "region": "pohjois-savo",
    "step_free": "yes",
    "planning": "meeting",
    "preparation_hours": Decimal("2"),
    "site_contact_name": "Päivi Tilaaja",
    "site_contact_phone": "+358401234567",
}


OWN: dict[str, dict[str, object]] = {
    "client_meeting": {"answers": {"own_pair": "Liisa Lahti, sosiaaliohjaaja", "client_asked": True}},
    "text_review": {
        **dict.fromkeys(["address", "room", "arrival", "municipality", "region", "step_free"], ""),
        **dict.fromkeys(["audience_size", "audience_age", "works_with_vulnerable"], ""),
        "title": "Asumisneuvonnan esite",
        "form": "remote",
        "planning": "no",
        "preparation_hours": Decimal(0),
        "answers": {"text_via": "link", "text_link": "https://esimerkki.invalid/esite.pdf", "text_length": "4 sivua"},
    },
}
"""Answers to the questions of one kind of work alone."""


def draft(
    w: World,
    starts: datetime = DAY,
    minutes: int = 90,
    sessions: int = 1,
    by: Person | None = None,
    kind: str = "",
    **fields: object,
) -> Order:
    """A whole draft: everything the brief asks, one session or one a week; or work of those minutes by a day."""
    who = by or w.orderer
    task = TaskType.objects.get(slug=kind) if kind else w.task_type
    order = orders.start_draft(by=who, unit=w.unit, task_type=task)
    fields = {**OWN.get(kind, {}), **fields}
    times = [(starts + timedelta(weeks=n), starts + timedelta(weeks=n, minutes=minutes)) for n in range(sessions)]
    if task.by_deadline:
        times = [due_on(starts.date())]
    return orders.save_step(
        order.pk,
        by=who,
        step=4,
        fields={**WHOLE, "cost_centre": w.centre, **fields},
        themes=Theme.objects.filter(slug="use-of-services"),
        sessions=times,
        work_minutes=minutes if task.by_deadline else None,
    )


def submitted(w: World, starts: datetime = DAY, **kwargs: object) -> Order:
    order = draft(w, starts, **kwargs)  # type: ignore[arg-type]
    return orders.submit(order.pk, by=order.orderer)


def at_the_bank(w: World, starts: datetime = DAY, **kwargs: object) -> Order:
    order = submitted(w, starts, **kwargs)
    orders.decide_approval(Approval.objects.get(order=order, outcome="").pk, by=w.approver, approve=True)
    order.refresh_from_db()
    return order


def staffing(w: World, starts: datetime = DAY, **kwargs: object) -> Order:
    order = at_the_bank(w, starts, **kwargs)
    return orders.approve(order.pk, by=w.coordinator, profile="D")


def offered(w: World, starts: datetime = DAY, expert: Expert | None = None, **kwargs: object) -> Offer:
    order = staffing(w, starts, **kwargs)
    return orders.send_offer(order.pk, by=w.coordinator, expert=expert or w.expert)


def agreed(w: World, starts: datetime = DAY, expert: Expert | None = None, **kwargs: object) -> Gig:
    """The expert said yes; the contract follows by its event (drain the outbox)."""
    offer = offered(w, starts, expert, **kwargs)
    return orders.accept_offer(offer.pk, by=offer.expert.person)


def over(w: World, starts: datetime = DAY, expert: Expert | None = None, **kwargs: object) -> Gig:
    """Its last session has been held and the sweep has run, ten minutes after it ended."""
    gig = agreed(w, starts, expert, **kwargs)
    last = gig.bookings.order_by("-ends")[0].ends
    with clock.at(last + timedelta(minutes=10)):
        sweeps.end_sessions(gig.pk)
    gig.refresh_from_db()
    return gig


def reported(w: World, starts: datetime = DAY, expert: Expert | None = None, **kwargs: object) -> GigReport:
    """«Toteutui kuten sovittiin», an hour after."""
    gig = over(w, starts, expert, **kwargs)
    report = gig.reports.get()
    with clock.at(gig.bookings.order_by("-ends")[0].ends + timedelta(hours=1)):
        return orders.report_as_agreed(report.pk, by=gig.expert.person)


def approved(w: World, starts: datetime = DAY, expert: Expert | None = None, **kwargs: object) -> GigReport:
    """The orderer confirmed; the fee follows by its event (drain the outbox)."""
    report = reported(w, starts, expert, **kwargs)
    with clock.at(report.gig.bookings.order_by("-ends")[0].ends + timedelta(hours=2)):
        return orders.confirm_report(report.pk, by=w.orderer)
