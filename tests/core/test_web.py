from collections.abc import Callable

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from core import web
from core.errors import Busy, DomainError, Expired, Missing, NotAllowed, Stale, Used
from core.links import UNKNOWN

REFUSALS: dict[str, DomainError] = {
    "no": NotAllowed("Vain koordinaattori voi tehdä tämän."),
    "gone": Missing("Tarjousta ei löydy."),
    "late": Stale("Tarjous on jo hyväksytty."),
    "busy": Busy(),
    "used": Used(),
    "over": Expired(),
    "link": Missing(UNKNOWN, "link"),
    "plain": DomainError("Aika ehti kulua."),
}


def refuse(_request: HttpRequest, what: str) -> HttpResponse:
    raise REFUSALS[what]


urlpatterns = [path("refuse/<str:what>/", refuse), path("", include("kokemuspankki.urls"))]


@pytest.fixture
def post() -> HttpRequest:
    request = RequestFactory().post("/here/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def said(request: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def raiser(error: DomainError) -> Callable[[], None]:
    def do() -> None:
        raise error

    return do


def test_a_verb_that_goes_well_says_so_and_goes_on(post: HttpRequest) -> None:
    response = web.act(post, lambda: 7, said=lambda n: f"Numero {n}", to=lambda n: f"/rows/{n}/")
    assert (response.status_code, response["Location"]) == (302, "/rows/7/")
    assert said(post) == [("success", "Numero 7")]


@pytest.mark.parametrize(("back", "place"), [(None, "/list/"), ("/row/", "/row/")])
def test_a_refusal_is_said_on_the_page_one_stands_on(post: HttpRequest, back: str | None, place: str) -> None:
    response = web.act(post, raiser(Stale("Joku ehti ensin.")), said="Hyvä", to="/list/", back=back)
    assert response["Location"] == place
    assert said(post) == [("error", "Joku ehti ensin.")]


def test_no_right_keeps_its_own_page(post: HttpRequest) -> None:
    with pytest.raises(NotAllowed):
        web.act(post, raiser(NotAllowed()), to="/list/")


class Simple(forms.Form):
    name = forms.CharField()


def test_a_forms_refusal_keeps_what_was_typed() -> None:
    form = Simple({"name": "Aino"})
    assert web.submit(form, raiser(DomainError("Ei nyt."))) is None
    assert form.non_field_errors() == ["Ei nyt."]
    assert form["name"].value() == "Aino"
    assert web.submit(Simple({}), lambda: pytest.fail("an invalid form acts")) is None
    assert web.submit(Simple({"name": "x"}), lambda: 5) == 5


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("no", 403, "Vain koordinaattori voi tehdä tämän."),
        ("gone", 404, "Tarjousta ei löydy."),
        ("late", 409, "Tarjous on jo hyväksytty."),
        ("busy", 409, "Joku muu käsittelee tätä juuri nyt."),
        ("used", 410, "jo käytetty"),
        ("over", 410, "aika on"),
        ("link", 404, "Linkki on vajaa"),
        ("plain", 400, "Aika ehti kulua."),
    ],
)
def test_every_refusal_has_a_calm_page(client: Client, what: str, status: int, words: str) -> None:
    response = client.get(f"/refuse/{what}/")
    assert response.status_code == status
    assert words in response.content.decode()
