from django.urls import path

from evaluation.views import giver, reader

app_name = "evaluation"

urlpatterns = [
    path("v/palaute/<str:token>/", giver.link_feedback, name="link-feedback"),
    path("palaute/", reader.mine, name="mine"),
    path("palaute/jono/", reader.queue, name="queue"),
    path("palaute/<slug:slug>/", giver.give, name="give"),
    path("palaute/<slug:slug>/puhelu/", reader.phone, name="phone"),
]
