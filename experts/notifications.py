"""One function a message; each only adds an outbox row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core import audit, clock, links, outbox, policy, todo
from experts.models import Expert, PayeeChange
from experts.states import PayeeKind

VERIFY = "experts.verify_payee"
TELL = "experts.tell_payee"
DISOWNED = "experts.payee_disowned"
STOP = "payee_stop"
CHECK_IN = "experts.check_in"
todo.word(VERIFY, _("Soita ja varmista uusi tilinumero tai henkilötunnus"))
todo.word(TELL, _("Kerro puhelimella: tilinumero tai henkilötunnus vaihtui"))
todo.word(DISOWNED, _("Kiireellinen: asiantuntija ei tehnyt muutosta. Soita, ja tarkista laaditut palkka-ajot"))
todo.word(CHECK_IN, _("Kysy kuulumiset: kokemusasiantuntija toivoi yhteydenottoa tänään"))
links.route(STOP, "experts:link-payee")
audit.word(
    "payee_call",
    _("puhelinnumerosi ja uusi tilinumerosi tai henkilötunnuksesi varmistussoittoa varten"),
    of_others=_("puhelinnumero ja uusi tilinumero tai henkilötunnus varmistussoittoa varten"),
)

audit.word(
    "contact_and_themes",
    _("yhteystietosi ja teemat, jotka annoit koordinaattorin nähdä"),
    of_others=_("yhteystiedot ja teemat, jotka hän antoi koordinaattorin nähdä"),
)


def welcome(expert: Expert) -> None:
    outbox.mail(
        "experts_welcome",
        expert.person,
        about=expert,
        dedupe=f"experts_welcome:{expert.pk}",
        path=reverse("experts:payee"),
    )


def pause_over(expert: Expert, ended: date) -> None:
    """So that nobody is taken by surprise by an offer; and it says how to go on resting."""
    outbox.mail(
        "experts_pause_over",
        expert.person,
        about=expert,
        dedupe=f"experts_pause_over:{expert.pk}:{ended}",
        path=reverse("experts:pause"),
    )


def check_in(expert: Expert) -> None:
    """For the day the expert chose, without why."""
    due = datetime.combine(clock.today(), time(16), tzinfo=clock.HELSINKI)
    todo.open(CHECK_IN, expert, role=Role.COORDINATOR, due=due)


def payee_waits(change: PayeeChange, old_email: str) -> None:
    """To the address on record, and to the old one when it changed lately; payroll gets the call as a task.

    The old phone is told by that call: the bank sends no text messages.
    """
    todo.open(VERIFY, change.expert, role=Role.PAYROLL, due=change.due)
    _told("experts_payee_waits", change, old_email, due=change.due.isoformat())


def payee_confirmed(change: PayeeChange, old_email: str) -> None:
    """So that a stranger's change is seen in time, whatever confirmed it."""
    used_from = change.used_from.isoformat() if change.used_from else ""
    template = "experts_account_changed" if change.kind == PayeeKind.ACCOUNT else "experts_identity_changed"
    _told(template, change, old_email, used_from=used_from)


def payee_refused(change: PayeeChange) -> None:
    outbox.mail(
        "experts_payee_refused",
        change.expert.person,
        about=change,
        context={"kind": change.kind},
        dedupe=f"experts_payee_refused:{change.pk}",
        path=reverse("experts:payee"),
    )


def tell_by_phone(change: PayeeChange) -> None:
    """A second factor confirmed it and nobody calls otherwise: with no text messages, payroll tells by phone."""
    todo.open(TELL, change.expert, role=Role.PAYROLL, due=change.due)


def payee_disowned(expert: Expert) -> None:
    todo.open(DISOWNED, expert, role=Role.PAYROLL, due=clock.now())


def payee_settled(expert: Expert) -> None:
    todo.close(VERIFY, expert)


def _told(template: str, change: PayeeChange, old_email: str, **context: str) -> None:
    person = change.expert.person
    expires = clock.now() + timedelta(days=policy.get("payee_stop_days"))
    link = links.make(STOP, person, change, expires_at=expires)
    for address in filter(None, ["own", old_email]):
        outbox.mail(
            template,
            person,
            about=change,
            context={"kind": change.kind, **context},
            dedupe=f"{template}:{change.pk}:{'old' if address == old_email else 'own'}",
            link=link,
            address="" if address == "own" else address,
        )
