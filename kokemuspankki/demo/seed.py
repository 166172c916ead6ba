"""The demo's small bank: three people for each role in one fictional county, made by the real verbs.

It is made under the clock of half a year ago, so that the past told after it (demo.past) finds people with roles,
accounts and tax cards; support is put into the calendar of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from accounts import actions as accounts
from accounts.models import Bank, CostCentre, Person, RoleGrant, Unit
from accounts.roles import Role
from core import clock, policy
from experts import actions as experts
from experts.models import Expert, Theme
from experts.states import Perspective, Visibility
from supervision import actions as supervision

DOMAIN = "esimerkki.invalid"
COUNTY = "Saarenrannan hyvinvointialue"
PAST = timedelta(days=185)
"""How old the demo's bank is."""

STAFF = (
    (Role.MAIN_USER, "Pääkäyttäjä", ("Riitta", "Antti", "Sanna")),
    (Role.COORDINATOR, "Koordinaattori", ("Minna", "Olli", "Tuula")),
    (Role.PAYROLL, "Palkanlaskija", ("Leena", "Petri", "Outi")),
    (Role.SUPERVISOR, "Työnohjaaja", ("Marja", "Ilkka", "Eeva")),
    (Role.EVALUATOR, "Arvioija", ("Kirsi", "Timo", "Anu")),
    (Role.AUDITOR, "Tarkastaja", ("Heikki", "Sirpa", "Jorma")),
)
UNITS = (
    ("Aikuissosiaalityö", "Kuopio", "4312", "Päivi", "Eero"),
    ("Mielenterveys- ja päihdepalvelut", "Iisalmi", "4410", "Lauri", "Katri"),
    ("Lastensuojelun avopalvelut", "Varkaus", "4525", "Noora", "Juhani"),
)


@dataclass(frozen=True)
class Story:
    """One expert of the demo. `card`: base, additional and limit in euros; None when it is still missing."""

    first_name: str
    language: str
    municipality: str
    bio: str
    themes: tuple[tuple[str, tuple[str, ...], str, str], ...]
    personal_code: str
    iban: str
    card: tuple[str, str, int] | None


STORIES = (
    Story(
        "Aino",
        "fi",
        "Kuopio",
        "Puhun siitä, millaista on hakea apua ensimmäistä kertaa ja mitä kohtaaminen silloin merkitsee.",
        (
            ("arki masennuksen kanssa", ("mental-health",), Perspective.OWN, Visibility.ORDERER),
            ("asiointi aikuissosiaalityössä", ("use-of-services",), Perspective.OWN, Visibility.ORDERER),
        ),
        "140382-902P",
        "FI2112345600000785",
        ("17.5", "36.5", 10000),
    ),
    Story(
        "Kalle",
        "fi",
        "Iisalmi",
        "Olen elänyt päihteiden kanssa ja ilman. Kerron, mikä auttoi ja mikä ei.",
        (
            ("päihteistä irti, toisella yrittämällä", ("substance-use",), Perspective.OWN, Visibility.ORDERER),
            (
                "asunnottomuus ja asumispalvelut",
                ("homelessness", "use-of-services"),
                Perspective.OWN,
                Visibility.COORDINATOR,
            ),
        ),
        "051175-913W",
        "FI9657800220012345",
        ("12.0", "30.0", 6000),
    ),
    Story(
        "Sari",
        "sv",
        "Varkaus",
        "Olin nuorena sijoitettuna. Työtäni on nyt kertoa, mitä lapsi ja nuori kuulee aikuisten puheesta.",
        (
            ("sijoitettuna nuorena", ("child-protection", "youth"), Perspective.OWN, Visibility.ORDERER),
            ("läheisen mielenterveys", ("mental-health", "relatives"), Perspective.RELATIVE, Visibility.COORDINATOR),
        ),
        "220991-924R",
        "FI2850000120123456",
        None,
    ),
)


def email(name: str) -> str:
    table = str.maketrans("äöå -", "aoa..")
    return f"{name.lower().translate(table)}@{DOMAIN}"


def plant() -> bool:
    """Make the bank, its people, units and experts once; False when it is there already."""
    if Bank.objects.exists():
        return False
    policy.add_example_rates()
    with clock.at(clock.now() - PAST):
        _small_bank()
    _support()
    return True


def _small_bank() -> None:
    accounts.set_bank(
        name="Saarenrannan kokemusasiantuntijapankki",
        kind="county",
        business_id="1234567-1",
        iban="FI6579601200987654",
        bic="ITELFIHH",
        email=f"pankki@{DOMAIN}",
        phone="040 000 0000",
        address="",
    )
    first = accounts.first_main_user(email=email("Riitta Pääkäyttäjä"), first_name="Riitta", last_name="Pääkäyttäjä")
    second: Person | None = None
    for role, last_name, names in STAFF:
        for name in names:
            if name == "Riitta":
                continue
            person = new_person(first, name, last_name, "sv" if name == "Outi" else "fi")
            grant(first, second, person, role)
            second = second or (person if role == Role.MAIN_USER else None)
    for name, municipality, code, orderer, approver in UNITS:
        new_unit(first, second, name, municipality, code, orderer, approver)
    for story in STORIES:
        _expert(first, story)


