"""Who comes to the demo's bank in half a year: units with their people at first, experts one after another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from accounts import actions as accounts
from accounts.models import Person
from accounts.roles import Role
from core import clock
from experts import actions as experts
from experts.models import Expert, Theme
from experts.states import Visibility
from kokemuspankki.demo import seed
from kokemuspankki.demo.past import people, units
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.people import Comer
from kokemuspankki.demo.past.telling import Past, Story

AT_FIRST = 26
WITHOUT_CARD = 9
SHOWN = (Visibility.ORDERER, Visibility.ORDERER, Visibility.COORDINATOR, Visibility.PUBLIC)


def new_units() -> dict[str, str]:
    """Returns the job titles of those who order, by first name."""
    riitta, antti = (Person.objects.get(email=seed.email(f"{name} Pääkäyttäjä")) for name in ("Riitta", "Antti"))
    for place in units.PLACES:
        seed.new_unit(
            riitta,
            antti,
            place.unit,
            place.municipality,
            place.code,
            place.orderer,
            place.approver,
            place.organisation,
        )
    return {place.orderer: place.title for place in units.PLACES}


def tell(past: Past, cast: Cast, comers: int) -> None:
    """Most are there from the first week; the others come through the months, the last one a few days ago."""
    found = people.COMERS[:comers]
    later = max(len(found) - AT_FIRST, 1)
    for number, comer in enumerate(found):
        share = max(number - AT_FIRST + 1, 0) / later
        since = past.starts + (past.ends - past.starts - timedelta(days=16)) * share
        past.tell(past.day(since, 0 if share else number % 3), _comes(past, cast, comer, number))


def _comes(past: Past, cast: Cast, comer: Comer, number: int) -> Story:
    expert = _enrolled(cast, comer, number)
    yield clock.now() + timedelta(minutes=30)
    _page(past, expert, comer)
    experts.save_identity(expert.pk, by=expert.person, personal_code=people.personal_code(number))
    experts.save_account(expert.pk, by=expert.person, iban=people.iban(number))
    if number % WITHOUT_CARD != WITHOUT_CARD - 1:
        _card(past, expert)
    yield past.day(clock.now(), 1)
    _called(cast, expert)
    yield clock.now() + timedelta(hours=3)
    _own_limits(cast, expert, number)


def _enrolled(cast: Cast, comer: Comer, number: int) -> Expert:
    surname = people.SURNAMES[number % len(people.SURNAMES)]
    languages = ["fi", "sv"] if comer.language == "sv" or number % 8 == 0 else ["fi"]
    return experts.enrol_expert(
        by=cast.coordinators[number % len(cast.coordinators)],
        first_name=comer.name,
        last_name=surname,
        email=seed.email(f"{comer.name} {surname}"),
        phone=f"040 000 1{number:03}",
        language=comer.language,
        languages=languages,
        regions=["pohjois-savo"],
        municipality=people.MUNICIPALITIES[number * 3 % len(people.MUNICIPALITIES)],
        bio=comer.bio,
        remote_ok=number % 5 != 4,
        share_contact=number % 4 == 0,
    )


def _page(past: Past, expert: Expert, comer: Comer) -> None:
    for theme in comer.themes:
        experts.add_theme(
            expert.pk,
            by=expert.person,
            own_words=theme.words,
            tags=Theme.objects.filter(slug__in=theme.tags),
            perspective=theme.perspective,
            visibility=past.dice.choice(SHOWN),
        )


def _card(past: Past, expert: Expert) -> None:
    """From the start of this year to the end of the next one."""
    year = clock.today().year
    experts.save_tax_card(
        expert.pk,
        by=expert.person,
        valid_from=date(year, 1, 1),
        valid_to=date(year + 1, 12, 31),
        base=Decimal(past.dice.choice(["0", "6.5", "12", "17.5", "22"])),
        additional=Decimal(past.dice.choice(["30", "36.5", "41"])),
        limit_cents=past.dice.choice([400_000, 800_000, 1_200_000, 2_000_000]),
    )


def _called(cast: Cast, expert: Expert) -> None:
    slugs = [change.slug for change in expert.payee_changes.waiting()]
    experts.confirm_payee(expert.pk, by=cast.clerk("Leena"), slugs=slugs, proof="phone")


def _own_limits(cast: Cast, expert: Expert, number: int) -> None:
    """What some have told of themselves: when they are free, how much is enough, where not."""
    by = expert.person
    if number % 6 == 1:
        mornings = [(day, part) for day in range(5) for part in ("morning", "afternoon")]
        experts.save_week(expert.pk, by=by, parts=mornings)
    if number % 7 == 3:
        experts.set_limits(expert.pk, by=by, weekly_max=2, rest_days=1)
    if number % 11 == 5:
        experts.avoid_unit(expert.pk, by=by, unit=cast.sides["Noora"].unit)


def lately(past: Past, cast: Cast) -> None:
    """A role and an account that wait for another's yes, two people on tauko, some who wish for gigs."""
    past.once(past.day(past.ends, -2), _new_clerk)
    past.once(past.day(past.ends, -1), partial(_new_account, cast, "Reijo"))
    for name, weeks in (("Kaarina", 5), ("Heimo", 12)):
        past.once(past.day(past.ends, -6), partial(_on_tauko, cast, name, weeks))
    for name in ("Ulla", "Vieno", "Samuli", "Sari"):
        past.once(past.day(past.ends, -4), partial(_wishes, cast, name))


def _new_clerk() -> None:
    """A role that Riitta has not said yes to yet."""
    antti = Person.objects.get(email=seed.email("Antti Pääkäyttäjä"))
    person = seed.new_person(antti, "Kaisa", "Koordinaattori")
    accounts.grant_role(antti, person_id=person.pk, role=Role.COORDINATOR)


def _new_account(cast: Cast, name: str) -> None:
    expert = cast.expert(name)
    experts.save_account(expert.pk, by=cast.person(expert.person_id), iban=people.iban(90))


def _on_tauko(cast: Cast, name: str, weeks: int) -> None:
    expert = cast.expert(name)
    back = clock.today() + timedelta(weeks=weeks)
    experts.pause(expert.pk, by=cast.person(expert.person_id), back_on=back)


def _wishes(cast: Cast, name: str) -> None:
    expert = cast.expert(name)
    experts.wish_gigs(expert.pk, by=cast.person(expert.person_id), wish=True)
