"""Each rule of the bank in plain words: what it is called, what it changes, and how its value is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pay.profiles import PROFILES
from core.policy_kinds import Cents, Choice, Choices, Kind, Numbers, PayDays, Table, Text, Usual, Whole, YesNo

Words = str | Promise


class Section(TextChoices):
    ORDERS = "orders", _("Tilaus ja hyväksyntä")
    OFFERS = "offers", _("Tarjoukset ja keikan päivä")
    CANCELLING = "cancelling", _("Peruminen")
    REPORTS = "reports", _("Toteuma ja palaute")
    MONEY = "money", _("Palkkiot ja maksaminen")
    SEEN = "seen", _("Kuka näkee ja kuinka kauan")
    KEPT = "kept", _("Säilyttäminen ja poistaminen")
    OTHER = "other", _("Muut säännöt")


@dataclass(frozen=True)
class Rule:
    """`today`: harmless enough to begin on the day it is decided; else a new value begins tomorrow at the earliest.

    `unsure`: the default is the writer's guess or waits for a lawyer, and the page says so until the bank decides.
    """

    title: Words
    what: Words
    kind: Kind | None
    section: Section = Section.OTHER
    today: bool = False
    unsure: bool = False

    def first_day(self) -> date:
        return clock.today() + timedelta(days=not self.today)


BANKS: Final[dict[str, Words]] = {"county": _("hyvinvointialue"), "association": _("järjestö")}
LETTERS: Final[dict[str, Words]] = {letter: letter for letter in PROFILES}


def by_bank(kind: Kind) -> Table:
    return Table({bank: (words, kind) for bank, words in BANKS.items()})


Q, F, C, R, M, S, K = (
    Section.ORDERS, Section.OFFERS, Section.CANCELLING, Section.REPORTS, Section.MONEY, Section.SEEN, Section.KEPT,
)  # fmt: skip
DAYS, WORKDAYS, BANK_DAYS = Whole("days", 1), Whole("workdays", 1, 60), Whole("bank_days", 0, 30)
YEARS, MONTHS, PERCENT = Whole("years", 1, 50), Whole("months", 1, 120), Whole("percent", 0, 100)

RULES: Final[dict[str, Rule]] = {
    "terms_version": Rule(
        _("Tilausehtojen versio"), _("Merkintä, joka tallentuu tilaukseen lähetettäessä."), Text(), Q
    ),
    "orderer_may_approve_own": Rule(
        _("Tilaaja hyväksyy oman tilauksensa"),
        _("Jos kyllä, kustannuspaikan hyväksyjä saa hyväksyä oman tilauksensa rajaansa asti."),
        by_bank(YesNo()), Q,
    ),
    "approved_max_percent": Rule(
        _("Hyväksytty enimmäissumma"),
        _("Kuinka monta prosenttia arviosta hyväksyjä hyväksyy kerralla. Sen yli kysytään uudelleen."),
        Whole("percent", 100, 200), Q,
    ),
    "travel_estimate_cents": Rule(
        _("Arvio matkakuluista"), _("Summa, jolla tilauslomake arvioi yhden tapaamisen matkat."), Cents(500_00), Q,
    ),
    "approval_workdays": Rule(
        _("Hyväksyjän vastausaika"), _("Sen jälkeen pyyntö siirtyy varahenkilölle."), WORKDAYS, Q, today=True
    ),
    "bank_answer_workdays": Rule(
        _("Pankin vastausaika tilaukseen"), _("Lupaus, joka näkyy tilaajalle ja ohjesivulla."), WORKDAYS, Q, today=True
    ),
    "question_workdays": Rule(
        _("Tilaajan vastausaika kysymykseen"), _("Sen jälkeen koordinaattori soittaa."), WORKDAYS, Q, today=True
    ),
    "staffing_workdays": Rule(
        _("Aika etsiä tekijää"), _("Milloin taulu muistuttaa, että tekijää vielä etsitään."), WORKDAYS, Q, today=True
    ),
    "options_days_before": Rule(
        _("Milloin tilaaja saa vaihtoehdot"),
        _("Näin monta päivää ennen keikkaa tilaajalle kerrotaan, jos tekijää ei ole löytynyt."),
        DAYS, Q, today=True,
    ),
    "lead_workdays": Rule(
        _("Toivottu aika tilauksesta keikkaan"),
        _("Tätä lyhyemmästä ajasta tilauslomake varoittaa. Tilausta ei koskaan estetä."),
        Table({
            "default": (_("yleensä"), WORKDAYS),
            "lecture": (_("luento"), WORKDAYS),
            "series": (_("sarja"), WORKDAYS),
            "minors": (_("kuulijoina alaikäisiä"), WORKDAYS),
        }), Q, today=True,
    ),
    "draft_reminder_days": Rule(
        _("Muistutus luonnoksesta"), _("Näin kauan koskematta ollut luonnos saa muistutuksen."), DAYS, Q, today=True
    ),
    "draft_kept_days": Rule(
        _("Luonnoksen säilytys"), _("Näin kauan koskematta ollut luonnos poistetaan."), DAYS, Q
    ),
    "offer_workdays": Rule(_("Aika vastata tarjoukseen"), _("Puolivälissä muistutetaan."), WORKDAYS, F, today=True),
    "gig_wish_days": Rule(
        _("Toive keikoista"),
        _("Näin kauan koordinaattori näkee, että kokemusasiantuntija toivoo keikkoja. Se ei muuta järjestystä."),
        DAYS, F, today=True,
    ),
    "offer_latest_days_before": Rule(
        _("Tarjouksen viimeinen vastauspäivä"), _("Näin monta päivää ennen keikkaa, paitsi kiireessä."), DAYS, F,
        today=True,
    ),
    "urgent_below_days": Rule(
        _("Milloin keikka on kiireinen"), _("Tätä lähempänä olevaan keikkaan vastataan nopeasti."), DAYS, F, today=True
    ),
    "offer_urgent_minutes": Rule(
        _("Kiireisen tarjouksen vastausaika"), _("Kun keikka on muutaman päivän päässä."),
        Whole("minutes", 10, 1440), F, today=True,
    ),
    "offer_urgent_same_day_minutes": Rule(
        _("Vastausaika samana päivänä"), _("Kun keikka on tänään."), Whole("minutes", 5, 600), F, today=True
    ),
    "urgent_offers_per_place": Rule(
        _("Kiireisiä tarjouksia yhtä paikkaa kohti"),
        _("Näin monelta kysytään yhtä aikaa. Ensimmäinen kyllä saa keikan."),
        Whole("times", 1, 10), F, today=True,
    ),
    "booking_buffer_minutes": Rule(
        _("Väli kahden keikan välissä"), _("Aika, joka varataan ennen keikkaa ja sen jälkeen."),
        Whole("minutes", 0, 480), F, unsure=True,
    ),
    "reminder_days": Rule(
        _("Muistutukset ennen keikkaa"), _("Näin monta päivää ennen asiantuntija ja tilaaja saavat muistutuksen."),
        Numbers("days"), F, today=True,
    ),
    "contract_warning_workdays": Rule(
        _("Allekirjoittamaton sopimus"), _("Näin kauan ennen keikkaa siitä tulee tehtävä koordinaattorille."),
        WORKDAYS, F, today=True,
    ),
    "cancel_early_percent": Rule(
        _("Palkkio, kun perutaan ajoissa"), _("Osuus työstä, joka maksetaan ennen perumisrajaa perutusta keikasta."),
        PERCENT, C, unsure=True,
    ),
    "cancel_late_percent": Rule(
        _("Palkkio, kun perutaan myöhään"),
        _(
            "Osuus työstä ja sovitusta ennakkotapaamisesta, joka maksetaan rajan jälkeen perutusta keikasta tai kun "
            "kukaan ei tullut."
        ),
        PERCENT, C, unsure=True,
    ),
    "cancel_limit_hours": Rule(
        _("Perumisraja"), _("Näin monta tuntia ennen alkua tilaaja voi perua maksutta."),
        Table({
            "default": (_("yleensä"), Whole("hours", 0, 720)),
            "A": (_("työsuhde (profiili A)"), Whole("hours", 0, 720)),
        }),
        C, unsure=True,
    ),
    "report_expert_workdays": Rule(
        _("Asiantuntijan aika ilmoittaa toteuma"), _("Sen jälkeen koordinaattori soittaa."), WORKDAYS, R, today=True
    ),
    "report_silence_workdays": Rule(
        _("Tilaajan aika kuitata toteuma"), _("Sen jälkeen ilmoitetut tunnit vahvistuvat itsestään."), WORKDAYS, R
    ),
    "report_decision_workdays": Rule(
        _("Aika ratkaista erimielisyys"), _("Koordinaattori päättää tässä ajassa."), WORKDAYS, R, today=True
    ),
    "receipt_megabytes": Rule(
        _("Kuitin enimmäiskoko"), _("Suurempaa tiedostoa ei oteta vastaan."), Whole("megabytes", 1, 20), R, today=True
    ),
    "feedback_call_workdays": Rule(
        _("Milloin palautteesta soitetaan"), _("Jos tilaaja ei ole vastannut tässä ajassa."), WORKDAYS, R, today=True
    ),
    "feedback_talk_workdays": Rule(
        _("Aika käydä palaute läpi yhdessä"), _("Koordinaattorilla on näin kauan aikaa ottaa yhteyttä."),
        WORKDAYS, R, today=True,
    ),
    "feedback_low_scale": Rule(
        _("Milloin arvosana on matala"), _("Tämä tai pienempi arvosana käydään ensin läpi yhdessä."),
        Whole("", 1, 5), R, today=True,
    ),
    "feedback_tries": Rule(
        _("Montako kertaa palautteesta soitetaan"), _("Sen jälkeen asiantuntija saa koordinaattorin oman sanan."),
        Whole("times", 1, 10), R, today=True,
    ),
    "debrief_offer_hours": Rule(
        _("Milloin purkua tarjotaan"), _("Näin pian vaativan keikan jälkeen."), Whole("hours", 1, 336), R, today=True
    ),
    "profiles": Rule(
        _("Sallitut maksuprofiilit"), _("Profiilit, joista koordinaattori valitsee tilausta hyväksyessään."),
        by_bank(Choices(LETTERS)), M, unsure=True,
    ),
    "default_profile": Rule(
        _("Tavallinen maksuprofiili"), _("Tällä profiililla tilauslomake arvioi hinnan."),
        by_bank(Usual(Choice(LETTERS))), M, unsure=True,
    ),
    "support_profile": Rule(
        _("Tuen maksuprofiili"), _("Millä profiililla työnohjaus ja purku maksetaan."),
        by_bank(Choice(LETTERS)), M, unsure=True,
    ),
    "pay_days": Rule(_("Maksupäivät"), _("Päivät, joina palkkiot ovat tilillä."), PayDays(), M),
    "cut_off_workdays": Rule(
        _("Aikaraja ennen maksupäivää"), _("Tätä ennen hyväksytty toteuma ehtii maksupäivään."), WORKDAYS, M
    ),
    "rates_warning_days": Rule(
        _("Varoitus puuttuvista luvuista"), _("Näin monta päivää ennen maksupäivää, jolta lain luvut puuttuvat."),
        DAYS, M, today=True,
    ),
    "card_reminder_days": Rule(
        _("Muistutukset verokortista"), _("Näin monta päivää ennen aikarajaa, jos verokortti puuttuu."),
        Numbers("days"), M, today=True,
    ),
    "card_expiry_days": Rule(
        _("Muistutukset vanhenevasta verokortista"),
        _("Näin monta päivää ennen kortin viimeistä päivää asiantuntija saa viestin."),
        Numbers("days"), M, today=True,
    ),
    "hold_most_days": Rule(
        _("Palkkion pito enintään"), _("Näin monen päivän kuluessa pidetty palkkio on tarkistettava."), DAYS, M,
        today=True,
    ),
    "returned_call_workdays": Rule(
        _("Milloin palautuneesta maksusta soitetaan"),
        _("Jos asiantuntija ei ole antanut uutta tilinumeroa tässä ajassa."), WORKDAYS, M, today=True,
    ),
    "payee_change_bank_days": Rule(
        _("Milloin uusi tilinumero on käytössä"), _("Näin monta pankkipäivää vahvistuksesta."), BANK_DAYS, M
    ),
    "payee_call_bank_days": Rule(
        _("Aika soittaa uudesta tilinumerosta"), _("Pankki soittaa tässä ajassa ennen tunnettuun numeroon."),
        BANK_DAYS, M, today=True,
    ),
    "payee_contact_settled_days": Rule(
        _("Milloin uusi puhelinnumero on tuttu"),
        _("Tätä tuoreemman yhteystiedon sijaan tilinumero varmistetaan vanhasta."), DAYS, M,
    ),
    "payee_factor_fresh_minutes": Rule(
        _("Kuinka tuore vahvistus kelpaa"), _("Näin vanha sovelluksen koodi vahvistaa vielä uuden tilinumeron."),
        Whole("minutes", 1, 120), M,
    ),
    "payee_factor_settled_days": Rule(
        _("Milloin uusi todennussovellus on tuttu"), _("Tätä uudempi sovellus ei vahvista tilinumeroa."), DAYS, M
    ),
    "staff_session_minutes": Rule(
        _("Kuinka kauan henkilökunnan kirjautuminen kestää"),
        _("Sen jälkeen kirjaudutaan uudelleen, vaikka työ jatkuu."),
        Whole("minutes", 15, 720), S, today=True,
    ),
    "staff_idle_minutes": Rule(
        _("Milloin henkilökunta kirjataan ulos"), _("Kun sivuja ei ole avattu näin pitkään aikaan."),
        Whole("minutes", 5, 120), S, today=True,
    ),
    "payee_stop_days": Rule(
        _("Kuinka kauan tilinumeron voi pysäyttää"), _("Viestin linkki toimii näin kauan."), DAYS, M
    ),
    "small_number": Rule(
        _("Pienin luku, joka näytetään"), _("Tätä pienempiä joukkoja ei näytetä tilastoissa."), Whole("", 3, 50), S
    ),
    "name_shown_days_after_closing": Rule(
        _("Asiantuntijan nimi tilaajalle"), _("Näin kauan keikan päättymisen jälkeen."), Whole("days", 0), S
    ),
    "contact_shown_hours_before": Rule(
        _("Asiantuntijan yhteystiedot tilaajalle"),
        _("Näin monta tuntia ennen keikkaa, jos asiantuntija on antanut luvan."), Whole("hours", 0, 336), S,
    ),
    "phone_first_hours": Rule(
        _("Milloin En pääse -napin vieressä on puhelinnumero"),
        _("Näin monta tuntia ennen keikkaa asiantuntijaa pyydetään myös soittamaan."), Whole("hours", 0, 336), F,
        today=True,
    ),
    "theme_visibility": Rule(
        _("Uuden teeman näkyvyys"), _("Lähtöarvo, jonka asiantuntija voi itse muuttaa."),
        Choice({
            "me": _("vain asiantuntija itse"),
            "coordinator": _("koordinaattori"),
            "orderer": _("keikan tilaaja hyväksynnän jälkeen"),
        }), S,
    ),
    "keep_payroll_years": Rule(_("Palkkatiedot"), _("Kuinka kauan ne säilyvät."), YEARS, K, unsure=True),
    "keep_vouchers_years": Rule(_("Tositteet"), _("Kuinka kauan ne säilyvät."), YEARS, K, unsure=True),
    "keep_working_time_years": Rule(_("Työaikatiedot"), _("Kuinka kauan ne säilyvät."), YEARS, K, unsure=True),
    "keep_orders_without_gig_years": Rule(
        _("Tilaukset, joista ei tullut keikkaa"), _("Kuinka kauan ne säilyvät."), YEARS, K
    ),
    "keep_feedback_years": Rule(_("Palautteet"), _("Kuinka kauan ne säilyvät."), YEARS, K),
    "keep_declined_offers_months": Rule(_("Hylätyt tarjoukset"), _("Kuinka kauan ne säilyvät."), MONTHS, K),
    "keep_decline_reasons_months": Rule(_("Ei-vastausten syyt"), _("Kuinka kauan ne säilyvät."), MONTHS, K),
    "keep_profile_after_leaving_months": Rule(
        _("Asiantuntijan teemat ja esittely"), _("Kuinka kauan ne säilyvät lähdön jälkeen."), MONTHS, K
    ),
    "keep_reflections_after_leaving_days": Rule(
        _("Omat muistiinpanot"), _("Kuinka kauan ne säilyvät lähdön jälkeen."), DAYS, K
    ),
    "keep_clearance_after_task_months": Rule(
        _("Tieto rikosrekisteriotteen näyttämisestä"), _("Kuinka kauan se säilyy tehtävän jälkeen."), MONTHS, K,
        unsure=True,
    ),
    "debrief_offer_days": Rule(
        _("Kuinka kauan purku on tarjolla"),
        _("Sen jälkeen tarjous poistuu merkinnättä. Purkua voi pyytää milloin vain."),
        DAYS, R,
    ),
    "debrief_contact_workdays": Rule(
        _("Soitto purkua pyytäneelle"), _("Näin pian koordinaattori soittaa ja sopii ajan."), WORKDAYS, R, today=True
    ),
    "debrief_minutes": Rule(
        _("Purun pituus"), _("Kesto, joka lomakkeessa on valmiina. Maksetaan se, joka merkitään."),
        Whole("minutes", 5, 240), M,
    ),
    "support_hour_cents": Rule(
        _("Palkkio työnohjauksesta ja purusta"), _("Tunnilta, kun on ollut paikalla."), Cents(200_00), M,
    ),
    "support_round_minutes": Rule(
        _("Tuen ajan pyöristys"), _("Maksettava aika pyöristetään ylös seuraavaan täyteen."),
        Whole("minutes", 1, 60), M,
    ),
    "support_cost_centre": Rule(
        _("Tuen kustannuspaikka"), _("Pankin oma kustannuspaikka, jolle työnohjausten ja purkujen palkkiot menevät."),
        Text(), M,
    ),
    "support_seat_offer_hours": Rule(
        _("Vapautuneen paikan vastausaika"), _("Sen jälkeen paikka tarjotaan jonossa seuraavalle."),
        Whole("hours", 1, 168), R, today=True,
    ),
    "support_reminder_days": Rule(
        _("Muistutus työnohjauksesta"), _("Näin monta päivää ennen."), DAYS, R, today=True
    ),
    "support_mark_workdays": Rule(
        _("Aika merkitä läsnäolot"), _("Sen jälkeen koordinaattori kysyy ohjaajalta."), WORKDAYS, R, today=True
    ),
    "support_call_workdays": Rule(
        _("Soitto yhteydenottoa pyytäneelle tai sille, jota ei tavoitettu"), _("Näin pian koordinaattori soittaa."),
        WORKDAYS, R, today=True,
    ),
    "support_minutes_per_gig": Rule(
        _("Keikasta kertyvä tuki"),
        _("Maksettua työnohjausta jokaisesta keikasta. Tukea ei koskaan evätä saldon takia."),
        Whole("minutes", 0, 600), M, unsure=True,
    ),
    "support_minutes_a_year": Rule(
        _("Vuoden tuki vähintään"), _("Maksettua työnohjausta vähintään, keikkojen määrästä riippumatta."),
        Whole("minutes", 0, 6000), M, unsure=True,
    ),
    "keep_support_request_days": Rule(_("Pyynnöt tuesta"), _("Kuinka kauan ne säilyvät."), DAYS, K),
    "keep_access_log_years": Rule(
        _("Loki siitä, kuka katsoi"), _("Kuinka kauan se säilyy."), YEARS, K, unsure=True
    ),
    "keep_contact_changes_days": Rule(
        _("Entiset yhteystiedot"),
        _("Kuinka kauan vaihtunut puhelinnumero tai osoite säilyy. Niin kauan kuin tilinumero varmistetaan vanhaan "
          "numeroon, se säilyy joka tapauksessa."), DAYS, K,
    ),
    "keep_messages_days": Rule(_("Lähetetyt viestit"), _("Kuinka kauan ne säilyvät."), DAYS, K),
    "keep_events_days": Rule(_("Perille viedyt tapahtumat"), _("Kuinka kauan ne säilyvät."), DAYS, K),
    "keep_links_days": Rule(
        _("Viestien linkit"), _("Kuinka kauan käytetty tai vanhentunut linkki vielä kertoo, mitä tapahtui."), DAYS, K
    ),
    "keep_done_tasks_days": Rule(_("Hoidetut tehtävät"), _("Kuinka kauan ne säilyvät."), DAYS, K),
    "keep_applicants_years": Rule(
        _("Hakijat, joista ei tullut asiantuntijoita"), _("Kuinka kauan ne säilyvät."), YEARS, K
    ),
}  # fmt: skip