def _support() -> None:
    """Two group supervisions in the calendar, one seat taken, and times for debriefs."""
    minna, marja = (
        Person.objects.get(email=email(f"{name}")) for name in ("Minna Koordinaattori", "Marja Työnohjaaja")
    )
    first = clock.local(clock.now()).replace(hour=16, minute=30, second=0, microsecond=0) + timedelta(days=9)
    for weeks, link in ((0, ""), (4, "https://etana.esimerkki.invalid/ryhma")):
        starts = first + timedelta(weeks=weeks)
        place = "" if link else "Järjestötalo, Kuopio"
        event = supervision.add_event(
            by=minna, kind="group", supervisor=marja, starts=starts, ends=starts + timedelta(minutes=90),
            seats=6, place=place, remote_link=link,
        )  # fmt: skip
        if not link:
            supervision.book(event.pk, by=Person.objects.get(email=email("Kalle Esimerkki")))
    for days in (2, 3, 7):
        starts = first.replace(hour=15) - timedelta(days=9) + timedelta(days=days)
        supervision.add_slot(by=marja, starts=starts, ends=starts + timedelta(minutes=30))


def new_person(by: Person, first_name: str, last_name: str, language: str = "fi") -> Person:
    return accounts.add_person(
        by,
        first_name=first_name,
        last_name=last_name,
        email=email(f"{first_name} {last_name}"),
        language=language,
        phone=f"040 000 {Person.objects.count():04d}",
    )


def grant(by: Person, second: Person | None, person: Person, role: str, unit: Unit | None = None) -> RoleGrant:
    given = accounts.grant_role(by, person_id=person.pk, role=role, unit_id=unit.pk if unit else None)
    if given.is_pending and second is not None:
        accounts.second_grant(given.pk, second)
    return given


def new_unit(
    by: Person,
    second: Person | None,
    name: str,
    municipality: str,
    code: str,
    orderer: str,
    approver: str,
    organisation: str = COUNTY,
) -> CostCentre:
    """With its orderer; the approver may decide for other units already."""
    unit = accounts.add_unit(by, name=name, municipality=municipality, organisation=organisation)
    grant(by, second, new_person(by, orderer, "Tilaaja"), Role.ORDERER, unit)
    decider = Person.objects.filter(first_name=approver, last_name="Hyväksyjä").first()
    decider = decider or new_person(by, approver, "Hyväksyjä")
    deputy = Person.objects.filter(last_name="Hyväksyjä").exclude(pk=decider.pk).order_by("pk").first()
    centre = accounts.add_cost_centre(
        by,
        unit_id=unit.pk,
        code=code,
        name=name,
        approver_id=decider.pk,
        deputy_id=deputy.pk if deputy else None,
    )
    if deputy is not None:
        _lend_deputy(by, centre)
    return centre


def _lend_deputy(by: Person, centre: CostCentre) -> None:
    """The first cost centre's deputy is the newest approver, so that each centre has one."""
    first = CostCentre.objects.order_by("id").first()
    if first is not None and first.deputy_id is None:
        accounts.change_cost_centre(
            first.pk,
            by,
            code=first.code,
            name=first.name,
            why="",
            approver_id=first.approver_id,
            deputy_id=centre.approver_id,
        )


def _expert(by: Person, story: Story) -> Expert:
    person = new_person(by, story.first_name, "Esimerkki", story.language)
    expert = experts.add_expert(
        by=by,
        person=person,
        languages=["fi", "sv"] if story.language == "sv" else ["fi"],
        regions=["pohjois-savo"],
        municipality=story.municipality,
        bio=story.bio,
        share_contact=story.first_name == "Aino",
    )
    for words, tags, perspective, visibility in story.themes:
        experts.add_theme(
            expert.pk,
            by=person,
            own_words=words,
            tags=Theme.objects.filter(slug__in=tags),
            perspective=perspective,
            visibility=visibility,
        )
    _confirmed_payee(expert, story)
    if story.card is not None:
        base, additional, limit = story.card
        today = clock.today()
        experts.save_tax_card(
            expert.pk,
            by=person,
            valid_from=today.replace(month=1, day=1),
            valid_to=today.replace(year=today.year + 1, month=12, day=31),
            base=Decimal(base),
            additional=Decimal(additional),
            limit_cents=limit * 100,
        )
    return expert


def _confirmed_payee(expert: Expert, story: Story) -> None:
    """Typed a week ago and called by payroll, who hold their roles from today on; in use when the demo opens."""
    caller = Person.objects.get(email=email("Leena Palkanlaskija"))
    caller.held_roles  # noqa: B018
    with clock.at(clock.now() - timedelta(days=7)):
        experts.save_identity(expert.pk, by=expert.person, personal_code=story.personal_code)
        experts.save_account(expert.pk, by=expert.person, iban=story.iban)
        slugs = [change.slug for change in expert.payee_changes.waiting()]
        experts.confirm_payee(expert.pk, by=caller, slugs=slugs, proof="phone")
