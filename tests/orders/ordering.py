"""What an orderer types into the four steps."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from experts.models import Theme
from orders.models import Order
from tests.accounts.people import entered
from tests.factories.world import World

STEP_1 = {
    "title": "Luento sosionomiopiskelijoille",
    "goal": "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle.",
    "description": "Pitää puheenvuoron ja vastaa kysymyksiin.",
    "expectations": "",
    "audience_type": "students",
    "audience_size": "11-30",
    "audience_age": "adults",
    "works_with_vulnerable": "no",
    "speaking_minutes": "45",
    "audience_prepares": "",
    "materials": "",
}
STEP_3 = {
    "kerta-TOTAL_FORMS": "1",
    "kerta-INITIAL_FORMS": "0",
    "kerta-0-date": "29.9.2026",
    "kerta-0-starts": "13.00",
    "kerta-0-ends": "14.30",
    "planning": "meeting",
    "preparation_hours": "2",
    "form": "site",
    "address": "Microkatu 1, B2024",
    "municipality": "Kuopio",
    "region": "pohjois-savo",
    "arrival": "Aulassa vastassa Päivi.",
    "step_free": "yes",
    "remote_tool": "",
    "equipment": "videotykki",
}
COMMITMENTS = ["equal", "privacy", "informs", "feedback", "safe"]


def step_2(**changes: Any) -> dict[str, Any]:
    return {
        "themes": [str(Theme.objects.get(slug="use-of-services").pk)],
        "perspective": "own",
        "theme_detail": "",
        "experts_needed": "1",
        "other_experts": "ei muita puhujia",
        "language": "fi",
        "sensitive_content": "no",
        "support_on_site": "",
        "recording": "no",
        "requested_expert": "",
        "wishes": "",
        "wishes_reason": "",
        **changes,
    }


def step_4(w: World, **changes: Any) -> dict[str, Any]:
    return {
        "cost_centre": str(w.centre.pk),
        "reference": "",
        "project_code": "",
        "orderer_title": "lehtori",
        "orderer_phone": "040 123 4567",
        "site_contact_name": "Päivi Tilaaja",
        "site_contact_phone": "040 123 4567",
        "commitments": COMMITMENTS,
        "terms": "on",
        **changes,
    }


def inside(person: Person) -> Client:
    return entered(person)


def address(order: Order, step: int) -> str:
    return reverse("orders:step", args=[order.slug, step])


def start(client: Client, w: World) -> Order:
    answer = client.post(reverse("orders:new"), {"unit": w.unit.pk, "task_type": w.task_type.pk, "phase": "delivery"})
    assert answer.status_code == 302, answer.content.decode()
    return Order.objects.order_by("-pk")[0]


def fill(client: Client, w: World, last: int = 3) -> Order:
    order = start(client, w)
    for number, given in enumerate((STEP_1, step_2(), STEP_3)[:last], start=1):
        answer = client.post(address(order, number), given)
        assert answer.status_code == 302, errors(answer)
    order.refresh_from_db()
    return order


def errors(answer: Any) -> str:
    found = answer.context and answer.context.get("forms")
    return str([form.errors for form in found or []])


def order_by_form(client: Client, w: World) -> Order:
    order = fill(client, w)
    answer = client.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert answer.status_code == 302, errors(answer)
    order.refresh_from_db()
    return order
