"""Kinds of work beside the lecture (domain.md 5.2): rows with their own questions and words, in three languages.

`questions`: a known question's own words for this kind, or None for one that is not asked. Prices: an example table
that the bank confirms (model.md §5, fee seed).
"""

from decimal import Decimal
from typing import Any


def said(fi: str, sv: str, en: str) -> dict[str, str]:
    return {"fi": fi, "sv": sv, "en": en}


OTHERS = {
    "label": said("Ketkä muut ovat mukana?", "Vilka andra deltar?", "Who else takes part?"),
    "help": said(
        "Jos ei ketään, kirjoita: ei muita.", "Om ingen, skriv: inga andra.", "If nobody, write: nobody else."
    ),
}
LECTURE_ABOUT = said(
    "Kokemusasiantuntija puhuu ryhmälle, esimerkiksi opiskelijoille tai työyhteisölle.",
    "En erfarenhetsexpert talar för en grupp, till exempel studerande eller en arbetsgemenskap.",
    "An expert by experience speaks to a group, for example students or a team.",
)

TYPES: tuple[dict[str, Any], ...] = (
    {
        "slug": "working_group",
        **said("Työryhmä tai kokous", "Arbetsgrupp eller möte", "Working group or meeting"),
        "phase": "development",
        "tier": "standard",
        "preparation_hours": Decimal("1.00"),
        "income_code": "210",
        "form_fields": ["materials"],
        "sessions_at_most": 1,
        "about": said(
            "Kokemusasiantuntija tulee yhteen kokoukseen tasavertaiseksi jäseneksi.",
            "En erfarenhetsexpert deltar i ett möte som jämlik medlem.",
            "An expert by experience joins one meeting as an equal member.",
        ),
        "questions": {
            "audience_type": {
                "label": said("Ketkä kokoukseen osallistuvat?", "Vilka deltar i mötet?", "Who takes part?")
            },
            "other_experts": OTHERS,
            "recording": {"label": said("Tallennetaanko kokous?", "Spelas mötet in?", "Is the meeting recorded?")},
            "form": {"label": said("Missä kokous pidetään?", "Var hålls mötet?", "Where is the meeting held?")},
            "preparation_hours": {
                "help": said(
                    "Aineistoon tutustumiseen riittää yleensä 1 tunti. Siitä maksetaan.",
                    "För att läsa materialet räcker det oftast med 1 timme. Den betalas.",
                    "One hour is usually enough to read the material. It is paid.",
                )
            },
        },
    },
    {
        "slug": "panel_talk",
        **said(
            "Paneeli, haastattelu tai puheenvuoro", "Panel, intervju eller inlägg", "Panel, interview or short talk"
        ),
        "phase": "delivery",
        "tier": "standard",
        "preparation_hours": Decimal("1.00"),
        "income_code": "214",
        "form_fields": ["speaking_minutes", "equipment", "questions_via_host", "audience_prepares", "materials"],
        "sessions_at_most": 1,
        "about": said(
            "Yksi tai useampi kokemusasiantuntija keskustelee yleisön edessä.",
            "En eller flera erfarenhetsexperter samtalar inför publik.",
            "One or more experts by experience talk in front of an audience.",
        ),
        "questions": {
            "audience_type": {"label": said("Kenelle tilaisuus on?", "För vem är tillfället?", "Who is it for?")},
            "other_experts": OTHERS,
            "recording": {
                "label": said("Tallennetaanko tilaisuus?", "Spelas tillfället in?", "Is the event recorded?")
            },
            "form": {"label": said("Missä tilaisuus pidetään?", "Var hålls tillfället?", "Where is the event held?")},
            "preparation_hours": {
                "help": said(
                    "Paneeliin riittää yleensä 1 tunti. Valmistautumisesta maksetaan.",
                    "För en panel räcker det oftast med 1 timme. Förberedelsen betalas.",
                    "One hour is usually enough for a panel. Preparation is paid.",
                )
            },
        },
    },
    {
        "slug": "client_meeting",
        **said("Asiakastapaaminen työparina", "Klientmöte som arbetspar", "Client meeting as a pair"),
        "phase": "delivery",
        "tier": "demanding",
        "preparation_hours": Decimal("0.00"),
        "clearance": True,
        "debrief": True,
        "income_code": "214",
        "form_fields": ["own_pair", "client_asked"],
        "sessions_at_most": 12,
        "about": said(
            "Ammattilainen ja kokemusasiantuntija tapaavat asiakkaan yhdessä.",
            "En yrkesperson och en erfarenhetsexpert träffar klienten tillsammans.",
            "A professional and an expert by experience meet the client together.",
        ),
        "questions": {
            "audience_size": None,
            "title": {
                "help": said(
                    "Esimerkiksi: Tapaaminen aikuissosiaalityössä. Älä kirjoita kenenkään nimeä.",
                    "Till exempel: Möte inom socialarbete för vuxna. Skriv ingens namn.",
                    "For example: Meeting in social work with adults. Write nobody's name.",
                )
            },
            "description": {
                "help": said(
                    "Kerro tapaamisen tarkoitus yleisesti. Älä kirjoita asiakkaan nimeä tai tunnistettavia tietoja.",
                    "Berätta mötets syfte i allmänna ord. Skriv inte klientens namn eller uppgifter som avslöjar.",
                    "Tell the purpose in general words. Write no client's name or anything that identifies.",
                )
            },
            "audience_type": {"label": said("Kenet tapaatte?", "Vem träffar ni?", "Who do you meet?")},
            "audience_age": {
                "label": said("Minkä ikäinen asiakas on?", "Hur gammal är klienten?", "How old is the client?")
            },
            "works_with_vulnerable": {
                "help": said(
                    "Ammattilainen on tapaamisessa koko ajan läsnä.",
                    "Yrkespersonen är närvarande under hela mötet.",
                    "The professional is present throughout the meeting.",
                )
            },
            "own_pair": {
                "label": said(
                    "Kuka on ammattilainen työparina?",
                    "Vem är arbetspar från er sida?",
                    "Which professional is the pair?",
                ),
                "help": said(
                    "Nimi ja tehtävä. Esimerkiksi: Liisa Lahti, sosiaaliohjaaja.",
                    "Namn och uppgift. Till exempel: Liisa Lahti, socialhandledare.",
                    "Name and role. For example: Liisa Lahti, social counsellor.",
                ),
            },
            "client_asked": {
                "label": said(
                    "Palvelun käyttäjältä kysytään etukäteen, sopiiko hänelle, että kokemusasiantuntija on mukana",
                    "Klienten tillfrågas på förhand om det passar att en erfarenhetsexpert är med",
                    "The client is asked beforehand whether an expert by experience may take part",
                ),
                "help": said(
                    "Asiakas voi kieltäytyä, eikä se vaikuta hänen palveluunsa.",
                    "Klienten får säga nej, och det påverkar inte servicen.",
                    "The client may say no, and it changes nothing in the service.",
                ),
            },
            "other_experts": OTHERS,
            "recording": {"label": said("Tallennetaanko tapaaminen?", "Spelas mötet in?", "Is the meeting recorded?")},
            "form": {"label": said("Missä tapaatte?", "Var träffas ni?", "Where do you meet?")},
            "preparation_hours": {
                "help": said(
                    "Jos ei tarvita, kirjoita 0. Yhteinen ennakkotapaaminen kysytään yllä.",
                    "Om det inte behövs, skriv 0. Planeringsmötet frågas ovan.",
                    "If none is needed, write 0. The planning meeting is asked above.",
                )
            },
        },
    },
)

