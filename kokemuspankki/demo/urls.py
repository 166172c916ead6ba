from django.urls import path

from kokemuspankki.demo import views

app_name = "demo"

urlpatterns = [
    path("henkilot/", views.people, name="people"),
    path("astu-sisaan/", views.enter, name="enter"),
    path("viestit/", views.messages_sent, name="messages"),
    path("viestit/<str:key>/", views.message, name="message"),
    path("viestit/<str:key>/html/", views.message_html, name="message-html"),
    path("kello/", views.move_clock, name="move-clock"),
]
