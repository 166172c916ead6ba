"""The demo's other experts: made-up people under made-up surnames, each with a page in own words."""

from __future__ import annotations

from dataclasses import dataclass

OWN, RELATIVE = "own", "relative"
SURNAMES = ("Keksitty", "Kuviteltu", "Sepitetty", "Harjoitus", "Näyte", "Tarinainen")
MUNICIPALITIES = ("Kuopio", "Iisalmi", "Varkaus", "Siilinjärvi", "Leppävirta", "Suonenjoki", "Pieksämäki", "Lapinlahti")


@dataclass(frozen=True)
class Given:
    """A theme: own words, tags, and whose experience."""

    words: str
    tags: tuple[str, ...]
    perspective: str = OWN


@dataclass(frozen=True)
class Comer:
    """`language`: of the messages; who has «sv» works in both."""

    name: str
    bio: str
    themes: tuple[Given, ...]
    language: str = "fi"


def own(words: str, *tags: str) -> Given:
    return Given(words, tags)


def near(words: str, *tags: str) -> Given:
    return Given(words, (*tags, "relatives"), RELATIVE)


COMERS: tuple[Comer, ...] = (
    Comer(
        "Ulla",
        "Masennus vei työpaikan mutta ei ammattiylpeyttä. Puhun mielelläni esihenkilöille.",
        (own("masennus ja työhön paluu", "depression", "work-ability"), own("uupumus", "burnout")),
    ),
    Comer(
        "Reijo",
        "Raitis vuodesta 2014. Kerron rehellisesti myös niistä kerroista, kun se ei onnistunut.",
        (
            own("alkoholi ja raitistuminen", "alcohol", "substance-use"),
            own("vertaisryhmän voima", "recovery-communities"),
        ),
    ),
    Comer(
        "Tanja",
        "Lapseni oli sijoitettuna kaksi vuotta. Olen oppinut, millainen sana lohduttaa ja millainen sulkee oven.",
        (
            own("vanhempana lastensuojelussa", "parent-in-child-protection", "child-protection"),
            own("yksinhuoltajan arki", "single-parent"),
        ),
    ),
    Comer(
        "Veikko",
        "Aivoverenkierron häiriö muutti kaiken yhdessä aamussa. Puhun hitaasti, mutta sanon asian loppuun.",
        (
            own("aivotapahtuma ja kuntoutus", "neurological", "rehabilitation"),
            own("arki apuvälineiden kanssa", "mobility"),
        ),
    ),
    Comer(
        "Mirja",
        "Hoidin puolisoani kotona yhdeksän vuotta. Omaishoitajan työ ei näy missään tilastossa.",
        (near("omaishoitajana", "family-care", "spouse"), near("muistisairas läheinen", "dementia", "memory")),
    ),
    Comer(
        "Jarno",
        "Kaksi tuomiota ja yksi käännekohta. Kerron nuorille, mitä kukaan ei kertonut minulle.",
        (own("vankilasta takaisin arkeen", "prison", "leaving-crime"), own("huumeista irti", "drugs", "substance-use")),
    ),
    Comer(
        "Anneli",
        "Toimeentulotuki oli minulle vuosien pituinen paperisota. Nyt autan kirjoittamaan ymmärrettäviä päätöksiä.",
        (
            own("toimeentulotuen hakijana", "social-assistance", "adult-social-work"),
            own("velkajärjestely läpi", "debt-arrangement"),
        ),
    ),
    Comer(
        "Samuli",
        "Tiesin ADHD:stani vasta nelikymppisenä. Sen jälkeen moni asia alkoi naurattaa.",
        (own("ADHD aikuisena", "adhd", "neurodiversity"), own("koulunkäynti, joka ei istunut", "learning")),
    ),
    Comer(
        "Kaarina",
        "Elän kaksisuuntaisen mielialan kanssa. Osastolla opin, että hyvä hoitaja koputtaa oveen.",
        (
            own("kaksisuuntainen mieliala", "bipolar", "mental-health"),
            own("osastolla oman mielen kanssa", "psychiatric-ward"),
        ),
    ),
    Comer(
        "Ismo",
        "Nukuin kesän 2009 veneessä. Asunto ensin -mallista puhun lämmöllä ja muutamalla huomautuksella.",
        (
            own("asunnottomana", "street", "homelessness"),
            own("oma avain pitkästä aikaa", "housing-first", "supported-housing"),
        ),
    ),
    Comer(
        "Helena",
        "Rintasyöpä, kaksi leikkausta ja paljon odotustiloja. Odottamisestakin voi puhua.",
        (own("syöpään sairastuneena", "cancer", "somatic-illness"), own("terveysasemalla", "health-centre")),
    ),
    Comer(
        "Ahmed",
        "Tulin Suomeen vuonna 2015. Kerron, miltä ensimmäinen viranomaiskirje näytti, kun en osannut kieltä.",
        (
            own("turvapaikan hakeminen ja kotoutuminen", "asylum", "integration", "refugee"),
            own("uusi kieli", "new-language"),
        ),
    ),
    Comer(
        "Pirkko",
        "Poikani käytti päihteitä kymmenen vuotta. Läheinenkin tarvitsee jonkun, joka kysyy.",
        (
            near("äitinä päihteiden varjossa", "substance-use", "parent"),
            near("läheisten ryhmässä", "recovery-communities"),
        ),
    ),
    Comer(
        "Lasse",
        "Rahapelit veivät asunnon. Nyt laskutaitoni on paremmassa käytössä.",
        (
            own("rahapelaaminen", "gambling", "behavioural-addictions"),
            own("velat ja niistä selviäminen", "debt-and-poverty"),
        ),
    ),
    Comer(
        "Birgitta",
        "Jag talar svenska och finska. Ahdistuksesta voi puhua kahdella kielellä, ja toisella se on helpompaa.",
        (own("ångest i vardagen", "anxiety", "mental-health"), own("ruotsiksi palveluissa", "use-of-services")),
        "sv",
    ),
    Comer(
        "Onni",
        "Olin koulukotinuori. Puhun niistä aikuisista, jotka jaksoivat kysyä kolmannenkin kerran.",
        (
            own("sijoitettuna", "placed-as-a-child", "child-protection"),
            own("jälkihuollon kautta omaan kotiin", "aftercare", "youth"),
        ),
    ),
    Comer(
        "Seija",
        "Kuulo heikkeni työuran keskellä. Opetan mielelläni, miten kokous pidetään niin, että kaikki pysyvät mukana.",
        (own("huonokuuloisena kokouksissa", "hearing", "disability"), own("palvelut ja esteet", "use-of-services")),
    ),
    Comer(
        "Timo-Pekka",
        "Kipu on ollut seuralaiseni kaksikymmentä vuotta. En vertaile, enkä valita, mutta kerron.",
        (
            own("kroonisen kivun kanssa", "pain", "somatic-illness"),
            own("työkyvyttömyyseläkkeen haku", "disability-pension"),
        ),
    ),
    Comer(
        "Johanna",
        "Lähdin suhteesta, jossa pelkäsin. Koulutan mielelläni niitä, jotka ensimmäisenä avaavat oven.",
        (own("lähisuhdeväkivallasta irti", "partner-violence", "violence"), own("turvakodin jälkeen", "family")),
    ),
    Comer(
        "Esa",
        "Psykoosi opetti, että pienikin kohteliaisuus kantaa kauas. Soitan myös haitaria.",
        (own("psykoosista toipuminen arkeen", "psychosis", "mental-health"), own("päivystyksessä", "emergency-care")),
    ),
    Comer(
        "Ritva",
        "Asun palvelutalossa ja pidän mielipiteeni. Kotihoidon hyvä hetki kestää joskus kolme minuuttia.",
        (
            own("ikääntyneenä kotihoidossa", "ageing-home-care", "home-care"),
            own("palveluasuminen", "sheltered-housing", "ageing"),
        ),
    ),
    Comer(
        "Miika",
        "Pelasin yöt, nukuin päivät. Nykyään ohjaan nuorten peli-iltoja.",
        (own("digipelit ja rytmi", "gaming"), own("koulupoissaoloista eteenpäin", "school-absence", "youth")),
    ),
    Comer(
        "Fatima",
        "Kolmen lapsen äiti ja kielen oppija. Kerron, miten neuvola ja koulu näyttävät, kun ne ovat uusia.",
        (
            own("äitinä uudessa maassa", "integration", "family"),
            own("palvelut vieraalla kielellä", "new-language", "use-of-services"),
        ),
    ),
    Comer(
        "Heimo",
        "Työttömänä seitsemän vuotta. Kuntouttava työtoiminta oli minulle sekä huono että hyvä asia.",
        (
            own("pitkä työttömyys", "long-unemployment", "work-ability"),
            own("kuntouttava työtoiminta", "rehabilitative-work"),
        ),
    ),
    Comer(
        "Sanni",
        "Syömishäiriö piti minut hiljaa. Nyt en ole.",
        (own("syömishäiriöstä", "eating", "mental-health"), own("nuorten psykiatriassa", "youth-services", "youth")),
    ),
    Comer(
        "Kauko",
        "Menetin vaimoni äkillisesti. Suru ei ole ongelma, jonka joku ratkaisee.",
        (own("äkillinen menetys", "sudden-loss", "loneliness-and-crises"), near("lesken arki", "grief")),
    ),
    Comer(
        "Niina",
        "Autismikirjolla ja ammattilainen. Tykkään esityslistoista, joissa on kellonajat.",
        (own("autismikirjolla työelämässä", "autism", "neurodiversity"), own("aistit ja tilat", "use-of-services")),
    ),
    Comer(
        "Pasi",
        "Korvaushoidossa vuodesta 2017. Puhun hoidosta enkä sensaatioista.",
        (
            own("korvaushoito arjessa", "substitution-treatment", "substance-use"),
            own("päihdeklinikan ovella", "addiction-clinic"),
        ),
    ),
    Comer(
        "Elli",
        "Veljelläni on kehitysvamma. Sisaruksen ääni jää usein eteiseen.",
        (
            near("sisaruksena", "sibling", "intellectual-disability"),
            near("perheen arki ja avut", "personal-assistance"),
        ),
    ),
    Comer(
        "Markku",
        "Sydäninfarkti viisikymppisenä. Opetan mielelläni hoitajaopiskelijoita pysähtymään.",
        (
            own("sydänoireista elämäntapaan", "heart", "somatic-illness"),
            own("ambulanssin kyydissä", "ambulance", "emergency-care"),
        ),
    ),
    Comer(
        "Outi-Maria",
        "Synnytyksen jälkeinen masennus ei näkynyt kenellekään. Siksi puhun siitä.",
        (own("vauva-aika ja masennus", "perinatal", "depression"), own("neuvolassa", "family")),
    ),
    Comer(
        "Tuomas",
        "Pyörätuolin käyttäjä. Esteettömyys on minulle insinöörityötä ja ihmisoikeus samassa paketissa.",
        (own("liikkuminen ja esteet", "mobility", "disability"), own("henkilökohtainen apu", "personal-assistance")),
    ),
    Comer(
        "Leila",
        "Kasvoin perheessä, jossa juotiin. Lapsi huomaa enemmän kuin aikuinen luulee.",
        (near("lapsena päihdeperheessä", "substances-in-the-family", "child"), own("oma terapia aikuisena", "trauma")),
    ),
    Comer(
        "Aarne",
        "Kela, te-toimisto, terveysasema: osaan jonottaa. Digipalveluissa autan ikätovereita joka tiistai.",
        (own("asiointi Kelassa ja verkossa", "kela", "digital-services"), own("yksinäisyys eläkkeellä", "loneliness")),
    ),
    Comer(
        "Silja",
        "Tahdosta riippumaton hoito on vaikea aihe, ja siksi siitä pitää puhua niiden, jotka siellä olivat.",
        (
            own("tahdosta riippumattomassa hoidossa", "involuntary-care", "psychiatric-ward"),
            own("itsetuhoisuudesta puhuminen", "suicidality"),
        ),
    ),
    Comer(
        "Hannes",
        "Jälkihuollossa kaksikymppisenä, nyt sosiaaliohjaajaopiskelija. Kannan kahta hattua ja sanon, kumpi on päässä.",
        (
            own("jälkihuolto", "aftercare", "child-protection"),
            own("nuorena aikuissosiaalityössä", "adult-social-work", "youth"),
        ),
    ),
    Comer(
        "Vieno",
        "Diabetes, nivelet ja hyvä huumori. Uusi tässä porukassa, mutta en elämässä.",
        (
            own("diabetes ja nivelet", "diabetes", "rheumatic", "somatic-illness"),
            own("terveysaseman takarivistä", "health-centre"),
        ),
    ),
)


LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def personal_code(number: int) -> str:
    """Of the range that is never given to anybody (900–999), with the right check mark."""
    birth = f"{number * 7 % 27 + 1:02}{number * 5 % 12 + 1:02}{52 + number * 11 % 46:02}"
    digits = f"{birth}{930 + number}"
    return f"{birth}-{930 + number}{LETTERS[int(digits) % 31]}"


def iban(number: int) -> str:
    """An account that no bank has given: its check digits are right, its customer is not."""
    body = f"123456{7_000_000 + number * 1357:07}"
    doubled = [int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(body))]
    body += str(-sum(sum(divmod(d, 10)) for d in doubled) % 10)
    return f"FI{98 - int(body + '151800') % 97:02}{body}"
