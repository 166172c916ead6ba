"""What the demo's units order: titles, goals and days as those who order would write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LECTURE, GROUP, PANEL, PAIR = "lecture", "working_group", "panel_talk", "client_meeting"
REVIEW = "text_review"


@dataclass(frozen=True)
class Work:
    """`at`: the hour it begins. `minutes`: of work, when it is done by a day. `more`: what differs from USUAL."""

    title: str
    goal: str
    description: str
    theme: str
    kind: str = LECTURE
    minutes: int = 90
    at: int = 13
    experts: int = 1
    sessions: int = 1
    more: dict[str, Any] = field(default_factory=dict)


USUAL: dict[str, Any] = {
    "audience_type": "professionals",
    "audience_size": "11-30",
    "audience_age": "adults",
    "works_with_vulnerable": "no",
    "perspective": "either",
    "other_experts": "Ei muita puhujia",
    "language": "fi",
    "sensitive_content": "no",
    "recording": "no",
    "form": "site",
    "step_free": "yes",
    "planning": "call",
    "preparation_hours": Decimal("2"),
}
PAIR_ANSWERS = {"own_pair": "Liisa Lahjanen (keksitty), sosiaaliohjaaja", "client_asked": True}
STUDENTS: dict[str, Any] = {"audience_type": "students", "audience_size": "31-100"}
REMOTE: dict[str, Any] = {"form": "remote", "remote_tool": "Teams"}
FEW: dict[str, Any] = {"audience_size": "2-10", "preparation_hours": Decimal("1"), "planning": "no"}
HEAVY: dict[str, Any] = {
    "sensitive_content": "maybe",
    "support_on_site": "Yksikön työpari on salissa ja jää jutteluun luennon jälkeen.",
}
MEETING: dict[str, Any] = FEW | {"other_experts": "Ei muita asiantuntijoita", "phase": "development"}
TALK: dict[str, Any] = {"audience_type": "public", "audience_size": "31-100", "preparation_hours": Decimal("1")}
ONE: dict[str, Any] = {
    "audience_type": "clients",
    "audience_size": "",
    "preparation_hours": Decimal("0"),
    "works_with_vulnerable": "with_professional",
    "other_experts": "Ei muita",
    "answers": PAIR_ANSWERS,
}

WORKS: tuple[Work, ...] = (
    Work(
        "Mitä kuulen, kun sanot «piristy vähän»",
        "Opiskelija uskaltaa kysyä toisin.",
        "Kertoo omasta arjestaan noin 45 minuuttia, sitten keskustelua pienryhmissä.",
        "depression",
        more=STUDENTS,
    ),
    Work(
        "Kokemuspuheenvuoro uusien työntekijöiden päivään",
        "Uudet työntekijät muistavat ensimmäisestä viikostaan ihmisen.",
        "Puhuu 40 minuuttia siitä, millaista oli tulla palveluun ensimmäistä kertaa. Kahvit päälle.",
        "use-of-services",
        at=9,
    ),
    Work(
        "Asumisen polku: kadulta omaan avaimeen",
        "Ymmärrämme, missä kohdissa polku katkeaa.",
        "Kulkee polun läpi omasta kokemuksestaan; me merkitsemme katkoskohdat seinälle.",
        "homelessness",
        minutes=120,
    ),
    Work(
        "Puheeksi ottaminen päivystyksessä",
        "Päihteistä kysytään niin, että vastaus on mahdollinen.",
        "Kertoo kolme kohtaamista: yhden hyvän, yhden huonon ja yhden, joka muutti suunnan.",
        "substance-use",
        at=14,
        more=HEAVY,
    ),
    Work(
        "Lapsen ääni tiimipalaverissa",
        "Palaverissa puhutaan lapselle eikä lapsen yli.",
        "Kertoo, mitä muistaa omista palavereistaan, ja kommentoi meidän esityslistaamme.",
        "child-protection",
        more=HEAVY,
    ),
    Work(
        "Sijoitettuna olleen terveiset opiskelijoille",
        "Tuleva sosionomi tietää, mitä yksi aikuinen voi merkitä.",
        "Luento ja kyselytunti; kysymykset kerätään etukäteen lapuille.",
        "placed-as-a-child",
        more=STUDENTS | HEAVY,
    ),
    Work(
        "Asiakasraadin kokous: päätösten kieli",
        "Päätöksen saa ymmärtää ilman tulkkia.",
        "Lukee kolme päätöspohjaa etukäteen ja sanoo suoraan, mikä ei aukea.",
        "adult-social-work",
        GROUP,
        120,
        9,
        more=MEETING,
    ),
    Work(
        "Palvelupolun työpaja: kotihoito",
        "Työvuoro ei katkaise ihmisen päivää.",
        "Tulee työpajaan tasavertaiseksi jäseneksi, piirtää oman päivänsä muiden viereen.",
        "home-care",
        GROUP,
        120,
        12,
        more=MEETING,
    ),
    Work(
        "Ohjausryhmä: mielenterveyden ensiapu",
        "Ryhmässä on joku, joka on ollut avun saajan puolella.",
        "Yksi kokous. Esityslista tulee viikkoa ennen.",
        "mental-health",
        GROUP,
        90,
        14,
        more=MEETING | REMOTE,
    ),
    Work(
        "Digiasioinnin testiryhmä",
        "Uusi ajanvaraus toimii myös niille, jotka eivät pidä lomakkeista.",
        "Kokeilee ajanvarausta omalla laitteellaan ja ajattelee ääneen.",
        "digital-services",
        GROUP,
        90,
        10,
        more=MEETING,
    ),
    Work(
        "Paneeli: kuka kuulee läheistä?",
        "Läheisten asia on kerrankin päälavalla.",
        "Kolmen hengen paneeli, juontaja johdattelee. Yleisökysymykset juontajan kautta.",
        "relatives",
        PANEL,
        60,
        17,
        2,
        more=TALK,
    ),
    Work(
        "Paneeli mielenterveysviikolla",
        "Kaupunkilaiset kuulevat, miltä toivo kuulostaa arkena.",
        "Kaksi puhujaa ja juontaja kirjaston lavalla. Noin 80 kuulijaa.",
        "mental-health",
        PANEL,
        90,
        18,
        2,
        more=TALK,
    ),
    Work(
        "Haastattelu hoitajien päiville",
        "Salillinen hoitajia kuulee yhden tarinan loppuun asti.",
        "Haastattelija kysyy, asiantuntija kertoo. Kysymykset lähetetään viikkoa ennen.",
        "heart",
        PANEL,
        60,
        10,
        more=TALK,
    ),
    Work(
        "Työparina tapaamisessa, aikuissosiaalityö",
        "Tapaamisessa on joku, joka on istunut samalla puolella pöytää.",
        "Mukana yhdessä tapaamisessa sosiaaliohjaajan työparina.",
        "adult-social-work",
        PAIR,
        60,
        11,
        more=ONE,
    ),
    Work(
        "Työparina kotikäynnillä, päihdetyö",
        "Ihminen näkee jonkun, joka on päässyt toiselle puolelle.",
        "Yksi kotikäynti sairaanhoitajan työparina, puretaan autossa paluumatkalla.",
        "substance-use",
        PAIR,
        90,
        12,
        more=ONE,
    ),
    Work(
        "Työparina jälkihuollossa",
        "Nuori saa kysyä siltä, joka tietää.",
        "Kaksi tapaamista nuoren ja ohjaajan kanssa.",
        "aftercare",
        PAIR,
        60,
        15,
        1,
        2,
        more=ONE,
    ),
    Work(
        "Kipu ei näy kuvassa",
        "Opiskelija oppii uskomaan ennen kuin epäilee.",
        "Luento ja yhteinen kysymyshetki. Saa istua tai seistä, miten parhaiten sopii.",
        "pain",
        more=STUDENTS,
    ),
    Work(
        "Kun kieli on uusi",
        "Neuvolan työntekijä tietää, mitä tulkkauksen takana tapahtuu.",
        "Kertoo omasta ensimmäisestä vuodestaan ja arvioi kanssamme ajanvarauskirjeen.",
        "integration",
        at=10,
    ),
    Work(
        "Aistit huomioon: kierros terveysasemalla",
        "Odotustilasta tulee siedettävä.",
        "Kiertää tilat kanssamme ja sanoo, mikä kuormittaa. Kirjoitamme muistiin.",
        "neurodiversity",
        GROUP,
        120,
        13,
        more=MEETING,
    ),
    Work(
        "Saattohoidon iltapäivä läheisen silmin",
        "Henkilökunta muistaa katsoa myös ovensuussa seisovaa.",
        "Puhuu 30 minuuttia, sen jälkeen hiljainen keskustelu. Ei tallenneta.",
        "grief",
        at=14,
        more=HEAVY | {"perspective": "relative"},
    ),
    Work(
        "Mikä auttoi, mikä ei",
        "Päihdehoidon tiimi kuulee palautteen kokonaisena.",
        "Kertoo hoitopolkunsa ja antaa meille kolme neuvoa.",
        "substance-use",
        at=9,
    ),
    Work(
        "Velat pöytään",
        "Talousohjaaja osaa kysyä häpeästä.",
        "Luento ja yhteinen lomakeharjoitus oikeilla (tyhjillä) papereilla.",
        "debt-and-poverty",
    ),
    Work(
        "Luentosarja: toipumisen monta tietä",
        "Kurssilainen näkee, ettei polkuja ole yksi.",
        "Kolme kertaa kolmen viikon sisällä, joka kerralla eri näkökulma.",
        "mental-health",
        LECTURE,
        90,
        10,
        1,
        3,
        more=STUDENTS,
    ),
    Work(
        "Nuorten ilta: pelit ja uni",
        "Nuori saa kysyä aikuiselta, joka on itse valvonut.",
        "Puhuu lyhyesti ja jää pelaamaan.",
        "gaming",
        at=17,
        more={
            "audience_type": "clients",
            "audience_age": "minors",
            "audience_size": "2-10",
            "works_with_vulnerable": "with_professional",
        },
    ),
    Work(
        "Väkivaltatyön koulutuspäivä",
        "Ensimmäinen kysymys osuu oikeaan hetkeen.",
        "Puhuu aamupäivällä tunnin. Salissa 40 poliisia ja sosiaalityöntekijää.",
        "partner-violence",
        at=9,
        more=HEAVY,
    ),
    Work(
        "Työkyky ja paluu: esihenkilöiden aamu",
        "Paluu suunnitellaan ihmisen kanssa.",
        "Kertoo omasta paluustaan, mikä kantoi ja mikä kaatoi.",
        "work-ability",
        at=8,
    ),
    Work(
        "Muistipolku läheisen kertomana",
        "Opiskelija tietää, mitä kotona tapahtuu käyntien välissä.",
        "Luento verkossa, kamera saa olla kiinni.",
        "dementia",
        more=STUDENTS | REMOTE | {"perspective": "relative"},
    ),
    Work(
        "Vankilasta kotiin: viranomaisten aamukahvi",
        "Vapautuvan ensimmäinen viikko ei kaadu papereihin.",
        "Keskustelu pyöreän pöydän ääressä kahdeksan viranomaisen kanssa.",
        "crime-and-prison",
        at=8,
        more=FEW,
    ),
    Work(
        "Esteettömyyskatselmus uusiin tiloihin",
        "Virheet löytyvät ennen muuttoa.",
        "Kulkee tilat läpi pyörätuolilla ja kirjaa kanssamme puutteet.",
        "mobility",
        GROUP,
        120,
        9,
        more=MEETING,
    ),
    Work(
        "Psykoosista voi puhua tavallisesti",
        "Pelko vähenee yhden iltapäivän aikana.",
        "Kertoo omin sanoin, näyttää muutaman kuvan. Kysymyksiin vastataan, jos hyvältä tuntuu.",
        "psychosis",
        more=STUDENTS | HEAVY,
    ),
    Work(
        "Kotihoidon tiimi kuuntelee",
        "Kolmen minuutin käynnistä tulee kohtaaminen.",
        "Tulee tiimin viikkopalaveriin ja kertoo, millainen on hyvä käynti.",
        "ageing",
        at=12,
        more=FEW,
    ),
    Work(
        "Rekrytointipäivä: miksi tähän työhön",
        "Hakija kuulee, mitä hyvä työntekijä merkitsi.",
        "Lyhyt puheenvuoro kahdesti saman iltapäivän aikana.",
        "use-of-services",
        PANEL,
        60,
        12,
        more=TALK,
    ),
    Work(
        "Ahdistus työelämässä, ruotsinkielinen luento",
        "Samma stöd på båda språken.",
        "Föreläsning på svenska, 45 minuter, och diskussion.",
        "anxiety",
        more={"language": "sv"},
    ),
    Work(
        "Perhekeskuksen kehittämisryhmä",
        "Vanhempi saa sanoa, miltä meidän kirjeemme tuntuvat.",
        "Yksi kokous, kaksi kirjettä ja paljon kahvia.",
        "family",
        GROUP,
        90,
        9,
        more=MEETING,
    ),
    Work(
        "Syömisestä puhuminen kouluterveydenhuollossa",
        "Terveydenhoitaja uskaltaa kysyä ilman vaakaa.",
        "Puhuu verkossa 50 minuuttia, kysymykset keskustelukentän kautta.",
        "eating",
        more=REMOTE | HEAVY,
    ),
    Work(
        "Yhteinen ilta läheisille",
        "Läheinen huomaa, ettei ole ainoa.",
        "Kertoo oman tarinansa lyhyesti ja on mukana ryhmäkeskustelussa.",
        "relatives",
        at=17,
        more={"audience_type": "relatives", "audience_size": "2-10"},
    ),
)
