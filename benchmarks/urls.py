"""The bank's own addresses, and the least that a signed-in list of as many rows can be, through the same middleware."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from kokemuspankki.urls import *  # noqa: F403
from kokemuspankki.urls import urlpatterns as bank
from orders.models import Order

PAGE = """<!doctype html><html lang="fi"><head><title>Tilaukset</title></head><body><p>{{ user.email }}</p><table>
{% for order in orders %}<tr><td><a href="/tilaukset/{{ order.slug }}/">{{ order.title }}</a></td>
<td>{{ order.unit.name }}</td><td>{{ order.task_type }}</td><td>{{ order.created_at|date:"j.n.Y H.i" }}</td>
<td>{{ order.changed_at|date:"j.n.Y" }}</td><td>{{ order.submitted_at|date:"j.n.Y" }}</td></tr>{% endfor %}
</table></body></html>"""
_template = engines["django"].from_string(PAGE)


@login_required
def least(request: HttpRequest, rows: int) -> HttpResponse:
    orders = Order.objects.select_related("unit", "task_type").order_by("-id")[:rows]
    return HttpResponse(_template.render({"orders": orders, "user": request.user}, request))


urlpatterns = [path("bench/<int:rows>/", least), *bank]
