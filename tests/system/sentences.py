"""One lecture's sentences: given, when, then. Each is done in the interface of the person it names."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from lxml import etree

import orders.sweeps
import payments.sweeps
from core import outbox
from payments.models import Contract
from tests.factories.world import HELSINKI, World
from tests.system.hands import Desk, Hands

FEE = ["200,00 €", "50,00 €", "25,00 €"]
"""Lecture up to ninety minutes, two hours of preparation, a planning meeting of one hour: row by row on each page."""
LECTURE = "Luento sosionomiopiskelijoille"
SCHEMAS = (
    Path(str(files("sepaxml"))) / "schemas" / "pain.001.001.09.xsd",
    Path(__file__).parents[3] / "shared" / "reference" / "sepa" / "pain.001.001.09.xsd",
)


@dataclass
class Story:
    """What is told on the way: who there are, at whose desk, what was shown before it came true."""

    w: World
    desk: Desk
    moves: Callable[[datetime], None]
    addresses: dict[str, str] = field(default_factory=dict)
    shown: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def moved_to(story: Story, month: int, day: int, hour: int, minute: int = 0) -> None:
    """The bank's time goes on, and beat's minute comes."""
    story.moves(datetime(2026, month, day, hour, minute, tzinfo=HELSINKI))
    orders.sweeps.sweep_all()
    payments.sweeps.sweep_all()
    outbox.drain()


def sums(hands: Hands, caption: str) -> list[str]:
    return [amount for _label, amount in hands.money(caption)]


# --- the order


def when_the_orderer_fills_the_four_steps(story: Story) -> None:
    with story.desk.stranger() as orderer:
        orderer.signs_in(story.w.orderer)
        orderer.open("/tilaa/")
        orderer.press("Aloita tilaus")
        _what(orderer)
        _whose(orderer)
        orderer.press("Tallenna ja jatka myöhemmin")
    with story.desk.person(story.w.orderer) as orderer:
        orderer.open("/tilaa/")
        orderer.follow(LECTURE)
        _when_and_where(orderer)
        story.shown["price"] = orderer.money("Hinta-arvio")
        _who_pays_and_send(orderer)
        story.addresses["order"] = orderer.page.url


def _what(orderer: Hands) -> None:
    orderer.write("Tehtävän otsikko", LECTURE)
    orderer.write("Tavoite", "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle.")
    orderer.write("Mitä kokemusasiantuntija tekee?", "Pitää puheenvuoron ja vastaa kysymyksiin.")
    orderer.choose("Kenelle luento on?", "opiskelijat")
    orderer.choose("Kuinka monta osallistujaa?", "11–30")
    orderer.choose("Minkä ikäisiä", "aikuisia")
    orderer.choose("Onko kokemusasiantuntija henkilökohtaisessa", "ei")
    orderer.write("Kuinka monta minuuttia", "45")
    orderer.press("Tallenna ja jatka")


def _whose(orderer: Hands) -> None:
    orderer.choose("Minkä kokemuksesta", "Palvelujen käyttö")
    orderer.choose("Kenen näkökulma?", "oma kokemus")
    orderer.write("Onko paikalla muita puhujia?", "ei muita puhujia")
    orderer.choose("Voiko tilanne olla", "ei")
    orderer.choose("Tallennetaanko luento?", "ei tallenneta")


def _when_and_where(orderer: Hands) -> None:
    orderer.sees("Palvelujen käyttö")
    orderer.press("Tallenna ja jatka")
    orderer.write("Päivä", "29.9.2026")
    orderer.write("Alkaa", "13.00")
    orderer.write("Päättyy", "14.30")
    orderer.choose("Miten tapaatte", "tunnin tapaaminen")
    orderer.write("Kuinka monta tuntia", "2")
    orderer.choose("Missä luento pidetään?", "paikan päällä")
    orderer.write("Osoite ja tila", "Microkatu 1, B2024")
    orderer.write("Kunta", "Kuopio")
    orderer.select("Alue", "Pohjois-Savo")
    orderer.write("Miten perille pääsee?", "Aulassa odottaa Päivi.")
    orderer.choose("Onko paikka esteetön?", "esteetön")
    orderer.press("Tallenna ja jatka")


def _who_pays_and_send(orderer: Hands) -> None:
    orderer.write("Puhelinnumerosi", "040 123 4567")
    orderer.write("Yhteyshenkilö paikan päällä", "Päivi Tilaaja")
    orderer.write("Yhteyshenkilön puhelin", "040 123 4567")
    for promise in ("tasavertaisena", "En kysy", "Kerron hyvissä", "Annan palautetta", "Järjestän turvallisen"):
        orderer.choose("Sitoudun tilaajana näihin", promise)
    orderer.tick("Hyväksyn peruutusehdot")
    orderer.sees("Voit perua maksutta ma 28.9. klo 13.00 asti")
    orderer.press("Lähetä tilaus")


def then_the_price_was_shown_with_its_parts(story: Story) -> None:
    labels, sums = zip(*story.shown["price"], strict=True)
    assert list(sums[:3]) == FEE
    assert labels[0].startswith("Luento")
    assert labels[1:3] == ("Valmistelu 2 h", "Ennakkotapaaminen 1 h")
    assert labels[-1] == "Yhteensä enintään"


def then_the_order_waits_for_the_approver(story: Story) -> None:
    with story.desk.person(story.w.orderer) as orderer:
        orderer.open(story.addresses["order"])
        assert "odottaa kustannuspaikan hyväksyntää" in orderer.status.lower()
        assert "Eero Hyväksyjä" in orderer.status
        assert "pe 4.9." in orderer.status, "three working days"


def when_the_approver_says_yes_in_the_mail(story: Story) -> None:
    with story.desk.stranger() as approver:
        approver.mailed(story.w.approver, "Katso ja päätä")
        approver.sees(LECTURE, "ti 29.9. klo 13.00–14.30", "Aikuissosiaalityö", "Enintään")
        approver.press_starting("Hyväksy, enintään")
        approver.sees("Hyväksyit tilauksen")


# --- the bank


def when_the_coordinator_takes_the_order_and_offers_it(story: Story) -> None:
    with story.desk.person(story.w.coordinator) as coordinator:
        coordinator.open("/koordinaattori/")
        coordinator.follow(LECTURE)
        coordinator.choose("Miten palkkio maksetaan?", "D")
        coordinator.press("Hyväksy ja valitse tekijä")
        coordinator.sees("Aino Esimerkki")
        coordinator.follow("Tee tarjous: Aino")
        assert sums(coordinator, "Tähän tarjous lukitaan")[:3] == FEE
        coordinator.sees("to 15.10.")
        _journey(coordinator)
        coordinator.press("Lähetä tarjous Ainolle")
        coordinator.sees("Aino Esimerkki", "280,50 €", "Odottaa vastausta")


def _journey(coordinator: Hands) -> None:
    coordinator.write("Päivä", "29.9.2026")
    coordinator.write("Mistä", "Särkiniemi")
    coordinator.write("Minne", "Microkatu 1")
    coordinator.write("Kilometrit omalla autolla", "10")


def then_the_orderer_sees_how_many_have_an_offer(story: Story) -> None:
    with story.desk.person(story.w.orderer) as orderer:
        orderer.open(story.addresses["order"])
        orderer.sees("Yhdellä ihmisellä on nyt tarjous")
        orderer.does_not_see("Aino")


# --- the expert's answer


def when_the_expert_says_yes_signed_in(story: Story) -> None:
    with story.desk.person(story.w.expert.person) as expert:
        expert.open("/")
        expert.open("/etusivu/expert/")
        expert.follow("Katso tarjous ja vastaa")
        assert sums(expert, "Palkkio ennen veroja") == FEE
        expert.sees("280,50 €", "206,79 €", "ja matkat 5,50 €", "to 15.10.", "asiointi aikuissosiaalityössä")
        expert.press("Otan keikan")
        story.addresses["gig"] = expert.page.url


def when_the_expert_says_yes_in_the_mail(story: Story) -> None:
    with story.desk.stranger() as expert:
        expert.mailed(story.w.expert.person, "Katso tarjous ja vastaa")
        assert sums(expert, "Palkkio ennen veroja") == FEE
        expert.does_not_see("206,79", "asiointi aikuissosiaalityössä", "040 123 4567")
        expert.press("Otan keikan")
        expert.sees("Keikka on sinun")
        card = expert.page.get_by_role("link", name="Avaa keikkakortti").get_attribute("href")
    story.addresses["gig"] = f"{story.desk.address}{card}"


# --- the contract


def when_the_expert_signs(story: Story) -> None:
    with story.desk.person(story.w.expert.person) as expert:
        expert.open(story.addresses["gig"])
        expert.sees("Sopimus odottaa allekirjoitustasi")
        expert.follow("Lue ja allekirjoita")
        story.addresses["contract"] = expert.page.url
        expert.sees("Yhteensä enintään, jos keikka toteutuu sovitusti", "280,50 €")
        expert.press("Allekirjoita sopimus")


def when_the_bank_signs(story: Story) -> None:
    with story.desk.person(story.w.coordinator) as coordinator:
        coordinator.open("/sopimukset/")
        coordinator.follow("Aino Esimerkki")
        coordinator.press("Allekirjoita pankin puolesta")


def then_the_contract_is_a_sealed_pdf(story: Story, folder: Path) -> None:
    outbox.drain()
    contract = Contract.objects.get()
    with story.desk.person(story.w.expert.person) as expert:
        expert.open(story.addresses["contract"])
        expert.sees("Sopimus on voimassa")
        path = folder / "sopimus.pdf"
        path.write_bytes(expert.fetch("Lataa PDF"))
    sealed = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in sealed
    assert "Total document signed" in sealed
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert contract.text_sha256 in "".join(text.split()), "the signature page tells the hash of what was signed"


def then_the_gig_card_tells_everything(story: Story) -> None:
    with story.desk.person(story.w.expert.person) as expert:
        expert.open(story.addresses["gig"])
        expert.sees("Vahvistettu", "ti 29.9. klo 13.00–14.30", "Microkatu 1, B2024", "Aulassa odottaa Päivi.")
        expert.sees("Päivi Tilaaja", "040 123 4567", "En pääse")


# --- after the lecture


def given_the_lecture_is_over(story: Story) -> None:
    moved_to(story, 9, 29, 14, 45)


def when_the_expert_reports_in_one_tap(story: Story) -> None:
    with story.desk.person(story.w.expert.person) as expert:
        expert.open(story.addresses["gig"])
        expert.press("Toteutui kuten sovittiin")


def when_the_expert_reports_from_the_mail(story: Story) -> None:
    with story.desk.stranger() as expert:
        expert.mailed(story.w.expert.person, "Ilmoita toteuma")
        expert.press("Toteutui kuten sovittiin")
        expert.sees("Kiitos")


def when_the_orderer_confirms(story: Story) -> None:
    with story.desk.person(story.w.orderer) as orderer:
        orderer.open("/etusivu/orderer/")
        orderer.follow("Katso ja kuittaa")
        assert sums(orderer, "Tekijä ilmoitti")[:3] == FEE
        orderer.press("Kuittaa toteuma")


def when_the_orderer_is_silent_for_three_working_days(story: Story) -> None:
    moved_to(story, 10, 2, 16, 0)


def then_the_fee_waits_for_the_pay_day(story: Story) -> None:
    outbox.drain()
    with story.desk.person(story.w.expert.person) as expert:
        expert.open("/palkkiot/")
        expert.sees("280,50 €", "to 15.10.")


# --- payroll


def when_payroll_draws_the_batch(story: Story) -> None:
    moved_to(story, 10, 9, 9, 0)
    with story.desk.person(story.w.payroll) as payroll:
        payroll.open("/palkka-ajot/")
        payroll.follow("Katso palkka-ajo to 15.10.")
        payroll.sees("Aino Esimerkki", "275,00 €", "48,13 €", "20,08 €", "5,50 €", "212,29 €")
        payroll.does_not_see(LECTURE, "Aikuissosiaalityö", "asiointi")
        payroll.press("Laadi palkka-ajo")
        story.addresses["batch"] = payroll.page.url
        payroll.sees("Laadit tämän itse")


def when_another_clerk_approves_it(story: Story) -> None:
    with story.desk.person(story.w.payroll2) as payroll:
        payroll.open(story.addresses["batch"])
        payroll.press("Hyväksy palkka-ajo")
        payroll.press("Tee maksuaineisto")
        story.addresses["file"] = "written"
        _the_bank_would_take(payroll.download("Lataa maksuaineisto"))
        payroll.press("Merkitse lähetetyksi pankkiin")
        payroll.does_not_see("Pura palkka-ajo")


def _the_bank_would_take(content: bytes) -> None:
    document = etree.fromstring(content)
    for path in SCHEMAS:
        if path.exists():
            etree.XMLSchema(etree.parse(path)).assertValid(document)
    paid = document.findall(".//{*}InstdAmt")
    assert [row.text for row in paid] == ["212.29"]


def when_the_bank_date_is_entered(story: Story) -> None:
    moved_to(story, 10, 15, 9, 0)
    with story.desk.person(story.w.payroll) as payroll:
        payroll.open(story.addresses["batch"])
        payroll.write("Pankin maksupäivä", "15.10.2026")
        payroll.press("Merkitse maksetuksi")


def then_the_money_is_on_the_account(story: Story) -> None:
    outbox.drain()
    with story.desk.person(story.w.expert.person) as expert:
        expert.open("/palkkiot/")
        expert.sees("Tilillä", "to 15.10.", "280,50 €")
        expert.page.locator("td a").first.click()
        assert sums(expert, "Mistä palkkio tulee")[:3] == FEE
        expert.sees("212,29 €")
        assert expert.fetch("Lataa PDF").startswith(b"%PDF")


# --- feedback


def when_both_give_feedback(story: Story) -> None:
    with story.desk.stranger() as orderer:
        orderer.mailed(story.w.orderer, "Anna palaute")
        orderer.choose("Työstä oli meille hyötyä", "täysin samaa mieltä")
        orderer.write("Mikä työssä oli hyvää?", "Opiskelijat puhuivat luennosta vielä seuraavana päivänä.")
        orderer.write("Mitä teette toisin", "Kysymme ensin, mitä ihminen itse toivoo.")
        orderer.press("Lähetä palaute")
    with story.desk.stranger() as expert:
        expert.mailed(story.w.expert.person, "Vastaa kolmeen kysymykseen")
        expert.choose("Minua kohdeltiin", "täysin samaa mieltä")
        expert.write("Mikä yhteistyössä toimi?", "Minut otettiin vastaan kuin kollega.")
        expert.press("Lähetä palaute")


def then_the_feedback_reached_the_expert(story: Story) -> None:
    outbox.drain()
    with story.desk.person(story.w.expert.person) as expert:
        expert.mailed(story.w.expert.person, "Lue palaute")
        expert.sees("Opiskelijat puhuivat luennosta", "Kysymme ensin", "Päivi Tilaaja")


def then_the_gig_is_done(story: Story) -> None:
    outbox.drain()
    with story.desk.person(story.w.orderer) as orderer:
        orderer.open(story.addresses["order"])
        assert "valmis" in orderer.status.lower()
    with story.desk.person(story.w.expert.person) as expert:
        expert.open(story.addresses["gig"])
        assert "valmis" in expert.status.lower()
