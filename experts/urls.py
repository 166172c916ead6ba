from django.urls import path

from experts.views import coordinator, expert

app_name = "experts"

urlpatterns = [
    path("omat-tiedot/", expert.me, name="me"),
    path("omat-tiedot/teema/", expert.theme_add, name="theme-add"),
    path("omat-tiedot/teema/<int:pk>/pois/", expert.theme_withdraw, name="theme-withdraw"),
    path("omat-tiedot/palkkatiedot/", expert.payee, name="payee"),
    path("asiantuntijat/", coordinator.experts, name="list"),
    path("asiantuntijat/uusi/", coordinator.add, name="add"),
    path("asiantuntijat/<slug:slug>/", coordinator.expert, name="detail"),
]
