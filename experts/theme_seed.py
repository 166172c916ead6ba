"""The theme tree (domain.md 5.3): main themes and the themes under each; slug, fi, sv, en, data class.

Names say what was lived through, in everyday words; health themes are close to diagnoses, so what an individual expert
has is shown by that expert's own choice alone.
"""

Row = tuple[str, str, str, str, str]

THEMES: tuple[Row, ...] = (
    ("mental-health", "Mielenterveys", "Psykisk hälsa", "Mental health", "H"),
    ("substance-use", "Päihteet", "Rusmedel", "Substance use", "H"),
    ("behavioural-addictions", "Toiminnalliset riippuvuudet", "Funktionella beroenden", "Behavioural addictions", "H"),
    ("neurodiversity", "Neurokirjo", "Neuropsykiatriska särdrag", "Neurodiversity", "H"),
    ("somatic-illness", "Somaattiset sairaudet", "Somatiska sjukdomar", "Somatic illness", "H"),
    ("disability", "Vammaisuus", "Funktionsnedsättning", "Disability", "H"),
    (
        "relatives",
        "Läheisenä ja omaishoitajana",
        "Som närstående och närståendevårdare",
        "Relatives and carers",
        "H",
    ),
    ("child-protection", "Lastensuojelu", "Barnskydd", "Child protection", "S"),
    ("family", "Perhe ja vanhemmuus", "Familj och föräldraskap", "Family and parenthood", "S"),
    ("violence", "Väkivalta", "Våld", "Violence", "S"),
    ("crime-and-prison", "Rikostausta ja vankila", "Kriminalitet och fängelse", "Crime and prison", "C"),
    ("homelessness", "Asunnottomuus", "Bostadslöshet", "Homelessness", "S"),
    ("debt-and-poverty", "Velka ja köyhyys", "Skulder och fattigdom", "Debt and poverty", "S"),
    ("work-ability", "Työttömyys ja työkyky", "Arbetslöshet och arbetsförmåga", "Work ability", "H"),
    ("migration", "Maahanmuutto ja pakolaisuus", "Invandring och flykt", "Migration", "E"),
    ("minorities", "Vähemmistöt", "Minoriteter", "Minorities", "E"),
    ("loneliness-and-crises", "Yksinäisyys ja elämänkriisit", "Ensamhet och kriser", "Loneliness and crises", "H"),
    ("use-of-services", "Palvelujen käyttö", "Erfarenhet av tjänster", "Use of services", "S"),
    ("youth", "Nuoruus", "Ungdom", "Youth", "-"),
    ("ageing", "Ikääntyminen", "Åldrande", "Ageing", "H"),
)

