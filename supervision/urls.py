from django.urls import path

from supervision.views import coordinator, expert, supervisor

app_name = "supervision"

urlpatterns = [
    path("tyonohjaus/", expert.mine, name="mine"),
    path("tyonohjaus/yhteydenotto/", expert.contact, name="contact"),
    path("tyonohjaus/yhteydenotto/peru/", expert.contact_withdraw, name="contact-withdraw"),
    path("tyonohjaus/purku/", expert.debrief_new, name="debrief-new"),
    path("tyonohjaus/purku/<slug:slug>/", expert.debrief, name="debrief"),
    path("tyonohjaus/purku/<slug:slug>/ei/", expert.debrief_decline, name="debrief-decline"),
    path("tyonohjaus/<slug:slug>/varaa/", expert.book, name="book"),
    path("tyonohjaus/<slug:slug>/jonoon/", expert.queue, name="queue"),
    path("tyonohjaus/<slug:slug>/peru/", expert.leave, name="leave"),
    path("ohjaukset/", supervisor.sessions, name="sessions"),
    path("ohjaukset/purkuajat/", supervisor.slots, name="slots"),
    path("ohjaukset/purkuajat/<slug:slug>/poista/", supervisor.slot_remove, name="slot-remove"),
    path("ohjaukset/purku/<slug:slug>/", supervisor.debrief_mark, name="debrief-mark"),
    path("ohjaukset/<slug:slug>/siirra/", supervisor.move, name="event-move"),
    path("ohjaukset/<slug:slug>/", supervisor.mark, name="mark"),
    path("tuki/", coordinator.events, name="events"),
    path("tuki/uusi/", coordinator.event_add, name="event-add"),
    path("tuki/purku/<slug:slug>/", coordinator.debrief_arrange, name="debrief-arrange"),
    path("tuki/paikka/<slug:slug>/paikalla/", coordinator.came, name="came"),
    path("tuki/<slug:slug>/", coordinator.event, name="event"),
    path("tuki/<slug:slug>/peru/", coordinator.event_cancel, name="event-cancel"),
]
