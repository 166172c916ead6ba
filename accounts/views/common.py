from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from accounts.models import Person


def person_of(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def form_page(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "accounts/form.html", {"form": form, "lead": "", **context}, status=status)
