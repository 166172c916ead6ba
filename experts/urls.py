from django.urls import path

from experts.views import coordinator, expert

app_name = "experts"

urlpatterns = [
    path("oma-sivu/", expert.me, name="me"),
    path("oma-sivu/teema/", expert.theme_add, name="theme-add"),
    path("oma-sivu/teema/<int:pk>/pois/", expert.theme_withdraw, name="theme-withdraw"),
    path("oma-sivu/palkkatiedot/", expert.payee, name="payee"),
    path("asiantuntijat/", coordinator.experts, name="list"),
    path("asiantuntijat/uusi/", coordinator.add, name="add"),
    path("asiantuntijat/<slug:slug>/", coordinator.expert, name="detail"),
]
