from django.urls import path

from orders.views import (
    ageing,
    approver,
    board,
    candidates,
    changing,
    coordinator,
    differences,
    expert,
    links,
    listing,
    moving,
    options,
    orderer,
    prices,
    receipts,
    replacing,
    reports,
)

app_name = "orders"

ORDERING = [
    path("tilaa/", orderer.new, name="new"),
    path("tilaukset/", orderer.orders, name="list"),
    path("kaikki-tilaukset/", listing.orders, name="all"),
    path("tilaukset/<slug:slug>/vaihe/<int:step>/", orderer.step, name="step"),
    path("tilaukset/<slug:slug>/hinta/", orderer.price, name="price"),
    path("tilaukset/<slug:slug>/laheta/", orderer.submit, name="submit"),
    path("tilaukset/<slug:slug>/poista/", orderer.discard, name="discard"),
    path("tilaukset/<slug:slug>/peru/", orderer.cancel, name="cancel"),
    path("tilaukset/<slug:slug>/jatka/", orderer.fewer, name="fewer"),
    path("tilaukset/<slug:slug>/uudelleen/", orderer.again, name="again"),
    path("tilaukset/<slug:slug>/mita-tehdaan/", options.options, name="options"),
    path("tilaukset/<slug:slug>/muuta/", changing.change, name="change"),
    path("tilaukset/<slug:slug>/siirra/", moving.move, name="move"),
    path("siirrot/<slug:slug>/", moving.answer, name="move-answer"),
    path("v/siirto/<str:token>/", moving.link_answer, name="link-move"),
    path("kysymykset/<slug:slug>/", orderer.answer, name="answer-question"),
]
PRICES = [
    path("palkkiotaulukko/", prices.prices, name="prices"),
    path("palkkiotaulukko/uusi/", prices.prices_new, name="prices-new"),
    path("palkkiotaulukko/<int:version>/peru/", prices.prices_take_back, name="prices-take-back"),
]
APPROVING = [
    path("hyvaksynnat/", approver.approvals, name="approvals"),
    path("hyvaksynnat/<slug:slug>/", approver.approval, name="approval"),
    path("tilaukset/<slug:slug>/hyvaksyja/", approver.name_approver, name="name-approver"),
    path("v/hyvaksynta/<str:token>/", approver.link_approval, name="link-approval"),
]
STAFFING = [
    path("koordinaattori/", board.show_board, name="board"),
    path("koordinaattori/ilmoittamatta/", ageing.untold, name="untold"),
    path("koordinaattori/tilaukset/<slug:slug>/", coordinator.handle, name="handle"),
    path("koordinaattori/tilaukset/<slug:slug>/hyvaksy/", coordinator.approve, name="approve"),
    path("koordinaattori/tilaukset/<slug:slug>/hylkaa/", coordinator.reject, name="reject"),
    path("koordinaattori/tilaukset/<slug:slug>/kysy/", coordinator.ask, name="ask"),
    path("koordinaattori/tilaukset/<slug:slug>/ehdokkaat/", candidates.candidates, name="candidates"),
    path("koordinaattori/tilaukset/<slug:slug>/kysy-usealta/", replacing.replace, name="replace"),
    path("koordinaattori/tilaukset/<slug:slug>/tarjous/<slug:expert>/", coordinator.offer_new, name="offer-new"),
    path("koordinaattori/tilaukset/<slug:slug>/lupa/", coordinator.more_money, name="more-money"),
    path("koordinaattori/tarjoukset/<slug:slug>/veda-pois/", coordinator.withdraw, name="offer-withdraw"),
]
OFFERS = [
    path("tarjoukset/", expert.offers, name="offers"),
    path("tarjoukset/<slug:slug>/", expert.offer, name="offer"),
    path("tarjoukset/<slug:slug>/vastaa/", expert.answer, name="offer-answer"),
    path("keikat/<slug:slug>/en-paase/", expert.release, name="release"),
    path("keikat/<slug:slug>/valmis/", expert.finish, name="finish"),
    path("keikat/<slug:slug>/valmistelu/", expert.prepared, name="report-preparation"),
    path("v/tarjous/<str:token>/", links.offer, name="link-offer"),
]
REPORTS = [
    path("toteumat/<slug:slug>/", reports.report, name="report"),
    path("toteumat/<slug:slug>/sovitusti/", reports.agreed, name="report-agreed"),
    path("toteumat/<slug:slug>/kuittaus/", reports.confirm, name="report-confirm"),
    path("toteumat/<slug:slug>/vastaus/", reports.claimed, name="report-claimed"),
    path("toteumat/<slug:slug>/ratkaisu/", reports.decide, name="report-decide"),
    path("toteumat/<slug:slug>/erotus/", differences.decide, name="report-difference"),
    path("toteumat/<slug:slug>/tarkistus/", reports.check, name="report-check"),
    path("kuitit/<slug:slug>/", receipts.receipt, name="receipt"),
    path("v/raportti/<str:token>/", links.report, name="link-report"),
    path("v/kuittaus/<str:token>/", links.confirm, name="link-confirm"),
]

urlpatterns = [*ORDERING, *PRICES, *APPROVING, *STAFFING, *OFFERS, *REPORTS]