TEXT_REVIEW: dict[str, Any] = {
    "slug": "text_review",
    **said("Tekstin arviointi", "Textgranskning", "Text review"),
    "phase": "evaluation",
    "tier": "basic",
    "preparation_hours": Decimal("0.00"),
    "income_code": "214",
    "form_fields": ["text_length", "text_via", "text_link"],
    "sessions_at_most": 1,
    "by_deadline": True,
    "about": said(
        "Kokemusasiantuntija lukee esitteen, lomakkeen tai muun tekstin omaan tahtiin määräpäivään mennessä ja kertoo, "
        "miten sitä voi parantaa.",
        "En erfarenhetsexpert läser en broschyr, blankett eller annan text i egen takt före ett sista datum och "
        "berättar hur den kan förbättras.",
        "An expert by experience reads a brochure, a form or another text at their own pace by a deadline and says "
        "how to improve it.",
    ),
    "questions": {
        "audience_size": None,
        "audience_age": None,
        "works_with_vulnerable": None,
        "recording": None,
        "preparation_hours": None,
        "form": None,
        "address": None,
        "municipality": None,
        "region": None,
        "arrival": None,
        "step_free": None,
        "remote_tool": None,
        "remote_link": None,
        "title": {
            "help": said(
                "Esimerkiksi: Asumisneuvonnan esitteen arviointi.",
                "Till exempel: Granskning av boenderådgivningens broschyr.",
                "For example: Review of the housing advice brochure.",
            )
        },
        "goal": {
            "help": said(
                "Esimerkiksi: Esitteestä ymmärtää heti, mistä apua saa ja miten sitä haetaan.",
                "Till exempel: Av broschyren förstår man genast var man får hjälp och hur man söker den.",
                "For example: The brochure shows at once where help is found and how to ask for it.",
            )
        },
        "description": {
            "help": said(
                "Esimerkiksi: Lukee esitteen, merkitsee epäselvät kohdat ja ehdottaa parempia sanoja.",
                "Till exempel: Läser broschyren, märker ut otydliga ställen och föreslår bättre ord.",
                "For example: Reads the brochure, marks what is unclear and suggests better words.",
            )
        },
        "expectations": {
            "help": said(
                "Esimerkiksi: Kommentit riittävät, tekstiä ei tarvitse kirjoittaa uudestaan.",
                "Till exempel: Kommentarer räcker, texten behöver inte skrivas om.",
                "For example: Comments are enough, the text need not be rewritten.",
            )
        },
        "audience_type": {
            "label": said("Kenelle teksti on tarkoitettu?", "För vem är texten?", "Who is the text for?")
        },
        "themes": {
            "label": said(
                "Minkä kokemuksesta tekstiä katsotaan?",
                "Ur vilken erfarenhet granskas texten?",
                "From which experience is the text read?",
            )
        },
        "other_experts": {
            "label": said(
                "Ketkä muut arvioivat tekstiä?", "Vilka andra granskar texten?", "Who else reviews the text?"
            ),
            "help": OTHERS["help"],
        },
        "sensitive_content": {
            "label": said(
                "Voiko teksti olla kokemusasiantuntijalle erityisen kuormittava?",
                "Kan texten vara särskilt belastande för erfarenhetsexperten?",
                "May the text be especially burdening for the expert?",
            )
        },
        "support_on_site": {
            "label": said(
                "Kuka tukee työn aikana ja jälkikäteen?",
                "Vem stöder under arbetet och efteråt?",
                "Who supports during the work and after it?",
            ),
            "help": said(
                "Kerro tämä, jos teksti voi kuormittaa. Esimerkiksi: suunnittelija Liisa soittaa työn jälkeen.",
                "Berätta om texten kan belasta. Till exempel: planerare Liisa ringer efter arbetet.",
                "Tell this if the text may burden. For example: planner Liisa phones after the work.",
            ),
        },
        "flexible": {
            "label": said("Määräpäivä on sovittavissa", "Sista datum kan ändras", "The deadline can be changed"),
            "help": said(
                "Koordinaattori voi ehdottaa toista päivää.",
                "Koordinatorn kan föreslå ett annat datum.",
                "The coordinator may suggest another day.",
            ),
        },
        "planning": {
            "label": said(
                "Puhutteko tekstistä ennen työn alkua?",
                "Talar ni om texten innan arbetet börjar?",
                "Do you talk about the text before the work starts?",
            ),
            "help": said(
                "Aika sovitaan erikseen, ja siitä maksetaan.",
                "Tiden avtalas skilt, och den betalas.",
                "The time is agreed separately, and it is paid.",
            ),
        },
        "site_contact_name": {
            "label": said(
                "Kuka vastaa, kun tekstistä on kysyttävää?",
                "Vem svarar på frågor om texten?",
                "Who answers questions about the text?",
            ),
            "required": said(
                "Kerro, kuka vastaa kysymyksiin, esimerkiksi Päivi Virtanen.",
                "Berätta vem som svarar på frågor, till exempel Päivi Virtanen.",
                "Say who answers questions, for example Päivi Virtanen.",
            ),
        },
        "site_contact_phone": {"label": said("Hänen puhelinnumeronsa", "Hens telefonnummer", "Their phone number")},
    },
}
"""Done by oneself by a day (decision 0011). Not in `TYPES`: it came later, with a column of its own."""