CHILDREN: dict[str, tuple[Row, ...]] = {
    "mental-health": (
        ("depression", "Masennus", "Depression", "Depression", "H"),
        ("anxiety", "Ahdistus", "Ångest", "Anxiety", "H"),
        ("bipolar", "Kaksisuuntainen mieliala", "Bipolaritet", "Bipolar experience", "H"),
        ("psychosis", "Psykoosi", "Psykos", "Psychosis", "H"),
        ("eating", "Syömishäiriö", "Ätstörning", "Eating disorder", "H"),
        ("trauma", "Trauma", "Trauma", "Trauma", "H"),
        ("suicidality", "Itsetuhoisuus", "Självdestruktivitet", "Suicidality", "H"),
        ("personality", "Persoonallisuushäiriö", "Personlighetsstörning", "Personality disorder", "H"),
        ("perinatal", "Raskaus ja vauva-aika", "Graviditet och babytid", "Pregnancy and early parenthood", "H"),
        ("involuntary-care", "Tahdosta riippumaton hoito", "Vård oberoende av viljan", "Involuntary care", "H"),
    ),
    "substance-use": (
        ("alcohol", "Alkoholi", "Alkohol", "Alcohol", "H"),
        ("drugs", "Huumeet", "Narkotika", "Drugs", "H"),
        ("medicines", "Lääkkeet", "Läkemedel", "Medicines", "H"),
        ("substitution-treatment", "Korvaushoito", "Substitutionsbehandling", "Substitution treatment", "H"),
        ("substances-and-mind", "Päihteet ja mielenterveys yhdessä", "Rusmedel och psykisk ohälsa",
         "Substance use and mental health together", "H"),
        ("recovery-communities", "Toipumisyhteisöt", "Gemenskaper för återhämtning", "Recovery communities", "H"),
    ),
    "behavioural-addictions": (
        ("gambling", "Rahapelit", "Penningspel", "Gambling", "H"),
        ("gaming", "Digipelit", "Digitala spel", "Gaming", "H"),
        ("other-behavioural", "Muu toiminnallinen riippuvuus", "Annat funktionellt beroende",
         "Other behavioural addiction", "H"),
    ),
    "neurodiversity": (
        ("adhd", "ADHD", "ADHD", "ADHD", "H"),
        ("autism", "Autismikirjo", "Autismspektrum", "Autism spectrum", "H"),
        ("learning", "Oppimisvaikeus", "Inlärningssvårighet", "Learning difficulty", "H"),
        ("tourette", "Tourette", "Tourette", "Tourette", "H"),
    ),
    "somatic-illness": (
        ("cancer", "Syöpä", "Cancer", "Cancer", "H"),
        ("heart", "Sydän", "Hjärta", "Heart", "H"),
        ("lungs", "Keuhkot", "Lungor", "Lungs", "H"),
        ("neurological", "Neurologinen sairaus (MS, aivovamma, AVH)",
         "Neurologisk sjukdom (MS, hjärnskada, stroke)", "Neurological illness (MS, brain injury, stroke)", "H"),
        ("diabetes", "Diabetes", "Diabetes", "Diabetes", "H"),
        ("rheumatic", "Reuma", "Reuma", "Rheumatic illness", "H"),
        ("pain", "Kipu", "Smärta", "Pain", "H"),
        ("rare-illness", "Harvinaissairaus", "Sällsynt sjukdom", "Rare illness", "H"),
        ("transplant", "Elinsiirto", "Organtransplantation", "Organ transplant", "H"),
        ("illnesses-of-ageing", "Ikääntymisen sairaudet", "Sjukdomar vid åldrande", "Illnesses of ageing", "H"),
        ("dementia", "Muistisairaus", "Minnessjukdom", "Dementia", "H"),
    ),
    "disability": (
        ("mobility", "Liikkuminen", "Rörlighet", "Mobility", "H"),
        ("sight", "Näkö", "Syn", "Sight", "H"),
        ("hearing", "Kuulo", "Hörsel", "Hearing", "H"),
        ("speech", "Puhe", "Tal", "Speech", "H"),
        ("intellectual-disability", "Kehitysvamma", "Utvecklingsstörning", "Intellectual disability", "H"),
        ("multiple-disability", "Monivamma", "Flerfunktionsnedsättning", "Multiple disabilities", "H"),
        ("personal-assistance", "Henkilökohtainen apu", "Personlig assistans", "Personal assistance", "S"),
    ),
    "relatives": (
        ("spouse", "Puolison läheisenä", "Som partner", "As a partner", "H"),
        ("parent", "Vanhempana", "Som förälder", "As a parent", "H"),
        ("child", "Lapsena", "Som barn", "As a child", "H"),
        ("sibling", "Sisaruksena", "Som syskon", "As a sibling", "H"),
        ("family-care", "Omaishoito", "Närståendevård", "Family care", "H"),
        ("loss-of-a-child", "Lapsen menetys", "Förlust av ett barn", "Loss of a child", "H"),
        ("grief", "Suru", "Sorg", "Grief", "H"),
    ),
    "child-protection": (
        ("placed-as-a-child", "Sijoitettuna ollut", "Varit placerad", "Placed outside home as a child", "S"),
        ("parent-in-child-protection", "Vanhempana lastensuojelussa", "Förälder i barnskyddet",
         "Parent in child protection", "S"),
        ("aftercare", "Jälkihuolto", "Eftervård", "Aftercare", "S"),
        ("foster-family", "Sijaisperhe", "Fosterfamilj", "Foster family", "S"),
    ),
    "family": (
        ("divorce", "Ero", "Skilsmässa", "Divorce", "S"),
        ("single-parent", "Yksinhuoltajuus", "Ensamförsörjarskap", "Single parenthood", "S"),
        ("substances-in-the-family", "Päihteet perheessä", "Rusmedel i familjen", "Substance use in the family", "S"),
        ("parent-of-a-teenager", "Teini-ikäisen vanhempi", "Förälder till en tonåring", "Parent of a teenager", "S"),
    ),
    "violence": (
        ("partner-violence", "Lähisuhdeväkivallan kokija", "Utsatt för våld i nära relation",
         "Lived through violence in a close relationship", "S"),
        ("having-used-violence", "Väkivaltaa käyttänyt", "Använt våld", "Having used violence", "C"),
        ("sexual-violence", "Seksuaaliväkivalta", "Sexuellt våld", "Sexual violence", "S"),
        ("honour", "Kunniaan liittyvä väkivalta", "Hedersrelaterat våld", "Honour-based violence", "S"),
        ("bullying", "Koulukiusaaminen", "Skolmobbning", "Bullying at school", "S"),
    ),
    "crime-and-prison": (
        ("prison", "Vankeus", "Fängelse", "Prison", "C"),
        ("community-sanction", "Yhdyskuntaseuraamus", "Samhällspåföljd", "Community sanction", "C"),
        ("victim-of-crime", "Rikoksen uhri", "Brottsoffer", "Victim of crime", "S"),
        ("leaving-crime", "Irtautuminen rikollisuudesta", "Att lämna kriminalitet", "Leaving crime behind", "C"),
    ),
    "homelessness": (
        ("street", "Kadulla", "På gatan", "On the street", "S"),
        ("supported-housing", "Asumispalvelut", "Boendeservice", "Supported housing", "S"),
        ("housing-first", "Asunto ensin", "Bostad först", "Housing first", "S"),
    ),
    "debt-and-poverty": (
        ("debt-arrangement", "Velkajärjestely", "Skuldsanering", "Debt arrangement", "S"),
        ("social-assistance", "Toimeentulotuki", "Utkomststöd", "Social assistance", "S"),
        ("food-aid", "Ruoka-apu", "Mathjälp", "Food aid", "S"),
    ),
    "work-ability": (
        ("long-unemployment", "Pitkäaikaistyöttömyys", "Långtidsarbetslöshet", "Long unemployment", "S"),
        ("rehabilitation", "Kuntoutus", "Rehabilitering", "Rehabilitation", "H"),
        ("disability-pension", "Työkyvyttömyyseläke", "Sjukpension", "Disability pension", "H"),
        ("rehabilitative-work", "Kuntouttava työtoiminta", "Arbetsverksamhet i rehabiliterande syfte",
         "Rehabilitative work", "S"),
    ),
    "migration": (
        ("refugee", "Pakolaisuus", "Flykt", "Refuge", "E"),
        ("asylum", "Turvapaikan hakeminen", "Att söka asyl", "Seeking asylum", "E"),
        ("undocumented", "Paperittomuus", "Papperslöshet", "Being undocumented", "E"),
        ("integration", "Kotoutuminen", "Integration", "Integration", "E"),
        ("new-language", "Uusi kieli", "Ett nytt språk", "A new language", "E"),
    ),
    "minorities": (
        ("sexual-and-gender-minority", "Seksuaali- ja sukupuolivähemmistö", "Sexuell minoritet och könsminoritet",
         "Sexual and gender minority", "E"),
        ("roma", "Romanit", "Romer", "Roma", "E"),
        ("sami", "Saamelaiset", "Samer", "Sámi", "E"),
        ("religious-community", "Uskonnollinen yhteisö", "Religiöst samfund", "Religious community", "E"),
    ),
    "loneliness-and-crises": (
        ("loneliness", "Yksinäisyys", "Ensamhet", "Loneliness", "-"),
        ("sudden-loss", "Äkillinen menetys", "Plötslig förlust", "Sudden loss", "-"),
        ("burnout", "Uupumus", "Utmattning", "Exhaustion", "H"),
    ),
    "use-of-services": (
        ("psychiatric-ward", "Psykiatrinen osasto", "Psykiatrisk avdelning", "Psychiatric ward", "H"),
        ("addiction-clinic", "Päihdeklinikka", "Missbrukarklinik", "Addiction clinic", "H"),
        ("adult-social-work", "Aikuissosiaalityö", "Socialarbete för vuxna", "Social work with adults", "S"),
        ("health-centre", "Terveysasema", "Hälsostation", "Health centre", "H"),
        ("emergency-care", "Päivystys", "Jour", "Emergency care", "H"),
        ("ambulance", "Ensihoito", "Prehospital akutsjukvård", "Ambulance care", "H"),
        ("home-care", "Kotihoito", "Hemvård", "Home care", "S"),
        ("kela", "Kela-asiointi", "Ärenden hos FPA", "Dealing with Kela", "S"),
        ("digital-services", "Digipalvelut", "Digitala tjänster", "Digital services", "-"),
        ("social-rehabilitation", "Sosiaalinen kuntoutus", "Social rehabilitering", "Social rehabilitation", "S"),
    ),
    "youth": (
        ("school-absence", "Koulupoissaolot", "Skolfrånvaro", "Absence from school", "-"),
        ("youth-services", "Nuorten palvelut", "Ungdomstjänster", "Youth services", "-"),
    ),
    "ageing": (
        ("ageing-home-care", "Ikääntyneen kotihoito", "Hemvård för äldre", "Home care of an older person", "H"),
        ("memory", "Muisti", "Minne", "Memory", "H"),
        ("sheltered-housing", "Palveluasuminen", "Serviceboende", "Sheltered housing", "H"),
    ),
}  # fmt: skip


def plant(theme: type) -> None:
    """Adds what is missing and keeps what is there: given a migration's model or the real one."""
    rows = theme._default_manager  # type: ignore[attr-defined]
    for slug, fi, sv, en, data_class in THEMES:
        rows.get_or_create(slug=slug, defaults={"fi": fi, "sv": sv, "en": en, "data_class": data_class})
    parents = {parent.slug: parent for parent in rows.filter(parent=None)}
    for slug, children in CHILDREN.items():
        for child, fi, sv, en, data_class in children:
            words = {"fi": fi, "sv": sv, "en": en, "data_class": data_class}
            rows.get_or_create(slug=child, defaults={**words, "parent": parents[slug]})