BY_HALF_HOURS = {"extra_cents": 1250, "extra_step_minutes": 30, "hour_cents": 2500}
MEETING: dict[str, Any] = {
    "base_cents": 5000,
    "base_minutes": 120,
    **BY_HALF_HOURS,
    "min_cents": 5000,
    "max_cents": 10000,
    "source": "KoKoA 2018 (S3), KAP Vantaa (S1)",
}
RULES: dict[str, dict[str, Any]] = {
    "working_group": MEETING,
    "panel_talk": MEETING,
    "text_review": {
        "base_cents": 2500,
        "base_minutes": 60,
        **BY_HALF_HOURS,
        "min_cents": 2500,
        "max_cents": 2500,
        "source": "KoKoA 2018 (S3), muu työ",
    },
    "client_meeting": MEETING | {"base_minutes": 720, "extra_cents": 0},
}


def plant(task_type: Any, fee_schedule: Any, fee_rule: Any, rows: tuple[dict[str, Any], ...] = TYPES) -> None:
    """Adds what is missing: the kinds, and their prices in every table so far."""
    lecture = task_type._default_manager.filter(slug="lecture", about={})
    lecture.update(about=LECTURE_ABOUT)
    for row in rows:
        made, _new = task_type._default_manager.get_or_create(slug=row["slug"], defaults=row)
        for schedule in fee_schedule._default_manager.order_by("pk"):
            fee_rule._default_manager.get_or_create(schedule=schedule, task_type=made, defaults=RULES[row["slug"]])
